// UIDs by name (PS3.6 Annex A): how pixels may be stored, and what objects without pixels are called.

/** The transfer syntaxes that are read. */
export const IMPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2";
export const EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";
export const EXPLICIT_BIG_ENDIAN = "1.2.840.10008.1.2.2";
export const DEFLATED_EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1.99";

const SUPPORTED: readonly string[] = [IMPLICIT_LITTLE_ENDIAN, EXPLICIT_LITTLE_ENDIAN, EXPLICIT_BIG_ENDIAN, DEFLATED_EXPLICIT_LITTLE_ENDIAN];

const OTHER_TRANSFER_SYNTAXES: Readonly<Record<string, string>> = {
  "1.2.840.10008.1.2.1.98": "Encapsulated Uncompressed Explicit VR Little Endian",
  "1.2.840.10008.1.2.4.50": "JPEG Baseline",
  "1.2.840.10008.1.2.4.51": "JPEG Extended",
  "1.2.840.10008.1.2.4.53": "JPEG Spectral Selection, Non-Hierarchical",
  "1.2.840.10008.1.2.4.55": "JPEG Full Progression, Non-Hierarchical",
  "1.2.840.10008.1.2.4.57": "JPEG Lossless, Non-Hierarchical",
  "1.2.840.10008.1.2.4.70": "JPEG Lossless, First-Order Prediction",
  "1.2.840.10008.1.2.4.80": "JPEG-LS Lossless",
  "1.2.840.10008.1.2.4.81": "JPEG-LS Near-Lossless",
  "1.2.840.10008.1.2.4.90": "JPEG 2000 Lossless",
  "1.2.840.10008.1.2.4.91": "JPEG 2000",
  "1.2.840.10008.1.2.4.92": "JPEG 2000 Part 2 Multi-component Lossless",
  "1.2.840.10008.1.2.4.93": "JPEG 2000 Part 2 Multi-component",
  "1.2.840.10008.1.2.4.94": "JPIP Referenced",
  "1.2.840.10008.1.2.4.95": "JPIP Referenced Deflate",
  "1.2.840.10008.1.2.4.100": "MPEG2 Main Profile / Main Level",
  "1.2.840.10008.1.2.4.101": "MPEG2 Main Profile / High Level",
  "1.2.840.10008.1.2.4.102": "MPEG-4 AVC/H.264 High Profile / Level 4.1",
  "1.2.840.10008.1.2.4.103": "MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1",
  "1.2.840.10008.1.2.4.104": "MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video",
  "1.2.840.10008.1.2.4.105": "MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video",
  "1.2.840.10008.1.2.4.106": "MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2",
  "1.2.840.10008.1.2.4.107": "HEVC/H.265 Main Profile / Level 5.1",
  "1.2.840.10008.1.2.4.108": "HEVC/H.265 Main 10 Profile / Level 5.1",
  "1.2.840.10008.1.2.4.201": "High-Throughput JPEG 2000 Lossless",
  "1.2.840.10008.1.2.4.202": "High-Throughput JPEG 2000 with RPCL Options Lossless",
  "1.2.840.10008.1.2.4.203": "High-Throughput JPEG 2000",
  "1.2.840.10008.1.2.5": "RLE Lossless",
};

/** Beginnings of SOP class UIDs whose objects have no pixels; the first that fits counts. */
const OBJECTS_WITHOUT_PIXELS: readonly (readonly [string, string])[] = [
  ["1.2.840.10008.5.1.4.1.1.88.", "a structured report"],
  ["1.2.840.10008.5.1.4.1.1.104.", "an encapsulated document"],
  ["1.2.840.10008.5.1.4.1.1.11.", "a presentation state"],
  ["1.2.840.10008.5.1.4.1.1.9.", "a waveform"],
  ["1.2.840.10008.5.1.4.1.1.481.", "a radiotherapy object"],
  ["1.2.840.10008.1.3.10", "a media directory"],
];

/** Whether this reader decodes pixels stored so. */
export function isSupportedTransferSyntax(uid: string): boolean {
  return SUPPORTED.includes(uid);
}

/** Name of a transfer syntax that is not decoded. */
export function transferSyntaxName(uid: string): string {
  return OTHER_TRANSFER_SYNTAXES[uid] ?? "a private or unknown transfer syntax";
}

/** What an object without pixels is, for a sentence; null when its SOP class is not known. */
export function objectWithoutPixels(sopClassUid: string): string | null {
  return OBJECTS_WITHOUT_PIXELS.find(([prefix]) => sopClassUid.startsWith(prefix))?.[1] ?? null;
}
