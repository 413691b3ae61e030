// "New Report from Image": a report from the template that fits the image's tags, opened beside the image.

import * as vscode from "vscode";
import { chooseTemplate, imageReferenceText, newReport, type ReportTemplate } from "../../report/index.ts";
import { imageMeant } from "../describeImage.ts";
import type { ImageDocument } from "../imageDocument.ts";
import type { ImageEditor } from "../imageEditor.ts";
import { reportLanguage } from "../names.ts";
import { writtenPath, type LinkedImages } from "./linkedImages.ts";
import { allTemplates } from "./templates.ts";

export interface NewReportContext {
  readonly editor: ImageEditor;
  readonly images: LinkedImages;
}

/**
 * Makes a report about an image and shows both side by side.
 * @param given the image from a menu; undefined: the one in front, or the one the person picks
 * @param asksForTemplate true: the person chooses; false: modality and body part do
 */
export async function createReport({ editor, images }: NewReportContext, given: unknown, asksForTemplate: boolean): Promise<void> {
  const uri = await imageMeant(editor, given);
  if (uri === undefined) return;
  const document = editor.documentOf(uri) ?? (await editor.open(uri));
  if (document === null) return;
  await document.whenOpened();
  const facts = await images.facts(uri);
  const templates = await allTemplates();
  const fitting = chooseTemplate(facts, templates);
  const template = asksForTemplate ? await pickTemplate(templates, fitting) : fitting;
  if (template === undefined) return;
  const text = newReport(template, { facts: facts === null ? [] : [facts], images: [referenceOf(document)], date: new Intl.DateTimeFormat(vscode.env.language, { dateStyle: "medium" }).format(new Date()) });
  const report = await vscode.workspace.openTextDocument({ language: reportLanguage, content: text });
  await vscode.window.showTextDocument(report, { viewColumn: vscode.ViewColumn.Beside });
  vscode.window.setStatusBarMessage(vscode.l10n.t("New report: {0}", template.name), 4000);
}

/** What an image document shows, as the header of a report names it. What the file shows by itself is not written. */
export function referenceOf({ uri, subject, firstView }: ImageDocument): string {
  if (subject === null) return imageReferenceText({ path: writtenPath(uri, null), ...AS_OPENED });
  const { frame, window, isInverted } = subject.view;
  const isOwnFile = subject.path === uri.fsPath;
  const hasOwnWindow = isOwnFile && JSON.stringify(window) === JSON.stringify(firstView?.window ?? null);
  return imageReferenceText({
    path: writtenPath(vscode.Uri.file(subject.path), null),
    frame: frame === 0 ? null : frame + 1,
    window: window === null || hasOwnWindow ? null : { center: window.center, width: window.width },
    isInverted,
  });
}

const AS_OPENED = { frame: null, window: null, isInverted: false } as const;

async function pickTemplate(templates: readonly ReportTemplate[], fitting: ReportTemplate): Promise<ReportTemplate | undefined> {
  const ordered = [fitting, ...templates.filter((each) => each !== fitting)];
  const items = ordered.map((template) => ({ label: template.name, description: template === fitting ? vscode.l10n.t("fits the image") : "", detail: [...template.modalities, ...template.bodyParts].join(", "), template }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t("Template of the report"), matchOnDetail: true }))?.template;
}
