// The public DICOM files against values from independent decoders; runs where ../shared/dicom is. The list of files with
// the largest difference of a stored sample is printed.

import assert from "node:assert/strict";

import { sharedPath } from "../sharedFolder.ts";
import { compareFile } from "./check/compareFile.ts";
import { compareSeries } from "./check/compareSeries.ts";
import { readExpected } from "./check/expected.ts";
import { lineOf } from "./check/report.ts";

const folder = sharedPath("dicom", "public");

describe("dicom against the public files", function () {
  this.timeout(60_000);

  if (folder === null) {
    it("are not here", function () {
      console.log("skipped: ../shared/dicom is not there");
      this.skip();
    });
    return;
  }
  const { files, series = [] } = readExpected(folder);

  for (const expected of files) {
    it(expected.file, () => {
      const outcome = compareFile(folder, expected);
      console.log(`      ${lineOf(outcome)}`);
      assert.deepEqual(outcome.failures, []);
    });
  }

  for (const expected of series) {
    it(expected.folder, () => {
      const outcome = compareSeries(folder, expected);
      console.log(`      ${lineOf(outcome)}`);
      assert.deepEqual(outcome.failures, []);
    });
  }
});
