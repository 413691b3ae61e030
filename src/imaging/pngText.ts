// The `tEXt` chunks of a PNG file (PNG specification, 11.3.4.3): keyword and Latin-1 text. Pixels are sharp's matter.

import { recogniseRaster } from "./rasterFormat.ts";

const SIGNATURE_BYTES = 8;
/** Length and type before a chunk's data; with the checksum after it 12. */
const CHUNK_HEAD_BYTES = 8;
const CHUNK_EXTRA_BYTES = 12;
/** Keywords are short and texts of ours a line; longer ones are somebody else's. */
const MAX_TEXT_BYTES = 64 * 1024;

/**
 * Texts of a PNG file by keyword; the first of a keyword counts. Empty for anything else and for broken chunks.
 * @param bytes the whole file; borrowed
 */
export function readPngTexts(bytes: Uint8Array): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  if (recogniseRaster(bytes) !== "png") return texts;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const latin1 = new TextDecoder("iso-8859-1");
  let at = SIGNATURE_BYTES;
  while (at + CHUNK_HEAD_BYTES <= bytes.length) {
    const length = view.getUint32(at);
    const type = latin1.decode(bytes.subarray(at + 4, at + 8));
    const data = bytes.subarray(at + CHUNK_HEAD_BYTES, at + CHUNK_HEAD_BYTES + length);
    const separator = data.indexOf(0);
    if (type === "tEXt" && length <= MAX_TEXT_BYTES && separator > 0) {
      const keyword = latin1.decode(data.subarray(0, separator));
      if (!texts.has(keyword)) texts.set(keyword, latin1.decode(data.subarray(separator + 1)));
    }
    if (type === "IEND") break;
    at += length + CHUNK_EXTRA_BYTES;
  }
  return texts;
}
