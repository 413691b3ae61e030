// What the model wrote, as edits of the document and marks on its words (DESIGN section 8, Edges).

import { textWithMarks } from "./draftedText.ts";
import type { DraftedSpan } from "./draftedText.ts";
import { cutSpan } from "./aiSpans.ts";
import type { AiSpan, AiSpans, AiWord } from "./aiSpans.ts";
import type { Field, Report } from "./document.ts";
import type { TextEdit } from "./edits.ts";
import { inOrder } from "./edits.ts";
import type { FillTarget } from "./fillTargets.ts";
import { lineEndOf } from "./lines.ts";
import type { BlankPart, ChoicePart, ModelText } from "./modelText.ts";

/** What came back; the engine's `Filled` fits. Lists are in the order of the model text's blanks and choices. */
export interface FillResults {
  readonly blanks: readonly { readonly text: string; readonly spans: readonly DraftedSpan[] }[];
  readonly choices: readonly { readonly probabilities: readonly number[]; readonly best: number }[];
}

/** A pick list and what its options scored. */
export interface ScoredField {
  readonly field: Field;
  /** One an option, 0..1. */
  readonly probabilities: readonly number[];
}

/** A fill as it goes into the document. */
export interface FillEdits {
  readonly edits: readonly TextEdit[];
  /** The words of the model; offsets count after the edits. */
  readonly spans: readonly AiSpan[];
  /** Targets for which the model wrote nothing: they stay as they are. */
  readonly empty: readonly FillTarget[];
  /** Pick lists whose best option stayed below one half: they stay as they are. */
  readonly uncertain: readonly ScoredField[];
  /** Lists of which any number may be chosen: scores to show. */
  readonly suggested: readonly ScoredField[];
}

/** An option is chosen where it is more probable than all others together. */
const CHOICE_FLOOR = 0.5;

/** Where marks come from and what they replace. */
export interface FillOrigin {
  /** Id of the provenance record. */
  readonly provenance: string;
  /** The document's marks before the fill, so that rejecting brings back those of replaced words. */
  readonly spans: AiSpans;
}

/**
 * Results of a fill as edits; also of one under way, whose gaps are `…`, always against the document without them. Nothing outside the targets changes; a result never brings a second space or a second mark at
 * its edges, nor text that would read as a field or a heading.
 * @param report the document as it is now
 * @param fill what was asked, its targets shifted by what the person has typed since (`shiftFill`)
 */
export function fillEdits(report: Report, fill: Pick<ModelText, "blanks" | "choices">, results: FillResults, origin: FillOrigin): FillEdits {
  const written: Written[] = [];
  const empty: FillTarget[] = [];
  const uncertain: ScoredField[] = [];
  const suggested: ScoredField[] = [];
  for (const [index, blank] of fill.blanks.entries()) {
    const result = results.blanks[index];
    if (blank.target.isGivenUp) continue;
    const text = result === undefined ? null : blankText(report, blank, result);
    if (text === null) empty.push(blank.target);
    else written.push(text);
  }
  for (const [index, choice] of fill.choices.entries()) {
    const result = results.choices[index];
    const field = choice.target.field;
    if (result === undefined || field === null || choice.target.isGivenUp) continue;
    const isChosen = (result.probabilities[result.best] ?? 0) >= CHOICE_FLOOR;
    if (choice.isSuggestion) suggested.push({ field, probabilities: result.probabilities });
    else if (isChosen) written.push(choiceText(choice, result));
    else uncertain.push({ field, probabilities: result.probabilities });
  }
  return { ...placed(report, written, origin), empty, uncertain, suggested };
}

/** A target with its text, and the words of the model in it. */
interface Written {
  readonly target: FillTarget;
  /** The model's text alone. */
  readonly text: string;
  readonly words: readonly AiWord[];
}

function blankText(report: Report, { target, allowsLineBreaks }: BlankPart, result: FillResults["blanks"][number]): Written | null {
  const { range, before } = target;
  const previous = before === "" ? report.text.charAt(range.start - 1) : before.charAt(before.length - 1);
  const { text, words } = textWithMarks(result, { previous, next: report.text.charAt(range.end), allowsLineBreaks, lineEnd: lineEndOf(report.text) });
  return text === "" ? null : { target, text, words };
}

function choiceText({ target, options }: ChoicePart, { probabilities, best }: FillResults["choices"][number]): Written {
  const text = (options[best] ?? "").trim();
  const alternatives = options.map((option, index) => ({ text: option.trim(), certainty: probabilities[index] ?? 0 })).sort((one, other) => other.certainty - one.certainty);
  const words = [...text.matchAll(/\S+/g)].map((match): AiWord => ({ start: match.index, end: match.index + match[0].length, certainty: probabilities[best] ?? null, alternatives }));
  return { target, text, words };
}

/** Edits in document order, and marks where the text stands after all of them. */
function placed(report: Report, written: readonly Written[], origin: FillOrigin): { readonly edits: TextEdit[]; readonly spans: AiSpan[] } {
  const edits = inOrder(written.map(({ target, text }) => ({ range: target.range, text: target.before + text })));
  const sorted = [...written].sort((one, other) => one.target.range.start - other.target.range.start || one.target.range.end - other.target.range.end);
  const spans: AiSpan[] = [];
  let shift = 0;
  for (const { target, text, words } of sorted) {
    const start = target.range.start + shift + target.before.length;
    spans.push({ range: { start, end: start + text.length }, words, provenance: origin.provenance, state: "unreviewed", replaced: replacedBy(report, target, origin.spans) });
    shift += target.before.length + text.length - (target.range.end - target.range.start);
  }
  return { edits, spans };
}

/** What rejecting brings back: the field without its label, which is text by now, or the old words with their marks. */
function replacedBy({ text }: Report, { range, field }: FillTarget, spans: AiSpans): AiSpan["replaced"] {
  if (field !== null && field.name !== null) {
    const action = field.action === "prohibit" ? "!" : field.action === "alert" ? "?" : "";
    return { text: `[${action}${text.slice(field.inner.start, field.inner.end)}]`, spans: [] };
  }
  const inside = spans.flatMap((span) => cutSpan(span, range).inside).filter((span) => span.range.start >= range.start && span.range.end <= range.end);
  const own = inside.map((span): AiSpan => ({ ...span, range: { start: span.range.start - range.start, end: span.range.end - range.start }, replaced: null }));
  return { text: text.slice(range.start, range.end), spans: own };
}
