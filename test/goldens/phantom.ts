// A picture made by formula, drafted from with the demo model: a case with an image that runs in every checkout.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GraphDenoiser } from "../../src/engine/index.ts";
import type { RgbImage } from "../../src/imaging/index.ts";
import { sampleDraft } from "../../src/sampler/index.ts";
import type { Sampled } from "../../src/sampler/index.ts";
import { buildPrompt, layoutPrompt } from "../../src/tokenizer/index.ts";
import { drain } from "../doubles/drain.ts";
import type { GoldenModel } from "./goldenModel.ts";
import { allOf, close, exact } from "./outcome.ts";
import type { GoldenCheck } from "./outcome.ts";

const FILE = join(import.meta.dirname, "small", "phantom.json");
const GEN_LENGTH = 32;
const QUESTION = "Describe the image.";
/** Rows whose sums are stored: every so many; no divisor of a line of features, 8 + 1, whose last is always the same. */
const ROW_STEP = 7;
/** Sums of 192 values up to 200; float32 of another runtime. */
const ROW_SUM_TOLERANCE = 0.05;

/** What is stored: `small/README.md`. */
interface Recorded {
  readonly rgbSha256: string;
  readonly imageTokens: number;
  readonly rowSums: readonly number[];
  readonly promptIds: readonly number[];
  readonly outputIds: readonly number[];
  readonly text: string;
}

/** A chest of ellipses, 240 x 200: bright body, dark lungs, a heart and ribs; integer arithmetic only. */
export function phantomImage(): RgbImage {
  const width = 240;
  const height = 200;
  const pixels = new Uint8Array(width * height * 3);
  const isInside = (x: number, y: number, [cx, cy, rx, ry]: readonly [number, number, number, number]): boolean =>
    (x - cx) ** 2 * ry ** 2 + (y - cy) ** 2 * rx ** 2 <= rx ** 2 * ry ** 2;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let grey = 6;
      if (isInside(x, y, [120, 105, 108, 92])) grey = 168;
      if (isInside(x, y, [78, 95, 34, 62]) || isInside(x, y, [162, 95, 34, 62])) grey = 52 + ((y % 24) < 5 ? 46 : 0);
      if (isInside(x, y, [132, 130, 30, 34])) grey = 190;
      pixels.fill(grey + ((x * 7 + y * 13) % 5), (y * width + x) * 3, (y * width + x) * 3 + 3);
    }
  }
  return { width, height, pixels };
}

/** The draft of the phantom against what was recorded. */
export function phantomCheck(model: GoldenModel): GoldenCheck {
  return {
    name: "draft from the phantom",
    async run() {
      const stored: Recorded = JSON.parse(readFileSync(FILE, "utf8"));
      const { rowSums, ...found } = await draftPhantom(model);
      const { rowSums: storedSums, ...exactly } = stored;
      return allOf(close({ what: "row sums", found: rowSums, expected: storedSums, tolerance: ROW_SUM_TOLERANCE }), exact("phantom", found, exactly));
    },
  };
}

/** Writes what the program gives now as what it must give. */
export async function recordPhantom(model: GoldenModel): Promise<void> {
  writeFileSync(FILE, `${JSON.stringify(await draftPhantom(model))}\n`);
}

async function draftPhantom(model: GoldenModel): Promise<Recorded> {
  const { network, tokenizer, manifest } = await model.open();
  const image = phantomImage();
  const { hidden } = manifest.decoder;
  const { merged } = await model.stagesOf(image);
  const imageTokens = merged.length / hidden;
  const prompt = buildPrompt([{ role: "user", content: `<image>\n${QUESTION}` }], manifest.prompt, tokenizer);
  const layout = layoutPrompt(prompt.ids, [imageTokens], manifest.prompt.maxPromptPositions);
  const ids = new Int32Array(layout.ids.length + GEN_LENGTH).fill(manifest.tokens.mask);
  ids.set(layout.ids);
  const signal = new AbortController().signal;
  const task = {
    ids, canvasStart: layout.ids.length, canvasLength: GEN_LENGTH, maskId: manifest.tokens.mask, suppressed: manifest.tokens.suppressed, stops: [[manifest.tokens.eot]],
    settings: { blockLength: GEN_LENGTH, steps: GEN_LENGTH, temperature: 0, seed: 0, remasking: "low-confidence", guidanceScale: 0 } as const,
  };
  const { sampled } = await drain<Sampled>(sampleDraft(task, new GraphDenoiser(network, merged, signal), signal));
  const outputIds = [...sampled.ids.subarray(0, sampled.stopPosition ?? GEN_LENGTH)];
  return {
    rgbSha256: createHash("sha256").update(image.pixels).digest("hex"),
    imageTokens,
    rowSums: Array.from({ length: Math.ceil(imageTokens / ROW_STEP) }, (_, index) => {
      const row = merged.subarray(index * ROW_STEP * hidden, (index * ROW_STEP + 1) * hidden);
      return Number(row.reduce((sum, value) => sum + value, 0).toFixed(3));
    }),
    promptIds: prompt.ids,
    outputIds,
    text: tokenizer.decode(outputIds, { skipSpecialTokens: true }),
  };
}
