// The engine killed at a random step of a fill: no text of the report is lost, and the marks are right, whether it went on
// by itself or the fill ended early.

import assert from "node:assert/strict";
import { OWN_LENGTHS, plainSettings } from "../../../src/extension/report/fillSettings.ts";
import type { Run } from "../../../src/extension/draftService.ts";
import { fillReport, type FillAsk, type FillOutcome } from "../../../src/extension/report/fillWork.ts";
import { ProcessError } from "../../../src/processes/index.ts";
import { applyEdits } from "../../../src/report/index.ts";
import { realDrafting, SAMPLE, type RealDrafting } from "../../client/realDrafting.ts";

/** Each takes some seconds: an engine is started twice. */
const N_KILLS = process.env["RADDRAFT_FULL"] === "1" ? 200 : 4;
const TEXT = "---\nimage: x.dcm\nstatus: draft\n---\n\nFindings:\n[Lungs: ___:12]\nThe heart is [___:6] in size.\n\nImpression:\n[___:8]\n";
const SECTIONS = [0, 1];

describe("a fill whose engine is killed", function () {
  this.timeout(20_000 * N_KILLS + 60_000);
  let real: RealDrafting;
  let undisturbed: FillOutcome;

  before(async () => {
    real = await realDrafting();
    undisturbed = await filled(real, null);
    assert.equal(undisturbed.stopped, null);
    assert.ok(undisturbed.spans.length >= 2);
  });
  after(() => { real.remove(); });

  it(`keeps the report and its marks, ${String(N_KILLS)} times`, async () => {
    let seed = 7;
    for (let kill = 0; kill < N_KILLS; kill++) {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      const outcome = await filled(real, 1 + (seed % 24));
      const after = applyEdits(TEXT, outcome.edits);
      for (const kept of ["image: x.dcm", "Findings:", "Lungs:", "The heart is ", " in size.", "Impression:"]) assert.ok(after.includes(kept), after);
      for (const { range, words } of outcome.spans) {
        assert.ok(range.start >= 0 && range.end <= after.length && range.end > range.start);
        assert.ok(words.every(({ start, end }) => start < end && range.start + end <= range.end));
        assert.ok(!TEXT.includes(after.slice(range.start, range.end)) || range.end - range.start < 4, "a mark lies on the model's words");
      }
      assert.doesNotMatch(after, /[\ue000\ufffd…]/);
      const { stopped } = outcome;
      if (stopped !== null) assert.ok(stopped.error instanceof ProcessError && stopped.error.message !== "" && stopped.error.action !== "", "the end says what to do");
      // It went on after the steps that were told: the same words as undisturbed.
      if (outcome.stopped === null) assert.equal(after, applyEdits(TEXT, undisturbed.edits));
    }
  });
});

/** Fills, and kills the engine at a step; null: never. */
async function filled(real: RealDrafting, killAt: number | null): Promise<FillOutcome> {
  const drafting = real.start();
  let nSteps = 0;
  const run: Run = {
    drafting,
    signal: new AbortController().signal,
    report: (event) => {
      if (event.kind !== "step") return;
      nSteps++;
      if (nSteps === killAt && drafting.enginePid !== null) process.kill(drafting.enginePid, "SIGKILL");
    },
    loadModel: (packagePath, onEvent, signal) => drafting.load(packagePath, onEvent, signal),
    agree: (_summary, { job: { preset, imageViews } }) => Promise.resolve({ preset, imageViews }),
    brokeOff: () => undefined,
  };
  try {
    const ask: FillAsk = {
      text: TEXT, spans: [], scopes: SECTIONS.map((section) => ({ kind: "section", section })), lengths: OWN_LENGTHS, packagePath: real.packagePath,
      images: [{ path: SAMPLE, view: (await drafting.open(SAMPLE)).view }], instruction: "Write a report for this image.", settings: plainSettings("exact"), refine: null, asked: "fill",
    };
    let nRecords = 0;
    return await fillReport(run, ask, { onLive: () => undefined, newId: () => String(nRecords++), now: () => "2026-01-01T00:00:00Z" });
  } finally {
    drafting.dispose();
  }
}
