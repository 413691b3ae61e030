// Patient, imaging study and diagnostic report of the FHIR bundle.

import type { ReportContent } from "./content.ts";
import { fhirDate, fhirText, optional, type Addresses, type Resource } from "./fhir.ts";
import { DOCUMENT_TITLE } from "./headingCodes.ts";
import { escaped } from "./html.ts";
import type { ImageIdentity } from "./identity.ts";
import { plainReport } from "./plain.ts";
import { aiStatement, markOf, particularsOf, readableName } from "./statements.ts";

const DICOM_UID = "urn:dicom:uid";
const LOINC = "http://loinc.org";

/** The patient as the images name them; without images one of whom nothing is known. */
export function patient({ study }: ReportContent): Resource {
  if (study === null) return { resourceType: "Patient" };
  const name = fhirText(readableName(study.PatientName));
  const [family = "", given = "", middle = ""] = (study.PatientName.split("=")[0] ?? "").split("^").map((part) => part.trim());
  const id = fhirText(study.PatientID);
  return {
    resourceType: "Patient",
    ...optional("identifier", id === null ? null : [{ value: id, ...optional("assigner", study.IssuerOfPatientID === "" ? null : { display: study.IssuerOfPatientID }) }]),
    ...optional("name", name === null ? null : [{ text: name, ...optional("family", fhirText(family)), ...optional("given", [given, middle].flatMap((part) => fhirText(part) ?? [])) }]),
    ...optional("gender", { F: "female", M: "male", O: "other" }[study.PatientSex]),
    ...optional("birthDate", fhirDate(study.PatientBirthDate)),
  };
}

/** Studies that the report refers to, each with its series and objects; made once their addresses are known. */
export function imagingStudies({ images }: ReportContent): ((at: Addresses) => Resource)[] {
  const studyUids = [...new Set(images.map(({ StudyInstanceUID }) => StudyInstanceUID))];
  return studyUids.map((uid) => (at) => {
    const ofStudy = images.filter(({ StudyInstanceUID }) => StudyInstanceUID === uid);
    const [first] = ofStudy;
    const seriesUids = [...new Set(ofStudy.map(({ SeriesInstanceUID }) => SeriesInstanceUID))];
    const accession = fhirText(first?.AccessionNumber ?? "");
    return {
      resourceType: "ImagingStudy",
      identifier: [{ system: DICOM_UID, value: `urn:oid:${uid}` }, ...(accession === null ? [] : [{ type: { coding: [{ system: "http://terminology.hl7.org/CodeSystem/v2-0203", code: "ACSN" }] }, value: accession }])],
      status: "available",
      subject: { reference: at.patient },
      ...optional("started", fhirDate(first?.StudyDate ?? "")),
      ...optional("description", fhirText(first?.StudyDescription ?? "")),
      series: seriesUids.map((seriesUid) => series(seriesUid, ofStudy.filter(({ SeriesInstanceUID }) => SeriesInstanceUID === seriesUid))),
    };
  });
}

function series(uid: string, images: readonly ImageIdentity[]): Resource {
  const objects = new Map(images.map(({ SOPInstanceUID, SOPClassUID }) => [SOPInstanceUID, SOPClassUID]));
  return {
    uid,
    modality: { system: "http://dicom.nema.org/resources/ontology/DCM", code: fhirText(images[0]?.Modality ?? "") ?? "OT" },
    instance: [...objects].map(([instance, sopClass]) => ({ uid: instance, sopClass: { system: "urn:ietf:rfc:3986", code: `urn:oid:${sopClass}` } })),
  };
}

/** The report; its text holds the mark, and so does the form in which it is presented. */
export function diagnosticReport(content: ReportContent, at: Addresses): Resource {
  const impression = content.sections.filter(({ kind }) => kind === "impression").map(({ text }) => text).join("\n\n");
  const mark = markOf(content);
  return {
    resourceType: "DiagnosticReport",
    ...optional("language", /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(content.language) ? content.language : null),
    text: { status: "generated", div: narrative(content) },
    status: statusOf(content),
    category: [{ coding: [{ system: LOINC, code: "LP29684-5", display: "Radiology" }] }],
    code: { coding: [{ system: LOINC, code: DOCUMENT_TITLE.value, display: "Diagnostic imaging study" }], ...optional("text", fhirText(content.title)) },
    subject: { reference: at.patient },
    ...optional("effectiveDateTime", fhirDate(content.study?.StudyDate ?? "")),
    issued: content.at,
    ...optional("result", at.observations.map((reference) => ({ reference }))),
    ...optional("imagingStudy", at.studies.map((reference) => ({ reference }))),
    ...optional("conclusion", fhirText(mark === "" || impression === "" ? impression : `${mark}\n\n${impression}`)),
    presentedForm: [{ contentType: "text/plain; charset=utf-8", data: Buffer.from(plainReport(content), "utf8").toString("base64"), ...optional("title", fhirText(content.title)) }],
  };
}

/** A draft is `partial`: it may be incomplete and nobody has verified it; a final report with an addendum is `appended`. */
function statusOf({ status, sections }: ReportContent): string {
  if (status === "draft") return "partial";
  if (status === "preliminary") return "preliminary";
  return sections.some(({ kind }) => kind === "addendum") ? "appended" : "final";
}

/** XHTML of the elements that FHIR allows; paragraphs keep their lines. */
function narrative(content: ReportContent): string {
  const mark = markOf(content);
  const paragraph = (text: string): string => `<p>${text.split("\n").map(escaped).join("<br/>")}</p>`;
  const parts = [
    ...(mark === "" ? [] : [`<p><b>${escaped(mark)}</b></p>`]),
    `<h1>${escaped(content.title)}</h1>`,
    ...particularsOf(content).map(({ name, value }) => paragraph(`${name}: ${value}`)),
    ...content.sections.flatMap(({ heading, text }) => [...(heading === null ? [] : [`<h2>${escaped(heading)}</h2>`]), ...(text === "" ? [] : text.split(/\n[ \t]*\n/).map(paragraph))]),
    `<h2>${escaped(content.words.ai)}</h2>`,
    ...aiStatement(content).map(paragraph),
  ];
  return `<div xmlns="http://www.w3.org/1999/xhtml">${parts.join("")}</div>`;
}
