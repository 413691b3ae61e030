// The person's settings, read when they are needed; the defaults stand in `package.json`.

import { homedir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { LENGTH_MAX, LENGTH_MIN, LENGTH_STEP } from "../../webview/protocol.ts";
import { DEVICE_CHOICES, PRESET_CHOICES, type DeviceChoice, type PresetChoice } from "../engine/protocol.ts";
import { REPORT_LANGUAGES, type ReportLanguage } from "../report/index.ts";
import { settings } from "./names.ts";

/** Some hundred studies of CT. */
const DEFAULT_CACHE_GIGABYTES = 10;

/** Node executable that the person named, or null. */
export function nodePath(): string | null {
  return textOrNull(settings.nodePath);
}

/** Folder of the model package that the person chose, or null for the demo. */
export function modelFolder(): string | null {
  return textOrNull(settings.modelFolder);
}

/** Chooses the model for all windows; null: the demo. */
export async function setModelFolder(folder: string | null): Promise<void> {
  await vscode.workspace.getConfiguration().update(settings.modelFolder, folder ?? undefined, vscode.ConfigurationTarget.Global);
}

/** Folder that packages and downloads of models are kept in, or null for the extension's own; `~` is the person's home. */
export function packageFolder(): string | null {
  const folder = textOrNull(settings.packageFolder)?.replace(/^~(?=$|[\\/])/u, homedir()) ?? "";
  return path.isAbsolute(folder) ? path.normalize(folder).replace(/(?<=[^\\/:])[\\/]+$/u, "") : null;
}

/** Address of the hub that models are downloaded from, as written. */
export function hubAddress(): string {
  return textOrNull(settings.hubAddress) ?? "";
}

/** Folder with the person's own templates and macros, as written, or null. */
export function templateFolder(): string | null {
  return textOrNull(settings.templateFolder);
}

/** Language of headings in new reports: the person's, or that of VS Code where RadDraft writes headings in it, else English. */
export function languageOfReports(): ReportLanguage {
  const [chosen, display] = [read(settings.reportLanguage), vscode.env.language.split("-")[0]];
  return REPORT_LANGUAGES.find((language) => language === chosen) ?? REPORT_LANGUAGES.find((language) => language === display) ?? "en";
}

/** How much of the archive's studies may lie on this computer, GB. */
export function archiveCacheGigabytes(): number {
  const value = read(settings.archiveCacheGigabytes);
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : DEFAULT_CACHE_GIGABYTES;
}

/** File with certificates (PEM) that are trusted beside the well-known ones, or null. */
export function archiveCertificates(): string | null {
  return textOrNull(settings.archiveCertificates);
}

export async function setArchiveCertificates(file: string): Promise<void> {
  await vscode.workspace.getConfiguration().update(settings.archiveCertificates, file, vscode.ConfigurationTarget.Global);
}

/** When words are suggested at the cursor. */
export function inlineSuggestions(): "auto" | "on" | "off" {
  const value = read(settings.inlineSuggestions);
  return value === "on" || value === "off" ? value : "auto";
}

/** The mode of the sampler where nothing else is chosen. */
export function quality(): PresetChoice {
  const value = read(settings.quality);
  return PRESET_CHOICES.find((choice) => choice === value) ?? "auto";
}

/** Whether names and dates of patients are hidden until they are asked for. */
export function hidePatientData(): boolean {
  return read(settings.hidePatientData) !== false;
}

/** Whether the certainty of drafted words is drawn in reports. */
export function certaintyOverlay(): boolean {
  return read(settings.certaintyOverlay) !== false;
}

/** Where the model is to run. */
export function device(): DeviceChoice {
  const value = read(settings.device);
  return DEVICE_CHOICES.find((choice) => choice === value) ?? "auto";
}

/** Threads of the network, or null: as many as there are cores. */
export function threads(): number | null {
  const value = read(settings.threads);
  return typeof value === "number" && Number.isInteger(value) && value > 0 ? value : null;
}

/** Canvas length a new panel begins with: on a step, within the limits. */
export function defaultLength(): number {
  const value = read(settings.defaultLength);
  const length = typeof value === "number" && Number.isFinite(value) ? value : 2 * LENGTH_MIN;
  return Math.min(LENGTH_MAX, Math.max(LENGTH_MIN, Math.round(length / LENGTH_STEP) * LENGTH_STEP));
}

function textOrNull(name: string): string | null {
  const value = read(name);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}

function read(name: string): unknown {
  return vscode.workspace.getConfiguration().get(name);
}
