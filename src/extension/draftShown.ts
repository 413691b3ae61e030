// A draft as it grows: events of the engine folded into what the panel shows. Pure.

import type { CertaintySpan, CommitView, Draft, DraftEvent } from "../engine/protocol.ts";
import type { DraftShown, Notice } from "../../webview/protocol.ts";

/** Stands for a run of positions that were never filled. */
const GAP = "…";
const REPLACEMENT_CHARACTER = "\uFFFD";

/** A draft under way, with what is needed to say how long it will take. */
export interface GrowingDraft {
  readonly shown: DraftShown;
  readonly stepMsInAll: number;
}

/**
 * A draft that was just asked for.
 * @param question as asked
 * @param length canvas positions
 * @param steps planned
 */
export function askedDraft(question: string, length: number, steps: number): GrowingDraft {
  return {
    stepMsInAll: 0,
    shown: {
      phase: "queued", done: null, question, length, steps, step: 0, commits: [], stopPosition: null, secondsLeft: null,
      elapsedMs: 0, text: "", spans: [], provenance: "", notice: null,
    },
  };
}

/** The draft after an event. */
export function grown(draft: GrowingDraft, event: DraftEvent): GrowingDraft {
  const { shown } = draft;
  switch (event.kind) {
    case "phase": return { ...draft, shown: { ...shown, phase: event.phase, done: event.done } };
    case "wanted": return draft;
    case "begin": return { ...draft, shown: { ...shown, phase: "drafting", done: null, length: event.genLength, steps: event.steps } };
    case "step": {
      const stepMsInAll = draft.stepMsInAll + event.stepMs;
      const commits = [...shown.commits, ...event.commits];
      const left = stepsLeft(event, commits, shown.length);
      return {
        stepMsInAll,
        shown: {
          ...shown,
          phase: "drafting",
          done: event.step / (event.step + left),
          step: event.step,
          steps: event.of,
          commits,
          stopPosition: event.stopPosition,
          secondsLeft: (left * stepMsInAll) / event.step / 1000,
          elapsedMs: event.elapsedMs,
        },
      };
    }
  }
}

/** Steps still needed: positions after the stop need none, so a draft often ends before its last planned step. */
function stepsLeft(event: Extract<DraftEvent, { readonly kind: "step" }>, commits: readonly CommitView[], length: number): number {
  const end = event.stopPosition ?? length;
  const filled = commits.filter(({ position }) => position >= 0 && position < end).length;
  return Math.min(event.of - event.step, Math.ceil(((end - filled) * event.of) / length));
}

/** The draft that the engine completed. */
export function finishedDraft(draft: GrowingDraft, result: Draft, provenance: string): DraftShown {
  return {
    ...draft.shown,
    phase: "finished", done: null, step: result.steps, stopPosition: result.stopPosition, secondsLeft: null, elapsedMs: result.elapsedMs,
    text: result.text, spans: result.spans, provenance,
  };
}

/** A draft that was stopped or whose engine failed: what was written by then stays. */
export function endedDraft(draft: GrowingDraft, phase: "stopped" | "failed", notice: Notice | null, provenance: string): DraftShown {
  const { text, spans } = textSoFar(draft.shown.commits, draft.shown.length, draft.shown.stopPosition);
  return { ...draft.shown, phase, done: null, secondsLeft: null, text, spans, provenance: text === "" ? "" : provenance, notice };
}

/**
 * The text that commits give, each run of empty positions as one gap. Empty when nothing was committed.
 * @param commits in any order
 * @param length canvas positions
 * @param stopPosition where the text ends, or null
 */
export function textSoFar(commits: readonly CommitView[], length: number, stopPosition: number | null): { readonly text: string; readonly spans: readonly CertaintySpan[] } {
  const byPosition = new Map(commits.map((commit) => [commit.position, commit]));
  const spans: CertaintySpan[] = [];
  let text = "";
  let hasWords = false;
  for (let position = 0; position < (stopPosition ?? length); position++) {
    const commit = byPosition.get(position);
    if (commit === undefined || commit.piece.includes(REPLACEMENT_CHARACTER)) {
      if (!text.endsWith(GAP)) text += text === "" || text.endsWith(" ") || text.endsWith("\n") ? GAP : ` ${GAP}`;
      continue;
    }
    hasWords = true;
    spans.push({ start: text.length, end: text.length + commit.piece.length, certainty: commit.certainty });
    text += commit.piece;
  }
  return hasWords ? { text, spans } : { text: "", spans: [] };
}
