// Measured values, programs and provenance of the FHIR bundle.

import type { ReportContent } from "./content.ts";
import { fhirDate, fhirText, optional, type Addresses, type Resource } from "./fhir.ts";
import type { Measurement, QuantityKind } from "./measurements.ts";
import type { AiDraft } from "./protocol.ts";
import { aiStatement } from "./statements.ts";

const UCUM = "http://unitsofmeasure.org";
const SNOMED = "http://snomed.info/sct";
const DICOM_CODES = "http://dicom.nema.org/resources/ontology/DCM";
const PARTICIPANT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type";

/** What is measured, as a concept. */
const CODES: Readonly<Record<QuantityKind, Resource>> = {
  length: { system: SNOMED, code: "410668003", display: "Length" },
  area: { system: SNOMED, code: "42798000", display: "Area" },
  volume: { system: SNOMED, code: "118565006", display: "Volume" },
  angle: { system: SNOMED, code: "1483009", display: "Angle" },
  attenuation: { system: DICOM_CODES, code: "112031", display: "Attenuation Coefficient" },
};

/** A measured value as the report states it; several axes are components. */
export function observationOf({ kind, values, unit, writtenUnit, about }: Measurement, content: ReportContent, at: Addresses): Resource {
  const code = { coding: [CODES[kind]], ...optional("text", fhirText(about)) };
  const quantity = (value: number): Resource => ({ value, unit: writtenUnit, system: UCUM, code: unit });
  const [first] = values;
  return {
    resourceType: "Observation",
    status: content.status === "final" ? "final" : "preliminary",
    category: [{ coding: [{ system: "http://terminology.hl7.org/CodeSystem/observation-category", code: "imaging" }] }],
    code,
    subject: { reference: at.patient },
    ...optional("effectiveDateTime", fhirDate(content.study?.StudyDate ?? "")),
    ...(values.length === 1 && first !== undefined ? { valueQuantity: quantity(first) } : { component: values.map((value) => ({ code: { coding: [CODES[kind]] }, valueQuantity: quantity(value) })) }),
    ...optional("derivedFrom", at.studies.map((reference) => ({ reference }))),
  };
}

/** RadDraft itself. */
export function raddraft({ version }: ReportContent): Resource {
  return { resourceType: "Device", deviceName: [{ name: "RadDraft", type: "user-friendly-name" }], ...optional("version", version === "" ? null : [{ value: version }]) };
}

/** A model that words of the report come from. */
export function deviceOf({ model, revision, weights, weightsSha256 }: AiDraft): Resource {
  const versions = [["revision", revision], ["weights", weights], ["sha256", weightsSha256]].flatMap(([type = "", value = ""]) => (fhirText(value) === null ? [] : [{ type: { text: type }, value }]));
  return { resourceType: "Device", deviceName: [{ name: fhirText(model) ?? "AI", type: "model-name" }], ...optional("version", versions), note: [{ text: "Masked-diffusion vision-language model" }] };
}

/** Who wrote: a model is an author where its words are in the report; RadDraft put the document together. */
export function provenanceOf(content: ReportContent, at: Addresses): Resource {
  const agent = (code: string, display: string, reference: string): Resource => ({ type: { coding: [{ system: PARTICIPANT, code, display }] }, who: { reference } });
  return {
    resourceType: "Provenance",
    text: { status: "generated", div: `<div xmlns="http://www.w3.org/1999/xhtml">${aiStatement(content).map((sentence) => `<p>${sentence.replace(/[&<>]/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[character] ?? "")}</p>`).join("")}</div>` },
    target: [at.report, ...at.observations].map((reference) => ({ reference })),
    ...optional("occurredDateTime", content.ai.drafts.map((draft) => draft.at).filter((time) => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/.test(time)).sort().at(-1)),
    recorded: content.at,
    activity: { text: content.ai.part === "none" ? "writing" : content.ai.part === "reviewed" ? "drafting by a model, reviewed by a person" : "drafting by a model, not reviewed in full" },
    agent: [...at.models.map((reference) => agent("author", "Author", reference)), agent("assembler", "Assembler", at.raddraft)],
    ...optional("entity", at.studies.map((reference) => ({ role: "source", what: { reference } }))),
  };
}
