// Refining: the least certain positions alone are masked again, ends stay, everything else stays.

import assert from "node:assert/strict";
import { refineTask, sampleInfill, type InfillTask } from "../../src/sampler/index.ts";
import { drain } from "../doubles/drain.ts";
import { ScriptedDenoiser } from "../doubles/scriptedDenoiser.ts";

const MASK = 7;
const END = 6;
const never = new AbortController().signal;

function task(seed: number, endId: number | null): InfillTask {
  const masks = (length: number): number[] => Array.from({ length }, () => MASK);
  const first = 2 + (seed % 7);
  const second = 1 + (seed % 5);
  return {
    ids: Int32Array.from([5, ...masks(first), 4, 4, ...masks(second), 3]), canvasStart: 1, canvasLength: first + second + 2, maskId: MASK,
    blanks: [{ start: 0, length: first, endId, forbiddenSet: 0 }, { start: first + 2, length: second, endId, forbiddenSet: 1 }],
    forbidden: [[MASK], [MASK, 2]],
    settings: { steps: 1 + (seed % 4), temperature: 0, seed: 0, remasking: "low-confidence", guidanceScale: 0 },
  };
}

describe("refineTask", () => {
  for (const [name, endId] of [["blanks of given length", null], ["blanks with ends", END]] as const) {
    it(`masks the least certain fifth again in ${name}, and fills it one a step`, async () => {
      for (let seed = 0; seed < 200; seed++) {
        const wish = task(seed, endId);
        const script = { seed, vocab: 9, certaintySteps: 1000 };
        const first = await drain(sampleInfill(wish, new ScriptedDenoiser(script), never));
        const commits = first.steps.flatMap((step) => step.commits);
        const inText = commits.filter(({ position }) => wish.blanks.some(({ start, length }, blank) => position >= start && position < start + (first.sampled.blankStops[blank] ?? length)));
        const again = refineTask(wish, { ...first.sampled, commits, of: wish.settings.steps }, 0.2);
        if (inText.length === 0) {
          assert.equal(again, null);
          continue;
        }
        assert.ok(again !== null);
        const positions = again.blanks.flatMap(({ start, length }) => Array.from({ length }, (_, offset) => start + offset));
        assert.equal(positions.length, Math.max(1, Math.round(inText.length * 0.2)));
        const least = Math.max(...inText.filter(({ position }) => positions.includes(position)).map(({ certainty }) => certainty));
        assert.ok(inText.every(({ position, certainty }) => positions.includes(position) || certainty >= least), `seed ${String(seed)}`);

        const second = await drain(sampleInfill(again, new ScriptedDenoiser(script), never));
        assert.equal(second.steps.length, positions.length);
        assert.deepEqual(second.steps.map(({ step }) => step), positions.map((_, index) => wish.settings.steps + 1 + index));
        for (const [position, id] of second.sampled.ids.entries()) {
          if (!positions.includes(position)) assert.equal(id, first.sampled.ids[position], `seed ${String(seed)}`);
          else assert.ok(id !== MASK && (endId === null || id !== endId), `seed ${String(seed)}`);
          if (positions.includes(position) && position >= (wish.blanks[1]?.start ?? 0)) assert.notEqual(id, 2, "the blank's own forbidden ids hold");
        }
      }
    });
  }

  it("does nothing at share 0", async () => {
    const wish = task(3, null);
    const first = await drain(sampleInfill(wish, new ScriptedDenoiser({ seed: 1, vocab: 9, certaintySteps: 9 }), never));
    assert.equal(refineTask(wish, { ...first.sampled, commits: first.steps.flatMap(({ commits }) => commits), of: 4 }, 0), null);
  });
});
