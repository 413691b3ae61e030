// About how long a request takes on this machine, from one measured row: before it starts the person can choose what takes
// less (DESIGN 7).

import { chooseGrid } from "../imaging/index.ts";
import { IMAGE_POSITION, rowsComputed, type PresetName, type RunSize } from "../sampler/index.ts";
import type { HeldImage } from "./imageStore.ts";
import { prepareFactsOf, type LoadedModel } from "./model.ts";
import { promptLayout } from "./prompts.ts";
import type { Estimate, EstimateRequest, ImageViews } from "./protocol.ts";
import { blockOf, resolvePreset } from "./quality.ts";

/**
 * Estimates a draft or fill; no image is looked at.
 * @throws EngineError `engine/image-count`, `engine/prompt-too-long`; TokenizerError
 */
export async function estimate(model: LoadedModel, request: EstimateRequest, images: readonly HeldImage[]): Promise<Estimate> {
  const rowMs = await model.rowMs();
  const size = (views: ImageViews): RunSize => sizeOf(model, { ...request, imageViews: views }, images);
  const own = size(request.imageViews);
  const preset = await resolvePreset(model, request.preset, own.length, 0);
  const seconds = (name: PresetName, views: ImageViews): number => {
    const run = size(views);
    const block = request.isFill ? run.active : blockOf(name, run.active);
    return (rowMs * (rowsComputed(name, { ...run, block }) + towerRows(model, request, images, views))) / 1000;
  };
  const whole = seconds(preset, request.imageViews);
  const standard = seconds("standard", request.imageViews);
  const isGain = preset !== "standard" && standard < whole;
  return {
    preset,
    seconds: whole,
    standardSeconds: isGain ? standard : null,
    baseViewSeconds: request.imageViews === "base" ? null : seconds(isGain ? "standard" : preset, "base"),
  };
}

function sizeOf(model: LoadedModel, request: EstimateRequest, images: readonly HeldImage[]): RunSize {
  const prompt = promptLayout(model, request, images);
  const { canvas, active, isFill } = request;
  return { shared: prompt.lastIndexOf(IMAGE_POSITION) + 1, length: prompt.length + canvas, active, block: active, steps: request.steps ?? active, isFill };
}

/** What looking at the images costs, in rows of the decoder: by the number of multiplications. */
function towerRows(model: LoadedModel, { imageIds }: EstimateRequest, images: readonly HeldImage[], views: ImageViews): number {
  const { tower, decoder } = model.manifest;
  const facts = prepareFactsOf(model.manifest);
  const towerRow = tower.layers * tower.hidden * (4 * tower.hidden + 2 * tower.intermediate);
  const decoderRow = decoder.layers * decoder.hidden * (2 * decoder.hidden + 2 * decoder.kvHeads * decoder.headDim + 3 * decoder.intermediate);
  const nTiles = images
    .filter((_, index) => !model.hasLooked(imageIds[index] ?? "", views))
    .reduce((sum, { width, height }) => sum + (views === "base" ? 1 : chooseGrid(width, height, facts).nTiles), 0);
  return (nTiles * facts.patchesPerSide ** 2 * towerRow) / Math.max(1, decoderRow);
}
