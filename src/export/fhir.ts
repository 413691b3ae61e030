// A report as FHIR R4: a Bundle with DiagnosticReport, Observations of what was measured, and Provenance of who wrote.

import type { ReportContent } from "./content.ts";
import { diagnosticReport, imagingStudies, patient } from "./fhirReport.ts";
import { deviceOf, observationOf, provenanceOf, raddraft } from "./fhirSources.ts";
import { measurementsOf } from "./measurements.ts";

/** A FHIR resource as JSON. */
export type Resource = Readonly<Record<string, unknown>>;

/** A resource of the bundle and the address that others name it by. */
export interface Entry {
  readonly fullUrl: string;
  readonly resource: Resource;
}

/** What the bundle's parts know of each other. */
export interface Addresses {
  readonly report: string;
  readonly patient: string;
  readonly raddraft: string;
  readonly studies: readonly string[];
  /** One for each model that words of the report come from. */
  readonly models: readonly string[];
  readonly observations: readonly string[];
}

/**
 * The bundle, of type `collection`: nothing is to be done with it before somebody decides so.
 * @param newUuid makes an identifier of a resource
 * @see http://hl7.org/fhir/R4/diagnosticreport.html
 */
export function fhirBundle(content: ReportContent, newUuid: () => string): Resource {
  const address = (): string => `urn:uuid:${newUuid()}`;
  const measured = measurementsOf(content.sections);
  const studies = imagingStudies(content);
  const at: Addresses = { report: address(), patient: address(), raddraft: address(), studies: studies.map(address), models: content.ai.drafts.map(address), observations: measured.map(address) };
  const entries: Entry[] = [
    { fullUrl: at.report, resource: diagnosticReport(content, at) },
    { fullUrl: at.patient, resource: patient(content) },
    ...studies.map((study, index) => ({ fullUrl: at.studies[index] ?? "", resource: study(at) })),
    ...measured.map((measurement, index) => ({ fullUrl: at.observations[index] ?? "", resource: observationOf(measurement, content, at) })),
    { fullUrl: at.raddraft, resource: raddraft(content) },
    ...content.ai.drafts.map((draft, index) => ({ fullUrl: at.models[index] ?? "", resource: deviceOf(draft) })),
    { fullUrl: address(), resource: provenanceOf(content, at) },
  ];
  return { resourceType: "Bundle", type: "collection", timestamp: content.at, entry: entries };
}

/** Text for a FHIR string, which must not be empty nor hold control characters; null where nothing is left. */
export function fhirText(text: string): string | null {
  const clean = text.replace(/[\0-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, "").trim();
  return clean === "" ? null : clean;
}

/** An attribute of a resource, or none where it has no value. */
export function optional(name: string, value: unknown): Resource {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0) ? {} : { [name]: value };
}

/** A DA as a FHIR date; null for what is none. */
export function fhirDate(date: string): string | null {
  const [, year = "", month = "", day = ""] = /^(\d{4})(\d{2})(\d{2})$/.exec(date) ?? [];
  const isDate = year !== "" && year !== "0000" && Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31;
  return isDate ? `${year}-${month}-${day}` : null;
}
