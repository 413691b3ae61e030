// How long a download is said to take.

import assert from "node:assert/strict";
import { TimeLeft } from "../../src/extension/models/timeLeft.ts";

const IN_ALL = 1000;

describe("the time that is left", () => {
  /** What is said after the last of some samples: `[seconds, bytes]`. */
  const cases: readonly (readonly [title: string, samples: readonly (readonly [number, number])[], expected: number | null])[] = [
    ["is not known at the beginning", [[0, 0]], null],
    ["is not known in the first seconds", [[0, 0], [2, 500]], null],
    ["is not known while nothing moves", [[0, 100], [10, 100]], null],
    ["follows from how fast it went", [[0, 0], [10, 100]], 90],
    ["does not count what was there before", [[0, 500], [10, 600]], 40],
    ["forgets what is long ago", [[0, 0], [1, 900], [20, 910], [50, 920]], 240],
    ["begins anew where it began again", [[0, 900], [10, 950], [11, 0], [21, 100]], 90],
    ["is nothing at the end", [[0, 0], [10, 1000]], 0],
  ];
  for (const [title, samples, expected] of cases) {
    it(title, () => {
      const time = new TimeLeft();
      const said = samples.map(([seconds, bytes]) => time.after(bytes, IN_ALL, seconds * 1000)).at(-1) ?? null;
      assert.equal(said === null ? null : Math.round(said), expected);
    });
  }
});
