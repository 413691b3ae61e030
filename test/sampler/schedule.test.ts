// Commit rules: how many candidates a step commits, by the certainties it sees.

import assert from "node:assert/strict";
import { factorRule, publishedFactorRule, thresholdRule } from "../../src/sampler/index.ts";
import type { CommitRule } from "../../src/sampler/index.ts";

interface RuleCase {
  readonly name: string;
  readonly rule: CommitRule;
  readonly ranked: readonly number[];
  readonly masked: number;
  readonly count: number;
}

const cases: readonly RuleCase[] = [
  { name: "factor 1 commits while (n + 1)(1 - c) stays below 1", rule: factorRule(1), ranked: [0.9, 0.8, 0.7], masked: 3, count: 2 },
  { name: "factor 1 commits one where none is certain", rule: factorRule(1), ranked: [0.4, 0.3], masked: 2, count: 1 },
  { name: "factor 1 commits all where all are certain", rule: factorRule(1), ranked: [1, 1, 1], masked: 3, count: 3 },
  { name: "threshold 0.9 commits what is above it", rule: thresholdRule(0.9), ranked: [0.95, 0.91, 0.9], masked: 3, count: 2 },
  { name: "threshold 1 commits one", rule: thresholdRule(1), ranked: [1, 1], masked: 2, count: 1 },
  { name: "published: the first has no limit, the second 2/3", rule: publishedFactorRule(1), ranked: [0.1, 0.6, 0.5, 0.4], masked: 4, count: 1 },
  { name: "published: the last masked row passes no limit of its own", rule: publishedFactorRule(1), ranked: [0.1, 0.1], masked: 2, count: 2 },
  { name: "published: rows that do not compete count", rule: publishedFactorRule(1), ranked: [0.1, 0.1], masked: 9, count: 1 },
  { name: "published: factor 0 commits one", rule: publishedFactorRule(0), ranked: [0.99, 0.99, 0.99], masked: 3, count: 1 },
  { name: "published: limits below 0 let every finite row pass", rule: publishedFactorRule(10), ranked: [0.1, 0.1, 0.1], masked: 9, count: 3 },
  { name: "published: a single row", rule: publishedFactorRule(1), ranked: [0.1], masked: 1, count: 1 },
];

describe("commit rules", () => {
  for (const { name, rule, ranked, masked, count } of cases) {
    it(name, () => {
      assert.equal(rule(masked, 1).count(0, ranked, masked), count);
    });
  }
});
