// The beginning of a file (PS3.10 section 7.1): preamble, marker, and the meta information that names the transfer
// syntax. Read here because the library reads one element too far, which in a deflated file is noise.

import { EXPLICIT_LITTLE_ENDIAN, IMPLICIT_LITTLE_ENDIAN } from "./uids.ts";

const PREAMBLE_BYTES = 128;
const MARKER = "DICM";
const META_GROUP = 0x0002;
const TRANSFER_SYNTAX_ELEMENT = 0x0010;
/** Representations whose length has 32 bits after two reserved bytes (PS3.5 7.1.2). */
const LONG_REPRESENTATIONS: readonly string[] = ["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"];

/** What the first element of a data set without a header may be: low in group 0008, of a usual representation, short. */
const MAX_FIRST_ELEMENT_HIGH = 0x10;
const MAX_FIRST_LENGTH = 64;
const FIRST_REPRESENTATIONS: readonly string[] = ["AE", "CS", "DA", "LO", "OB", "PN", "SH", "SQ", "TM", "UI", "UL"];

/** How a file begins. */
export interface FileMeta {
  /** Null where the meta information does not say. */
  readonly transferSyntaxUid: string | null;
  /** Where the data set begins. */
  readonly dataSetAt: number;
  /** Where the meta information begins; null where there is none. */
  readonly metaFrom: number | null;
  /** True when the transfer syntax was guessed, or the preamble is missing. */
  readonly isBare: boolean;
}

/**
 * Reads the beginning of a file.
 * @param bytes at least its first 132 bytes to tell whether it is DICOM, more to have the meta information
 * @returns null when this is no DICOM file
 */
export function readFileMeta(bytes: Uint8Array): FileMeta | null {
  const marker = latin1(bytes, PREAMBLE_BYTES, MARKER.length);
  if (marker === MARKER) return { ...readMetaGroup(bytes, PREAMBLE_BYTES + MARKER.length), metaFrom: PREAMBLE_BYTES + MARKER.length, isBare: false };
  const guessed = bareTransferSyntax(bytes);
  if (guessed === null) return null;
  if (bytes[0] === META_GROUP) return { ...readMetaGroup(bytes, 0), metaFrom: 0, isBare: true };
  return { transferSyntaxUid: guessed, dataSetAt: 0, metaFrom: null, isBare: true };
}

/**
 * Whether a file looks like DICOM.
 * @param bytes at least its first 132 bytes, or all of it
 */
export function recogniseDicom(bytes: Uint8Array): boolean {
  return readFileMeta(bytes) !== null;
}

/** The meta information is always explicit little endian, whatever follows. */
function readMetaGroup(bytes: Uint8Array, from: number): Pick<FileMeta, "transferSyntaxUid" | "dataSetAt"> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = from;
  let transferSyntaxUid: string | null = null;
  while (at + 12 <= bytes.length && view.getUint16(at, true) === META_GROUP) {
    const isLong = LONG_REPRESENTATIONS.includes(latin1(bytes, at + 4, 2));
    const length = isLong ? view.getUint32(at + 8, true) : view.getUint16(at + 6, true);
    const valueAt = at + (isLong ? 12 : 8);
    if (view.getUint16(at + 2, true) === TRANSFER_SYNTAX_ELEMENT) {
      // Padded with one NUL; some writers pad with a space.
      transferSyntaxUid = latin1(bytes, valueAt, length).replace(/[\0 ]+$/, "");
    }
    at = valueAt + length;
  }
  return { transferSyntaxUid: transferSyntaxUid === "" ? null : transferSyntaxUid, dataSetAt: Math.min(at, bytes.length) };
}

/** Group 0002 or 0008 first, then a value representation (explicit) or a short even length (implicit). */
function bareTransferSyntax(bytes: Uint8Array): string | null {
  if (bytes.length < 16) return null;
  const [group, groupHigh, , elementHigh = 0, first = 0, second = 0, third = 0, fourth = 0] = bytes;
  if ((group !== 0x08 && group !== META_GROUP) || groupHigh !== 0 || elementHigh > MAX_FIRST_ELEMENT_HIGH) return null;
  if (FIRST_REPRESENTATIONS.includes(String.fromCharCode(first, second))) return EXPLICIT_LITTLE_ENDIAN;
  const isShort = second === 0 && third === 0 && fourth === 0 && first <= MAX_FIRST_LENGTH && first % 2 === 0;
  return group === 0x08 && isShort ? IMPLICIT_LITTLE_ENDIAN : null;
}

const latin1Decoder = new TextDecoder("iso-8859-1");

function latin1(bytes: Uint8Array, at: number, length: number): string {
  return latin1Decoder.decode(bytes.subarray(at, at + length));
}
