// Filling a report as work for the draft service: scope by scope, each earlier fill pinned text for the next, and all of it
// one list of edits in the end. It knows the document only as the text it had at the beginning.

import { recordedFill, type EstimateJob, type FillJob, type JobImage } from "../../client/index.ts";
import type { ChatMessage, Filled, FillEvent, FillProvenance, FillSettings } from "../../engine/protocol.ts";
import { ProcessError } from "../../processes/index.ts";
import {
  addSpans, answerOf, applyEdits, chooseWindow, fillEdits, modelText, parseReport,
  type AiSpan, type AiSpans, type FillEdits, type FillLengths, type FillResults, type FillScope, type ModelPart, type ModelText, type ModelWindow, type Report, type ScoredField, type TextEdit, type TextRange,
} from "../../report/index.ts";
import { IMAGE_MARK, withoutImageMarks } from "../draftJob.ts";
import type { Run } from "../draftService.ts";
import { composeEdits, originalOffset } from "./composeEdits.ts";
import { withBlanksForGaps, withMarkedGaps } from "./gaps.ts";
import type { ProvenanceRecord } from "./provenance.ts";

/** What is asked of the model for a report. */
export interface FillAsk {
  readonly text: string;
  /** Marks of the text, so that a rejection brings back those of replaced words. */
  readonly spans: AiSpans;
  /** One after the other; each sees what the ones before wrote. */
  readonly scopes: readonly FillScope[];
  readonly lengths: FillLengths;
  readonly packagePath: string;
  readonly images: readonly JobImage[];
  /** The user's turn after the images. */
  readonly instruction: string;
  readonly settings: FillSettings;
  readonly refine: number | null;
  /** For the provenance. */
  readonly asked: string;
}

/** What a fill tells while it runs. */
export interface FillHooks {
  /** Blanks of the running scope with their text so far; ranges count in the text of the beginning. */
  readonly onLive: (blanks: readonly { readonly range: TextRange; readonly text: string }[]) => void;
  /** A new id for a provenance record. */
  readonly newId: () => string;
  /** The present time, ISO 8601. */
  readonly now: () => string;
}

/** A pick list that was scored and not filled. */
export interface ScoredList {
  /** In the text of the beginning. */
  readonly range: TextRange;
  readonly options: readonly { readonly text: string; readonly probability: number }[];
}

/** What a fill leaves, however it ended. */
export interface FillOutcome {
  /** Of the text of the beginning, in order. */
  readonly edits: readonly TextEdit[];
  /** Marks of the new words; offsets count after the edits. */
  readonly spans: readonly AiSpan[];
  readonly records: readonly ProvenanceRecord[];
  /** Blanks for which the model wrote nothing. */
  readonly nEmpty: number;
  /** Lists whose best option stayed below one half. */
  readonly uncertain: readonly ScoredList[];
  /** Lists of which any number may be chosen: nothing is written. */
  readonly suggested: readonly ScoredList[];
  /** Null: to its end. */
  readonly stopped: { readonly error: unknown } | null;
  /** False where paragraphs of a long report were left out of the prompt. */
  readonly isWhole: boolean;
}

interface Filling {
  readonly report: Report;
  readonly marks: AiSpans;
  readonly outcome: FillOutcome;
}

const NOTHING: FillOutcome = { edits: [], spans: [], records: [], nEmpty: 0, uncertain: [], suggested: [], stopped: null, isWhole: true };

/**
 * Fills. Never throws: a fill that was stopped or whose engine failed ends with what it had, gaps as blanks.
 * @returns edits that change nothing outside the blanks
 */
export async function fillReport(run: Run, ask: FillAsk, hooks: FillHooks): Promise<FillOutcome> {
  let filling: Filling = { report: parseReport(ask.text), marks: ask.spans, outcome: NOTHING };
  for (const scope of ask.scopes) {
    filling = await fillScope(run, ask, { scope, hooks, filling });
    if (filling.outcome.stopped !== null) break;
  }
  return filling.outcome;
}

interface ScopeTask {
  readonly scope: FillScope;
  readonly hooks: FillHooks;
  readonly filling: Filling;
}

async function fillScope(run: Run, ask: FillAsk, { scope, hooks, filling }: ScopeTask): Promise<Filling> {
  const text = modelText(filling.report, scope, ask.lengths);
  if (text.blanks.length + text.choices.length === 0) return filling;
  const ranges = text.blanks.map(({ target }) => originalRange(filling, target.range));
  const growing = text.blanks.map((): GrowingText => ({ text: "", spans: [] }));
  const choices: FillResults["choices"][number][] = [];
  const show = (): void => { hooks.onLive(growing.map((blank, index) => ({ range: ranges[index] ?? { start: 0, end: 0 }, text: blank.text }))); };
  // Of words whose fill is stopped or dies, too: the engine tells where they come from before the first one.
  const source = { provenance: unfinished(ask) };
  const onEvent = (event: FillEvent): void => {
    if (event.kind === "begin") source.provenance = event.provenance;
    // They are told in their order, before the first word: a stop keeps them.
    if (event.kind === "choice" && event.choice === choices.length) choices.push({ probabilities: event.probabilities, best: event.best });
    if (event.kind !== "fillStep") return;
    for (const { blank, text: words, spans } of event.blanks) growing[blank] = { text: words, spans };
    show();
  };
  show();
  const record = (fill: FillProvenance, isPartial: boolean): ProvenanceRecord => ({ id: hooks.newId(), at: hooks.now(), fill, asked: ask.asked, isPartial, isTextChanged: false });
  let isWhole = true;
  try {
    const model = await run.loadModel(ask.packagePath, (event) => { run.report(event); }, run.signal);
    const window = await shownWindow(run, ask, text);
    isWhole = window.parts.length === text.parts.length;
    const agreed = await run.agree(model, { job: estimateJob(ask, window), times: ask.scopes.length });
    const job = jobOf(ask, window.parts);
    const filled = await fillAgain(run, { ...job, imageViews: agreed.imageViews, settings: { ...job.settings, preset: agreed.preset } }, onEvent);
    return taken(filling, text, { results: filled, record: record(filled.provenance, false), stopped: null, isWhole });
  } catch (error) {
    const results: FillResults = { blanks: growing.map(withMarkedGaps), choices };
    return taken(filling, text, { results, record: record(source.provenance, true), stopped: { error }, isWhole });
  }
}

type GrowingText = FillResults["blanks"][number];

/** The parts of a report that fit into the prompt, blanks always. @throws ProcessError `engine/prompt-too-long` when not even they do */
export async function shownParts(run: Run, ask: FillAsk, text: ModelText): Promise<readonly ModelPart[]> {
  return (await shownWindow(run, ask, text)).parts;
}

async function shownWindow(run: Run, ask: FillAsk, text: ModelText): Promise<Pick<ModelWindow, "parts" | "nPositions">> {
  const { parts } = text;
  const answer = parts.flatMap((part) => answerOf([part]));
  const measured = await run.drafting.measure({ ...jobOf(ask, []), answer }, (event) => { run.report(event); }, run.signal);
  return chooseWindow(parts, measured.parts, measured.maxPositions - measured.prompt - Math.max(1, measured.end));
}

function estimateJob(ask: FillAsk, { parts, nPositions }: Pick<ModelWindow, "parts" | "nPositions">): EstimateJob {
  const active = answerOf(parts).reduce((sum, part) => sum + (part.kind === "blank" ? part.length ?? part.proposed : 0), 0);
  const { packagePath, images, settings } = ask;
  return { packagePath, images, imageViews: "all", messages: [userTurn(ask)], preset: settings.preset, canvas: nPositions, active, steps: settings.steps, isFill: true };
}

function jobOf(ask: FillAsk, parts: readonly ModelPart[]): FillJob {
  const { packagePath, images, settings, refine } = ask;
  return { packagePath, images, messages: [userTurn(ask)], answer: answerOf(parts), settings, refine };
}

/** The user's turn: the images, then what is asked. */
export function userTurn({ images, instruction }: Pick<FillAsk, "images" | "instruction">): ChatMessage {
  return { role: "user", content: `${images.map(() => `${IMAGE_MARK}\n`).join("")}${withoutImageMarks(instruction)}` };
}

/** A fill whose engine died goes on once, after the steps that were told: it ends in the words it would have had. */
async function fillAgain(run: Run, job: FillJob, onEvent: (event: FillEvent) => void): Promise<Filled> {
  const events: FillEvent[] = [];
  const listen = (event: FillEvent): void => {
    events.push(event);
    tell(run, event);
    onEvent(event);
  };
  try {
    return await run.drafting.fill(job, listen, run.signal);
  } catch (error) {
    if (!(error instanceof ProcessError) || error.code !== "process/died" || run.signal.aborted) throw error;
    return await run.drafting.fill({ ...job, recorded: recordedFill(events) }, listen, run.signal);
  }
}

/** What the status bar shall know of an event. */
function tell(run: Run, event: FillEvent): void {
  if (event.kind === "phase" || event.kind === "wanted") run.report(event);
  if (event.kind === "begin") run.report({ kind: "begin", steps: event.steps });
  if (event.kind === "fillStep") run.report({ kind: "step", step: event.step, of: event.of });
}

interface TakenScope {
  readonly results: FillResults;
  readonly record: ProvenanceRecord;
  readonly stopped: FillOutcome["stopped"];
  readonly isWhole: boolean;
}

/** Adds what a scope brought. */
function taken(filling: Filling, text: ModelText, { results, record, stopped, isWhole }: TakenScope): Filling {
  const { report, marks, outcome } = filling;
  const whole = fillEdits(report, text, results, { provenance: record.id, spans: marks });
  const fill: FillEdits = stopped === null ? whole : withBlanksForGaps(whole);
  const spans = addSpans(marks, fill, report.text);
  const ids = new Set([...outcome.records.map(({ id }) => id), record.id]);
  return {
    report: parseReport(applyEdits(report.text, fill.edits)),
    marks: spans,
    outcome: {
      edits: composeEdits(outcome.edits, fill.edits),
      spans: spans.filter(({ provenance }) => ids.has(provenance)),
      records: fill.spans.length === 0 ? outcome.records : [...outcome.records, record],
      nEmpty: outcome.nEmpty + (stopped === null ? fill.empty.length : 0),
      uncertain: [...outcome.uncertain, ...fill.uncertain.map((scored) => scoredList(filling, scored))],
      suggested: [...outcome.suggested, ...fill.suggested.map((scored) => scoredList(filling, scored))],
      stopped,
      isWhole: outcome.isWhole && isWhole,
    },
  };
}

function scoredList(filling: Filling, { field, probabilities }: ScoredField): ScoredList {
  const options = field.kind === "pickOne" || field.kind === "pickMany" ? field.options : [];
  return { range: originalRange(filling, field.range), options: options.map(({ text }, index) => ({ text, probability: probabilities[index] ?? 0 })) };
}

/** A range of the text now, in the text of the beginning. */
function originalRange({ outcome }: Filling, { start, end }: TextRange): TextRange {
  return { start: originalOffset(outcome.edits, start), end: originalOffset(outcome.edits, end) };
}

/** All that is known before the engine tells where the words come from. */
function unfinished({ packagePath, instruction, settings, refine }: FillAsk): FillProvenance {
  return { model: lastName(packagePath), revision: "", weights: "", weightsSha256: "", device: "", settings, refine, prompt: instruction, imageViews: "all", imageSha256: [] };
}

function lastName(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== "") ?? "";
}
