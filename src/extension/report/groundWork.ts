// What the words of the model owe to the image, asked run by run: each is scored with the image and with a grey one (DESIGN
// section 3, Grounding). It knows the document only as text.

import type { GroundRequest } from "../../engine/protocol.ts";
import { answerOf, modelText, parseReport, type AiSpan, type ModelPart, type Report, type TextRange } from "../../report/index.ts";
import type { Run } from "../draftService.ts";
import { shownParts, userTurn, type FillAsk } from "./fillWork.ts";

/** A word and what it owes to the image. */
export interface GroundedWord {
  /** In the text that was asked about. */
  readonly range: TextRange;
  /** Natural logarithm of the word's probability with the image minus that without. */
  readonly grounding: number;
}

/** A check of several runs. */
export interface GroundOutcome {
  readonly words: readonly GroundedWord[];
  /** Runs whose text is not as the model would see it (fields or comments in them): they are not scored. */
  readonly nLeftOut: number;
}

/**
 * Scores the words of runs.
 * @param states in which the order of commits is replayed; costs twice as many passes a run
 * @param onDone told after each run
 * @throws Cancelled; ProcessError `engine/...`
 */
export async function groundReport(run: Run, ask: FillAsk, task: { readonly spans: readonly AiSpan[]; readonly states: number; readonly onDone: (nDone: number) => void }): Promise<GroundOutcome> {
  const report = parseReport(ask.text);
  await run.loadModel(ask.packagePath, (event) => { run.report(event); }, run.signal);
  const words: GroundedWord[] = [];
  let nLeftOut = 0;
  for (const [index, span] of task.spans.entries()) {
    const found = await groundRun(run, ask, { report, span, states: task.states });
    if (found === null) nLeftOut++;
    else words.push(...found);
    task.onDone(index + 1);
  }
  return { words, nLeftOut };
}

interface RunTask {
  readonly report: Report;
  readonly span: AiSpan;
  readonly states: number;
}

/** Null where the run's text is not what the model would see. */
async function groundRun(run: Run, ask: FillAsk, { report, span, states }: RunTask): Promise<GroundedWord[] | null> {
  const text = modelText(report, { kind: "selection", range: span.range }, ask.lengths);
  const [blank] = text.blanks;
  const target = blank?.target;
  if (target === undefined || text.blanks.length !== 1 || target.old !== report.text.slice(target.range.start, target.range.end)) return null;
  // The space before a blank belongs to it.
  const lead = report.text.charAt(target.range.start - 1) === " " ? " " : "";
  const from = lead.length + span.range.start - target.range.start;
  const spans = span.words.map(({ start, end, order }, index) => ({ start: from + start, end: from + end, order: order ?? index }));
  const shown = await shownParts(run, ask, text);
  const answer = shown.flatMap((part): GroundRequest["answer"] => (part.kind === "blank" ? [{ kind: "drafted", text: lead + target.old, spans }] : textOf(part)));
  const { packagePath, images } = ask;
  const grounded = await run.drafting.ground({ packagePath, images, messages: [userTurn(ask)], answer, states, preset: ask.settings.preset }, (event) => { if (event.kind !== "groundPass") run.report(event); }, run.signal);
  const offset = target.range.start - lead.length;
  return (grounded.parts[0]?.spans ?? []).map(({ start, end, grounding }) => ({ range: { start: offset + start, end: offset + end }, grounding }));
}

function textOf(part: ModelPart): { kind: "text"; text: string }[] {
  return answerOf([part]).flatMap((each) => (each.kind === "text" ? [{ kind: "text" as const, text: each.text }] : []));
}
