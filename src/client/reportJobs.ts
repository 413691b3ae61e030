// What a report asks of the drafting process: fills, groundings and measures of pictures as the person saw them, and how
// the events of a broken-off fill become the record with which it goes on.

import type { AnswerPart, ChatMessage, DraftEvent, FillEvent, FillSettings, GroundRequest, ImageViews, PresetChoice, RecordedFill, RecordedStep } from "../engine/protocol.ts";
import type { View } from "../reader/protocol.ts";

/** A picture as the person sees it: file, frame, window, inversion. */
export interface JobImage {
  readonly path: string;
  readonly view: View;
}

/** Blanks to fill and pick lists to score between known text. */
export interface FillJob {
  readonly packagePath: string;
  /** The n-th one stands for the n-th `<image>` of the messages. */
  readonly images: readonly JobImage[];
  /** Left out: base view and tiles, as the reference does. */
  readonly imageViews?: ImageViews;
  /** System and user turns; the last is the user's. */
  readonly messages: readonly ChatMessage[];
  readonly answer: readonly AnswerPart[];
  readonly settings: FillSettings;
  readonly refine: number | null;
  /** What was told of this very fill before the engine died (`recordedFill`): it goes on after that. */
  readonly recorded?: RecordedFill | null;
}

/** Drafted words whose debt to the images is asked. */
export interface GroundJob {
  readonly packagePath: string;
  readonly images: readonly JobImage[];
  /** Left out: base view and tiles, as the reference does. */
  readonly imageViews?: ImageViews;
  readonly messages: readonly ChatMessage[];
  readonly answer: GroundRequest["answer"];
  readonly states: number;
  readonly preset: PresetChoice;
}

/** A request whose positions are counted; no network runs. */
export interface MeasureJob {
  readonly packagePath: string;
  readonly images: readonly JobImage[];
  /** Left out: base view and tiles, as the reference does. */
  readonly imageViews?: ImageViews;
  readonly messages: readonly ChatMessage[];
  readonly answer: readonly AnswerPart[];
}

/** A draft or fill whose time is asked. */
export interface EstimateJob {
  readonly packagePath: string;
  readonly images: readonly JobImage[];
  readonly imageViews: ImageViews;
  readonly messages: readonly ChatMessage[];
  readonly preset: PresetChoice;
  /** Positions after the prompt, and how many of them are filled. */
  readonly canvas: number;
  readonly active: number;
  /** Of the schedule; null: one a position. */
  readonly steps: number | null;
  readonly isFill: boolean;
}

/**
 * The record of a fill from the events that were told of it, in their order.
 * @param before what was recorded when those events began
 */
export function recordedFill(events: readonly FillEvent[], before: RecordedFill | null = null): RecordedFill {
  const record: RecordedFill = { lengths: [...(before?.lengths ?? [])], choices: [...(before?.choices ?? [])], steps: [...(before?.steps ?? [])] };
  for (const event of events) {
    if (event.kind === "lengths") record.lengths.push({ blank: event.blank, tried: [...event.tried] });
    if (event.kind === "choice") record.choices.push({ choice: event.choice, probabilities: [...event.probabilities], best: event.best });
    if (event.kind === "fillStep") record.steps.push({ step: event.step, blanks: event.blanks.map(({ blank, commits }) => ({ blank, commits: [...commits] })) });
  }
  return record;
}

/** The record of a draft from the events that were told of it, in their order. */
export function recordedDraft(events: readonly DraftEvent[]): RecordedStep[] {
  return events.flatMap((event) => (event.kind === "step" ? [{ step: event.step, commits: event.commits.map(({ position, id, certainty }) => ({ position, id, certainty })) }] : []));
}
