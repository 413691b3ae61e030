// From a draft request to a draft: prompt, image features, the sampler, and what people see of it.

import { sampleDraft, type SampledStep, type SampleTask } from "../sampler/index.ts";
import { Cancelled } from "../processes/index.ts";
import { shownCertainty, type ShownCertainty } from "./certainty.ts";
import { EngineError } from "./errors.ts";
import type { HeldImage } from "./imageStore.ts";
import type { LoadedModel } from "./model.ts";
import { imageHashes, preparePrompt, type PreparedPrompt, type RequestContext } from "./prompts.ts";
import type { CertaintySpan, Draft, DraftEvent, DraftRequest, DraftSoFar } from "./protocol.ts";
import { resolveDraft, type ResolvedSettings } from "./quality.ts";

/** What a draft may use while it is made. */
export type DraftContext = RequestContext<DraftEvent>;

/** Stands for a stretch that is not filled yet in the text of a cancelled draft. */
const GAP = "…";

/**
 * Makes a draft.
 * @param images of the request, in its order
 * @throws Cancelled with `DraftSoFar`; EngineError, SamplerError, TokenizerError
 */
export async function makeDraft(model: LoadedModel, request: DraftRequest, images: readonly HeldImage[], context: DraftContext): Promise<Draft> {
  const prompt = await preparePrompt(model, request, images, context);
  const shown = shownCertainty(model.manifest.certaintyCalibration);
  const { settings, preset } = await resolveDraft(model, request.settings, prompt.ids.length);
  const task = { ...taskOf(model, { request, prompt, settings, shown }), mode: preset.draft };
  const denoiser = await model.denoiser(prompt, preset, context.signal);
  const certainties = new Map<number, number>();
  let firstWordMs = 0;
  let canvas = task.ids.slice(task.canvasStart, task.canvasStart + task.canvasLength);

  context.event({ kind: "begin", promptLength: prompt.ids.length, genLength: task.canvasLength, steps: settings.steps, preset: settings.preset });
  try {
    const sampler = sampleDraft(task, denoiser, context.signal);
    let before = context.now();
    let next = await sampler.next();
    while (next.done !== true) {
      const now = context.now();
      for (const commit of next.value.commits) certainties.set(commit.position, shown.of(commit.certainty));
      canvas = next.value.ids.slice(task.canvasStart, task.canvasStart + task.canvasLength);
      const event = stepEvent(model, next.value, shown, { stepMs: now - before, elapsedMs: now - context.startedMs });
      // An end of turn is no word: it is often committed first.
      if (firstWordMs === 0 && event.commits.some(({ piece }) => piece.trim() !== "")) firstWordMs = event.elapsedMs;
      context.event(event);
      before = now;
      next = await sampler.next();
    }
    const { ids, stopPosition, steps, passes, hasMasks } = next.value;
    const written = [...ids.slice(0, stopPosition ?? ids.length), ...task.ids.slice(task.canvasStart + task.canvasLength)];
    const { text, spans } = textOf(model, written, certainties);
    const elapsedMs = context.now() - context.startedMs;
    return { text, spans, ids: written, steps, passes, stopPosition, hasMasks, firstWordMs, elapsedMs, provenance: provenanceOf(model, request, settings) };
  } catch (error) {
    if (context.signal.aborted) throw new Cancelled<DraftSoFar>({ textSoFar: textSoFar(model, canvas) });
    throw error;
  }
}

interface TaskParts {
  readonly request: DraftRequest;
  readonly prompt: PreparedPrompt;
  readonly settings: ResolvedSettings;
  readonly shown: ShownCertainty;
}

/** The sequence: prompt, masks, pinned suffix. */
function taskOf(model: LoadedModel, { request, prompt, settings, shown }: TaskParts): SampleTask {
  const { tokens, maxPositions } = model.manifest;
  const suffix = request.suffix === "" ? [] : model.tokenizer.encode(request.suffix, { addSpecialTokens: false });
  const canvasStart = prompt.ids.length;
  const ids = new Int32Array(canvasStart + settings.genLength + suffix.length);
  ids.set(prompt.ids);
  ids.fill(tokens.mask, canvasStart, canvasStart + settings.genLength);
  ids.set(suffix, canvasStart + settings.genLength);
  const { vocab } = model.manifest.decoder;
  if (request.recorded.some(({ commits }) => commits.some(({ id }) => id >= vocab))) throw new EngineError("engine/recorded-id");
  if (ids.length > maxPositions) throw new EngineError("engine/prompt-too-long", { positions: ids.length, most: maxPositions });
  // Its certainties are those that were shown.
  const recorded = request.recorded.map(({ step, commits }) => ({ step, commits: commits.map((commit) => ({ ...commit, certainty: shown.back(commit.certainty) })) }));
  const stops = request.stops === null ? [[tokens.eot]] : request.stops.map((stop) => model.tokenizer.encode(stop, { addSpecialTokens: false }));
  return { ids, canvasStart, canvasLength: settings.genLength, maskId: tokens.mask, suppressed: tokens.suppressed, settings, stops, recorded };
}

type StepEvent = Extract<DraftEvent, { kind: "step" }>;

function stepEvent(model: LoadedModel, step: SampledStep, shown: ShownCertainty, times: Pick<StepEvent, "stepMs" | "elapsedMs">): StepEvent {
  const commits = step.commits.map(({ position, id, certainty }) => ({ position, id, certainty: shown.of(certainty), piece: model.tokenizer.decode([id], { skipSpecialTokens: true }) }));
  return { kind: "step", step: step.step, of: step.of, commits, stopPosition: step.stopPosition, ...times };
}

/** The text of ids, and the stretches of it that were drafted. Ids that share a character share one stretch, with the lowest certainty of theirs. */
function textOf(model: LoadedModel, ids: readonly number[], certainties: ReadonlyMap<number, number>): { text: string; spans: CertaintySpan[] } {
  const { text, starts, ends } = model.tokenizer.decodeWithOffsets(ids, { skipSpecialTokens: true });
  const spans: CertaintySpan[] = [];
  for (const [position, start] of starts.entries()) {
    const certainty = certainties.get(position);
    const end = ends[position] ?? start;
    if (certainty === undefined || end === start) continue;
    const last = spans.at(-1);
    if (last !== undefined && start < last.end) {
      spans[spans.length - 1] = { start: last.start, end: Math.max(end, last.end), certainty: Math.min(last.certainty, certainty) };
    } else {
      spans.push({ start, end, certainty });
    }
  }
  return { text, spans };
}

function textSoFar(model: LoadedModel, canvas: Int32Array): string {
  const { mask, eot } = model.manifest.tokens;
  const stop = canvas.indexOf(eot);
  let text = "";
  let run: number[] = [];
  const flush = (): void => {
    text += model.tokenizer.decode(run, { skipSpecialTokens: true });
    run = [];
  };
  for (const id of stop === -1 ? canvas : canvas.subarray(0, stop)) {
    if (id !== mask) {
      run.push(id);
      continue;
    }
    flush();
    if (!text.endsWith(GAP)) text += GAP;
  }
  flush();
  return text.replaceAll("\uFFFD", "");
}

function provenanceOf(model: LoadedModel, request: DraftRequest, settings: ResolvedSettings): Draft["provenance"] {
  const { name, revision, weights } = model.manifest;
  return { model: name, revision, weights, device: model.device, settings, imageViews: request.imageViews, imageSha256: imageHashes(request.imageIds) };
}
