// Fragments to frames: offset tables right and wrong, missing delimiters, odd lengths.

import assert from "node:assert/strict";

import type { DataSet, ElementBytes } from "../../src/dicom/dataSet.ts";
import { findFrames } from "../../src/dicom/encapsulated.ts";

const END = [0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0];
const u32 = (value: number): number[] => [value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, value >>> 24];
const item = (...value: readonly number[]): number[] => [0xfe, 0xff, 0x00, 0xe0, ...u32(value.length), ...value];
const table = (...offsets: readonly number[]): number[] => item(...offsets.flatMap(u32));
const element = (...bytes: readonly number[]): ElementBytes => ({ bytes: Uint8Array.from(bytes), statedLength: 0xffff_ffff, vr: "OB", isLittleEndian: true });
const dataSet = (extended: readonly number[] | null): DataSet => ({
  texts: () => [],
  text: () => null,
  decimals: () => [],
  words: () => [],
  word: () => null,
  items: () => [],
  bytes: (keyword) => (keyword === "ExtendedOffsetTable" && extended !== null ? element(...extended.flatMap((offset) => [...u32(offset), ...u32(0)])) : null),
  bytesAt: () => null,
});
const eoi = [0xff, 0xd9];

function check(bytes: readonly number[], expected: readonly (readonly number[])[], how: { nFrames?: number; isCodestream?: boolean; extended?: readonly number[] } = {}): ReturnType<typeof findFrames> {
  const found = findFrames(dataSet(how.extended ?? null), element(...bytes), how.nFrames ?? 2, how.isCodestream ?? true);
  assert.deepEqual(found.frames.map((pieces) => pieces.flatMap((piece) => [...piece])), expected);
  return found;
}

describe("findFrames", () => {
  const first = [1, 2, 3, 0, ...eoi];
  const second = [4, 5, ...eoi];
  const frames = [first, second];
  const pieces = [...item(1, 2), ...item(3, 0, ...eoi), ...item(...second)];

  it("follows a basic offset table", () => {
    assert.equal(check([...table(0, 20), ...item(1, 2), ...item(3, 0), ...item(...eoi), ...item(...second), ...END], [[1, 2, 3, 0], [...eoi, ...second]]).isComplete, true);
  });

  it("follows an extended offset table before a basic one", () => void check([...table(), ...pieces, ...END], frames, { extended: [0, 22] }));

  it("goes by the ends of the codestreams where the table is empty or wrong", () => {
    check([...table(), ...pieces, ...END], frames);
    check([...table(0, 7), ...pieces, ...END], frames);
    check([...table(0), ...pieces, ...END], frames);
  });

  it("takes one fragment for a frame where their numbers agree, and all for a single frame", () => {
    check([...table(), ...item(1, 2), ...item(3, 4), ...END], [[1, 2], [3, 4]]);
    check([...table(), ...item(1, 2), ...item(3, 4), ...END], [[1, 2], [3, 4]], { isCodestream: false });
    check([...table(), ...item(1, 2), ...item(3, 4), ...END], [[1, 2, 3, 4]], { nFrames: 1 });
  });

  it("does without the end of the sequence and says so", () => {
    const found = check([...table(), ...pieces], frames);
    assert.deepEqual([found.isComplete, found.problems.length], [true, 1]);
  });

  it("reads fragments of odd length, padded or not", () => {
    check([...table(), ...item(1, 2, 3), ...item(4, 5), ...END], [[1, 2, 3], [4, 5]]);
    check([...table(), ...item(1, 2, 3), 0, ...item(4, 5), ...END], [[1, 2, 3], [4, 5]]);
  });

  it("knows a file that ends inside a fragment", () => {
    const whole = [...table(), ...item(1, 2, 3, 4), ...item(5, 6, 7, 8)];
    assert.equal(check(whole.slice(0, -2), [[1, 2, 3, 4], [5, 6]]).isComplete, false);
  });

  it("refuses pixels that do not begin with an item, and those without fragments", () => {
    assert.throws(() => check([1, 2, 3, 4, 5, 6, 7, 8], []), { code: "dicom/broken" });
    assert.throws(() => check([...table(), ...END], []), { code: "dicom/truncated" });
  });
});
