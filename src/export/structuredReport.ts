// A report as a DICOM structured report: Basic Text SR (PS3.3 A.35.1) in the shape of TID 2000, Basic Diagnostic Imaging Report.

import type { ContentSection, ReportContent } from "./content.ts";
import { dicomFile, type DataSet } from "./dicomFile.ts";
import { COMMENT, CURRENT_PROCEDURE, DOCUMENT_TITLE, KEY_IMAGES, PROCEDURE_DESCRIPTION, sectionCodes } from "./headingCodes.ts";
import type { ImageIdentity } from "./identity.ts";
import { codeItem, commonModules, longString, textLines, type Code, type ObjectIds } from "./objectModules.ts";
import type { AiDraft } from "./protocol.ts";
import { aiStatement, markOf } from "./statements.ts";
import { BASIC_TEXT_SR, DEVICE_UID } from "./uids.ts";

const dcm = (value: string, meaning: string): Code => ({ value, scheme: "DCM", meaning });
const OBSERVER_TYPE = dcm("121005", "Observer Type");
const DEVICE = dcm("121007", "Device");
const DEVICE_OBSERVER_UID = dcm("121012", "Device Observer UID");
const DEVICE_OBSERVER_NAME = dcm("121013", "Device Observer Name");
/** TID 4019, Algorithm Identification. */
const ALGORITHM_NAME = dcm("111001", "Algorithm Name");
const ALGORITHM_PARAMETERS = dcm("111002", "Algorithm Parameters");
const ALGORITHM_VERSION = dcm("111003", "Algorithm Version");

/** High enough not to meet a series of the scanner. */
const SERIES_NUMBER = 9101;

/** SOP classes without pixels: structured reports, documents, presentation states, waveforms, plans. */
const WITHOUT_PIXELS = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.(88|104|11|9|481\.[^1])(\.|$)/;

/**
 * The object's file. It is never verified: RadDraft does not know who signs.
 * @see PS3.3 C.17.2 for completion and verification, PS3.16 TID 2000 for the tree
 */
export function structuredReport(content: ReportContent, ids: ObjectIds): Uint8Array {
  const isFinal = content.status === "final";
  const mark = markOf(content);
  return dicomFile({
    ...commonModules(content, ids),
    SOPClassUID: BASIC_TEXT_SR,
    Modality: "SR",
    SeriesDescription: longString(content.title),
    SeriesNumber: SERIES_NUMBER,
    InstanceNumber: 1,
    ReferencedPerformedProcedureStepSequence: [],
    ValueType: "CONTAINER",
    ConceptNameCodeSequence: [codeItem(DOCUMENT_TITLE)],
    ContinuityOfContent: "SEPARATE",
    PerformedProcedureCodeSequence: [],
    ...(content.images.length === 0 ? {} : { CurrentRequestedProcedureEvidenceSequence: evidence(content.images) }),
    CompletionFlag: isFinal ? "COMPLETE" : "PARTIAL",
    ...(mark === "" ? {} : { CompletionFlagDescription: longString(mark) }),
    VerificationFlag: "UNVERIFIED",
    PreliminaryFlag: isFinal && mark === "" ? "FINAL" : "PRELIMINARY",
    ContentTemplateSequence: [{ MappingResource: "DCMR", TemplateIdentifier: "2000" }],
    ContentSequence: tree(content, mark),
  });
}

function tree(content: ReportContent, mark: string): DataSet[] {
  const sections = content.sections.filter(({ text }) => text !== "");
  const hasExam = sections.some(({ kind }) => kind === "exam");
  const findings = sections.find(({ kind }) => kind === "findings");
  const images = content.images.map(imageItem);
  return [
    { RelationshipType: "HAS OBS CONTEXT", ValueType: "CODE", ConceptNameCodeSequence: [codeItem(OBSERVER_TYPE)], ConceptCodeSequence: [codeItem(DEVICE)] },
    { RelationshipType: "HAS OBS CONTEXT", ValueType: "UIDREF", ConceptNameCodeSequence: [codeItem(DEVICE_OBSERVER_UID)], UID: DEVICE_UID },
    { ...textItem(DEVICE_OBSERVER_NAME, `RadDraft ${content.version}`), RelationshipType: "HAS OBS CONTEXT" },
    ...(mark === "" ? [] : [textItem(COMMENT, mark)]),
    ...(hasExam ? [] : [container(CURRENT_PROCEDURE, [textItem(PROCEDURE_DESCRIPTION, content.title)])]),
    ...sections.map((section) => sectionItem(section, content.ai.drafts, section === findings ? images : [])),
    ...(findings === undefined && images.length > 0 ? [container(KEY_IMAGES, images)] : []),
    textItem(COMMENT, aiStatement(content).join("\n")),
  ];
}

function sectionItem(section: ContentSection, drafts: readonly AiDraft[], images: readonly DataSet[]): DataSet {
  const codes = sectionCodes(section);
  const algorithms = section.hasAiText ? drafts.flatMap(algorithmItems) : [];
  const text = (concept: Code): DataSet => ({ ...textItem(concept, section.text), ...(algorithms.length === 0 ? {} : { ContentSequence: algorithms }) });
  return codes === null ? text(COMMENT) : container(codes.heading, [text(codes.element), ...images]);
}

/** Which model wrote words of a text. */
function algorithmItems({ model, revision, weights, weightsSha256, preset }: AiDraft): DataSet[] {
  const version = [revision, weights, weightsSha256].filter((part) => part !== "").join(", ");
  const items: readonly (readonly [Code, string])[] = [[ALGORITHM_NAME, model], [ALGORITHM_VERSION, version], [ALGORITHM_PARAMETERS, preset]];
  return items.filter(([, value]) => value !== "").map(([concept, value]) => ({ ...textItem(concept, value), RelationshipType: "HAS CONCEPT MOD" }));
}

function container(concept: Code, items: readonly DataSet[]): DataSet {
  return { RelationshipType: "CONTAINS", ValueType: "CONTAINER", ConceptNameCodeSequence: [codeItem(concept)], ContinuityOfContent: "SEPARATE", ContentSequence: items };
}

function textItem(concept: Code, text: string): DataSet {
  return { RelationshipType: "CONTAINS", ValueType: "TEXT", ConceptNameCodeSequence: [codeItem(concept)], TextValue: textLines(text) };
}

function imageItem({ SOPClassUID, SOPInstanceUID, NumberOfFrames, frame }: ImageIdentity): DataSet {
  const isImage = !WITHOUT_PIXELS.test(SOPClassUID);
  // An object of one frame must not be asked for its first (PS3.3 10.3).
  const hasFrames = isImage && Number(NumberOfFrames) > 1;
  const reference = { ReferencedSOPClassUID: SOPClassUID, ReferencedSOPInstanceUID: SOPInstanceUID, ...(frame === null || !hasFrames ? {} : { ReferencedFrameNumber: frame }) };
  return { RelationshipType: "CONTAINS", ValueType: isImage ? "IMAGE" : "COMPOSITE", ReferencedSOPSequence: [reference] };
}

/** Every object that is referred to, once, by study and series (PS3.3 C.17.2.3). */
function evidence(images: readonly ImageIdentity[]): DataSet[] {
  return grouped(images, "StudyInstanceUID").map(([StudyInstanceUID, ofStudy]) => ({
    StudyInstanceUID,
    ReferencedSeriesSequence: grouped(ofStudy, "SeriesInstanceUID").map(([SeriesInstanceUID, ofSeries]): DataSet => ({
      SeriesInstanceUID,
      ReferencedSOPSequence: grouped(ofSeries, "SOPInstanceUID").map(([ReferencedSOPInstanceUID, [object]]): DataSet => ({ ReferencedSOPClassUID: object?.SOPClassUID ?? "", ReferencedSOPInstanceUID })),
    })),
  }));
}

function grouped(images: readonly ImageIdentity[], keyword: "StudyInstanceUID" | "SeriesInstanceUID" | "SOPInstanceUID"): (readonly [string, readonly ImageIdentity[]])[] {
  const uids = [...new Set(images.map((image) => image[keyword]))];
  return uids.map((uid) => [uid, images.filter((image) => image[keyword] === uid)]);
}
