// The package is deleted under a running engine: what was drafted stays, the report loses nothing, and the end says what
// to do.

import assert from "node:assert/strict";
import { cpSync, rmSync } from "node:fs";
import path from "node:path";
import type { Drafting, DraftJob } from "../../../src/client/index.ts";
import type { Run } from "../../../src/extension/draftService.ts";
import { OWN_LENGTHS, plainSettings } from "../../../src/extension/report/fillSettings.ts";
import { fillReport, type FillAsk, type FillOutcome } from "../../../src/extension/report/fillWork.ts";
import { ProcessError } from "../../../src/processes/index.ts";
import { applyEdits } from "../../../src/report/index.ts";
import { endOf, realDrafting, SAMPLE, type RealDrafting } from "../../client/realDrafting.ts";

const TEXT = "---\nimage: x.dcm\nstatus: draft\n---\n\nFindings:\n[Lungs: ___:12]\nThe heart is [___:6] in size.\n\nImpression:\n[___:8]\n";

describe("a package that is deleted under its engine", function () {
  this.timeout(120_000);
  let real: RealDrafting;
  let packagePath = "";
  let drafting: Drafting;
  before(async () => { real = await realDrafting(); });
  beforeEach(() => {
    packagePath = path.join(path.dirname(real.packagePath), "doomed");
    cpSync(real.packagePath, packagePath, { recursive: true });
    drafting = real.start();
  });
  afterEach(() => {
    drafting.dispose();
    rmSync(packagePath, { recursive: true, force: true });
  });
  after(() => { real.remove(); });

  const assertSaysWhatToDo = (error: unknown): void => {
    assert(error instanceof ProcessError, String(error));
    assert(error.message !== "" && error.action !== "" && !error.message.includes(packagePath), `${error.message} ${error.action}`);
  };
  async function job(): Promise<DraftJob> {
    return {
      packagePath, images: [{ path: SAMPLE, view: (await drafting.open(SAMPLE)).view }], messages: [{ role: "user", content: "<image>\nWrite a report for this image." }],
      settings: { genLength: 64, blockLength: 64, steps: 64, temperature: 0, seed: 0, remasking: "low-confidence", guidanceScale: 0, preset: "exact" }, suffix: "", stops: null,
    };
  }
  async function filled(deleteAt: number): Promise<FillOutcome> {
    let nSteps = 0;
    const run: Run = {
      drafting,
      signal: new AbortController().signal,
      report: (event) => { if (event.kind === "step" && ++nSteps === deleteAt) rmSync(packagePath, { recursive: true, force: true }); },
      loadModel: (folder, onEvent, signal) => drafting.load(folder, onEvent, signal),
      agree: (_summary, { job: { preset, imageViews } }) => Promise.resolve({ preset, imageViews }),
      brokeOff: () => undefined,
    };
    const ask: FillAsk = {
      text: TEXT, spans: [], scopes: [0, 1].map((section) => ({ kind: "section", section })), lengths: OWN_LENGTHS, packagePath,
      images: [{ path: SAMPLE, view: (await drafting.open(SAMPLE)).view }], instruction: "Write a report for this image.", settings: plainSettings("exact"), refine: null, asked: "fill",
    };
    let nRecords = 0;
    return await fillReport(run, ask, { onLive: () => undefined, newId: () => String(nRecords++), now: () => "2026-01-01T00:00:00Z" });
  }

  it("leaves a draft the words it had, and the next one says that the model is gone", async () => {
    const steps: number[] = [];
    const end = await endOf(drafting.draft(await job(), (event) => {
      if (event.kind !== "step") return;
      steps.push(event.step);
      if (event.step === 3) rmSync(packagePath, { recursive: true, force: true });
    }));
    assert(steps.length >= 3);
    if (end instanceof Error) assertSaysWhatToDo(end);
    const next = await endOf(drafting.draft(await job(), () => undefined));
    assertSaysWhatToDo(next);
    assert(next instanceof ProcessError && next.code === "model/package-missing" && next.action.includes("RadDraft: Set Up Model"));
    // Another model works at once, in the same engine.
    assert("text" in (await drafting.draft({ ...(await job()), packagePath: real.packagePath }, () => undefined)));
  });

  it("costs a report nothing but the words that were still to come", async () => {
    for (const deleteAt of [1, 5]) {
      const { edits, stopped } = await filled(deleteAt);
      const after = applyEdits(TEXT, edits);
      for (const kept of ["image: x.dcm", "Findings:", "Lungs:", "The heart is ", " in size.", "Impression:"]) assert(after.includes(kept), after);
      assert.doesNotMatch(after, /[\ue000\ufffd…]/u);
      // The second section needs the package again.
      assert(stopped !== null);
      assertSaysWhatToDo(stopped.error);
      cpSync(real.packagePath, packagePath, { recursive: true });
    }
  });
});
