// Certainties as they are shown: the map of a package, both ways.

import assert from "node:assert/strict";
import { shownCertainty } from "../../src/engine/index.ts";

const CALIBRATION = { method: "isotonic", points: [[0, 0.1], [0.5, 0.3], [0.9, 0.8], [1, 0.98]] };

describe("certainty as it is shown", () => {
  it("is the model's own without a calibration", () => {
    const shown = shownCertainty(undefined);
    assert.deepEqual([0, 0.25, 1, 1 + 1e-9].map(shown.of), [0, 0.25, 1, 1 + 1e-9]);
    assert.equal(shown.back(0.25), 0.25);
  });

  const cases: readonly (readonly [certainty: number, shown: number])[] = [[0, 0.1], [0.25, 0.2], [0.5, 0.3], [0.7, 0.55], [0.9, 0.8], [0.95, 0.89], [1, 0.98], [1 + 1e-9, 0.98]];
  for (const [certainty, expected] of cases) {
    it(`maps ${String(certainty)} to ${String(expected)}, linear between the points`, () => {
      assert(Math.abs(shownCertainty(CALIBRATION).of(certainty) - expected) < 1e-9);
    });
  }

  it("comes back as the model's certainty", () => {
    const shown = shownCertainty(CALIBRATION);
    for (let certainty = 0; certainty <= 1; certainty += 1 / 64) assert(Math.abs(shown.back(shown.of(certainty)) - certainty) < 1e-8);
  });

  it("is shown with the same number again when it came back", () => {
    const shown = shownCertainty(CALIBRATION);
    for (let certainty = 0; certainty <= 1; certainty += 1 / 777) assert.equal(shown.of(shown.back(shown.of(certainty))), shown.of(certainty));
  });
});
