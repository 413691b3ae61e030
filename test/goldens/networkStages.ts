// Every float stage: tower, projector, merged features, prompt embeddings, the decoder's layers, angles and logits.

import { rotaryTable } from "../../src/engine/index.ts";
import type { GoldenFolder } from "./goldenFolder.ts";
import { rowsOf } from "./goldenModel.ts";
import type { GoldenModel, ImageStages } from "./goldenModel.ts";
import { allOf, close } from "./outcome.ts";
import type { GoldenCheck, Outcome } from "./outcome.ts";
import { layoutOf } from "./textStages.ts";

/** README, "Suggested tolerances": absolute, a value and a sum of a row. */
const FEATURE_TOLERANCE = 2e-4;
const ROW_SUM_TOLERANCE = 2e-3;
/** With float32 angles, as ours are. */
const DECODER_TOLERANCE = 1e-3;

interface StoredRows {
  readonly shape: readonly number[];
  readonly rows: readonly number[];
  readonly rows_file: string;
  readonly rowsums_file: string;
}

interface StoredDecoder {
  readonly prompt: string;
  readonly masks_appended: number;
  readonly rows: readonly number[];
  readonly length: number;
  readonly hidden_files: readonly string[];
  readonly rope_files: readonly [cosines: string, sines: string];
  readonly logits_file: string;
}

type StoredImage = Readonly<Record<keyof ImageStages, StoredRows>>;

const PROMPT_PREFIX = "prompt:";

/** All entries of features.json. */
export function featureChecks(folder: GoldenFolder, model: GoldenModel): GoldenCheck[] {
  if (!folder.has("features.json")) return [];
  const entries = Object.entries(folder.json<Record<string, unknown>>("features.json"));
  return entries.flatMap(([name, entry]): GoldenCheck[] => {
    if (name === "decoder") return [{ name: "decoder", run: () => checkDecoder(folder, model, entry as StoredDecoder) }];
    if (name.startsWith(PROMPT_PREFIX)) {
      const prompt = name.slice(PROMPT_PREFIX.length);
      return [{ name: `embeddings ${prompt}`, run: () => checkPrompt(folder, model, prompt, entry as StoredRows) }];
    }
    return imageStageChecks(folder, model, name, entry as StoredImage);
  });
}

function imageStageChecks(folder: GoldenFolder, model: GoldenModel, image: string, stored: StoredImage): GoldenCheck[] {
  const stages = ["tower_embeddings", "vision", "projector", "merged"] as const;
  return stages.map((stage) => ({
    name: `${stage} ${image}`,
    async run() {
      const found = await model.stages(folder.file(folder.images()[image]?.file ?? ""));
      return checkRows(folder, found[stage], stored[stage]);
    },
  }));
}

async function checkPrompt(folder: GoldenFolder, model: GoldenModel, name: string, stored: StoredRows): Promise<Outcome> {
  return checkRows(folder, (await embedPrompt(folder, model, name, 0)).rows, stored);
}

/** Input rows of a stored prompt, with masks after it. */
async function embedPrompt(folder: GoldenFolder, model: GoldenModel, name: string, nMasks: number): Promise<{ ids: Int32Array; rows: Float32Array }> {
  const prompt = folder.prompts()[name];
  if (prompt === undefined) throw new Error(`prompts.json has no ${name}`);
  const { manifest } = await model.open();
  const layout = layoutOf(folder, prompt, manifest.prompt.maxPromptPositions);
  const ids = new Int32Array(layout.length + nMasks).fill(manifest.tokens.mask);
  ids.set(layout);
  const features = await model.features(prompt.images.map((image) => folder.file(folder.images()[image]?.file ?? "")));
  return { ids, rows: await model.embeddings(ids, features) };
}

function checkRows(folder: GoldenFolder, found: Float32Array, stored: StoredRows): Outcome {
  const width = stored.shape.at(-1) ?? 0;
  const nRows = stored.shape.slice(0, -1).reduce((product, side) => product * side, 1);
  if (found.length !== nRows * width) return { passed: false, detail: `${found.length} values instead of ${nRows} x ${width}` };
  const sums = Float64Array.from({ length: nRows }, (_, row) => found.subarray(row * width, (row + 1) * width).reduce((sum, value) => sum + value, 0));
  return allOf(
    close({ what: "values", found: rowsOf(found, stored.rows, width), expected: folder.npy(stored.rows_file).values, tolerance: FEATURE_TOLERANCE }),
    close({ what: "row sums", found: sums, expected: folder.npy(stored.rowsums_file).values, tolerance: ROW_SUM_TOLERANCE }),
  );
}

async function checkDecoder(folder: GoldenFolder, model: GoldenModel, stored: StoredDecoder): Promise<Outcome> {
  const { manifest } = await model.open();
  const { hidden, headDim, ropeTheta } = manifest.decoder;
  const { rows: input } = await embedPrompt(folder, model, stored.prompt, stored.masks_appended);
  const layers = await model.layers(input);
  const last = layers.at(-1) ?? input;
  const { logits, normed } = await model.logits(last, stored.rows, null);
  // hidden0 is the input, the last file is after the final norm, the ones between are the layers' outputs.
  const states = [input, ...layers.slice(0, -1)].map((rows) => rowsOf(rows, stored.rows, hidden));
  const found = [...states, normed];
  return allOf(
    ...stored.hidden_files.map((file, index) =>
      close({ what: `hidden${index}`, found: found[index] ?? [], expected: folder.npy(file).values, tolerance: index === 0 ? FEATURE_TOLERANCE : DECODER_TOLERANCE })),
    ...checkAngles(folder, stored, rotaryTable(stored.length, headDim, ropeTheta), headDim / 2),
    close({ what: "logits", found: logits, expected: folder.npy(stored.logits_file).values, tolerance: DECODER_TOLERANCE }),
  );
}

/** The reference stores each angle twice, for both halves of a head. */
function checkAngles(folder: GoldenFolder, stored: StoredDecoder, table: { cosines: Float32Array; sines: Float32Array }, half: number): Outcome[] {
  return ([["cos", table.cosines, stored.rope_files[0]], ["sin", table.sines, stored.rope_files[1]]] as const).map(([what, values, file]) => {
    const found = stored.rows.flatMap((row) => {
      const angles = [...values.subarray(row * half, (row + 1) * half)];
      return [...angles, ...angles];
    });
    return close({ what, found, expected: folder.npy(file).values, tolerance: 1e-6 });
  });
}
