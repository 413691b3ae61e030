// Grounding and measuring with the demo's weights: what a word owes to the image.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { makeFill, makeGrounding, measure, type GroundContext, type HeldImage, type LoadedModel } from "../../src/engine/index.ts";
import type { FilledSpan, Grounded, GroundEvent, GroundRequest } from "../../src/engine/protocol.ts";
import { decodeRaster } from "../../src/imaging/index.ts";
import { GoldenModel } from "../goldens/goldenModel.ts";

type Part = GroundRequest["answer"][number];

const messages = [{ role: "user" as const, content: "<image>\nDescribe the image." }];
const text = (value: string): Part => ({ kind: "text", text: value });
const drafted = (value: string, spans = [{ start: 0, end: value.length, order: 0 }]): Part => ({ kind: "drafted", text: value, spans });

describe("makeGrounding, with the demo model", function () {
  this.timeout(60_000);
  const golden = new GoldenModel(join(import.meta.dirname, "..", "..", "models", "medv-demo"));
  let model: LoadedModel;
  let phantom: HeldImage;
  let events: GroundEvent[];
  let context: GroundContext;

  before(async () => {
    model = await golden.open();
    phantom = (await decodeRaster(await readFile(join(import.meta.dirname, "..", "goldens", "phantoms", "images", "phantom_tall.png")))).image;
  });
  beforeEach(() => {
    events = [];
    context = { signal: new AbortController().signal, event: (event) => { events.push(event); }, now: () => 0, startedMs: 0 };
  });
  after(() => golden.close());

  const ground = async (answer: Part[], states: number, image = phantom): Promise<Grounded> =>
    await makeGrounding(model, { packagePath: "", imageViews: "all" as const, imageIds: [image === phantom ? "phantom" : "other"], messages, answer, states, preset: "exact" }, [image], context);
  const groundingOf = ({ parts }: Grounded, part = 0, span = 0): number => parts[part]?.spans[span]?.grounding ?? NaN;

  it("is near zero for a word that the text fixes, and high for one that the image shows", async () => {
    const grounded = await ground([drafted("Frontal chest radiograph."), text(" Brightness is high,"), drafted(" contrast"), text(" low.")], 8);
    assert.ok(groundingOf(grounded, 0, 1) > 1, String(groundingOf(grounded, 0, 1)));
    assert.ok(Math.abs(groundingOf(grounded, 1)) < 0.1, String(groundingOf(grounded, 1)));
  });

  it("is exactly zero when the image is the grey one itself", async () => {
    const { width, height } = phantom;
    const grey: HeldImage = { width, height, pixels: new Uint8Array(width * height * 3).fill(128) };
    const grounded = await ground([text("This is"), drafted(" a chest radiograph."), text(" Findings are not described.")], 8, grey);
    assert.deepEqual(grounded.parts[0]?.spans.map(({ grounding }) => grounding), [0, 0, 0]);
    assert.ok(grounded.parts[0]?.spans.every(({ logProbability }) => logProbability < 0));
  });

  it("replays the order of commits: in as many states as tokens, each word is as probable as when it was committed", async () => {
    const answer = [text("This is a"), text(" radiograph."), text(" Findings")].map(({ text: value }) => ({ kind: "text" as const, text: value }));
    const blank = (length: number) => ({ kind: "blank" as const, length, proposed: length, endsReport: false, allowsLineBreaks: true, allowsDigits: true });
    const request = {
      packagePath: "", imageViews: "all" as const, imageIds: ["phantom"], messages, refine: null, recorded: null,
      answer: [...answer.slice(0, 1), blank(1), ...answer.slice(1), blank(3), text(".") as { kind: "text"; text: string }],
      settings: { steps: null, temperature: 0, seed: 0, remasking: "low-confidence", guidanceScale: 0, preset: "exact" } as const,
    };
    const filled = await makeFill(model, request, [phantom], { ...context, event: () => undefined });
    // Only a text that is tokenised as it was drafted has the same tokens.
    for (const one of filled.blanks) assert.equal(model.tokenizer.encodeText(one.text).length, one.length, one.text);
    const spansOf = (spans: readonly FilledSpan[]) => spans.map(({ start, end, order }) => ({ start, end, order }));
    const [first, second] = filled.blanks;
    assert.ok(first !== undefined && second !== undefined);
    const replayed = await ground([...answer.slice(0, 1), drafted(first.text, spansOf(first.spans)), ...answer.slice(1), drafted(second.text, spansOf(second.spans)), text(".")], 8);
    assert.equal(replayed.passes, 8);
    assert.deepEqual(events.flatMap((event) => (event.kind === "groundPass" ? [[event.pass, event.of]] : [])), [1, 2, 3, 4, 5, 6, 7, 8].map((pass) => [pass, 8]));
    for (const [index, blankFilled] of [first, second].entries()) {
      const committed = blankFilled.spans.reduce((sum, { certainty }) => sum + Math.log(certainty), 0);
      const found = replayed.parts[index]?.spans.reduce((sum, { logProbability }) => sum + logProbability, 0) ?? NaN;
      assert.ok(Math.abs(found - committed) < 1e-4, `${String(found)} instead of ${String(committed)}`);
    }
  });

  it("leaves the person's words alone: they are not scored, and stay visible", async () => {
    const part = drafted("This is a chest radiograph.", [{ start: 10, end: 15, order: 3 }]);
    const grounded = await ground([part], 8);
    assert.equal(grounded.passes, 2);
    assert.deepEqual(grounded.parts[0]?.spans.map(({ start, end }) => [start, end]), [[10, 15]]);
  });

  it("has nothing to say of a part without a drafted word", async () => {
    assert.deepEqual(await ground([drafted("Normal.", [])], 8), { parts: [{ spans: [] }], passes: 0, elapsedMs: 0 });
  });

  const bad: [name: string, answer: Part[], code: string][] = [
    ["a span outside its text", [drafted("ab", [{ start: 1, end: 3, order: 0 }])], "engine/answer-invalid"],
    ["a report that does not fit", [drafted("a b ".repeat(1000))], "engine/report-too-long"],
  ];
  for (const [name, answer, code] of bad) {
    it(`refuses ${name}`, async () => { await assert.rejects(ground(answer, 8), { code }); });
  }

  it("measures a prompt as long as it is when its image is looked at, and special names as the characters they are", () => {
    const parts = ["Lungs: ", "<|eot_id|>"].map((value) => ({ kind: "text" as const, text: value }));
    const measured = measure(model, { packagePath: "", imageViews: "all" as const, imageIds: ["phantom"], messages, answer: parts }, [phantom]);
    assert.deepEqual(measured.parts, parts.map((part) => model.tokenizer.encodeText(part.text).length));
    assert.ok((measured.parts[1] ?? 0) > 1);
    assert.equal(measured.maxPositions, model.manifest.maxPositions);
    assert.throws(() => measure(model, { packagePath: "", imageViews: "all" as const, imageIds: [], messages, answer: parts }, []), { code: "engine/image-count" });
  });
});
