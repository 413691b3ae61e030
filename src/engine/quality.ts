// Which mode of the sampler a request runs in: the one it names, or the one that this package is fast enough for.

import { presetOf, type Preset, type PresetName, type SamplerSettings } from "../sampler/index.ts";
import type { LoadedModel } from "./model.ts";
import type { DraftSettings, PresetChoice } from "./protocol.ts";

/** An exact step may take this long before `auto` takes `standard`: a draft of 32 words is then half a minute. */
const PATIENCE_MS = 1000;
/** Canvases up to this are one block in `standard` too: what ends a short text is decided over all of it. */
const WHOLE_CANVAS = 64;
/** Blocks of longer ones: a CPU computes every row of the block in each step, so short ones are faster (DESIGN 7). */
const BLOCKS = [32, 16] as const;

/** Settings with nothing left open. */
export type ResolvedSettings = DraftSettings & SamplerSettings & { readonly preset: PresetName };

/**
 * The mode of a request.
 * @param positions of its whole sequence
 */
export async function resolvePreset(model: LoadedModel, choice: PresetChoice, positions: number, guidanceScale: number): Promise<PresetName> {
  if (choice !== "auto") return choice;
  if (guidanceScale > 0) return "exact";
  return (await model.rowMs()) * positions <= PATIENCE_MS ? "exact" : "standard";
}

/** Positions of a block where none are asked for. */
export function blockOf(preset: PresetName, genLength: number): number {
  const isCut = preset === "standard" && genLength > WHOLE_CANVAS;
  return (isCut ? BLOCKS.find((length) => genLength % length === 0) : undefined) ?? genLength;
}

/** The settings of a draft with its mode chosen. @param promptLength positions before the canvas */
export async function resolveDraft(model: LoadedModel, settings: DraftSettings, promptLength: number): Promise<{ settings: ResolvedSettings; preset: Preset }> {
  const { genLength, guidanceScale } = settings;
  const preset = await resolvePreset(model, settings.preset, promptLength + genLength, guidanceScale);
  // Where certainties decide, the number of steps is not the person's: only its form is checked.
  const steps = preset === "standard" || preset === "published-fast" ? genLength : settings.steps;
  return { settings: { ...settings, preset, blockLength: settings.blockLength ?? blockOf(preset, genLength), steps }, preset: presetOf(preset) };
}
