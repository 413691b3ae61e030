// The map from certainty to the share that is right, against what pooling by hand gives.

import assert from "node:assert/strict";
import { calibrationError } from "../../evaluation/metrics/calibration.ts";
import { isotonicMap, mapped } from "../../evaluation/metrics/isotonic.ts";
import { randomNumbers } from "../../evaluation/metrics/statistics.ts";

/** Shares keep a thousandth from 0 and 1. */
const MARGIN = 0.002;

const statements = (certainty: number, n: number, nRight: number) => Array.from({ length: n }, (_, index) => ({ certainty, isRight: index < nRight }));

function isStrictlyRising(points: readonly (readonly [number, number])[]): boolean {
  return points.every(([x, y], index) => index === 0 || (x > (points[index - 1]?.[0] ?? 1) && y > (points[index - 1]?.[1] ?? 1)));
}

describe("isotonic map", () => {
  it("gives each certainty the share that was right at it", () => {
    const points = isotonicMap([...statements(0.4, 50, 10), ...statements(0.9, 50, 40)]);
    assert.ok(Math.abs(mapped(points, 0.4) - 0.2) < MARGIN && Math.abs(mapped(points, 0.9) - 0.8) < MARGIN, JSON.stringify(points));
    assert.ok(Math.abs(mapped(points, 0) - 0.2) < MARGIN && Math.abs(mapped(points, 1) - 0.8) < MARGIN);
  });
  it("pools neighbours that fall", () => {
    // 0.3: 20 of 25; 0.6: 10 of 25; together 30 of 50 at 0.45.
    const points = isotonicMap([...statements(0.3, 25, 20), ...statements(0.6, 25, 10), ...statements(0.8, 25, 25)]);
    assert.ok(Math.abs(mapped(points, 0.45) - 0.6) < MARGIN && Math.abs(mapped(points, 0.8) - 1) < MARGIN);
  });
  it("rises strictly from certainty 0 to 1, whatever there is", () => {
    for (const all of [[], statements(1, 100, 100), statements(0, 100, 0), statements(0.5, 1, 1), statements(0.5, 60, 30), [...statements(0, 30, 0), ...statements(1, 30, 30)]]) {
      const points = isotonicMap(all);
      assert.ok(isStrictlyRising(points), JSON.stringify(points));
      assert.deepEqual([points[0]?.[0], points.at(-1)?.[0]], [0, 1]);
      assert.ok(points.every(([, share]) => share >= 0 && share <= 1) && points.length <= 64);
    }
  });
  it("mends certainties that are too high, on statements that it has not seen", () => {
    const random = randomNumbers(3);
    const draw = () => Array.from({ length: 2000 }, () => {
      const certainty = random();
      return { certainty, isRight: random() < certainty ** 2 };
    });
    const points = isotonicMap(draw());
    const unseen = draw();
    assert.ok((calibrationError(unseen) ?? 0) > 0.12);
    assert.ok((calibrationError(unseen.map((one) => ({ ...one, certainty: mapped(points, one.certainty) }))) ?? 1) < 0.04);
  });
});
