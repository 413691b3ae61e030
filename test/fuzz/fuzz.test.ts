// A short run of the fuzzer: broken DICOM files end in a value or an error with a type, in time and within the memory.

import assert from "node:assert/strict";

import { sharedPath } from "../sharedFolder.ts";
import { mutate, randomOf } from "./mutate.ts";
import { fuzz } from "./watch.ts";

const RUNS = 300;
const SEED = 20;

describe("fuzz", function () {
  this.timeout(120_000);

  it(`finds nothing in ${RUNS} broken DICOM files`, async () => {
    assert.deepEqual(await fuzz({ runs: RUNS, seed: SEED, folder: sharedPath("dicom", "public") }, () => undefined), []);
  });

  it("makes the same file of the same seed and run", () => {
    const file = Uint8Array.from({ length: 500 }, (_, i) => i);
    assert.deepEqual(mutate(file, randomOf(3, 5)), mutate(file, randomOf(3, 5)));
    assert.notDeepEqual(mutate(file, randomOf(3, 5)), mutate(file, randomOf(3, 6)));
  });
});
