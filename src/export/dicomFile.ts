// A data set as a file of PS3.10: the only file that knows dcmjs.

import { data } from "dcmjs";
import { EXPLICIT_VR_LITTLE_ENDIAN, IMPLEMENTATION_CLASS_UID } from "./uids.ts";

/** What an attribute may hold: texts, numbers, items of a sequence, bytes. */
export type AttributeValue = string | number | readonly string[] | readonly number[] | readonly DataSet[] | Uint8Array;

/** Attributes by their PS3.6 keyword; an empty string or list is an attribute without a value. */
export interface DataSet {
  readonly [keyword: string]: AttributeValue;
}

const IMPLEMENTATION_VERSION_NAME = "RADDRAFT";

/**
 * Writes an object in Explicit VR Little Endian, text in UTF-8.
 * @param dataSet with SOPClassUID and SOPInstanceUID
 */
export function dicomFile(dataSet: DataSet): Uint8Array {
  const { SOPClassUID, SOPInstanceUID } = dataSet;
  const meta: DataSet = {
    FileMetaInformationVersion: new Uint8Array([0, 1]),
    MediaStorageSOPClassUID: SOPClassUID ?? "",
    MediaStorageSOPInstanceUID: SOPInstanceUID ?? "",
    TransferSyntaxUID: EXPLICIT_VR_LITTLE_ENDIAN,
    ImplementationClassUID: IMPLEMENTATION_CLASS_UID,
    ImplementationVersionName: IMPLEMENTATION_VERSION_NAME,
  };
  const file = new data.DicomDict(data.DicomMetaDictionary.denaturalizeDataset(libraryForm(meta)));
  file.dict = data.DicomMetaDictionary.denaturalizeDataset(libraryForm({ SpecificCharacterSet: "ISO_IR 192", ...dataSet }));
  return new Uint8Array(file.write());
}

/** The library wants attributes in the order of their tags only, which it makes itself, and bytes as `ArrayBuffer`. */
function libraryForm(dataSet: DataSet): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(dataSet).map(([keyword, value]) => [keyword, valueForm(value)]));
}

function valueForm(value: AttributeValue): unknown {
  if (value instanceof Uint8Array) return value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength);
  if (typeof value !== "object") return value;
  return value.map((item) => (typeof item === "object" ? libraryForm(item) : item));
}
