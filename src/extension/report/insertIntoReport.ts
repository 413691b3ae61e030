// A draft of the image editor or the chat goes into a report: its words are marked as the model's, as those of a fill are.

import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import { parseReport, setHeaderLine, setUnreviewedMark, textWithMarks, type Report, type TextEdit } from "../../report/index.ts";
import type { KeptDraft } from "../draftService.ts";
import type { AiText } from "./aiText.ts";
import { land } from "./landing.ts";
import { applyTextEdits } from "./textEdits.ts";

/**
 * Inserts a draft at the cursor, on lines of its own, as one step of undo. Selected text stays.
 * @returns false where the report cannot be edited
 */
export async function insertIntoReport(ai: AiText, editor: vscode.TextEditor, draft: KeptDraft): Promise<boolean> {
  const { document } = editor;
  const before = document.getText();
  const report = parseReport(before);
  const at = insertPlace(report, document.offsetAt(editor.selection.active));
  const lineEnd = document.eol === vscode.EndOfLine.CRLF ? "\r\n" : "\n";
  const { text, words } = textWithMarks(draft, { previous: "", next: "", allowsLineBreaks: true, lineEnd });
  if (text === "") return true;
  const { line, character } = document.positionAt(at);
  const row = document.lineAt(line).text;
  const lead = row.slice(0, character).trim() === "" ? "" : lineEnd;
  const tail = row.slice(character).trim() === "" ? "" : lineEnd;
  const record = { id: randomUUID(), at: new Date().toISOString(), fill: { line: draft.provenance }, asked: "insert", isTextChanged: false, isPartial: false };
  const start = at + lead.length;
  const edit: TextEdit = { range: { start: at, end: at }, text: lead + text + tail };
  const header = [...setUnreviewedMark(report, true), ...(report.header.status === "draft" ? [] : setHeaderLine(report, "status", "draft"))];
  const landed = land({ edits: [edit], spans: [{ range: { start, end: start + text.length }, words, provenance: record.id, state: "unreviewed", replaced: null }] }, [], header);
  if (!(await applyTextEdits(document, landed.edits))) return false;
  ai.add(document, landed, before, [record]);
  const end = document.positionAt(landed.spans[0]?.range.end ?? start);
  editor.selection = new vscode.Selection(end, end);
  editor.revealRange(new vscode.Range(end, end), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  return true;
}

/**
 * Where text goes that is inserted at a cursor. In the header it would be lost, and within a field it would break it: from
 * the header it goes to the end of the findings (or of the report), from a field to behind it.
 * @returns an offset
 */
export function insertPlace(report: Report, cursor: number): number {
  if (cursor < report.header.range.end) {
    const findings = report.sections.find(({ kind }) => kind === "findings");
    return findings?.body.end ?? report.text.trimEnd().length;
  }
  const field = report.fields.find(({ range }) => range.start < cursor && cursor < range.end);
  return field?.range.end ?? cursor;
}
