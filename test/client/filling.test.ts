// Reports through the real processes and the demo model: fills, stops, deaths, grounding, measures.

import assert from "node:assert/strict";
import { recordedFill, type Drafting, type FillJob } from "../../src/client/index.ts";
import type { AnswerPart, Filled, FillEvent, FillSoFar } from "../../src/engine/protocol.ts";
import { Cancelled, ProcessError } from "../../src/processes/index.ts";
import { endOf, PHANTOM, realDrafting, SAMPLE, type RealDrafting } from "./realDrafting.ts";

const text = (value: string): AnswerPart => ({ kind: "text", text: value });
const blank = (length: number | null, proposed = 8): AnswerPart => ({ kind: "blank", length, proposed, endsReport: false, allowsLineBreaks: false, allowsDigits: false });

describe("createDrafting, filling reports", function () {
  this.timeout(120_000);
  let real: RealDrafting;
  let drafting: Drafting;
  let job: (answer: readonly AnswerPart[], change?: Partial<FillJob>) => Promise<FillJob>;

  before(async () => {
    // Lengths are tried for models that cannot end a blank, as the published ones.
    real = await realDrafting({ hasFillEnd: false });
    drafting = real.start();
    job = async (answer, change = {}) => ({
      packagePath: real.packagePath,
      images: [{ path: SAMPLE, view: (await drafting.open(SAMPLE)).view }],
      messages: [{ role: "user", content: "<image>\nComplete the report." }],
      answer,
      settings: { steps: null, temperature: 0, seed: 0, remasking: "low-confidence", guidanceScale: 0, preset: "exact" },
      refine: null,
      ...change,
    });
  });
  after(() => {
    drafting.dispose();
    real.remove();
  });

  const report = (first: number | null, second: number | null): AnswerPart[] => [
    text("Findings:"), blank(first), text("\nThe heart is"), { kind: "choice", options: [" normal in size.", " enlarged."], defaultIndex: 0 }, text("\nImpression:"), blank(second, 6), text("\n"),
  ];

  it("fills blanks and scores pick lists, with an event a step and everything that provenance needs", async () => {
    const events: FillEvent[] = [];
    const filled = await drafting.fill(await job(report(10, null)), (event) => events.push(event));
    const kinds = [...new Set(events.map(({ kind }) => kind))];
    assert.deepEqual(kinds, ["phase", "choice", "lengths", "begin", "fillStep"]);
    assert.equal(filled.blanks.length, 2);
    assert.equal(filled.blanks[0]?.length, 10);
    assert.ok((filled.blanks[1]?.tried.length ?? 0) > 2);
    assert.equal(filled.blanks[1]?.length, filled.blanks[1]?.tried[0]?.length);
    assert.ok(Math.abs((filled.choices[0]?.probabilities.reduce((sum, one) => sum + one, 0) ?? 0) - 1) < 1e-9);
    const steps = events.flatMap((event) => (event.kind === "fillStep" ? [event] : []));
    assert.equal(steps.length, filled.steps);
    assert.deepEqual(steps.at(-1)?.blanks[0]?.text, filled.blanks[steps.at(-1)?.blanks[0]?.blank ?? 0]?.text);
    for (const one of filled.blanks) {
      assert.ok(!one.isEmpty && !/[\p{N}\n\ufffd…]/u.test(one.text), one.text);
      assert.ok(one.spans.every(({ start, end, alternatives }) => start < end && end <= one.text.length && alternatives.length > 0));
    }
    const orders = filled.blanks.flatMap(({ spans }) => spans.map(({ order }) => order));
    assert.equal(new Set(orders).size, orders.length);
    const begin = events.find((event) => event.kind === "begin");
    assert.deepEqual([begin?.steps, begin?.provenance], [filled.steps, filled.provenance]);
    assert.match(filled.provenance.weightsSha256, /^[0-9a-f]{64}$/);
    assert.match(filled.provenance.prompt, /<image>\nComplete the report\./);
    assert.match(filled.provenance.imageSha256[0] ?? "", /^[0-9a-f]{64}$/);
  });

  it("stops in the middle with every blank's text so far, and the engine is idle at once", async () => {
    const abort = new AbortController();
    let stepsSince = 0;
    const running = endOf(drafting.fill(await job(report(30, 24)), (event) => {
      if (event.kind !== "fillStep") return;
      if (abort.signal.aborted) stepsSince++;
      if (event.blanks.some(({ text: soFar }) => soFar.includes("…") && /[a-z]/.test(soFar))) abort.abort();
    }, abort.signal));
    const end = await running;
    assert.ok(end instanceof Cancelled);
    const { blanks } = end.partial as FillSoFar;
    assert.equal(blanks.length, 2);
    assert.ok(blanks.some(({ text: soFar, spans }) => soFar.includes("…") && spans.length > 0));
    assert.ok(stepsSince <= 1);
    const phases: string[] = [];
    await drafting.measure(await job([text("x")]), (event) => { if (event.kind === "phase") phases.push(event.phase); });
    assert.ok(!phases.includes("queued"), "nothing was running any more");
  });

  it("goes on after a death, lengths and pick lists included, and ends like the undisturbed fill", async () => {
    const wish = await job(report(30, null), { refine: 0.2, settings: { steps: 12, temperature: 0.5, seed: 3, remasking: "low-confidence", guidanceScale: 0, preset: "exact" } });
    const undisturbed = await drafting.fill(wish, () => undefined);
    const another = real.start();
    let nDeaths = 0;
    for (const deathAt of [4, undisturbed.steps - 2]) {
      const events: FillEvent[] = [];
      const end = await endOf(another.fill({ ...wish, settings: { ...wish.settings } }, (event) => {
        events.push(event);
        if (event.kind === "fillStep" && event.step === deathAt) process.kill(another.enginePid ?? -1, "SIGKILL");
      }));
      // So near the end the engine may be done before the signal arrives.
      if (!(end instanceof ProcessError)) continue;
      nDeaths++;
      const recorded = recordedFill(events);
      const continued = await another.fill({ ...wish, recorded }, () => undefined);
      const view = ({ blanks, choices, steps }: Filled): unknown => ({ blanks, choices, steps });
      assert.deepEqual(view(continued), view(undisturbed));
      assert.equal(continued.passes, undisturbed.steps - recorded.steps.length);
    }
    assert.ok(nDeaths > 0);
    another.dispose();
  });

  it("refuses a fill that killed the engine twice", async () => {
    const another = real.start();
    const deadly = await job(report(100, 50));
    for (let time = 0; time < 2; time++) {
      await endOf(another.fill(deadly, (event) => { if (event.kind === "fillStep") process.kill(another.enginePid ?? -1, "SIGKILL"); }));
    }
    const end = await endOf(another.fill(deadly, () => undefined));
    another.dispose();
    assert.ok(end instanceof ProcessError && end.code === "client/job-kills-engine");
  });

  it("measures what a fill takes, to the position, and refuses with numbers what does not fit", async () => {
    const answer = report(20, 10);
    const wish = await job(answer);
    const images = [...wish.images, { path: PHANTOM, view: (await drafting.open(PHANTOM)).view }];
    const messages = [{ role: "user" as const, content: "<image>\n<image>\nComplete the report." }];
    const measured = await drafting.measure({ ...wish, images, messages }, () => undefined);
    assert.equal(measured.parts.length, answer.length);
    assert.deepEqual([measured.parts[1], measured.parts[5], measured.end], [20, 10, 1]);
    let begun = 0;
    const others = [...measured.parts.keys()].filter((part) => part !== 1).reduce((sum, part) => sum + (measured.parts[part] ?? 0), measured.prompt + measured.end);
    const room = measured.maxPositions - others;
    const abort = new AbortController();
    const whole = { ...wish, images, messages, answer: answer.with(1, blank(room)) };
    await endOf(drafting.fill(whole, (event) => { if (event.kind === "begin") { begun = event.promptLength; abort.abort(); } }, abort.signal));
    assert.equal(begun, measured.prompt);
    const end = await endOf(drafting.fill({ ...whole, answer: answer.with(1, blank(room + 1)) }, () => undefined));
    assert.ok(end instanceof ProcessError && end.code === "engine/report-too-long");
    assert.ok(end.message.includes(String(measured.maxPositions)) && end.message.includes(String(measured.maxPositions + 1)));
  });

  it("grounds drafted words, with a pass event each", async () => {
    const { packagePath, images, messages } = await job([]);
    const drafted = "CT of the abdomen.";
    const answer = [{ kind: "text" as const, text: "Findings: " }, { kind: "drafted" as const, text: drafted, spans: [{ start: 0, end: 2, order: 0 }, { start: 2, end: drafted.length, order: 1 }] }];
    const passes: number[] = [];
    const grounded = await drafting.ground({ packagePath, images, messages, answer, states: 8, preset: "exact" }, (event) => { if (event.kind === "groundPass") passes.push(event.pass); });
    assert.deepEqual(passes, [1, 2, 3, 4]);
    assert.deepEqual(grounded.parts[0]?.spans.map(({ start, end }) => drafted.slice(start, end)), ["CT", "of", "the", "abdomen."]);
    assert.ok(grounded.parts[0]?.spans.every(({ grounding, logProbability }) => Number.isFinite(grounding) && logProbability <= 0));
  });
});
