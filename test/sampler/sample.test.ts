// The one loop, for drafts and infilling, against its restatement by brute force.

import assert from "node:assert/strict";
import { sampleDraft, sampleInfill, SamplerError } from "../../src/sampler/index.ts";
import type { Blank, InfillTask, SampleTask, SampledStep } from "../../src/sampler/index.ts";
import { drain } from "../doubles/drain.ts";
import { restatedDraft, restatedInfill } from "../doubles/restatedSampler.ts";
import type { Restated } from "../doubles/restatedSampler.ts";
import { mix, scriptedAnswer, ScriptedDenoiser } from "../doubles/scriptedDenoiser.ts";

const MASK = 7;
const EOT = 3;
const SUPPRESSED = [0, 1];
const never = new AbortController().signal;

/** Small numbers that follow from a case's number. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = mix(state + 0x9e3779b9);
    return state % sides;
  };
}

function pick<T>(values: readonly T[], roll: (sides: number) => number): T {
  const value = values[roll(values.length)];
  assert.ok(value !== undefined);
  return value;
}

function draftTask(seed: number): SampleTask {
  const roll = dice(seed);
  const blockLength = 1 + roll(6);
  const nBlocks = 1 + roll(4);
  const steps = nBlocks * (1 + roll(8));
  const prompt = Array.from({ length: roll(6) }, () => pick([-200, 4, 5, MASK, EOT], roll));
  const suffix = Array.from({ length: roll(3) }, () => pick([4, MASK, EOT], roll));
  const stops = pick<number[][]>([[], [[EOT]], [[EOT, EOT]], [[EOT], [4]], [[4, 5], [EOT]]], roll);
  return {
    ids: Int32Array.from([...prompt, ...Array.from({ length: blockLength * nBlocks }, () => MASK), ...suffix]),
    canvasStart: prompt.length, canvasLength: blockLength * nBlocks, maskId: MASK, suppressed: SUPPRESSED, stops,
    settings: { blockLength, steps, temperature: 0, seed: 0, remasking: "low-confidence", guidanceScale: 0 },
  };
}

function infillTask(seed: number): InfillTask {
  const roll = dice(seed);
  const canvas: number[] = [];
  const blanks: Blank[] = [];
  const nBlanks = roll(5);
  for (let blank = 0; blank < nBlanks; blank++) {
    canvas.push(...Array.from({ length: roll(4) }, () => pick([4, 5, EOT, MASK], roll)));
    const length = 1 + roll(5);
    blanks.push({ start: canvas.length, length, endId: pick([null, EOT, 6], roll), forbiddenSet: roll(2) });
    canvas.push(...Array.from({ length }, () => MASK));
  }
  canvas.push(4);
  const prompt = Array.from({ length: roll(4) }, () => pick([-200, 4, MASK], roll));
  return {
    ids: Int32Array.from([...prompt, ...canvas, EOT]), canvasStart: prompt.length, canvasLength: canvas.length, maskId: MASK,
    blanks, forbidden: [[...SUPPRESSED, MASK], [...SUPPRESSED, 5]],
    settings: { steps: 1 + roll(20), temperature: 0, seed: 0, remasking: "low-confidence", guidanceScale: 0 },
  };
}

function scriptOf(seed: number) {
  const roll = dice(seed ^ 0x55);
  return { seed, vocab: 8 + roll(6), certaintySteps: pick([3, 1000], roll) };
}

function commitsOf(steps: readonly { commits: readonly { position: number; id: number; certainty: number }[]; candidates: number }[]) {
  return steps.map(({ commits, candidates }) => ({ commits: commits.map(({ position, id, certainty }) => ({ position, id, certainty })), candidates }));
}

function assertSame(steps: readonly SampledStep[], ids: Int32Array, expected: Restated, label: string): void {
  assert.deepEqual(commitsOf(steps), commitsOf(expected.steps), label);
  assert.deepEqual([...ids], expected.canvas, label);
}

describe("sampleDraft", () => {
  it("equals the reference restated, over random tasks with suffix, stops, remainders and masks in the prompt", async () => {
    const seen = { stopped: 0, leftMasks: 0, promptCommits: 0, shortSteps: 0 };
    for (let seed = 0; seed < 1500; seed++) {
      const task = draftTask(seed);
      const script = scriptOf(seed);
      const { steps, sampled } = await drain(sampleDraft(task, new ScriptedDenoiser(script), never));
      const expected = restatedDraft(task, (ids, position, forbidden) => scriptedAnswer(script, ids, position, forbidden));
      assertSame(steps, sampled.ids, expected, `seed ${seed}`);
      assert.equal(sampled.stopPosition, expected.stop, `seed ${seed}`);
      assert.equal(sampled.hasMasks, expected.canvas.slice(0, expected.stop ?? undefined).includes(MASK), `seed ${seed}`);
      if (expected.stop !== null) seen.stopped++;
      if (sampled.hasMasks) seen.leftMasks++;
      if (expected.steps.some((step) => step.commits.some((commit) => commit.position < 0))) seen.promptCommits++;
      if (expected.steps.some((step) => step.commits.some((commit) => commit.id === MASK))) seen.shortSteps++;
    }
    // The cases are worth something only when every branch was taken.
    for (const [branch, times] of Object.entries(seen)) assert.ok(times > 20, `${branch}: ${times}`);
  });

  it("never changes a pinned id, nor the caller's array", async () => {
    for (let seed = 0; seed < 200; seed++) {
      const task = draftTask(seed);
      const before = [...task.ids];
      const { steps } = await drain(sampleDraft(task, new ScriptedDenoiser(scriptOf(seed)), never));
      assert.deepEqual([...task.ids], before);
      const last = steps.at(-1)?.ids ?? task.ids;
      for (const [position, id] of before.entries()) {
        if (id !== MASK || position >= task.canvasStart + task.canvasLength) assert.equal(last[position], id);
      }
    }
  });

  it("scores masked rows only, and none that cannot be committed", async () => {
    const task = draftTask(11);
    const denoiser = new ScriptedDenoiser(scriptOf(11));
    await drain(sampleDraft(task, denoiser, never));
    assert.ok(denoiser.requests.length > 0);
    for (const request of denoiser.requests) {
      assert.ok(request.scored.every((position) => request.ids[position] === MASK && position < task.canvasStart + task.canvasLength));
      assert.deepEqual([...request.scored], [...request.scored].sort((a, b) => a - b));
    }
  });

  it("passes guidance and noise on, with the step of the schedule", async () => {
    const denoiser = new ScriptedDenoiser({ seed: 1, vocab: 6, certaintySteps: 9 });
    const settings = { blockLength: 2, steps: 4, temperature: 0.5, seed: 9, remasking: "low-confidence", guidanceScale: 1.5 } as const;
    await drain(sampleDraft({ ids: Int32Array.of(5, MASK, MASK, MASK, MASK), canvasStart: 1, canvasLength: 4, maskId: MASK, suppressed: [], stops: [], settings }, denoiser, never));
    assert.deepEqual(denoiser.requests.map((request) => request.guidance), Array.from({ length: 4 }, () => ({ scale: 1.5, promptLength: 1 })));
    assert.deepEqual(denoiser.requests.map((request) => request.noise), [1, 2, 3, 4].map((step) => ({ temperature: 0.5, seed: 9, step })));
  });

  it("ranks by seed alone under `random`: same seed, same order; certainties stay the network's", async () => {
    const order = async (seed: number): Promise<number[]> => {
      const settings = { blockLength: 12, steps: 12, temperature: 0, seed, remasking: "random", guidanceScale: 0 } as const;
      const task = { ids: new Int32Array(12).fill(MASK), canvasStart: 0, canvasLength: 12, maskId: MASK, suppressed: [MASK], stops: [], settings };
      const { steps } = await drain(sampleDraft(task, new ScriptedDenoiser({ seed: 4, vocab: 9, certaintySteps: 1000 }), never));
      assert.ok(steps.every((step) => step.commits.every((commit) => Number.isInteger(Math.round(commit.certainty * 1e6) / 1e3))));
      return steps.flatMap((step) => step.commits.map((commit) => commit.position));
    };
    assert.deepEqual(await order(1), await order(1));
    assert.notDeepEqual(await order(1), await order(2));
  });

  it("runs no step when the schedule has nothing left to commit", async () => {
    const denoiser = { score: () => Promise.resolve({ ids: Int32Array.of(MASK, MASK), certainties: Float64Array.of(0.5, 0.4) }) };
    const settings = { blockLength: 2, steps: 1000, temperature: 0, seed: 0, remasking: "low-confidence", guidanceScale: 0 } as const;
    const task = { ids: Int32Array.of(MASK, MASK), canvasStart: 0, canvasLength: 2, maskId: MASK, suppressed: [], stops: [], settings };
    const { sampled } = await drain(sampleDraft(task, denoiser, never));
    assert.deepEqual({ passes: sampled.passes, hasMasks: sampled.hasMasks }, { passes: 2, hasMasks: true });
  });

  it("throws the signal's reason before the next pass and leaves what was yielded", async () => {
    const abort = new AbortController();
    const denoiser = new ScriptedDenoiser({ seed: 1, vocab: 6, certaintySteps: 9 });
    const run = sampleDraft({ ...draftTask(11), stops: [] }, denoiser, abort.signal);
    const first = await run.next();
    assert.equal(first.done, false);
    const reason = new Error("stop");
    abort.abort(reason);
    await assert.rejects(run.next(), reason);
    assert.equal(denoiser.requests.length, 1);
  });

  it("takes recorded steps again without the network and ends in the ids of the undisturbed draft", async () => {
    let continued = 0;
    for (let seed = 0; seed < 300; seed++) {
      const task = draftTask(seed);
      const whole = await drain(sampleDraft(task, new ScriptedDenoiser(scriptOf(seed)), never));
      const recorded = whole.steps.slice(0, seed % (whole.steps.length + 1)).map(({ step, commits }) => ({ step, commits }));
      const rest = await drain(sampleDraft({ ...task, recorded }, new ScriptedDenoiser(scriptOf(seed)), never));
      assert.deepEqual(rest.sampled, { ...whole.sampled, passes: whole.sampled.passes - recorded.length });
      assert.deepEqual(commitsOf(rest.steps), commitsOf(whole.steps));
      continued += recorded.length;
    }
    assert.ok(continued > 500);
  });

  it("refuses recorded steps that cannot have been taken", async () => {
    const task = { ...draftTask(3), recorded: [{ step: 1, commits: [{ position: 10_000, id: 4, certainty: 1 }] }] };
    await assert.rejects(sampleDraft(task, new ScriptedDenoiser(scriptOf(3)), never).next(), { code: "sampler/recorded" });
  });

  const whole = draftTask(11);
  const bad: [name: string, change: Partial<SampleTask>, code: string][] = [
    ["a canvas outside the sequence", { canvasStart: 1000 }, "sampler/task"],
    ["a canvas that holds a token", { ids: Int32Array.from(whole.ids, () => 5) }, "sampler/task"],
    ["an empty stop string", { stops: [[]] }, "sampler/stops"],
    ["steps that do not divide", { settings: { ...whole.settings, steps: 0 } }, "sampler/steps"],
  ];
  for (const [name, change, code] of bad) {
    it(`refuses ${name}`, async () => {
      const run = sampleDraft({ ...whole, ...change }, new ScriptedDenoiser(scriptOf(1)), never);
      await assert.rejects(run.next(), (error: unknown) => error instanceof SamplerError && error.code === code);
    });
  }

  const answers: [name: string, ids: number[], certainties: number[]][] = [
    ["too few rows", [1], [0.5]],
    ["a certainty that is no number", [1, 1], [0.5, NaN]],
    ["an id that is no token", [1, -1], [0.5, 0.5]],
  ];
  for (const [name, ids, certainties] of answers) {
    it(`refuses an answer with ${name}`, async () => {
      const denoiser = { score: () => Promise.resolve({ ids: Int32Array.from(ids), certainties: Float64Array.from(certainties) }) };
      const settings = { blockLength: 2, steps: 2, temperature: 0, seed: 0, remasking: "low-confidence", guidanceScale: 0 } as const;
      const run = sampleDraft({ ids: Int32Array.of(MASK, MASK), canvasStart: 0, canvasLength: 2, maskId: MASK, suppressed: [], stops: [], settings }, denoiser, never);
      await assert.rejects(run.next(), (error: unknown) => error instanceof SamplerError && error.code === "sampler/answer");
    });
  }
});

describe("sampleInfill", () => {
  it("equals a loop by brute force over random blanks, and changes nothing outside them", async () => {
    let ended = 0;
    for (let seed = 0; seed < 1000; seed++) {
      const task = infillTask(seed);
      const script = scriptOf(seed);
      const { steps, sampled } = await drain(sampleInfill(task, new ScriptedDenoiser(script), never));
      const expected = restatedInfill(task, (ids, position, forbidden) => scriptedAnswer(script, ids, position, forbidden));
      assertSame(steps, sampled.ids, expected, `seed ${seed}`);
      const inBlank = (position: number): boolean => task.blanks.some(({ start, length }) => position >= start && position < start + length);
      for (const [position, id] of sampled.ids.entries()) {
        if (!inBlank(position)) assert.equal(id, task.ids[task.canvasStart + position], `seed ${seed}`);
      }
      for (const [index, { start, length, endId }] of task.blanks.entries()) {
        const at = endId === null ? -1 : sampled.ids.subarray(start, start + length).indexOf(endId);
        assert.equal(sampled.blankStops[index], at === -1 ? null : at);
        if (at !== -1) ended++;
      }
    }
    assert.ok(ended > 50);
  });

  it("gives the ids of a draft with one block when one blank is the whole canvas", async () => {
    for (let seed = 0; seed < 300; seed++) {
      const length = 1 + (seed % 9);
      const prompt = [5, -200, 4];
      const base = { ids: Int32Array.from([...prompt, ...Array.from({ length }, () => MASK)]), canvasStart: 3, canvasLength: length, maskId: MASK };
      const settings = { steps: length, temperature: 0, seed: 0, remasking: "low-confidence", guidanceScale: 0 } as const;
      const script = scriptOf(seed);
      const draft = await drain(sampleDraft({ ...base, suppressed: SUPPRESSED, stops: [[EOT]], settings: { ...settings, blockLength: length } }, new ScriptedDenoiser(script), never));
      const blanks = [{ start: 0, length, endId: EOT, forbiddenSet: 0 }];
      const infill = await drain(sampleInfill({ ...base, blanks, forbidden: [SUPPRESSED], settings }, new ScriptedDenoiser(script), never));
      assert.deepEqual(commitsOf(infill.steps), commitsOf(draft.steps));
      assert.deepEqual(infill.sampled.ids, draft.sampled.ids);
      assert.deepEqual(infill.sampled.blankStops, [draft.sampled.stopPosition]);
    }
  });

  it("runs no pass without a blank", async () => {
    const { sampled } = await drain(sampleInfill({ ...infillTask(1), blanks: [] }, new ScriptedDenoiser(scriptOf(1)), never));
    assert.equal(sampled.passes, 0);
  });

  const base: InfillTask = { ...infillTask(1), ids: Int32Array.of(5, MASK, MASK, 4), canvasStart: 0, canvasLength: 4, blanks: [] };
  const bad: [name: string, blanks: Blank[]][] = [
    ["a blank over a pinned id", [{ start: 0, length: 2, endId: null, forbiddenSet: 0 }]],
    ["a blank outside the canvas", [{ start: 3, length: 2, endId: null, forbiddenSet: 0 }]],
    ["blanks that overlap", [{ start: 1, length: 2, endId: null, forbiddenSet: 0 }, { start: 2, length: 1, endId: null, forbiddenSet: 0 }]],
    ["a set that does not exist", [{ start: 1, length: 2, endId: null, forbiddenSet: 9 }]],
  ];
  for (const [name, blanks] of bad) {
    it(`refuses ${name}`, async () => {
      const run = sampleInfill({ ...base, blanks }, new ScriptedDenoiser(scriptOf(1)), never);
      await assert.rejects(run.next(), (error: unknown) => error instanceof SamplerError && error.code === "sampler/task");
    });
  }
});
