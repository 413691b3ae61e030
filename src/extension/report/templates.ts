// The templates and macros a person has: those that come with RadDraft, and those in the folder of the setting.

import path from "node:path";
import * as vscode from "vscode";
import { BUILT_IN_MACROS, builtInTemplates, readMacros, readTemplate, type Macro, type ReportTemplate } from "../../report/index.ts";
import { languageOfReports, templateFolder } from "../settings.ts";

/** Files of templates, and the one of macros. */
const TEMPLATE_ENDINGS = [".radreport", ".rad.md"] as const;
const MACRO_FILE = "macros.md";
/** A folder chosen by mistake must not be read whole. */
const MOST_FILES = 500;
const MOST_BYTES = 1024 * 1024;

/** Templates, the person's own first: one of the same name stands for a built-in one, whose headings are in the language of the setting. */
export async function allTemplates(): Promise<readonly [ReportTemplate, ...ReportTemplate[]]> {
  const own = await ownTemplates();
  const builtIn = builtInTemplates(languageOfReports());
  const names = new Set(own.map(({ name }) => name));
  const [first, ...rest] = [...own, ...builtIn.filter(({ name }) => !names.has(name))];
  return first === undefined ? builtIn : [first, ...rest];
}

/** Macros, the person's own first. */
export async function allMacros(): Promise<readonly Macro[]> {
  const folder = templateFolderUri();
  const text = folder === null ? null : await readText(vscode.Uri.joinPath(folder, MACRO_FILE));
  const own = text === null ? [] : readMacros(text).macros;
  const codes = new Set(own.map(({ code }) => code.toLowerCase()));
  return [...own, ...BUILT_IN_MACROS.filter(({ code }) => !codes.has(code.toLowerCase()))];
}

/** The folder of the setting: a full path, or one inside the first open folder; null where none is set. */
export function templateFolderUri(): vscode.Uri | null {
  const written = templateFolder();
  if (written === null) return null;
  if (path.isAbsolute(written)) return vscode.Uri.file(written);
  const folder = vscode.workspace.workspaceFolders?.[0];
  return folder === undefined ? null : vscode.Uri.joinPath(folder.uri, written);
}

async function ownTemplates(): Promise<ReportTemplate[]> {
  const folder = templateFolderUri();
  if (folder === null) return [];
  const entries = await vscode.workspace.fs.readDirectory(folder).then((found) => found, () => []);
  const files = entries.flatMap(([name, type]) => {
    const ending = TEMPLATE_ENDINGS.find((each) => name.toLowerCase().endsWith(each));
    return ending !== undefined && (type & vscode.FileType.File) !== 0 ? [{ name, plain: name.slice(0, -ending.length) }] : [];
  });
  const read = await Promise.all(files.slice(0, MOST_FILES).map(async ({ name, plain }) => {
    const text = await readText(vscode.Uri.joinPath(folder, name));
    return text === null ? null : readTemplate(text, plain);
  }));
  return read.filter((template) => template !== null);
}

async function readText(file: vscode.Uri): Promise<string | null> {
  const size = await vscode.workspace.fs.stat(file).then(({ size: bytes }) => bytes, () => null);
  return size === null || size > MOST_BYTES ? null : Buffer.from(await vscode.workspace.fs.readFile(file)).toString("utf8");
}
