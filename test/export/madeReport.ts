// Requests and identities for the tests of the export, made as small as they can be.

import type { ImageIdentity } from "../../src/export/identity.ts";
import type { AiDraft, ReportRequest, Words } from "../../src/export/protocol.ts";

const WORDS: Words = {
  report: "Radiology report", patient: "Patient", patientId: "Patient ID", born: "Born", sex: "Sex", female: "female", male: "male", other: "other",
  studyDate: "Date of study", accession: "Accession number", comparison: "Comparison", status: "Status", draft: "Draft", preliminary: "Preliminary", final: "Final",
  draftMark: "DRAFT, not final", preliminaryMark: "PRELIMINARY, not final", unreviewedMark: "unreviewed AI", ai: "Use of AI", aiNone: "No AI.", aiReviewed: "All reviewed.",
  aiUnreviewed: "Drafted, {0} unreviewed.", aiUnknown: "Drafted, unknown.", aiBy: "By {0} on {1}.", madeBy: "Exported by {0}.", page: "Page {0} of {1}",
};

export const DRAFT: AiDraft = { model: "LLaDA-MedV", revision: "r1", weights: "int4", weightsSha256: "0123456789abcdef".repeat(4), device: "cpu", preset: "exact", at: "2026-11-28T10:00:00.000Z" };

/** A request for a report without images of which nothing is drafted. */
export function madeRequest(given: Partial<ReportRequest>): ReportRequest {
  return {
    format: "text", text: "", name: "report", ai: { passages: [], nUnknown: 0, drafts: [] }, images: [], words: WORDS, language: "en",
    at: "2026-11-28T12:30:00.000Z", offsetMinutes: 60, version: "1.2.3", ...given,
  };
}

/** What a chest radiograph says of itself. */
export function chestImage(given: Partial<ImageIdentity> = {}): ImageIdentity {
  return {
    SOPClassUID: "1.2.840.10008.5.1.4.1.1.1", SOPInstanceUID: "1.2.3.4", SeriesInstanceUID: "1.2.3", StudyInstanceUID: "1.2", PatientName: "Müller^Änne=山田 太郎", PatientID: "4711",
    IssuerOfPatientID: "", PatientBirthDate: "19500301", PatientSex: "F", StudyDate: "20260131", StudyTime: "101500", StudyID: "S1", AccessionNumber: "A1",
    ReferringPhysicianName: "House^Gregory", StudyDescription: "Thorax", Modality: "CR", BodyPartExamined: "CHEST", NumberOfFrames: "", frame: null, ...given,
  };
}
