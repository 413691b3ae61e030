// What is decided before blanks are drafted: which option of every pick list stands, and how long every blank is.

import { firstPassCertainty, lengthBias, lengthsToTry, rankLengths, scoreOptions, type Denoiser, type InfillTask, type TargetScorer } from "../sampler/index.ts";
import { firstStanding, layOutAnswer, type AnswerModel, type EncodedAnswer, type EncodedBlank, type EncodedChoice, type Standing } from "./answer.ts";
import type { FillEvent, FillSettings, RecordedFill, ScoredChoice, TriedLength } from "./protocol.ts";

/** What trials need. */
export interface TrialContext {
  readonly model: AnswerModel;
  readonly prompt: Int32Array;
  readonly answer: EncodedAnswer;
  readonly settings: FillSettings;
  readonly recorded: RecordedFill | null;
  readonly denoiser: Denoiser & TargetScorer;
  readonly signal: AbortSignal;
  readonly event: (event: FillEvent) => void;
}

/** What the trials decided. */
export interface Tried {
  readonly standing: Standing;
  readonly choices: readonly ScoredChoice[];
  /** Of every blank, best first; empty where none was tried. */
  readonly lengths: readonly (readonly TriedLength[])[];
  readonly passes: number;
}

/** An option stands only when it is likelier than all others together (DESIGN 8, "Pick lists"). */
const LIKELY = 0.5;

/**
 * Scores the pick lists in reading order, each seeing the earlier ones' outcome, then tries lengths in reading order.
 * @throws SamplerError; the signal's reason when it is aborted
 */
export async function runTrials(context: TrialContext): Promise<Tried> {
  const first = firstStanding(context.answer, context.model.manifest.tokens.mask);
  const chosen = await scoreChoices(context, first);
  const lengths = await tryLengths(context, chosen.standing);
  return { standing: lengths.standing, choices: chosen.choices, lengths: lengths.lengths, passes: chosen.passes + lengths.passes };
}

/** The sampler's task for an answer with its blanks masked; that it fits was checked before. */
export function infillTaskOf({ model, prompt, answer, settings }: Pick<TrialContext, "model" | "prompt" | "answer" | "settings">, standing: Standing): InfillTask {
  const { tokens } = model.manifest;
  const layout = layOutAnswer(prompt, answer, standing, tokens.mask);
  const encoded = blanksOf(answer);
  const forbidden = [...new Set(encoded.map((blank) => blank.forbidden))];
  const blanks = encoded.map(({ endId, forbidden: set }, index) => ({
    start: layout.blankStarts[index] ?? 0, length: standing.lengths[index] ?? 0, endId, forbiddenSet: forbidden.indexOf(set),
  }));
  // A fill without a blank has no step; the settings must still name one.
  const masks = Math.max(1, standing.lengths.reduce((sum, length) => sum + length, 0));
  const { canvasStart, canvasLength } = layout;
  return { ids: layout.ids, canvasStart, canvasLength, maskId: tokens.mask, blanks, forbidden, settings: { ...settings, steps: Math.min(settings.steps ?? masks, masks) } };
}

async function scoreChoices(context: TrialContext, first: Standing): Promise<{ standing: Standing; choices: ScoredChoice[]; passes: number }> {
  const { model, prompt, answer, settings, denoiser, signal, recorded } = context;
  const { tokens, fillEnd } = model.manifest;
  const scored: ScoredChoice[] = [];
  let standing = first;
  let passes = 0;
  for (const [choice, part] of choicesOf(answer).entries()) {
    const place = (length: number): { ids: Int32Array; start: number } => {
      const masks = Array.from({ length }, () => tokens.mask);
      const layout = layOutAnswer(prompt, answer, { ...standing, choices: standing.choices.with(choice, masks) }, tokens.mask);
      return { ids: layout.ids, start: layout.canvasStart + (layout.choiceStarts[choice] ?? 0) };
    };
    const guidance = settings.guidanceScale > 0 ? { scale: settings.guidanceScale, promptLength: prompt.length } : null;
    const forbidden = model.forbidden.of({ endsReport: false, allowsLineBreaks: true, allowsDigits: true });
    const known = recorded?.choices.find((record) => record.choice === choice && record.probabilities.length === part.options.length);
    const found = known === undefined ? await scoreOptions({ options: part.options, padId: fillEnd, maskId: tokens.mask, forbidden, guidance, place }, denoiser, signal) : { ...known, passes: 0 };
    const outcome: ScoredChoice = { probabilities: [...found.probabilities], best: found.best };
    context.event({ kind: "choice", choice, ...outcome });
    standing = { ...standing, choices: standing.choices.with(choice, part.options[stands(part, outcome)] ?? []) };
    scored.push(outcome);
    passes += found.passes;
  }
  return { standing, choices: scored, passes };
}

/** Index of the option that stands after scoring. */
function stands({ defaultIndex }: EncodedChoice, { probabilities, best }: ScoredChoice): number {
  return defaultIndex !== null && (probabilities[best] ?? 0) < LIKELY ? defaultIndex : best;
}

async function tryLengths(context: TrialContext, first: Standing): Promise<{ standing: Standing; lengths: TriedLength[][]; passes: number }> {
  const lengths: TriedLength[][] = [];
  let standing = first;
  let passes = 0;
  for (const [blank, part] of blanksOf(context.answer).entries()) {
    if (part.length !== null || part.endId !== null) {
      lengths.push([]);
      continue;
    }
    const known = context.recorded?.lengths.find((record) => record.blank === blank)?.tried;
    const tried = known ?? rankLengths(await tryOne(context, standing, blank, part.proposed));
    if (known === undefined) passes += tried.length;
    context.event({ kind: "lengths", blank, tried });
    standing = { ...standing, lengths: standing.lengths.with(blank, tried[0]?.length ?? part.proposed) };
    lengths.push([...tried]);
  }
  return { standing, lengths, passes };
}

async function tryOne(context: TrialContext, standing: Standing, blank: number, proposed: number): Promise<TriedLength[]> {
  const others = infillTaskOf(context, standing).ids.length - (standing.lengths[blank] ?? 0);
  const tried: TriedLength[] = [];
  const { maxPositions, lengthBias: measured = [] } = context.model.manifest;
  const lengths = lengthsToTry(proposed, maxPositions - others);
  for (const length of lengths) {
    const task = infillTaskOf(context, { ...standing, lengths: standing.lengths.with(blank, length) });
    const certainty = await firstPassCertainty(task, blank, context.denoiser, context.signal);
    tried.push({ length, certainty: certainty / lengthBias(measured, length) });
    // A pass of a big model takes half a minute on a CPU: whoever waits shall see that something happens.
    context.event({ kind: "phase", phase: "prompt", done: tried.length / lengths.length });
  }
  return tried;
}

function blanksOf({ parts }: EncodedAnswer): EncodedBlank[] {
  return parts.filter((part) => part.kind === "blank");
}

function choicesOf({ parts }: EncodedAnswer): EncodedChoice[] {
  return parts.filter((part) => part.kind === "choice");
}
