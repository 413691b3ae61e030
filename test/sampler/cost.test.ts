// Rows that the modes compute, against what the loop really asks of the network.

import assert from "node:assert/strict";
import { PRESETS, presetOf, rowsComputed, sampleDraft, sampleInfill, type PresetName, type SampleTask } from "../../src/sampler/index.ts";
import { drain } from "../doubles/drain.ts";
import { ScriptedDenoiser } from "../doubles/scriptedDenoiser.ts";

const MASK = 999;
const never = new AbortController().signal;
const settings = { temperature: 0, seed: 0, remasking: "low-confidence", guidanceScale: 0 } as const;

/** Rows of all passes over a prompt of 100 and a canvas of 64; certainties of one half commit one word a pass. */
async function rowsAsked(preset: PresetName, blockLength: number, isFill: boolean): Promise<{ rows: number; passes: number }> {
  const denoiser = new ScriptedDenoiser({ seed: 3, vocab: 900, certaintySteps: 2 });
  const ids = new Int32Array(164).fill(MASK).fill(5, 0, 100);
  const common = { ids, canvasStart: 100, canvasLength: 64, maskId: MASK };
  const { draft, infill } = presetOf(preset);
  const task: SampleTask = { ...common, suppressed: [], stops: [], mode: draft, settings: { ...settings, steps: 64, blockLength } };
  if (isFill) await drain(sampleInfill({ ...common, blanks: [{ start: 0, length: 64, endId: null, forbiddenSet: 0 }], forbidden: [[]], mode: infill, settings: { ...settings, steps: 64 } }, denoiser, never));
  else await drain(sampleDraft(task, denoiser, never));
  return { rows: denoiser.requests.reduce((sum, { rows }) => sum + (rows?.computed?.length ?? ids.length), 0), passes: denoiser.requests.length };
}

describe("rowsComputed", () => {
  for (const preset of PRESETS) {
    for (const [what, block, isFill] of [["one block", 64, false], ["two blocks", 32, false], ["a fill", 64, true]] as const) {
      it(`is about what ${preset} computes for ${what}`, async () => {
        const { rows, passes } = await rowsAsked(preset, block, isFill);
        const estimated = rowsComputed(preset, { shared: 0, length: 164, active: 64, block, steps: 64, isFill });
        // Where certainties decide, half as many passes as words are assumed; the script may need others.
        const assumed = preset === "standard" || preset === "published-fast" ? 32 : 64;
        const ratio = (estimated / assumed) / (rows / passes);
        assert.ok(ratio > 0.6 && ratio < 1.6, `${estimated} rows in ${assumed} passes against ${rows} in ${passes}`);
      });
    }
  }

  it("leaves out what is kept of the prompt", () => {
    const size = { shared: 80, length: 164, active: 64, block: 64, steps: 64, isFill: false };
    assert.equal(rowsComputed("standard", size) - rowsComputed("standard", size, true), 80);
  });
});
