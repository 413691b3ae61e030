// The document that a DICOM object without pixels is: which kind, its title, what it says of itself, and of a structured
// report its content. Names of people, days and numbers of files are left out unless they are asked for.

import { codeMeaning, dateShown, itemOf, nameShown, nodeOf, textOf, timeShown } from "./contentValues.ts";
import { contentItems } from "./contentTree.ts";
import type { ContentItem } from "./contentTree.ts";
import { DicomError } from "./errors.ts";
import { tagTree } from "./tagTree.ts";
import type { TagNode } from "./tagTree.ts";
import { ENCAPSULATED_PDF, STRUCTURED_REPORT } from "./uids.ts";

/** What a document says of itself. `completion`, `verification` and `preliminary` are PS3.3 C.17.2's flags as they stand, `mark` what is said of the first. */
export type DocumentFactKey = "completion" | "mark" | "verification" | "preliminary" | "date" | "verifiedBy" | "patient" | "patientId" | "type" | "size";

export interface DocumentFact {
  readonly key: DocumentFactKey;
  /** Empty while hidden. */
  readonly value: string;
  readonly isHidden: boolean;
}

/** A document as text. */
export interface DocumentText {
  readonly kind: "report" | "pdf";
  /** Empty where the object has none. */
  readonly title: string;
  readonly facts: readonly DocumentFact[];
  /** In reading order; none for a PDF. */
  readonly items: readonly ContentItem[];
  /** Items that are not in it, each with all inside it: they are too many, too deep or too long. */
  readonly leftOut: number;
  /** Sentences about what was tolerated. */
  readonly problems: readonly string[];
}

export interface DocumentLimits {
  readonly items: number;
  /** Containers inside containers. */
  readonly levels: number;
  /** Of one item, and of all together. */
  readonly itemCharacters: number;
  readonly allCharacters: number;
}

/** Longest title or fact; what is told of documents elsewhere is measured by it. */
const MAX_FACT_CHARACTERS = 1024;

/**
 * The document in a file.
 * @param bytes the whole file; borrowed until this returns
 * @param showPatient false: values that may say who somebody is or when something was are not in the answer (`isHidden`). The
 *   text of a report is: it is what was asked for
 * @throws DicomError `dicom/no-document`, `dicom/not-dicom`, `dicom/broken`, `dicom/truncated`, `dicom/limit-inflated`
 */
export function documentOf(bytes: Uint8Array, showPatient: boolean, limits: DocumentLimits): DocumentText {
  const { nodes, problems } = tagTree(bytes, limits.itemCharacters);
  const sopClass = textOf(nodes, "SOPClassUID") || textOf(nodes, "MediaStorageSOPClassUID");
  const facts = factsOf(nodes, showPatient);
  if (sopClass.startsWith(STRUCTURED_REPORT)) {
    const { items, leftOut } = contentItems(nodes, showPatient, limits);
    return { kind: "report", title: titleOf(nodes), facts, items, leftOut, problems: [...problems] };
  }
  if (sopClass !== ENCAPSULATED_PDF) throw new DicomError("dicom/no-document");
  const length = nodeOf(nodes, "EncapsulatedDocument")?.length;
  const own: readonly DocumentFact[] = [
    { key: "type", value: short(textOf(nodes, "MIMETypeOfEncapsulatedDocument")), isHidden: false },
    { key: "size", value: length === undefined || length === null ? "" : String(length), isHidden: false },
  ];
  return { kind: "pdf", title: short(textOf(nodes, "DocumentTitle")) || titleOf(nodes), facts: [...own.filter(hasValue), ...facts], items: [], leftOut: 0, problems: [...problems] };
}

/** The concept that the whole is about, else what its series is called. */
function titleOf(nodes: readonly TagNode[]): string {
  return short(codeMeaning(itemOf(nodes, "ConceptNameCodeSequence")) || textOf(nodes, "SeriesDescription"));
}

function factsOf(nodes: readonly TagNode[], showPatient: boolean): readonly DocumentFact[] {
  const fact = (key: DocumentFactKey, value: string): DocumentFact => ({ key, value: short(value), isHidden: false });
  const person = (key: DocumentFactKey, value: string): DocumentFact => ({ key, value: showPatient ? short(value) : "", isHidden: !showPatient && value !== "" });
  const observer = itemOf(nodes, "VerifyingObserverSequence");
  const verifiedBy = [nameShown(textOf(observer, "VerifyingObserverName")), textOf(observer, "VerifyingOrganization"), dateShown(textOf(observer, "VerificationDateTime"))];
  return [
    fact("completion", textOf(nodes, "CompletionFlag")),
    fact("mark", textOf(nodes, "CompletionFlagDescription")),
    fact("preliminary", textOf(nodes, "PreliminaryFlag")),
    fact("verification", textOf(nodes, "VerificationFlag")),
    person("verifiedBy", verifiedBy.filter((part) => part !== "").join(", ")),
    person("date", [dateShown(textOf(nodes, "ContentDate")), timeShown(textOf(nodes, "ContentTime"))].filter((part) => part !== "").join(" ")),
    person("patient", nameShown(textOf(nodes, "PatientName"))),
    person("patientId", textOf(nodes, "PatientID")),
  ].filter(hasValue);
}

function hasValue({ value, isHidden }: DocumentFact): boolean {
  return value !== "" || isHidden;
}

function short(text: string): string {
  return text.slice(0, MAX_FACT_CHARACTERS);
}
