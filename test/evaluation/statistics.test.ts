// Rank statistics, intervals and calibration against values counted by hand.

import assert from "node:assert/strict";
import { calibrationError, certaintyOf, reliabilityBins } from "../../evaluation/metrics/calibration.ts";
import { areaUnderCurve, balancedAccuracy, bootstrapInterval, clustered, majorityOf, meanOf, medianOf, randomNumbers } from "../../evaluation/metrics/statistics.ts";
import { sampled, foldOf } from "../../evaluation/data/sampling.ts";

/** Sums of binary fractions. */
const ROUNDING = 1e-12;

function near(actual: number | null, expected: number, tolerance = ROUNDING): void {
  assert.ok(actual !== null && Math.abs(actual - expected) <= tolerance, `${String(actual)} is not ${String(expected)}`);
}

describe("area under the curve", () => {
  const cases: readonly (readonly [number[], number[], number | null])[] = [
    [[2, 3], [0, 1], 1],
    [[0, 1], [2, 3], 0],
    [[1, 3], [2, 0], 0.75],
    [[1, 1], [1, 1], 0.5],
    // Pairs: 2>1, 2=2, 1=1, 1<2
    [[2, 1], [1, 2], 0.5],
    [[], [1], null],
  ];
  for (const [positive, negative, expected] of cases) it(`${String(expected)} for ${JSON.stringify([positive, negative])}`, () => assert.equal(areaUnderCurve(positive, negative), expected));

  it("is the share of pairs that stand in order, ties half", () => {
    const random = randomNumbers(5);
    const draw = (n: number): number[] => Array.from({ length: n }, () => Math.floor(random() * 6));
    const [positive, negative] = [draw(40), draw(30)];
    const pairs = positive.flatMap((one) => negative.map((other): number => (one > other ? 1 : one === other ? 0.5 : 0)));
    near(areaUnderCurve(positive, negative), meanOf(pairs) ?? 0);
  });
});

describe("shares", () => {
  it("weighs classes alike in a balanced accuracy", () => {
    const of = (label: string, right: number, wrong: number) => [...Array.from({ length: right }, () => ({ label, isRight: true })), ...Array.from({ length: wrong }, () => ({ label, isRight: false }))];
    near(balancedAccuracy([...of("a", 9, 1), ...of("b", 1, 1)]), (0.9 + 0.5) / 2);
    assert.equal(balancedAccuracy([]), null);
  });
  it("finds the commonest value", () => {
    assert.deepEqual(majorityOf(["a", "b", "b"]), { value: "b", share: 2 / 3 });
    assert.equal(majorityOf([]), null);
  });
  it("takes the middle of an odd number and between an even one", () => assert.deepEqual([medianOf([3, 1, 2]), medianOf([4, 1, 3, 2]), medianOf([])], [2, 2.5, null]));
});

describe("bootstrap", () => {
  const answers = Array.from({ length: 100 }, (_, index) => ({ image: String(index), isRight: index % 5 < 3 }));
  const accuracy = (own: readonly { readonly isRight: boolean }[]): number | null => meanOf(own.map(({ isRight }) => isRight));

  it("comes near the normal interval of a share", () => {
    const interval = bootstrapInterval(clustered(answers, ({ image }) => image), accuracy, 1);
    // 0.6 -+ 1.645 sqrt(0.6 * 0.4 / 100); the percentile moves in steps of 0.01.
    near(interval?.low ?? null, 0.6 - 0.0806, 0.011);
    near(interval?.high ?? null, 0.6 + 0.0806, 0.011);
  });
  it("is wider where answers go together", () => {
    const together = answers.map((answer, index) => ({ ...answer, isRight: Math.floor(index / 20) < 3 }));
    const width = (clusters: Parameters<typeof bootstrapInterval<(typeof together)[number]>>[0]): number => {
      const interval = bootstrapInterval(clusters, accuracy, 1);
      return (interval?.high ?? 0) - (interval?.low ?? 0);
    };
    assert.ok(width(clustered(together, ({ image }) => String(Math.floor(Number(image) / 20)))) > 2 * width(clustered(together, ({ image }) => image)));
  });
  it("is the same for a seed, and none for nothing", () => {
    const clusters = clustered(answers, ({ image }) => image);
    assert.deepEqual(bootstrapInterval(clusters, accuracy, 7), bootstrapInterval(clusters, accuracy, 7));
    assert.equal(bootstrapInterval([], accuracy, 7), null);
  });
});

describe("calibration", () => {
  const checked = [
    { certainty: 0.95, isRight: true }, { certainty: 0.95, isRight: false },
    { certainty: 0.55, isRight: true }, { certainty: 0.6, isRight: true },
  ];
  it("weighs the distance of each bin by its size", () => {
    // Bin (0.9, 1]: certainty 0.95, accuracy 0.5; bin (0.5, 0.6]: certainty 0.575, accuracy 1.
    near(calibrationError(checked), 0.5 * 0.45 + 0.5 * 0.425);
    assert.equal(calibrationError([]), null);
  });
  it("has ten bins with closed upper borders", () => {
    const bins = reliabilityBins([...checked, { certainty: 0, isRight: false }, { certainty: 1, isRight: true }]);
    assert.deepEqual(bins.map(({ n }) => n), [1, 0, 0, 0, 0, 2, 0, 0, 0, 3]);
  });
  it("takes the lowest certainty that a stretch touches", () => {
    const spans = [{ start: 0, end: 2, certainty: 0.9 }, { start: 2, end: 5, certainty: 0.4 }, { start: 5, end: 6, certainty: 0.1 }];
    assert.equal(certaintyOf(spans, 1, 5), 0.4);
    assert.equal(certaintyOf(spans, 8, 9), 0);
  });
});

describe("samples and folds", () => {
  const ids = Array.from({ length: 50 }, (_, index) => `vqa_rad/synpic${String(index)}`);
  it("do not depend on the order of the items, but keep it", () => {
    const sample = sampled(ids, 10, 3, (id) => id);
    assert.equal(sample.length, 10);
    assert.deepEqual([...sampled([...ids].reverse(), 10, 3, (id) => id)].reverse(), sample);
    assert.notDeepEqual(sampled(ids, 10, 4, (id) => id), sample);
    assert.deepEqual(sampled(ids, 50, 3, (id) => id), ids);
  });
  it("give an image the fold that another program computes from its id", () => {
    // python3 -c "import hashlib; print(int(hashlib.sha256(b'vqa_rad/synpic54610').hexdigest()[:8], 16) % 5)"
    assert.equal(foldOf("vqa_rad/synpic54610"), FOLD_IN_PYTHON);
    assert.deepEqual([...new Set(ids.map(foldOf))].sort(), [0, 1, 2, 3, 4]);
  });
});

const FOLD_IN_PYTHON = 3;
