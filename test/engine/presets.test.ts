// The modes of the sampler with the demo's weights: what is kept between passes and drafts changes nothing that it must not.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { estimate, imagePositions, makeDraft, makeFill, type HeldImage, type LoadedModel } from "../../src/engine/index.ts";
import type { AnswerPart, Draft, DraftEvent, Filled, PresetChoice } from "../../src/engine/protocol.ts";
import { decodeRaster } from "../../src/imaging/index.ts";
import { PRESETS } from "../../src/sampler/index.ts";
import { GoldenModel } from "../goldens/goldenModel.ts";

const ANSWER: AnswerPart[] = [
  { kind: "text", text: "Findings: This is a" },
  { kind: "blank", length: 3, proposed: 3, endsReport: false, allowsLineBreaks: false, allowsDigits: false },
  { kind: "text", text: " radiograph. Contrast is" },
  { kind: "blank", length: 2, proposed: 2, endsReport: false, allowsLineBreaks: false, allowsDigits: false },
  { kind: "text", text: ".\nImpression:" },
  { kind: "blank", length: null, proposed: 8, endsReport: true, allowsLineBreaks: false, allowsDigits: false },
];

describe("modes of the sampler, with the demo model", function () {
  this.timeout(60_000);
  const golden = new GoldenModel(join(import.meta.dirname, "..", "..", "models", "medv-demo"));
  let model: LoadedModel;
  let phantom: HeldImage;

  before(async () => {
    model = await golden.open();
    phantom = (await decodeRaster(await readFile(join(import.meta.dirname, "..", "goldens", "phantoms", "images", "phantom_tall.png")))).image;
  });
  after(() => golden.close());

  const context = (events: DraftEvent[] = []) => ({ signal: new AbortController().signal, event: (event: DraftEvent) => { events.push(event); }, now: () => 0, startedMs: 0 });
  const request = (question: string) => ({ packagePath: "", imageIds: ["phantom"], imageViews: "all" as const, messages: [{ role: "user" as const, content: `<image>\n${question}` }], recorded: [] });
  const sampling = (preset: PresetChoice, seed = 0) => ({ preset, temperature: seed === 0 ? 0 : 0.7, seed, remasking: "low-confidence" as const, guidanceScale: 0 });

  const draft = (preset: PresetChoice, { question = "Describe the image.", genLength = 32, blockLength = null as number | null, seed = 0, events = [] as DraftEvent[] } = {}): Promise<Draft> =>
    makeDraft(model, { ...request(question), settings: { ...sampling(preset, seed), genLength, blockLength, steps: genLength }, suffix: "", stops: null }, [phantom], context(events));
  const fill = (preset: PresetChoice): Promise<Filled> =>
    makeFill(model, { ...request("Complete the report."), recorded: null, answer: ANSWER, settings: { ...sampling(preset), steps: null }, refine: null }, [phantom], { ...context(), event: () => undefined });

  for (const preset of PRESETS) {
    it(`${preset}: the same draft whatever was asked before it, its mode in the provenance`, async () => {
      const first = await draft(preset);
      await draft(preset, { question: "What modality is this?", genLength: 16 });
      await fill(preset);
      const again = await draft(preset);
      assert.deepEqual([again.ids, again.spans, again.passes], [first.ids, first.spans, first.passes]);
      assert.deepEqual([first.provenance.settings.preset, first.provenance.settings.blockLength, first.hasMasks], [preset, 32, false]);
      assert.match(first.text, /\w{3}/);
    });

    it(`${preset}: with chance, the same again for the same seed`, async () => {
      const [first, again, other] = [await draft(preset, { seed: 5 }), await draft(preset, { seed: 5 }), await draft(preset, { seed: 6 })];
      assert.deepEqual(again.ids, first.ids);
      assert.notDeepEqual(other.ids, first.ids);
    });

    it(`${preset}: fills blanks and nothing else`, async () => {
      const { blanks, provenance } = await fill(preset);
      assert.deepEqual([provenance.settings.preset, blanks.length], [preset, 3]);
      for (const { text } of blanks) assert.doesNotMatch(text, /[\d\n]/);
    });
  }

  it("commits one word a pass in careful, and more in the modes that read certainties", async () => {
    const [exact, careful, standard, published] = [await draft("exact"), await draft("careful"), await draft("standard"), await draft("published-fast")];
    // Another word may end the text a position earlier or later.
    assert.ok(Math.abs(careful.passes - exact.passes) <= 2, `${careful.passes} of ${exact.passes}`);
    for (const fast of [standard, published]) assert.ok(fast.passes <= exact.passes / 2, `${fast.passes} of ${exact.passes}`);
  });

  it("cuts a long canvas into blocks in standard, and takes the blocks that are asked for", async () => {
    assert.equal((await draft("standard", { genLength: 128 })).provenance.settings.blockLength, 32);
    assert.equal((await draft("standard", { genLength: 128, blockLength: 64 })).provenance.settings.blockLength, 64);
    assert.equal((await draft("careful", { genLength: 128 })).provenance.settings.blockLength, 128);
  });

  it("sees the base view alone where that is asked for, in fewer positions", async () => {
    const lengths: number[] = [];
    const texts: string[] = [];
    for (const imageViews of ["all", "base", "all"] as const) {
      const events: DraftEvent[] = [];
      const settings = { ...sampling("exact"), genLength: 16, blockLength: null, steps: 16 };
      const made = await makeDraft(model, { ...request("Describe the image."), imageViews, settings, suffix: "", stops: null }, [phantom], context(events));
      lengths.push(events.flatMap((event) => (event.kind === "begin" ? [event.promptLength] : []))[0] ?? 0);
      texts.push(made.text);
      assert.equal(made.provenance.imageViews, imageViews);
    }
    const { imageSize, patchSize } = model.manifest.tower;
    assert.equal((lengths[0] ?? 0) - (lengths[1] ?? 0), imagePositions(model, phantom, "all") - (imageSize / patchSize) ** 2);
    assert.equal(texts[2], texts[0], "what was looked at before is not taken for the other");
  });

  it("estimates more for more words, less for faster modes and for the base view", async () => {
    const ask = (preset: PresetChoice, canvas: number, imageViews: "all" | "base" = "all") =>
      estimate(model, { packagePath: "", imageIds: ["unseen"], imageViews, messages: request("Describe the image.").messages, preset, canvas, active: canvas, steps: null, isFill: false }, [phantom]);
    const [short, long, base, standard] = [await ask("exact", 32), await ask("exact", 128), await ask("exact", 32, "base"), await ask("standard", 32)];
    assert.ok(short.seconds > 0 && long.seconds > 3 * short.seconds && base.seconds < short.seconds && standard.seconds < short.seconds / 3);
    assert.deepEqual([short.preset, short.standardSeconds, standard.standardSeconds, base.baseViewSeconds], ["exact", standard.seconds, null, null]);
    assert.ok((short.baseViewSeconds ?? Infinity) < standard.seconds);
  });

  it("takes exact by itself for a model as fast as this one, and says so when it begins", async () => {
    const events: DraftEvent[] = [];
    await draft("auto", { events });
    assert.equal(events.find((event) => event.kind === "begin")?.preset, "exact");
  });
});
