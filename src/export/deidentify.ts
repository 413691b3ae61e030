// An image without what names people and places: PS3.15 Annex E, Basic Application Level Confidentiality Profile.

import { createHash } from "node:crypto";
import { mayIdentify, rewriteDicom, type AddedAttribute, type MetAttribute, type Verdict } from "../dicom/index.ts";
import { profileRow } from "./profileTable.ts";
import { RETAIN_OPTIONS, type RetainOption } from "./protocol.ts";
import { IMPLEMENTATION_CLASS_UID } from "./uids.ts";

export interface Deidentification {
  readonly retain: readonly RetainOption[];
  /** Known to nobody and thrown away after the run: identifiers of one run fit each other, and lead back to none. */
  readonly secret: string;
}

/** What was done to a file. */
export interface Deidentified {
  readonly bytes: Uint8Array;
  /** The new SOPInstanceUID and SeriesInstanceUID; the old ones where they are retained. */
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  /** False for reports, documents and presentations: their texts may say anything, and the profile's table does not clean them. */
  readonly hasPixels: boolean;
  /** True where the file says that letters in its pixels may name the patient, or nothing about it. */
  readonly mayHaveBurnedIn: boolean;
}

/** Codes of the method, as the profile asks for them (PS3.16 CID 7050). */
const PROFILE: readonly [value: string, meaning: string] = ["113100", "Basic Application Confidentiality Profile"];
const OPTION_CODES: Readonly<Record<RetainOption, readonly [value: string, meaning: string]>> = {
  dates: ["113106", "Retain Longitudinal Temporal Information Full Dates Option"],
  patientCharacteristics: ["113108", "Retain Patient Characteristics Option"],
  deviceIdentity: ["113109", "Retain Device Identity Option"],
  uids: ["113110", "Retain UIDs Option"],
  institutionIdentity: ["113112", "Retain Institution Identity Option"],
};

const PATIENT_ID = "00100020";
/** PixelData, and those of floating point. */
const PIXELS: ReadonlySet<string> = new Set(["7fe00008", "7fe00009", "7fe00010"]);
/** Identifiers that the standard itself defines name nothing of a patient. */
const STANDARD_UID = "1.2.840.10008.";
/** Dummies by representation; of others an empty value. */
const DUMMIES: Readonly<Record<string, string>> = { DA: "19000101", TM: "000000", DT: "19000101000000", LO: "REMOVED", SH: "REMOVED", PN: "REMOVED", CS: "REMOVED", LT: "REMOVED", ST: "REMOVED", UT: "REMOVED", UC: "REMOVED", AE: "REMOVED" };
const DATES: ReadonlySet<string> = new Set(["DA", "DT", "TM"]);
/** Representations in which a person writes what they like. */
const FREE_TEXT: ReadonlySet<string> = new Set(["LT", "ST", "UT"]);

/**
 * Removes what the profile removes. Pixels stay as they are, letters in them too.
 * @throws DicomError `dicom/not-dicom`, `dicom/broken`, `dicom/truncated`, `dicom/limit-inflated`
 */
export function deidentify(bytes: Uint8Array, { retain, secret }: Deidentification): Deidentified {
  let [sopInstanceUid, seriesInstanceUid, burnedIn, hasPixels] = ["", "", "", false];
  const judge = (attribute: MetAttribute): Verdict => {
    const verdict = judgement(attribute, retain, secret);
    const value = typeof verdict === "string" ? (attribute.values()[0] ?? "") : verdict.text;
    if (attribute.tag === "00080018") sopInstanceUid ||= value;
    if (attribute.tag === "0020000e") seriesInstanceUid ||= value;
    if (attribute.tag === "00280301") burnedIn = value;
    hasPixels ||= PIXELS.has(attribute.tag);
    return verdict;
  };
  const written = rewriteDicom(bytes, { judge, added: methodOf(retain), implementationClassUid: IMPLEMENTATION_CLASS_UID, implementationVersionName: "RADDRAFT" });
  return { bytes: written, sopInstanceUid, seriesInstanceUid, hasPixels, mayHaveBurnedIn: burnedIn !== "NO" };
}

/** What becomes of one attribute: the table's word, and for what the table does not know the safe side. */
export function judgement(attribute: MetAttribute, retain: readonly RetainOption[], secret: string): Verdict {
  const { tag, vr, isPrivate, isSequence } = attribute;
  if (isPrivate) return "remove";
  const row = profileRow(tag);
  if (row === null) return unlisted(attribute, retain, secret);
  if (tag === PATIENT_ID) return { text: pseudonym(attribute.values()[0] ?? "", secret) };
  if (row.keptBy.some((option) => retain.includes(option))) return "keep";
  switch (row.action) {
    case "X": return "remove";
    case "Z": return { text: "" };
    case "D": return isSequence ? "remove" : { text: DUMMIES[vr] ?? "" };
    case "U": return isSequence ? "keep" : { text: attribute.values().map((uid) => newUidOf(uid, secret)).join("\\") };
    case "inside": return "keep";
  }
}

/** Later editions list more dates, names and texts: those and what nobody knows are not kept either. */
function unlisted(attribute: MetAttribute, retain: readonly RetainOption[], secret: string): Verdict {
  const { vr, keyword, isSequence } = attribute;
  if (isSequence) return mayIdentify(attribute) ? "remove" : "keep";
  if (DATES.has(vr)) return retain.includes("dates") ? "keep" : vr === "DT" ? { text: DUMMIES["DT"] ?? "" } : "remove";
  if (vr === "UI") return retain.includes("uids") ? "keep" : { text: attribute.values().map((uid) => newUidOf(uid, secret)).join("\\") };
  return keyword === null || FREE_TEXT.has(vr) || mayIdentify(attribute) ? "remove" : "keep";
}

/** Keeps patients of one run apart; the profile allows a value for what it leaves empty (PS3.15 E.1, Z). */
function pseudonym(patientId: string, secret: string): string {
  return patientId === "" ? "" : `P-${createHash("sha256").update(`${secret}\npatient\n${patientId}`).digest("hex").slice(0, 12).toUpperCase()}`;
}

/** The same for the same identifier of one run. */
function newUidOf(uid: string, secret: string): string {
  if (uid === "" || uid.startsWith(STANDARD_UID)) return uid;
  const hash = createHash("sha256").update(`${secret}\n${uid}`).digest("hex").slice(0, 32);
  return `2.25.${BigInt(`0x${hash}`).toString()}`;
}

/** What was done, in the words and codes of the standard (PS3.15 E.1, PS3.3 C.7.1.1, C.12.1). */
function methodOf(retain: readonly RetainOption[]): AddedAttribute[] {
  const codes = [PROFILE, ...RETAIN_OPTIONS.filter((option) => retain.includes(option)).map((option) => OPTION_CODES[option])];
  return [
    { tag: "00120062", vr: "CS", value: "YES" },
    { tag: "00120063", vr: "LO", value: "RadDraft, PS3.15 Annex E Basic Profile" },
    { tag: "00120064", vr: "SQ", value: codes.map(([value, meaning]) => [{ tag: "00080100", vr: "SH", value }, { tag: "00080102", vr: "SH", value: "DCM" }, { tag: "00080104", vr: "LO", value: meaning }]) },
    { tag: "00280303", vr: "CS", value: retain.includes("dates") ? "UNMODIFIED" : "REMOVED" },
  ];
}
