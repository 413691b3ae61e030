// Golden runs through the report's path: one blank that is the whole canvas, ended by the end of turn, must be the draft
// (DESIGN 3, "Infilling").

import { readFile } from "node:fs/promises";
import { makeFill, type HeldImage } from "../../src/engine/index.ts";
import type { FillEvent, FillRequest } from "../../src/engine/protocol.ts";
import { decodeRaster } from "../../src/imaging/index.ts";
import type { GoldenFolder, GoldenPrompt } from "./goldenFolder.ts";
import type { GoldenModel } from "./goldenModel.ts";
import { allOf, exact, type GoldenCheck, type Outcome } from "./outcome.ts";
import type { GoldenRun } from "./runs.ts";
import { compareSteps } from "./steps.ts";

/** Runs that one blank can be: one block, a step a position, one stop, no guidance, no suffix, no mask in the prompt. */
export function blankChecks(folder: GoldenFolder, model: GoldenModel, file: string): GoldenCheck[] {
  if (!folder.has(file)) return [];
  const prompts = folder.prompts();
  const { runs } = folder.json<{ runs: GoldenRun[] }>(file);
  return runs.flatMap((run): GoldenCheck[] => {
    const prompt = prompts[run.prompt];
    const { gen_length: length, block_length: block, steps, cfg_scale: scale, generation_suffix: suffix, stopping_criteria: stops } = run.settings;
    const isOneBlank = length === block && length === steps && scale === 0 && (suffix ?? "") === "" && stops?.length === 1 && stops[0] === "<|eot_id|>";
    if (prompt === undefined || !isOneBlank || prompt.text.includes("<|mdm_mask|>")) return [];
    return [{ name: `blank ${run.id}`, run: () => checkBlank(folder, model, run, prompt) }];
  });
}

async function checkBlank(folder: GoldenFolder, model: GoldenModel, run: GoldenRun, prompt: GoldenPrompt): Promise<Outcome> {
  const images: HeldImage[] = [];
  for (const image of prompt.images) images.push((await decodeRaster(await readFile(folder.file(folder.images()[image]?.file ?? "")))).image);
  const length = run.settings.gen_length;
  const request: FillRequest = {
    packagePath: "", imageViews: "all", imageIds: [...prompt.images], messages: [...prompt.messages],
    answer: [{ kind: "blank", length, proposed: length, endsReport: true, allowsLineBreaks: true, allowsDigits: true }],
    settings: { steps: null, temperature: 0, seed: 0, remasking: "low-confidence", guidanceScale: 0, preset: "exact" }, refine: null, recorded: null,
  };
  const events: FillEvent[] = [];
  const context = { signal: new AbortController().signal, event: (event: FillEvent): void => { events.push(event); }, now: () => 0, startedMs: 0 };
  const filled = await makeFill(await model.open(), request, images, context);
  const steps = events.flatMap((event) => (event.kind === "fillStep" ? [event] : [])).map(({ step, of, blanks }) => {
    const commits = blanks.flatMap((blank) => blank.commits.map(({ offset, id, certainty }) => ({ position: offset, id, certainty })));
    return { step, of, commits, candidates: commits.length, stopPosition: null, ids: new Int32Array(0) };
  });
  const compared = compareSteps(steps, run.steps.map(({ k, commits, margin }) => ({ k, commits, margin })));
  if (!compared.passed || compared.isCutShort) return compared;
  return allOf(
    compared,
    exact("forward_passes", filled.passes, run.forward_passes),
    exact("isEmpty", filled.blanks[0]?.isEmpty, run.stopped_at === 0),
    // Random weights write broken characters; none of them leaves the engine.
    exact("text", filled.blanks[0]?.text, run.text.replaceAll("\ufffd", "")),
  );
}
