// UIDs by name (PS3.6 Annex A): how pixels may be stored, and what objects without pixels are called.

import type { CodecFamily } from "./codecMessages.ts";

/** The transfer syntaxes without compressed pixels. */
export const IMPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2";
export const EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";
export const EXPLICIT_BIG_ENDIAN = "1.2.840.10008.1.2.2";
export const DEFLATED_EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1.99";


const UNCOMPRESSED: readonly string[] = [IMPLICIT_LITTLE_ENDIAN, EXPLICIT_LITTLE_ENDIAN, EXPLICIT_BIG_ENDIAN, DEFLATED_EXPLICIT_LITTLE_ENDIAN];

/** Codec of each compressed transfer syntax that is decoded. */
const CODECS: Readonly<Record<string, CodecFamily>> = {
  "1.2.840.10008.1.2.5": "rle",
  "1.2.840.10008.1.2.4.50": "jpeg",
  "1.2.840.10008.1.2.4.51": "jpeg",
  "1.2.840.10008.1.2.4.57": "jpeg",
  "1.2.840.10008.1.2.4.70": "jpeg",
  "1.2.840.10008.1.2.4.80": "jpegLs",
  "1.2.840.10008.1.2.4.81": "jpegLs",
  "1.2.840.10008.1.2.4.90": "jpeg2000",
  "1.2.840.10008.1.2.4.91": "jpeg2000",
  "1.2.840.10008.1.2.4.201": "htJpeg2000",
  "1.2.840.10008.1.2.4.202": "htJpeg2000",
  "1.2.840.10008.1.2.4.203": "htJpeg2000",
};

/** JPEG baseline and extended. */
const ALWAYS_LOSSY: readonly string[] = ["1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51"];

/** Transfer syntaxes that are refused by name. The retired JPEG processes are those of PS3.5-2001. */
const OTHER_TRANSFER_SYNTAXES: Readonly<Record<string, string>> = {
  "1.2.840.10008.1.2.1.98": "Encapsulated Uncompressed Explicit VR Little Endian",
  "1.2.840.10008.1.2.6.1": "RFC 2557 MIME Encapsulation",
  "1.2.840.10008.1.2.6.2": "XML Encoding",
  "1.2.840.10008.1.2.4.52": "JPEG Extended, Processes 3 and 5 (retired)",
  "1.2.840.10008.1.2.4.53": "JPEG Spectral Selection, Non-Hierarchical, Processes 6 and 8 (retired)",
  "1.2.840.10008.1.2.4.54": "JPEG Spectral Selection, Non-Hierarchical, Processes 7 and 9 (retired)",
  "1.2.840.10008.1.2.4.55": "JPEG Full Progression, Non-Hierarchical, Processes 10 and 12 (retired)",
  "1.2.840.10008.1.2.4.56": "JPEG Full Progression, Non-Hierarchical, Processes 11 and 13 (retired)",
  "1.2.840.10008.1.2.4.58": "JPEG Lossless, Non-Hierarchical, Process 15 (retired)",
  "1.2.840.10008.1.2.4.59": "JPEG Extended, Hierarchical, Processes 16 and 18 (retired)",
  "1.2.840.10008.1.2.4.60": "JPEG Extended, Hierarchical, Processes 17 and 19 (retired)",
  "1.2.840.10008.1.2.4.61": "JPEG Spectral Selection, Hierarchical, Processes 20 and 22 (retired)",
  "1.2.840.10008.1.2.4.62": "JPEG Spectral Selection, Hierarchical, Processes 21 and 23 (retired)",
  "1.2.840.10008.1.2.4.63": "JPEG Full Progression, Hierarchical, Processes 24 and 26 (retired)",
  "1.2.840.10008.1.2.4.64": "JPEG Full Progression, Hierarchical, Processes 25 and 27 (retired)",
  "1.2.840.10008.1.2.4.65": "JPEG Lossless, Hierarchical, Process 28 (retired)",
  "1.2.840.10008.1.2.4.66": "JPEG Lossless, Hierarchical, Process 29 (retired)",
  "1.2.840.10008.1.2.4.92": "JPEG 2000 Part 2 Multi-component Image Compression (Lossless Only)",
  "1.2.840.10008.1.2.4.93": "JPEG 2000 Part 2 Multi-component Image Compression",
  "1.2.840.10008.1.2.4.94": "JPIP Referenced",
  "1.2.840.10008.1.2.4.95": "JPIP Referenced Deflate",
  "1.2.840.10008.1.2.4.100": "MPEG2 Main Profile / Main Level",
  "1.2.840.10008.1.2.4.100.1": "Fragmentable MPEG2 Main Profile / Main Level",
  "1.2.840.10008.1.2.4.101": "MPEG2 Main Profile / High Level",
  "1.2.840.10008.1.2.4.101.1": "Fragmentable MPEG2 Main Profile / High Level",
  "1.2.840.10008.1.2.4.102": "MPEG-4 AVC/H.264 High Profile / Level 4.1",
  "1.2.840.10008.1.2.4.102.1": "Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.1",
  "1.2.840.10008.1.2.4.103": "MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1",
  "1.2.840.10008.1.2.4.103.1": "Fragmentable MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1",
  "1.2.840.10008.1.2.4.104": "MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video",
  "1.2.840.10008.1.2.4.104.1": "Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video",
  "1.2.840.10008.1.2.4.105": "MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video",
  "1.2.840.10008.1.2.4.105.1": "Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video",
  "1.2.840.10008.1.2.4.106": "MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2",
  "1.2.840.10008.1.2.4.106.1": "Fragmentable MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2",
  "1.2.840.10008.1.2.4.107": "HEVC/H.265 Main Profile / Level 5.1",
  "1.2.840.10008.1.2.4.108": "HEVC/H.265 Main 10 Profile / Level 5.1",
  "1.2.840.10008.1.2.4.110": "JPEG XL Lossless",
  "1.2.840.10008.1.2.4.111": "JPEG XL JPEG Recompression",
  "1.2.840.10008.1.2.4.112": "JPEG XL",
  "1.2.840.10008.1.2.4.204": "JPIP HTJ2K Referenced",
  "1.2.840.10008.1.2.4.205": "JPIP HTJ2K Referenced Deflate",
  "1.2.840.10008.1.2.7.1": "SMPTE ST 2110-20 Uncompressed Progressive Active Video",
  "1.2.840.10008.1.2.7.2": "SMPTE ST 2110-20 Uncompressed Interlaced Active Video",
  "1.2.840.10008.1.2.7.3": "SMPTE ST 2110-30 PCM Digital Audio",
  "1.2.840.10008.1.2.8.1": "Deflated Image Frame Compression",
};

/** Objects without pixels whose content is shown: SOP classes of structured reports begin so, and Encapsulated PDF Storage. */
export const STRUCTURED_REPORT = "1.2.840.10008.5.1.4.1.1.88.";
export const ENCAPSULATED_PDF = "1.2.840.10008.5.1.4.1.1.104.1";

/** Beginnings of SOP class UIDs whose objects have no pixels; the first that fits counts. */
const OBJECTS_WITHOUT_PIXELS: readonly (readonly [string, string])[] = [
  [STRUCTURED_REPORT, "a structured report"],
  ["1.2.840.10008.5.1.4.1.1.104.", "an encapsulated document"],
  ["1.2.840.10008.5.1.4.1.1.11.", "a presentation state"],
  ["1.2.840.10008.5.1.4.1.1.9.", "a waveform"],
  ["1.2.840.10008.5.1.4.1.1.481.", "a radiotherapy object"],
  ["1.2.840.10008.1.3.10", "a media directory"],
];

/** The codec of a transfer syntax; null where the pixels are not compressed. */
export function codecOf(uid: string): CodecFamily | null {
  return CODECS[uid] ?? null;
}

/** Whether a transfer syntax never keeps the values; others that may lose some say so by LossyImageCompression. */
export function isAlwaysLossy(uid: string): boolean {
  return ALWAYS_LOSSY.includes(uid);
}

/** Whether this reader decodes pixels stored so. */
export function isSupportedTransferSyntax(uid: string): boolean {
  return UNCOMPRESSED.includes(uid) || codecOf(uid) !== null;
}

/** Name of a transfer syntax that is not decoded. */
export function transferSyntaxName(uid: string): string {
  return OTHER_TRANSFER_SYNTAXES[uid] ?? "a private or unknown transfer syntax";
}

/** What an object without pixels is, for a sentence; null when its SOP class is not known. */
export function objectWithoutPixels(sopClassUid: string): string | null {
  return OBJECTS_WITHOUT_PIXELS.find(([prefix]) => sopClassUid.startsWith(prefix))?.[1] ?? null;
}
