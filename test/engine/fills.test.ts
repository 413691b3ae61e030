// Fills without weights: every tokenizer, random reports and blanks, a network that is a hash of what it is shown.

import assert from "node:assert/strict";
import { fillAnswer, shownCertainty, type AnswerModel, type FillTask } from "../../src/engine/index.ts";
import type { AnswerPart, BlankPart, FillEvent, RecordedFill } from "../../src/engine/protocol.ts";
import { EXACT, type Denoiser, type TargetScorer } from "../../src/sampler/index.ts";
import { mix, scriptedAnswer } from "../doubles/scriptedDenoiser.ts";
import { fill, modelOf, PROMPT, PROVENANCE, ScriptedNetwork, SETTINGS, type FillOutcome, type Script, type Wish } from "../doubles/scriptedFill.ts";
import { byteTokenizer, testTokenizers } from "../tokenizer/madeTokenizers.ts";

/** Random reports a tokenizer and kind of package. */
const N_REPORTS = process.env["RADDRAFT_FULL"] === "1" ? 1000 : 100;

const text = (value: string): AnswerPart => ({ kind: "text", text: value });
const blank = (change: Partial<BlankPart> = {}): BlankPart => ({ kind: "blank", length: 4, proposed: 4, endsReport: false, allowsLineBreaks: true, allowsDigits: true, ...change });

const PIECES = ["The lungs are clear.", " ", "\n", "\n\n", "Findings:", " 12 mm", "é", "°", "–", "漢字", "🩻", "e\u0301", "\t", "<|eot_id|>", "<|mdm_mask|>", "<image>", "[___]", "…", "\u200f", "٣", "½", "\u0000"];

/** A report of random pieces with blanks and pick lists between them. */
function randomAnswer(seed: number): AnswerPart[] {
  let state = seed + 1;
  const roll = (sides: number): number => (state = mix(state + 0x9e3779b9)) % sides;
  const words = (): string => Array.from({ length: 1 + roll(4) }, () => PIECES[roll(PIECES.length)] ?? "").join("");
  const answer: AnswerPart[] = [];
  for (let part = 0; part < 2 + roll(5); part++) {
    const kind = roll(4);
    if (kind === 0) answer.push({ kind: "choice", options: Array.from({ length: 2 + roll(3) }, () => words()), defaultIndex: roll(2) === 0 ? null : 0 });
    else if (kind === 1) answer.push(blank({ length: roll(4) === 0 ? null : 1 + roll(6), proposed: 1 + roll(4), allowsDigits: roll(2) === 0, allowsLineBreaks: roll(2) === 0 }));
    else answer.push(text(words()));
  }
  if (roll(3) === 0) answer.push(blank({ endsReport: true, length: 1 + roll(5) }));
  return answer;
}

/** The finished sequence after its prompt: every commit at its place. */
function assertTextKept(model: AnswerModel, answer: readonly AnswerPart[], { filled, network, events }: FillOutcome): void {
  const { tokenizer, manifest } = model;
  const last = network.shown.at(-1) ?? PROMPT;
  let at = PROMPT.length;
  let blanks = 0;
  let choices = 0;
  for (const part of answer) {
    if (part.kind === "blank") {
      at += filled.blanks[blanks++]?.length ?? 0;
      continue;
    }
    const scored = filled.choices[part.kind === "choice" ? choices++ : -1];
    const stands = part.kind === "text" ? part.text : (part.options[part.defaultIndex !== null && (scored?.probabilities[scored.best] ?? 0) < 0.5 ? part.defaultIndex : (scored?.best ?? 0)] ?? "");
    const ids = tokenizer.encodeText(stands);
    assert.deepEqual(Buffer.from(tokenizer.decode(ids, { skipSpecialTokens: true })), Buffer.from(stands));
    // Without a blank the last pass showed the last pick list still masked.
    if (events.some(({ kind }) => kind === "fillStep")) assert.deepEqual([...last.subarray(at, at + ids.length)], ids);
    at += ids.length;
  }
  const endsReport = answer.at(-1)?.kind === "blank" && (answer.at(-1) as BlankPart).endsReport;
  if (events.some(({ kind }) => kind === "fillStep")) assert.deepEqual([...last.subarray(at)], endsReport ? [] : [manifest.tokens.eot]);
}

function assertBlanksClean(answer: readonly AnswerPart[], { filled, events }: FillOutcome): void {
  const parts = answer.filter((part) => part.kind === "blank");
  const texts = [...filled.blanks.map((one, index) => ({ ...one, part: parts[index] })), ...events.flatMap((event) => (event.kind === "fillStep" ? event.blanks.map((one) => ({ ...one, part: parts[one.blank] })) : []))];
  for (const { text: found, spans, part } of texts) {
    assert.ok(!found.includes("\ufffd") && !spans.some(({ alternatives }) => alternatives.some(({ piece }) => piece.includes("\ufffd"))));
    if (part?.allowsDigits === false) assert.doesNotMatch(found, /\p{N}/u);
    if (part?.allowsLineBreaks === false) assert.doesNotMatch(found, /[\n\r]/u);
    let end = 0;
    for (const span of spans) {
      assert.ok(span.start >= end && span.end > span.start && span.end <= found.length);
      end = span.end;
    }
  }
  for (const event of events) if (event.kind === "fillStep") for (const { commits } of event.blanks) for (const { piece } of commits) assert.ok(!piece.includes("\ufffd"));
}

for (const [name, tokenizer] of testTokenizers()) {
  describe(`fillAnswer, ${name}`, function () {
    this.timeout(120_000);
    for (const knowsEnd of [false, true]) {
      it(`keeps every byte outside the blanks and writes no broken character, ${knowsEnd ? "with" : "without"} an end of blanks`, async () => {
        const model = modelOf(tokenizer, knowsEnd);
        let nFilled = 0;
        for (let seed = 0; seed < N_REPORTS; seed++) {
          const answer = randomAnswer(seed);
          const settings = { ...SETTINGS, steps: 1 + (seed % 5) };
          const outcome = await fill(model, { seed, vocab: tokenizer.size, certaintySteps: 1000 }, { answer, settings, refine: seed % 3 === 0 ? 0.3 : null });
          assertTextKept(model, answer, outcome);
          assertBlanksClean(answer, outcome);
          nFilled += outcome.filled.blanks.length;
        }
        assert.ok(nFilled > 0.8 * N_REPORTS);
      });
    }
  });
}

describe("fillAnswer", () => {
  const tokenizer = byteTokenizer();
  const model = modelOf(tokenizer, false);
  const script: Script = { seed: 11, vocab: tokenizer.size, certaintySteps: 1000 };
  const { mask, eot } = model.manifest.tokens;
  const report: AnswerPart[] = [text("A:"), blank({ length: 5, allowsDigits: false }), text("\nB:"), blank({ length: 3 }), text("\nC"), blank({ length: 1, allowsLineBreaks: false }), text(".")];

  it("equals a loop by brute force over several blanks", async () => {
    const { filled, events } = await fill(model, script, { answer: report });
    const x = [...PROMPT, ...report.flatMap((part) => (part.kind === "text" ? tokenizer.encodeText(part.text) : part.kind === "blank" ? Array.from({ length: part.length ?? 0 }, () => mask) : [])), eot];
    const rulesAt = new Map<number, readonly number[]>();
    let at = PROMPT.length;
    for (const part of report) {
      const length = part.kind === "text" ? tokenizer.encodeText(part.text).length : part.kind === "blank" ? (part.length ?? 0) : 0;
      if (part.kind === "blank") for (let offset = 0; offset < length; offset++) rulesAt.set(at + offset, model.forbidden.of(part));
      at += length;
    }
    const order: number[] = [];
    for (let step = 0; step < 9; step++) {
      const open = [...rulesAt.keys()].filter((position) => x[position] === mask);
      const answers = open.map((position) => ({ position, ...scriptedAnswer(script, Int32Array.from(x), position, rulesAt.get(position) ?? []) }));
      const best = answers.reduce((a, b) => (b.certainty > a.certainty ? b : a));
      x[best.position] = best.id;
      order.push(best.position);
    }
    const commits = events.flatMap((event) => (event.kind === "fillStep" ? event.blanks.flatMap((one) => one.commits.map(({ offset, id }) => [one.blank, offset, id])) : []));
    const starts = [PROMPT.length + 2, PROMPT.length + 10, PROMPT.length + 15];
    assert.deepEqual(commits, order.map((position) => {
      const index = starts.findLastIndex((start) => start <= position);
      return [index, position - (starts[index] ?? 0), x[position]];
    }));
    assert.deepEqual([filled.steps, filled.passes], [9, 9]);
  });

  it("takes the names of special tokens in the report for characters", async () => {
    const { network } = await fill(model, script, { answer: [text("<|eot_id|><image><|mdm_mask|>"), blank()] });
    const [first] = network.shown;
    assert.deepEqual([...(first ?? [])].filter((id) => id === eot).length, 1, "only the one that is pinned at the end");
    assert.deepEqual([...(first ?? [])].filter((id) => id === mask).length, 4, "only those of the blank");
  });

  it("tries lengths from the proposed one outwards, with the best first, and drafts that one", async () => {
    const { filled, events } = await fill(model, script, { answer: [text("A"), blank({ length: null, proposed: 4 }), text("B")] });
    const [tried] = events.flatMap((event) => (event.kind === "lengths" ? [event.tried] : []));
    assert.deepEqual(tried?.map(({ length }) => length).sort((a, b) => a - b), [2, 3, 4, 6, 8]);
    assert.deepEqual(tried?.map(({ certainty }) => certainty), tried?.map(({ certainty }) => certainty).sort((a, b) => b - a));
    assert.equal(filled.blanks[0]?.length, tried?.[0]?.length);
    assert.deepEqual(filled.blanks[0]?.tried, tried);
    assert.equal(filled.passes, 5 + filled.steps);
  });

  it("divides by the package's length bias before it ranks", async () => {
    const wish = { answer: [text("A"), blank({ length: null, proposed: 4 }), text("B")] };
    const plain = (await fill(model, script, wish)).filled.blanks[0]?.tried ?? [];
    const last = plain.at(-1)?.length ?? 0;
    // The length that came last is measured as the least certain one by far: it comes first now.
    const lengthBias = [2, 3, 4, 6, 8].map((length) => ({ length, certainty: length === last ? 0.001 : 1 }));
    const biased = (await fill({ ...model, manifest: { ...model.manifest, lengthBias } }, script, wish)).filled.blanks[0];
    assert.deepEqual([biased?.length, biased?.tried[0]?.certainty], [last, (plain.at(-1)?.certainty ?? 0) / 0.001]);
  });

  it("tries no length where the package knows an end of blanks, and says which fields are empty", async () => {
    const own = modelOf(tokenizer, true);
    const { fillEnd } = own.manifest;
    let nEmpty = 0;
    for (let seed = 0; seed < 40; seed++) {
      // Two candidates alone are allowed by the hash's range: an ordinary byte, and the end.
      const network = new ScriptedNetwork({ seed, vocab: 2, certaintySteps: 1000 });
      const denoiser: Denoiser & TargetScorer = {
        score: async (request) => {
          const candidates = await network.score(request);
          const ids = candidates.ids.map((id) => (id === 0 ? 65 : (fillEnd ?? 0)));
          return { ids, certainties: candidates.certainties };
        },
        targetLogs: (request) => network.targetLogs(request),
      };
      const events: FillEvent[] = [];
      const context: FillTask["context"] = { signal: new AbortController().signal, event: (event) => { events.push(event); }, now: () => 0, startedMs: 0 };
      const filled = await fillAnswer({ model: own, prompt: PROMPT, request: { answer: [text("A"), blank({ length: null, proposed: 4 }), text("B")], settings: SETTINGS, refine: null, recorded: null }, denoiser, mode: EXACT, provenance: PROVENANCE, context });
      const [only] = filled.blanks;
      assert.deepEqual([only?.length, only?.tried], [4, []]);
      assert.ok(!events.some(({ kind }) => kind === "lengths"));
      assert.match(only?.text ?? "", /^A*$/);
      assert.equal(only?.isEmpty, only?.text === "");
      if (only?.isEmpty) nEmpty++;
    }
    assert.ok(nEmpty > 5 && nEmpty < 35);
  });

  const calibrated: AnswerModel = { ...model, manifest: { ...model.manifest, certaintyCalibration: { method: "made up", points: [[0, 0.2], [0.6, 0.4], [1, 0.9]] } } };
  for (const [kind, own] of [["as the model has them", model], ["calibrated", calibrated]] as const) {
    it(`goes on from any step to the same blanks, with the same marks, certainties ${kind}`, async () => {
      const answer = [text("A:"), blank({ length: null, proposed: 6 }), { kind: "choice" as const, options: ["x", "yy", "zzz"], defaultIndex: 1 }, ...report];
      const wish = { answer, settings: { ...SETTINGS, steps: 7, remasking: "random" as const, seed: 5 }, refine: 0.4 };
      const whole = await fill(own, script, wish);
      const told = whole.events.filter(({ kind }) => kind !== "phase" && kind !== "begin");
      for (let nTold = 0; nTold <= told.length; nTold++) {
        const recorded: RecordedFill = { lengths: [], choices: [], steps: [] };
        for (const event of told.slice(0, nTold)) {
          if (event.kind === "lengths") recorded.lengths.push({ blank: event.blank, tried: [...event.tried] });
          if (event.kind === "choice") recorded.choices.push({ choice: event.choice, probabilities: [...event.probabilities], best: event.best });
          if (event.kind === "fillStep") recorded.steps.push({ step: event.step, blanks: event.blanks.map((one) => ({ blank: one.blank, commits: [...one.commits] })) });
        }
        const rest = await fill(own, script, { ...wish, recorded });
        const texts = ({ filled }: FillOutcome): unknown => [filled.choices, filled.blanks.map((one) => ({ ...one, spans: one.spans.map(({ start, end, certainty, alternatives }) => ({ start, end, certainty, alternatives })) }))];
        assert.deepEqual(texts(rest), texts(whole), `after ${String(nTold)}`);
      }
    });
  }

  it("shows certainties and alternatives calibrated, and drafts the same words", async () => {
    const [plain, shown] = [await fill(model, script, { answer: report }), await fill(calibrated, script, { answer: report })];
    const spans = ({ filled }: FillOutcome) => filled.blanks.flatMap((one) => one.spans);
    assert.deepEqual(shown.filled.blanks.map((one) => one.text), plain.filled.blanks.map((one) => one.text));
    const { of } = shownCertainty(calibrated.manifest.certaintyCalibration);
    assert.deepEqual(spans(shown).map(({ certainty }) => certainty), spans(plain).map(({ certainty }) => of(certainty)));
    assert.deepEqual(spans(shown).map(({ alternatives }) => alternatives[0]?.certainty), spans(shown).map(({ alternatives, certainty }) => (alternatives.length > 0 ? certainty : undefined)));
  });

  const bad: [name: string, wish: Wish, code: string][] = [
    ["a blank that ends the report before its end", { answer: [blank({ endsReport: true }), text("x")] }, "engine/answer-invalid"],
    ["a default that is no option", { answer: [{ kind: "choice", options: ["a", "b"], defaultIndex: 2 }] }, "engine/answer-invalid"],
    ["an answer that does not fit", { answer: [text("x".repeat(508))] }, "engine/report-too-long"],
    ["recorded ids of another package", { answer: [blank()], recorded: { lengths: [], choices: [], steps: [{ step: 1, blanks: [{ blank: 0, commits: [{ offset: 0, id: 100_000, certainty: 1, piece: "", alternatives: [] }] }] }] } }, "engine/recorded-id"],
    ["recorded ids that the blank excludes", { answer: [blank()], recorded: { lengths: [], choices: [], steps: [{ step: 1, blanks: [{ blank: 0, commits: [{ offset: 0, id: eot, certainty: 1, piece: "", alternatives: [] }] }] }] } }, "engine/recorded-id"],
    ["a recorded place twice", { answer: [blank()], recorded: { lengths: [], choices: [], steps: [1, 2].map((step) => ({ step, blanks: [{ blank: 0, commits: [{ offset: 0, id: 65, certainty: 1, piece: "A", alternatives: [] }] }] })) } }, "sampler/recorded"],
  ];
  for (const [name, wish, code] of bad) {
    it(`refuses ${name}`, async () => { await assert.rejects(fill(model, script, wish), { code }); });
  }

  it("fits exactly when the answer fits", async () => {
    await fill(model, script, { answer: [text("x".repeat(507))] });
  });
});
