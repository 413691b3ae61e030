// How jobs are dealt to engines, what ends a run, and what is said meanwhile.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ModelPort } from "../../evaluation/model/modelPort.ts";
import type { DraftJob } from "../../evaluation/run/jobs.ts";
import { secondsOf } from "../../evaluation/run/answerAll.ts";
import { openJournal, type Journal } from "../../evaluation/run/journal.ts";
import { durationOf, Progress } from "../../evaluation/run/progress.ts";
import { runJobs } from "../../evaluation/run/runJobs.ts";
import { ScriptedModel } from "../doubles/scriptedModel.ts";

const IDENTITY = { packageSha256: "p", dataSha256: "d", engineSha256: "e", suffix: "" };
const job = (image: string, question: string): DraftJob => ({ kind: "draft", image, question, length: 16, steps: 16, preset: "exact", isTimed: false });
const coded = (code: string): Error => Object.assign(new Error(code), { code });

describe("runs of jobs", () => {
  let folder = "";
  let journal: Journal;
  let nowMs = 0;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "evaluation-jobs-"));
    journal = openJournal(folder, IDENTITY, false);
  });
  afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

  const run = async (jobs: readonly DraftJob[], models: readonly ModelPort[]): Promise<boolean> =>
    await runJobs({ jobs, models, journal, pathOf: (image) => Promise.resolve(image), signal: new AbortController().signal, isTimeUp: () => false, onDone: () => undefined, now: () => nowMs++ });

  it("give all questions about an image to one engine, one after the other", async () => {
    const models = [new ScriptedModel(), new ScriptedModel()];
    const seen = models.map(() => new Set<string>());
    for (const [index, model] of models.entries()) model.onDraft = ({ picture }) => { seen[index]?.add(picture.path); };
    await run(["a", "b", "c", "d"].flatMap((image) => [job(image, "1"), job(image, "2"), job(image, "3")]), models);
    assert.deepEqual([...seen.flatMap((images) => [...images])].sort(), ["a", "b", "c", "d"]);
    assert.equal(models.reduce((sum, { asked }) => sum + asked.draft, 0), 12);
  });

  it("keep what failed of one image and go on, and end with anything else", async () => {
    const model = new ScriptedModel();
    model.onDraft = ({ picture }) => { if (picture.path === "a") throw coded("imaging/broken"); };
    assert.equal(await run([job("a", "1"), job("b", "1")], [model]), true);
    assert.deepEqual([...journal.outcomes.values()].map((outcome) => ("failed" in outcome ? outcome.failed : "answered")), ["imaging/broken", "answered"]);
    model.onDraft = () => { throw coded("process/died"); };
    await assert.rejects(run([job("c", "1")], [model]), { code: "process/died" });
    assert.equal(journal.outcomes.size, 2);
  });

  it("end the other engines' work when one fails", async () => {
    const [broken, other] = [new ScriptedModel(), new ScriptedModel()];
    broken.onDraft = () => { throw coded("process/died"); };
    await assert.rejects(run(Array.from({ length: 50 }, (_, index) => job(String(index), "1")), [broken, other]));
    const { draft } = other.asked;
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(other.asked.draft, draft);
    assert.ok(draft < 49);
  });

  it("remember how long answers took, a timed one whole, the others shared by the engines", async () => {
    const jobs = [job("a", "1"), job("b", "1"), { ...job("c", "1"), isTimed: true }];
    await run(jobs, [new ScriptedModel()]);
    assert.equal(secondsOf(jobs, openJournal(folder, IDENTITY, false), 2), 0.002);
  });

  it("keep journals of other identities apart, and forget one when asked to", async () => {
    await run([job("a", "1")], [new ScriptedModel()]);
    assert.equal(openJournal(folder, { ...IDENTITY, dataSha256: "other" }, false).has(job("a", "1")), false);
    assert.equal(openJournal(folder, IDENTITY, false).has(job("a", "1")), true);
    assert.equal(openJournal(folder, IDENTITY, true).has(job("a", "1")), false);
  });
});

describe("progress", () => {
  it("says how many answers there are, and estimates the rest by their cost", () => {
    let nowMs = 0;
    let said = "";
    const progress = new Progress({ jobs: 4, cost: 100 }, { write: (text) => { said += text; } }, () => nowMs);
    nowMs = 60_000;
    progress.add(25);
    assert.equal(said, "1 of 4 answers, about 3 min left\n");
    progress.add(25);
    progress.add(25);
    progress.add(25);
    assert.equal(said, "1 of 4 answers, about 3 min left\n4 of 4 answers\n");
  });
  it("names durations", () => assert.deepEqual([400, 89_000, 90_000, 3_540_000, 4_800_000].map(durationOf), ["0 s", "89 s", "2 min", "59 min", "1 h 20 min"]));
});
