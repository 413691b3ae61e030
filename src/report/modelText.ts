// A report as the model sees it: pinned text without brackets, comments and header, blanks and pick lists between it, and the
// way back into the document (DESIGN section 8).

import type { Field, PlacedText, Report, TextRange } from "./document.ts";
import { fillTargets } from "./fillTargets.ts";
import type { FillScope, FillTarget } from "./fillTargets.ts";
import { kindOfName, nameIn } from "./headings.ts";
import { MODEL_LANGUAGE } from "./language.ts";
import { bodyText } from "./plainText.ts";

interface PartBase {
  /** Index into `Report.sections`. */
  readonly section: number;
}

/** Text that stays: a heading, a paragraph, or what stands beside a blank. Line ends are LF. */
export interface TextPart extends PartBase {
  readonly kind: "text";
  readonly text: string;
  readonly isHeading: boolean;
}

/** A stretch that the model writes. A space before it is its own, not the text's. */
export interface BlankPart extends PartBase {
  readonly kind: "blank";
  /** Tokens; null: chosen from `proposed` outwards. */
  readonly length: number | null;
  readonly proposed: number;
  /** True: nothing comes after it. */
  readonly endsReport: boolean;
  readonly allowsLineBreaks: boolean;
  /** Always false: numbers are measured or typed. */
  readonly allowsDigits: boolean;
  readonly target: FillTarget;
}

/** A pick list whose options the model scores. */
export interface ChoicePart extends PartBase {
  readonly kind: "choice";
  /** With the space before them, as the model sees them. */
  readonly options: readonly string[];
  readonly defaultIndex: number | null;
  /** True for lists of which any number may be chosen: the scores are shown, nothing is written. */
  readonly isSuggestion: boolean;
  readonly target: FillTarget;
}

export type ModelPart = TextPart | BlankPart | ChoicePart;

/** A report between the open turn of the assistant and its end. */
export interface ModelText {
  readonly parts: readonly ModelPart[];
  readonly blanks: readonly BlankPart[];
  readonly choices: readonly ChoicePart[];
}

/** Lengths that a request sets. */
export interface FillLengths {
  /** Tokens of every blank that has none written, for *Shorter* and *Longer*; null: chosen. */
  readonly length: number | null;
  /** Tokens to begin with, in place of what the report proposes; null: that. */
  readonly proposed: number | null;
}

/**
 * A report and what is to be filled, in reading order.
 * @returns no blanks and no choices where the scope has nothing to fill
 */
export function modelText(report: Report, scope: FillScope, lengths: FillLengths): ModelText {
  const targets = fillTargets(report, scope);
  const parts: ModelPart[] = [];
  for (const [index, section] of report.sections.entries()) {
    const own = targets.filter((target) => target.section === index && target.newHeading === null);
    if (section.heading !== null) parts.push({ kind: "text", section: index, isHeading: true, text: headingText(report, section.heading, section.body, own[0]) });
    let at = section.body.start;
    for (const target of own) {
      addText(parts, index, bodyText(report, { start: at, end: Math.max(at, target.range.start) }));
      addTarget(parts, target, lengths);
      at = Math.max(at, target.range.end);
    }
    addText(parts, index, bodyText(report, { start: at, end: section.body.end }));
    for (const target of targets.filter((each) => each.section === index && each.newHeading !== null)) {
      addText(parts, index, "\n\n");
      parts.push({ kind: "text", section: index, isHeading: true, text: `${target.newHeading ?? ""}:\n` });
      addTarget(parts, { ...target, before: "" }, lengths, target);
    }
    addText(parts, index, "\n\n");
  }
  const whole = withoutEnd(parts);
  return { parts: whole, blanks: whole.filter((part) => part.kind === "blank"), choices: whole.filter((part) => part.kind === "choice") };
}

/**
 * A heading in English, whatever the report's language, as `Findings: ` or `Findings:` and a line end, without Markdown's marks; a title that is no section's name has no
 * colon. Where the section is empty, what comes before its text to be says what stands between.
 */
function headingText({ text }: Report, { text: written, range }: PlacedText, body: TextRange, first: FillTarget | undefined): string {
  const name = nameIn(written, MODEL_LANGUAGE);
  const plain = kindOfName(name) === null && !/^adden/i.test(name) ? name : `${name}:`;
  if (body.start === body.end) return first?.before === "" ? `${plain} ` : plain;
  return plain + (/[\r\n]/.test(text.slice(range.end, body.start)) ? "\n" : " ");
}

/** Adds text, a part for each paragraph: a window keeps or drops them one by one. */
function addText(parts: ModelPart[], section: number, raw: string): void {
  const text = raw.replace(/\r\n|\r/g, "\n").replace(/[ \t]+(?=\n)/g, "").replace(/\n{3,}/g, "\n\n");
  const paragraphs = text.split("\n\n");
  for (const [index, paragraph] of paragraphs.entries()) {
    const whole = index < paragraphs.length - 1 ? `${paragraph}\n\n` : paragraph;
    const last = parts.at(-1);
    if (whole === "\n\n" && last?.kind === "text") parts[parts.length - 1] = { ...last, text: last.text + whole };
    else if (whole !== "") parts.push({ kind: "text", section, isHeading: false, text: whole });
  }
}

/** Adds a label and a blank or pick list; the space before it moves into it. */
function addTarget(parts: ModelPart[], target: FillTarget, lengths: FillLengths, whole: FillTarget = target): void {
  const { section, field } = target;
  addText(parts, section, target.before);
  const last = parts.at(-1);
  const hasSpace = last?.kind === "text" && last.text.endsWith(" ");
  if (hasSpace) {
    parts.pop();
    if (last.text.length > 1) parts.push({ ...last, text: last.text.slice(0, -1) });
  }
  if (field?.kind === "pickOne" || field?.kind === "pickMany") parts.push(choicePart(whole, field, hasSpace ? " " : ""));
  else {
    const length = target.length ?? lengths.length;
    parts.push({ kind: "blank", section, length, proposed: length ?? lengths.proposed ?? target.proposed, endsReport: false, allowsLineBreaks: target.allowsLineBreaks, allowsDigits: false, target: whole });
  }
}

function choicePart(target: FillTarget, field: Field & { readonly kind: "pickOne" | "pickMany" }, space: string): ChoicePart {
  const chosen = field.options.findIndex((option) => option.isDefault);
  return { kind: "choice", section: target.section, options: field.options.map((option) => space + option.text), defaultIndex: chosen === -1 ? null : chosen, isSuggestion: field.kind === "pickMany", target };
}

/** Takes the white space from the end; a blank that is last then ends the report. */
function withoutEnd(parts: readonly ModelPart[]): ModelPart[] {
  const kept = [...parts];
  for (let last = kept.at(-1); last?.kind === "text"; last = kept.at(-1)) {
    kept.pop();
    const text = last.text.trimEnd();
    if (text === "") continue;
    kept.push({ ...last, text });
    return kept;
  }
  const last = kept.pop();
  if (last !== undefined) kept.push(last.kind === "blank" ? { ...last, endsReport: true } : last);
  return kept;
}

/** What the engine is asked: the parts without the report's own keys, text beside text as one stretch. */
export type AnswerPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "blank"; readonly length: number | null; readonly proposed: number; readonly endsReport: boolean; readonly allowsLineBreaks: boolean; readonly allowsDigits: boolean }
  | { readonly kind: "choice"; readonly options: string[]; readonly defaultIndex: number | null };

/** Parts of a report as the engine takes them (its `AnswerPart`); blanks and pick lists keep their order. */
export function answerOf(parts: readonly ModelPart[]): AnswerPart[] {
  const answer: AnswerPart[] = [];
  for (const part of parts) {
    const last = answer.at(-1);
    if (part.kind === "text" && last?.kind === "text") answer[answer.length - 1] = { kind: "text", text: last.text + part.text };
    else if (part.kind === "text") answer.push({ kind: "text", text: part.text });
    else if (part.kind === "choice") answer.push({ kind: "choice", options: [...part.options], defaultIndex: part.defaultIndex });
    else {
      const { kind, length, proposed, endsReport, allowsLineBreaks, allowsDigits } = part;
      answer.push({ kind, length, proposed, endsReport, allowsLineBreaks, allowsDigits });
    }
  }
  return answer;
}
