// How far drafts of the faster modes are those of the exact one, on checkpoints of a folder of reference values: a part of
// `npm run bench`. Their weights are random, so that nearly equal candidates abound: agreement of trained weights is higher
// and measured by `npm run eval -- --only presets`.

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { makeDraft, type HeldImage, type LoadedModel } from "../src/engine/index.ts";
import type { PresetChoice } from "../src/engine/protocol.ts";
import { decodeRaster } from "../src/imaging/index.ts";
import { PRESETS } from "../src/sampler/index.ts";
import { GoldenFolder, type GoldenPrompt } from "../test/goldens/goldenFolder.ts";
import { GoldenModel } from "../test/goldens/goldenModel.ts";

const LENGTH = 32;

/** Prints a line for each faster mode and folder. */
export async function agreement(folders: readonly string[]): Promise<void> {
  for (const place of folders) {
    if (!existsSync(place)) {
      console.log(`skipped: no ${path.basename(place)}`);
      continue;
    }
    const folder = new GoldenFolder(place);
    const golden = new GoldenModel(folder.file("checkpoint"));
    const model = await golden.open();
    const shares = new Map<PresetChoice, number[]>();
    const passes = new Map<PresetChoice, number>();
    for (const prompt of Object.values(folder.prompts())) {
      const exact = await draft(model, folder, prompt, "exact");
      for (const preset of PRESETS) {
        const fast = preset === "exact" ? exact : await draft(model, folder, prompt, preset);
        shares.set(preset, [...(shares.get(preset) ?? []), sameIds(exact.ids, fast.ids)]);
        passes.set(preset, (passes.get(preset) ?? 0) + fast.passes);
      }
    }
    for (const preset of PRESETS.filter((name) => name !== "exact")) {
      const all = shares.get(preset) ?? [];
      const mean = all.reduce((sum, share) => sum + share, 0) / Math.max(1, all.length);
      console.log(`${path.basename(place)}, ${preset}: ${(100 * mean).toFixed(0)} % of tokens as exact, ${((passes.get(preset) ?? 0) / Math.max(1, passes.get("exact") ?? 1)).toFixed(2)} of its passes, ${String(all.length)} prompts`);
    }
    await golden.close();
  }
}

/** A draft of a golden prompt. */
export async function draft(model: LoadedModel, folder: GoldenFolder, prompt: GoldenPrompt, preset: PresetChoice): Promise<{ ids: readonly number[]; passes: number }> {
  const images: HeldImage[] = [];
  for (const image of prompt.images) images.push((await decodeRaster(await readFile(folder.file(folder.images()[image]?.file ?? "")))).image);
  const settings = { preset, genLength: LENGTH, blockLength: null, steps: LENGTH, temperature: 0, seed: 0, remasking: "low-confidence" as const, guidanceScale: 0 };
  const request = { packagePath: "", imageIds: [...prompt.images], imageViews: "all" as const, messages: prompt.messages.map((message) => ({ ...message })), settings, suffix: "", stops: [], recorded: [] };
  return await makeDraft(model, request, images, { signal: new AbortController().signal, event: () => undefined, now: () => 0, startedMs: 0 });
}

/** Share of positions that hold the same id. */
export function sameIds(one: readonly number[], other: readonly number[]): number {
  return one.filter((id, position) => other[position] === id).length / Math.max(1, one.length, other.length);
}
