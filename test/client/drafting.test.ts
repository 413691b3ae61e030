// The parent's one object with the real engine and reader: drafts, stops, deaths, viewing meanwhile.

import assert from "node:assert/strict";
import type { Drafting, DraftJob } from "../../src/client/index.ts";
import type { DraftEvent } from "../../src/engine/protocol.ts";
import { Cancelled, ProcessError } from "../../src/processes/index.ts";
import { endOf, PHANTOM, realDrafting, SAMPLE, type RealDrafting } from "./realDrafting.ts";

describe("createDrafting, with the real processes and the demo model", function () {
  this.timeout(120_000);
  let real: RealDrafting;
  let drafting: Drafting;
  let startAnother: () => Drafting;
  let job: (genLength: number) => Promise<DraftJob>;

  before(async () => {
    real = await realDrafting();
    const { packagePath } = real;
    startAnother = () => real.start();
    drafting = startAnother();
    job = async (genLength) => ({
      packagePath,
      images: [{ path: SAMPLE, view: (await drafting.open(SAMPLE)).view }],
      messages: [{ role: "user", content: "<image>\nDescribe the image." }],
      settings: { genLength, blockLength: genLength, steps: genLength, temperature: 0, seed: 0, remasking: "low-confidence", guidanceScale: 0, preset: "exact" },
      suffix: "",
      stops: null,
    });
  });
  after(() => {
    drafting.dispose();
    real.remove();
  });

  /** Resolves at the first commits of a draft, and keeps all events. */
  const watch = (): { events: DraftEvent[]; onEvent: (event: DraftEvent) => void; firstStep: Promise<void> } => {
    const events: DraftEvent[] = [];
    let begun: () => void = () => undefined;
    const firstStep = new Promise<void>((resolve) => { begun = resolve; });
    return { events, firstStep, onEvent: (event) => { events.push(event); if (event.kind === "step") begun(); } };
  };

  it("drafts, with an event a step, every commit once, and spans that lie in the text", async () => {
    const { events, onEvent } = watch();
    const draft = await drafting.draft(await job(32), onEvent);
    const steps = events.flatMap((event) => (event.kind === "step" ? [event] : []));
    assert.equal(steps.length, draft.steps);
    const positions = steps.flatMap((step) => step.commits.map((commit) => commit.position));
    assert.equal(new Set(positions).size, positions.length);
    assert.match(draft.text, /^[A-Z][^.]{8,}\. /);
    let end = 0;
    for (const span of draft.spans) {
      assert.ok(span.start >= end && span.end > span.start && span.end <= draft.text.length && span.certainty > 0 && span.certainty <= 1);
      end = span.end;
    }
    assert.match(draft.provenance.imageSha256[0] ?? "", /^[0-9a-f]{64}$/);
    const summary = await drafting.load((await job(32)).packagePath, () => undefined);
    assert.deepEqual([draft.provenance.model, summary.isDemo], [summary.name, true]);
  });

  it("gives the same draft again, and another one with noise, which its seed repeats", async () => {
    const base = await job(32);
    const warm = { ...base, settings: { ...base.settings, temperature: 2, seed: 7 } };
    const [a, b, c, d] = [await drafting.draft(base, () => undefined), await drafting.draft(base, () => undefined), await drafting.draft(warm, () => undefined), await drafting.draft(warm, () => undefined)];
    assert.deepEqual(a.ids, b.ids);
    assert.deepEqual(c.ids, d.ids);
    assert.notDeepEqual(a.ids, c.ids);
  });

  it("stops in the middle with the text so far", async () => {
    const { events, onEvent, firstStep } = watch();
    const abort = new AbortController();
    const running = endOf(drafting.draft(await job(256), onEvent, abort.signal));
    await firstStep;
    abort.abort();
    const end = await running;
    assert.ok(end instanceof Cancelled);
    assert.match((end.partial as { textSoFar: string }).textSoFar, /…/);
    assert.ok(events.filter((event) => event.kind === "step").length < 256);
  });

  it("shows another image while a draft runs", async () => {
    const { onEvent, firstStep, events } = watch();
    const abort = new AbortController();
    const running = endOf(drafting.draft(await job(256), onEvent, abort.signal));
    await firstStep;
    const opened = await drafting.open(PHANTOM);
    const part = await drafting.frame(opened.fileId, 0, null);
    assert.deepEqual([part.columns, part.rows, part.values.length], [opened.width, opened.height, opened.width * opened.height]);
    assert.ok(events.every((event) => event.kind !== "step" || event.step < 256), "the draft was still running");
    abort.abort();
    await running;
  });

  it("queues a second draft behind the first", async () => {
    const one = watch();
    const two = watch();
    const abort = new AbortController();
    const first = endOf(drafting.draft(await job(256), one.onEvent, abort.signal));
    await one.firstStep;
    const queued = new Promise<void>((resolve) => {
      const { onEvent } = two;
      two.onEvent = (event) => { onEvent(event); if (event.kind === "phase" && event.phase === "queued") resolve(); };
    });
    const second = drafting.draft(await job(16), (event) => { two.onEvent(event); });
    await queued;
    assert.ok(!two.events.some((event) => event.kind === "step"));
    abort.abort();
    await first;
    assert.ok((await second).text.length > 0);
  });

  it("survives a SIGKILL of the engine in the middle: the draft is reported dead, the next one works", async () => {
    const { onEvent, firstStep } = watch();
    const running = endOf(drafting.draft(await job(255), onEvent));
    await firstStep;
    process.kill(drafting.enginePid ?? -1, "SIGKILL");
    const end = await running;
    assert.ok(end instanceof ProcessError && end.code === "process/died");
    assert.match((await drafting.draft(await job(32), () => undefined)).text, /^[A-Z][^.]{8,}\. /);
  });

  it("continues a draft after a death, and ends in the ids of the undisturbed one", async () => {
    const wish = { ...(await job(64)), messages: [{ role: "user" as const, content: "<image>\nWrite a report for this image." }] };
    const another = startAnother();
    const undisturbed = await another.draft(wish, () => undefined);
    const { onEvent, events } = watch();
    const running = endOf(another.draft(wish, (event) => {
      onEvent(event);
      if (event.kind === "step" && event.step === 20) process.kill(another.enginePid ?? -1, "SIGKILL");
    }));
    await running;
    const recorded = events.flatMap((event) => (event.kind === "step" ? [{ step: event.step, commits: event.commits.map(({ position, id, certainty }) => ({ position, id, certainty })) }] : []));
    assert.ok(recorded.length >= 20);
    const continued = await another.draft({ ...wish, recorded }, () => undefined);
    another.dispose();
    assert.deepEqual(continued.ids, undisturbed.ids);
    assert.equal(continued.passes, undisturbed.passes - recorded.length);
  });

  it("refuses a job that killed the engine twice", async () => {
    const deadly = await job(240);
    const another = startAnother();
    for (let time = 0; time < 2; time++) {
      const { onEvent, firstStep } = watch();
      const running = endOf(another.draft(deadly, onEvent));
      await firstStep;
      process.kill(another.enginePid ?? -1, "SIGKILL");
      await running;
    }
    const end = await endOf(another.draft(deadly, () => undefined));
    another.dispose();
    assert.ok(end instanceof ProcessError && end.code === "client/job-kills-engine");
  });
});
