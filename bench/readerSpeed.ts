// From the bytes of a file to its first frame in the reader, beside what the bare libraries take in the same rounds:
// dicom-parser's parse, and the codec called directly (for plain pixels: one copy). A program of its own, which prints a
// line of JSON for each file.

import dicomParser from "dicom-parser";

import { openDicom, storedFrame } from "../src/dicom/index.ts";
import { openImage } from "../src/reader/imageFile.ts";
import { decodeBare, makeCompressedFiles, makePlainFiles } from "./files.ts";
import type { BenchFile } from "./files.ts";
import { timeInTurn } from "./timing.ts";
import type { Timing } from "./timing.ts";

/** The figures of a file. */
export interface ReaderSpeed {
  readonly name: string;
  readonly megabytes: number;
  readonly parse: Timing;
  /** The bare codec; for plain pixels one copy of them. */
  readonly decode: Timing;
  /** Parse and frame buffer by ours. */
  readonly buffer: Timing;
  /** All that the reader does to show the first frame: window, range, modality values, facts. */
  readonly shown: Timing;
  /** `buffer` by `parse + decode`, each of its fastest round: other work on the machine only adds time. */
  readonly ratio: number;
}

/** Times a file. */
async function readerSpeed(file: BenchFile): Promise<ReaderSpeed> {
  const { bytes, coding, first, name } = file;
  const { parse, decode, buffer, shown } = await timeInTurn({
    parse: () => dicomParser.parseDicom(bytes).elements["x7fe00010"]?.dataOffset,
    decode: () => (coding === "plain" ? first.encoded.slice().length : decodeBare(coding, first)),
    buffer: () => storedFrame(openDicom(bytes), 0).nPresent,
    shown: async () => (await openImage(bytes)).values(0).values.length,
  });
  return { name, megabytes: bytes.length / 1e6, parse, decode, buffer, shown, ratio: buffer.leastMs / (parse.leastMs + decode.leastMs) };
}

// Plain files first: the encoders' memory grows, and from then on V8 reads all arrays of the process more slowly, which in
// the reader, whose codecs have a thread of their own, does not happen.
async function main(): Promise<void> {
  for (const file of makePlainFiles()) console.log(JSON.stringify(await readerSpeed(file)));
  for (const file of await makeCompressedFiles()) console.log(JSON.stringify(await readerSpeed(file)));
}

void main();
