// What a compressed frame says of itself in its header: size, components, depth. Read before a codec is given memory,
// since these values override the file's (PS3.5 8.2.1 to 8.2.4).

import { DicomError } from "./errors.ts";
import type { CodecFamily } from "./codecMessages.ts";

/** The header of a codestream. */
export interface CodestreamHeader {
  readonly rows: number;
  readonly columns: number;
  readonly components: number;
  /** Bits of a sample. */
  readonly precision: number;
  readonly isSigned: boolean;
}

const MARKER = 0xff;
/** ITU-T T.81 table B.1: start of scan, end of image. */
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
/** ITU-T T.87 C.1.1. */
const START_OF_FRAME_JPEG_LS = 0xf7;
/** Of the start-of-frame codes C0 to CF these are something else: DHT, JPG, DAC. */
const NOT_START_OF_FRAME: readonly number[] = [0xc4, 0xc8, 0xcc];
/** ISO 15444-1 A.4, A.5. */
const JPEG_2000_START = 0xff4f;
const SIZE_MARKER = 0xff51;

/**
 * Reads the header of a frame's codestream.
 * @throws DicomError `dicom/codestream-broken`
 */
export function readCodestreamHeader(bytes: Uint8Array, family: Exclude<CodecFamily, "rle">): CodestreamHeader {
  const header = family === "jpeg" || family === "jpegLs" ? readJpegHeader(bytes) : readSize(bytes);
  if (header === null) throw new DicomError("dicom/codestream-broken");
  return header;
}

/** Walks the marker segments up to the start of frame (ITU-T T.81 B.2). */
function readJpegHeader(bytes: Uint8Array): CodestreamHeader | null {
  let at = 2;
  if (bytes[0] !== MARKER || bytes[1] !== 0xd8) return null;
  while (at + 10 <= bytes.length) {
    if (bytes[at] !== MARKER) return null;
    const code = bytes[at + 1] ?? 0;
    // Fill bytes may precede a marker (B.1.1.2).
    if (code === MARKER) at++;
    else if (isStartOfFrame(code)) {
      const view = viewOf(bytes, at + 4, 6);
      return { precision: view.getUint8(0), rows: view.getUint16(1), columns: view.getUint16(3), components: view.getUint8(5), isSigned: false };
    } else if (code === START_OF_SCAN || code === END_OF_IMAGE || code === 0) return null;
    else at += 2 + viewOf(bytes, at + 2, 2).getUint16(0);
  }
  return null;
}

function isStartOfFrame(code: number): boolean {
  return code === START_OF_FRAME_JPEG_LS || (code >= 0xc0 && code <= 0xcf && !NOT_START_OF_FRAME.includes(code));
}

/** The SIZ segment, which must come first (ISO 15444-1 A.5.1); the stream may be wrapped in a JP2 file. */
function readSize(bytes: Uint8Array): CodestreamHeader | null {
  const start = startOfJpeg2000(bytes);
  if (start < 0 || start + 43 > bytes.length) return null;
  const view = viewOf(bytes, start + 2, 41);
  if (view.getUint16(0) !== SIZE_MARKER) return null;
  const components = view.getUint16(38);
  const depth = view.getUint8(40);
  return {
    columns: view.getUint32(6) - view.getUint32(14),
    rows: view.getUint32(10) - view.getUint32(18),
    components,
    precision: (depth & 0x7f) + 1,
    isSigned: (depth & 0x80) !== 0,
  };
}

/** Where the codestream begins: 0, or in the box `jp2c` of a JP2 file (which PS3.5 A.4.4 forbids, but some write). */
export function startOfJpeg2000(bytes: Uint8Array): number {
  const isStart = (at: number): boolean => (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)) === JPEG_2000_START;
  if (isStart(0)) return 0;
  for (let at = 0; at + 10 <= bytes.length; ) {
    const view = viewOf(bytes, at, 8);
    if (view.getUint32(4) === 0x6a70_3263) return isStart(at + 8) ? at + 8 : -1;
    const length = view.getUint32(0);
    if (length < 8) return -1;
    at += length;
  }
  return -1;
}

/** Whether bytes end a codestream: with its end marker, a padding byte after it allowed. */
export function endsCodestream(bytes: Uint8Array): boolean {
  // EOI of JPEG and JPEG-LS and EOC of JPEG 2000 are the same two bytes.
  const ends = (end: number): boolean => end >= 2 && bytes[end - 2] === MARKER && bytes[end - 1] === END_OF_IMAGE;
  let end = bytes.length;
  for (let nPadding = 0; nPadding <= MAX_PADDING; nPadding++, end--) {
    if (ends(end)) return true;
    if (bytes[end - 1] !== 0 && bytes[end - 1] !== MARKER) return false;
  }
  return false;
}

/** One byte is what the standard asks for; some writers pad fragments to four or eight. */
const MAX_PADDING = 8;

function viewOf(bytes: Uint8Array, at: number, length: number): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset + at, Math.min(length, bytes.length - at));
}
