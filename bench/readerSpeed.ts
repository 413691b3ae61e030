// From the bytes of a file to its first frame in the reader, beside what the bare libraries take in the same rounds:
// dicom-parser's parse, and the codec called directly (for plain pixels: one copy).

import dicomParser from "dicom-parser";

import { openDicom, storedFrame } from "../src/dicom/index.ts";
import { openImage } from "../src/reader/imageFile.ts";
import { decodeBare } from "./files.ts";
import type { BenchFile } from "./files.ts";
import { timeInTurn } from "./timing.ts";
import type { Timing } from "./timing.ts";

/** From bytes to the frame buffer ours may take this much of bare parse and decode. */
export const MAX_RATIO = 1.5;

export interface ReaderSpeed {
  readonly name: string;
  readonly parse: Timing;
  /** The bare codec; for plain pixels one copy of them. */
  readonly decode: Timing;
  /** Parse and frame buffer by ours. */
  readonly buffer: Timing;
  /** All that the reader does to show the first frame: window, range, modality values, facts. */
  readonly shown: Timing;
  /** `buffer` by `parse + decode`, medians. */
  readonly ratio: number;
  /** The same of the fastest rounds. */
  readonly ratioLeast: number;
}

/** Times a file. */
export async function readerSpeed(file: BenchFile): Promise<ReaderSpeed> {
  const { bytes, coding, first, name } = file;
  const { parse, decode, buffer, shown } = await timeInTurn({
    parse: () => dicomParser.parseDicom(bytes).elements["x7fe00010"]?.dataOffset,
    decode: () => (coding === "plain" ? first.encoded.slice().length : decodeBare(coding, first)),
    buffer: () => storedFrame(openDicom(bytes), 0).nPresent,
    shown: async () => (await openImage(bytes)).values(0).values.length,
  });
  return { name, parse, decode, buffer, shown, ratio: buffer.warmMs / (parse.warmMs + decode.warmMs), ratioLeast: buffer.leastMs / (parse.leastMs + decode.leastMs) };
}
