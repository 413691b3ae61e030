// A report as it leaves: its words without brackets and comments, its status, what of it a model wrote, and what it is about.

import { parseReport, plainSectionsOf, type PlainSection, type ReportStatus } from "../report/index.ts";
import { studyOf, type ImageIdentity, type ObjectIdentity } from "./identity.ts";
import type { AiDraft, ReportRequest, Words } from "./protocol.ts";

/** How far a model took part: `unreviewed` where a person has not looked at all of its words. */
export type AiPart = "none" | "reviewed" | "unreviewed";

/** What a model did in a report. */
export interface Involvement {
  readonly part: AiPart;
  /** Passages that nobody has reviewed; null: the header says that there are some, but not where. */
  readonly nUnreviewed: number | null;
  /** Drafts that words in the report come from, in the order in which they were made. */
  readonly drafts: readonly AiDraft[];
}

export interface ContentSection extends PlainSection {
  /** True where it has words of a model, reviewed or not. */
  readonly hasAiText: boolean;
}

export interface ReportContent {
  /** The exam of the header, else the name of the file. */
  readonly title: string;
  readonly status: ReportStatus;
  readonly comparison: string;
  readonly sections: readonly ContentSection[];
  readonly nEmptyFields: number;
  readonly ai: Involvement;
  /** Patient and study; null where no image of the report says. */
  readonly study: ObjectIdentity | null;
  readonly images: readonly ImageIdentity[];
  readonly words: Words;
  readonly language: string;
  /** When it was exported: an instant, ISO 8601, and the person's clock's distance from UTC, minutes. */
  readonly at: string;
  readonly offsetMinutes: number;
  /** RadDraft's own. */
  readonly version: string;
}

/**
 * Makes of a document what every format writes.
 * @param images identities of the report's images, those without one left out
 * @throws ExportError `export/several-patients`; ReportError `report/too-long`
 */
export function contentOf(request: Omit<ReportRequest, "format" | "images">, images: readonly ImageIdentity[]): ReportContent {
  const { text, name, ai, words, language, at, offsetMinutes, version } = request;
  const report = parseReport(text);
  const { sections, nEmptyFields } = plainSectionsOf(report);
  const { header } = report;
  return {
    title: header.exam?.text ?? name,
    status: header.status,
    comparison: header.comparison?.text ?? "",
    sections: sections.map((section) => ({ ...section, hasAiText: ai.passages.some(({ start, end }) => start < section.range.end && end > section.range.start) })),
    nEmptyFields,
    ai: involvementOf(ai, header.isMarkedUnreviewed),
    study: studyOf(images),
    images,
    words,
    language,
    at,
    offsetMinutes,
    version,
  };
}

/** A mark in the header is believed, even where no passage is known: it came from where the report was written. */
function involvementOf({ passages, nUnknown, drafts }: ReportRequest["ai"], isMarked: boolean): Involvement {
  const nUnreviewed = passages.filter(({ isReviewed }) => !isReviewed).length;
  const isUnknown = nUnknown > 0 || (isMarked && nUnreviewed === 0);
  const used = new Set(passages.map(({ draft }) => draft));
  const part = isUnknown || nUnreviewed > 0 ? "unreviewed" : passages.length > 0 ? "reviewed" : "none";
  return { part, nUnreviewed: isUnknown ? null : nUnreviewed, drafts: distinct(drafts.filter((_, index) => used.has(index))) };
}

/** Fills of one model with the same weights are named once, with the time of the last. */
function distinct(drafts: readonly AiDraft[]): AiDraft[] {
  const byModel = new Map<string, AiDraft>();
  for (const draft of [...drafts].sort((one, other) => (one.at < other.at ? -1 : 1))) byModel.set(JSON.stringify({ ...draft, at: "" }), draft);
  return [...byModel.values()];
}
