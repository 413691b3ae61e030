// A report into the model and back: model text, the engine's own tokenizing, filling and decoding, and the edits of the document.

import assert from "node:assert/strict";

import type { AnswerModel } from "../../../src/engine/index.ts";
import type { FillScope } from "../../../src/report/index.ts";
import { answerOf, applyEdits, fillEdits, modelText, parseReport } from "../../../src/report/index.ts";
import { fill, modelOf } from "../../doubles/scriptedFill.ts";
import { dice, randomReport } from "../../report/randomReport.ts";
import { testTokenizers } from "../../tokenizer/madeTokenizers.ts";

/** Random reports a tokenizer. */
const N_REPORTS = process.env["RADDRAFT_FULL"] === "1" ? 1000 : 100;
/** No random report has as many tokens, one a byte. */
const MAX_POSITIONS = 16_384;

/** Fills a report that a seed gives, and shows that nothing else changed. Returns the number of stretches written. */
async function fillReport(model: AnswerModel, seed: number): Promise<number> {
  const { below, of } = dice(seed);
  const text = randomReport(seed);
  const report = parseReport(text);
  const scope = of<FillScope>([{ kind: "all" }, { kind: "all" }, { kind: "section", section: below(6) }, { kind: "draftSection", section: below(6) }, { kind: "impression" }, { kind: "selection", range: { start: below(text.length), end: below(text.length) } }]);
  const asked = modelText(report, scope, { length: of([null, 1, 3, 9]), proposed: null });
  if (asked.blanks.length + asked.choices.length === 0) return 0;
  const { filled } = await fill(model, { seed, vocab: model.tokenizer.size, certaintySteps: 1000 }, { answer: answerOf(asked.parts) });
  const { edits, spans } = fillEdits(report, asked, filled, { provenance: "p", spans: [] });
  const written = applyEdits(text, edits);
  let [old, now] = [0, 0];
  for (const [index, edit] of edits.entries()) {
    const kept = text.slice(old, edit.range.start);
    assert.deepEqual(Buffer.from(written.slice(now, now + kept.length)), Buffer.from(kept), "no byte outside changes");
    now += kept.length + edit.text.length;
    old = edit.range.end;
    const drafted = written.slice(spans[index]?.range.start, now);
    assert.ok(!drafted.includes("\ufffd") && !/ {2}|\t/.test(drafted), JSON.stringify(drafted));
    assert.doesNotMatch(`${written.charAt((spans[index]?.range.start ?? 0) - 1)}${drafted.charAt(0)}`, /^\s\s$/u, "no second space before");
    assert.doesNotMatch(`${drafted.at(-1) ?? ""}${written.charAt(now)}`, /^\s\s$/u, "nor after");
  }
  assert.deepEqual(Buffer.from(written.slice(now)), Buffer.from(text.slice(old)));
  assert.ok(!written.includes("\ufffd") || text.includes("\ufffd"));
  assertIdsAreText(asked, filled, spans.map(({ range }) => written.slice(range.start, range.end)));
  return edits.length;
}

/** What stands in the document is what the engine decoded, but for spaces and marks at its edges, escapes and a cut heading. */
function assertIdsAreText(asked: ReturnType<typeof modelText>, filled: Awaited<ReturnType<typeof fill>>["filled"], drafted: readonly string[]): void {
  const letters = (text: string): string => text.replace(/[^\p{L}]/gu, "");
  const texts = [...filled.blanks.map(({ text }) => letters(text)), ...asked.choices.map(({ options }, index) => letters(options[filled.choices[index]?.best ?? 0] ?? ""))];
  for (const one of drafted) assert.ok(texts.some((text) => text.startsWith(letters(one)) || text.includes(letters(one))), one);
}

for (const [name, tokenizer] of testTokenizers()) {
  describe(`a report through the engine and back, ${name}`, function () {
    this.timeout(300_000);
    it(`changes nothing outside the blanks (${N_REPORTS} reports)`, async () => {
      let nWritten = 0;
      for (let seed = 0; seed < N_REPORTS; seed++) nWritten += await fillReport(modelOf(tokenizer, seed % 2 === 1, MAX_POSITIONS), seed);
      assert.ok(nWritten > N_REPORTS / 2, `${nWritten} stretches written`);
    });
  });
}
