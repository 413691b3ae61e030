// Files that are known to kill DICOM readers, and the whole files that are broken at random.

import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

import { dicomFile, greyImage } from "../dicom/dicomFile.ts";
import { mutate, randomOf } from "./mutate.ts";

const UNDEFINED = [0xff, 0xff, 0xff, 0xff];
const ITEM_OPEN = [0xfe, 0xff, 0x00, 0xe0, ...UNDEFINED];
const EXPLICIT_SEQUENCE = [0x08, 0x00, 0x40, 0x11, 0x53, 0x51, 0, 0, ...UNDEFINED];
const UNKNOWN_SEQUENCE = [0x08, 0x00, 0x40, 0x11, 0x55, 0x4e, 0, 0, ...UNDEFINED];
const IMPLICIT_SEQUENCE = [0x08, 0x00, 0x40, 0x11, ...UNDEFINED];
const IMPLICIT = "1.2.840.10008.1.2";
const JPEG_2000 = "1.2.840.10008.1.2.4.90";
const RLE = "1.2.840.10008.1.2.5";

/** Files above this make a run slow without making it better. */
const MAX_SEED_BYTES = 600_000;

/** The known killers by name. */
function knownKillers(): readonly (readonly [name: string, bytes: Uint8Array])[] {
  const head = dicomFile({});
  const implicitHead = dicomFile({}, "implicit", IMPLICIT);
  const nested = (level: readonly number[], depth: number): Uint8Array => Uint8Array.from(Array.from({ length: depth }, () => [...level, ...ITEM_OPEN]).flat());
  const closed = (level: readonly number[], depth: number): Uint8Array =>
    Uint8Array.from([...nested(level, depth), ...Array.from({ length: depth }, () => [0xfe, 0xff, 0x0d, 0xe0, 0, 0, 0, 0, 0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]).flat()]);
  const image = dicomFile(greyImage(new Uint8Array(6)));
  const files: (readonly [string, Uint8Array])[] = [];
  for (const depth of [249, 5000, 60_000]) {
    files.push([`sequences ${depth} deep`, Buffer.concat([head, nested(EXPLICIT_SEQUENCE, depth)])]);
    files.push([`closed sequences ${depth} deep`, Buffer.concat([head, closed(EXPLICIT_SEQUENCE, depth)])]);
    files.push([`unknown sequences ${depth} deep`, Buffer.concat([head, nested(UNKNOWN_SEQUENCE, depth)])]);
    files.push([`implicit sequences ${depth} deep`, Buffer.concat([implicitHead, closed(IMPLICIT_SEQUENCE, depth)])]);
  }
  const badMeta = Uint8Array.from(image);
  badMeta.set([0x7a, 0x7a], 132 + 4);
  files.push(["a representation that is none in the meta group", badMeta]);
  files.push(["an undefined length without an end", Buffer.concat([head, Uint8Array.from([0x08, 0, 0x41, 0x11, 0x4f, 0x42, 0, 0, ...UNDEFINED]), new Uint8Array(100_000)])]);
  files.push(["a sequence without an end", Buffer.concat([head, Uint8Array.from(EXPLICIT_SEQUENCE), new Uint8Array(100_000)])]);
  files.push(["items without an end", Buffer.concat([head, Uint8Array.from(EXPLICIT_SEQUENCE), Uint8Array.from(Array.from({ length: 20_000 }, () => ITEM_OPEN).flat())])]);
  files.push(["many frames of nothing", dicomFile(greyImage(new Uint8Array(6), { NumberOfFrames: "99999" }))]);
  files.push(["a large frame of nothing", dicomFile(greyImage(new Uint8Array(6), { Rows: [8000], Columns: [8000] }))]);
  files.push(["RLE of nothing", dicomFile(greyImage(Uint8Array.from([...ITEM_OPEN.slice(0, 4), 0, 0, 0, 0, ...ITEM_OPEN.slice(0, 4), 66, 0, 0, 0, 1, 0, 0, 0, 64, ...new Uint8Array(61)]), { Rows: [8000], Columns: [8000] }), "explicit", RLE)]);
  const size = [0xff, 0x4f, 0xff, 0x51, 0, 41, 0, 0, 0, 0, 0x1f, 0x40, 0, 0, 0x1f, 0x40, ...new Array<number>(8).fill(0), 0, 0, 0, 1, 0, 0, 0, 1, ...new Array<number>(8).fill(0), 0, 1, 7, 1, 1];
  files.push(["JPEG 2000 in tiles of one pixel", dicomFile(greyImage(Uint8Array.from([...ITEM_OPEN.slice(0, 4), 0, 0, 0, 0, ...ITEM_OPEN.slice(0, 4), size.length + 1, 0, 0, 0, ...size, 0]), { Rows: [8000], Columns: [8000] }), "explicit", JPEG_2000)]);
  return files;
}

/** The file of each run: the known killers first, then whole files broken at random. */
export function inputsOf(seed: number, folder: string | null): (run: number) => Uint8Array {
  const killers = knownKillers();
  const seeds = seedFiles(folder);
  return (run) => {
    const killer = killers[run];
    if (killer !== undefined) return killer[1];
    const random = randomOf(seed, run);
    return mutate(seeds[Math.floor(random() * seeds.length)] ?? new Uint8Array(), random);
  };
}

/** Whole files to break: those of a folder that are small, and one made here. */
function seedFiles(folder: string | null): readonly Uint8Array[] {
  const made = dicomFile(greyImage(new Uint8Array(6), { VOILUTSequence: { items: [{ LUTDescriptor: [2, 0, 8], LUTData: [1, 2] }] } }));
  if (folder === null) return [made];
  const names = readdirSync(folder).filter((name) => name !== "README.md" && name !== "expected.json").sort();
  const small = names.map((name) => join(folder, name)).filter((path) => statSync(path).isFile() && statSync(path).size <= MAX_SEED_BYTES);
  return [made, ...small.map((path) => Uint8Array.from(readFileSync(path)))];
}
