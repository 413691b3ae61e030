// Where the marks of drafted text are kept between sessions: a file of the extension's own for each report, never one in
// the person's folder. It holds places and hashes, what a rejection brings back, and where the words came from.

import { createHash } from "node:crypto";
import * as vscode from "vscode";
import { array, boolean, check, finite, integer, literal, maxLength, minValue, nullable, number, optional, picklist, pipe, strictObject, string, union } from "../../formats/index.ts";
import { IMAGE_VIEWS, PRESET_CHOICES } from "../../engine/protocol.ts";
import type { StoredSpans } from "../../report/index.ts";
import { replaceWhole } from "../wholeFile.ts";
import type { ProvenanceRecord } from "./provenance.ts";

/** Larger than the marks of any report; a broken file must not fill the memory. */
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_RUNS = 10_000;

const offset = pipe(number(), integer(), minValue(0));
const certainty = pipe(number(), finite());
const wordSchema = strictObject({ start: offset, end: offset, certainty: nullable(certainty), alternatives: pipe(array(strictObject({ text: string(), certainty })), maxLength(16)), order: optional(offset) });
const spanSchema = strictObject({
  range: strictObject({ start: offset, end: offset }),
  words: pipe(array(wordSchema), maxLength(MAX_RUNS)),
  provenance: string(),
  state: picklist(["unreviewed", "accepted", "edited"]),
  /** Kept only where what was replaced held no words of the model: after a reload a rejection brings back nothing that would need a mark. */
  replaced: nullable(string()),
});
const settingsSchema = strictObject({
  /** Left out by versions that knew no other. */
  preset: optional(picklist(PRESET_CHOICES), "exact"),
  steps: nullable(number()), temperature: number(), seed: number(), remasking: picklist(["low-confidence", "random"]), guidanceScale: number(),
});
const recordSchema = strictObject({
  id: string(),
  at: string(),
  asked: string(),
  isPartial: boolean(),
  isTextChanged: boolean(),
  fill: union([
    strictObject({ model: string(), revision: string(), weights: string(), weightsSha256: string(), device: string(), settings: settingsSchema, refine: nullable(number()), prompt: string(), imageViews: optional(picklist(IMAGE_VIEWS), "all"), imageSha256: array(string()) }),
    strictObject({ line: string() }),
  ]),
});
const marksSchema = strictObject({
  spans: strictObject({
    version: literal(1),
    hash: string(),
    length: offset,
    keys: pipe(array(strictObject({ span: spanSchema, hash: string(), before: string(), after: string() })), maxLength(MAX_RUNS)),
  }),
  provenance: pipe(array(recordSchema), maxLength(MAX_RUNS)),
});

/** What is kept for a report. */
export interface StoredMarks {
  readonly spans: StoredSpans;
  readonly provenance: readonly ProvenanceRecord[];
}

export class MarksStore {
  readonly #folder: vscode.Uri;

  /** @param storage the extension's global storage */
  constructor(storage: vscode.Uri) {
    this.#folder = vscode.Uri.joinPath(storage, "marks");
  }

  /** The marks kept for a report; null where there are none, or none that can be read. */
  async read(report: vscode.Uri): Promise<StoredMarks | null> {
    const file = this.#fileOf(report);
    const size = await vscode.workspace.fs.stat(file).then(({ size: bytes }) => bytes, () => null);
    if (size === null || size > MAX_BYTES) return null;
    const checked = check(marksSchema, parsed(Buffer.from(await vscode.workspace.fs.readFile(file)).toString("utf8")));
    if (!checked.ok) return null;
    const { spans, provenance } = checked.value;
    const keys = spans.keys.map(({ span, ...key }) => {
      const words = span.words.map(({ order, ...word }) => (order === undefined ? word : { ...word, order }));
      return { ...key, span: { ...span, words, replaced: span.replaced === null ? null : { text: span.replaced, spans: [] } } };
    });
    return { spans: { ...spans, keys }, provenance };
  }

  /** Keeps the marks of a report; null forgets them. @throws FileSystemError where the disk is full, or may not be written to */
  async write(report: vscode.Uri, marks: StoredMarks | null): Promise<void> {
    const file = this.#fileOf(report);
    if (marks === null) {
      await vscode.workspace.fs.delete(file).then(undefined, () => undefined);
      return;
    }
    const keys = marks.spans.keys.map((key) => ({ ...key, span: { ...key.span, replaced: key.span.replaced === null || key.span.replaced.spans.length > 0 ? null : key.span.replaced.text } }));
    await vscode.workspace.fs.createDirectory(this.#folder);
    await replaceWhole(file, Buffer.from(JSON.stringify({ ...marks, spans: { ...marks.spans, keys } }), "utf8"));
  }

  #fileOf(report: vscode.Uri): vscode.Uri {
    return vscode.Uri.joinPath(this.#folder, `${createHash("sha256").update(report.toString()).digest("hex")}.json`);
  }
}

/** Not JSON: nothing, as if the file were not there. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
