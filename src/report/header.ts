// The header of a report: `key: value` lines between two `---` at the start of the document, as in YAML front matter.

import type { Header, HeaderLine, ImageReference, ParseProblem, PlacedText, ReportLanguage, ReportStatus, TextRange } from "./document.ts";
import { REPORT_STATUSES } from "./document.ts";
import type { Line } from "./lines.ts";

/** What the `ai` line says while a report holds text of the model that nobody has looked at. */
export const AI_MARK = "contains unreviewed AI draft";

/** Keys that RadDraft knows, in the order in which it writes them. */
export const HEADER_KEYS = ["exam", "language", "image", "comparison", "status", "ai"] as const;
export type HeaderKey = (typeof HEADER_KEYS)[number];

/** Keys by the names that are read. */
const KEY_BY_NAME: ReadonlyMap<string, HeaderKey> = new Map([
  ["exam", "exam"], ["examination", "exam"], ["language", "language"], ["lang", "language"], ["sprache", "language"], ["idioma", "language"],
  ["image", "image"], ["images", "image"], ["comparison", "comparison"], ["status", "status"], ["ai", "ai"],
]);

/** Languages by their names in each of them; codes are read without their region, `de-CH`. */
const LANGUAGE_BY_NAME: ReadonlyMap<string, ReportLanguage> = new Map([
  ["en", "en"], ["english", "en"], ["englisch", "en"], ["inglés", "en"], ["ingles", "en"],
  ["de", "de"], ["german", "de"], ["deutsch", "de"], ["alemán", "de"], ["aleman", "de"],
  ["es", "es"], ["spanish", "es"], ["spanisch", "es"], ["español", "es"], ["espanol", "es"], ["castellano", "es"],
]);

/** Longest header, lines: a `---` further down is a rule of the text, and an open header must not swallow a report. */
const MAX_HEADER_LINES = 200;

/** The key of ours that a header line has, whatever its case; null for another. */
export function headerKeyOf(line: HeaderLine): HeaderKey | null {
  return KEY_BY_NAME.get(line.key.text.toLowerCase()) ?? null;
}

export interface ParsedHeader {
  readonly header: Header;
  readonly problems: readonly ParseProblem[];
  /** Lines that the header takes. */
  readonly nLines: number;
  /** True where a key of ours but the language is in it: the document is a report and no other text with front matter. */
  readonly isReport: boolean;
}

const NO_HEADER: Header = { range: { start: 0, end: 0 }, lines: [], exam: null, language: null, images: [], status: "draft", statusRange: null, comparison: null, isMarkedUnreviewed: false };

/** Reads the header; a document without one gets an empty header at offset 0. */
export function parseHeader(text: string, lines: readonly Line[]): ParsedHeader {
  const first = lines[0];
  if (first === undefined || !isFence(text, first)) return { header: NO_HEADER, problems: [], nLines: 0, isReport: false };
  const end = lines.slice(1, MAX_HEADER_LINES).findIndex((line) => isFence(text, line)) + 1;
  if (end === 0) return { header: NO_HEADER, problems: openHeader(text, lines), nLines: 0, isReport: false };
  const problems: ParseProblem[] = [];
  const read = readLines(text, lines.slice(1, end), problems);
  const lineOf = (key: HeaderKey): HeaderLine | undefined => read.find((line) => headerKeyOf(line) === key);
  const keys = read.map(headerKeyOf);
  const status = lineOf("status");
  const header: Header = {
    range: { start: 0, end: lines[end]?.next ?? 0 },
    lines: read,
    exam: valueOf(lineOf("exam")),
    language: languageNamed(lineOf("language")?.value.text ?? ""),
    images: read.filter((line) => headerKeyOf(line) === "image" && line.value.text !== "").flatMap((line) => imageReference(line.value, problems)),
    status: status === undefined ? "draft" : statusOf(status.value, problems),
    statusRange: status?.value.range ?? null,
    comparison: valueOf(lineOf("comparison")),
    isMarkedUnreviewed: lineOf("ai")?.value.text.toLowerCase().includes("unreviewed") ?? false,
  };
  return { header, problems, nLines: end + 1, isReport: keys.some((key) => key !== null && key !== "language") };
}

function isFence(text: string, line: Line): boolean {
  return line.end - line.start < 100 && /^\uFEFF?---[ \t]*$/.test(text.slice(line.start, line.end));
}

/** A `---` at the start is a problem only where a header was meant: a line of ours comes after it. */
function openHeader(text: string, lines: readonly Line[]): ParseProblem[] {
  const [fence, second] = lines;
  if (fence === undefined || second === undefined) return [];
  const line = headerLine(text, second);
  return line === null || headerKeyOf(line) === null ? [] : [{ code: "report/header-open", range: { start: fence.start, end: fence.end } }];
}

function readLines(text: string, lines: readonly Line[], problems: ParseProblem[]): HeaderLine[] {
  const read: HeaderLine[] = [];
  let list: PlacedText | null = null;
  for (const line of lines) {
    const content = text.slice(line.start, line.end);
    if (content.trim() === "" || content.trimStart().startsWith("#")) continue;
    const item: RegExpExecArray | null = list === null ? null : /^[ \t]*-[ \t]+(?=\S)/.exec(content);
    const one: HeaderLine | null = item !== null && list !== null ? { key: list, value: placed(text, line.start + item[0].length, line.end) } : headerLine(text, line);
    if (one === null) problems.push({ code: "report/header-line", range: { start: line.start, end: line.end } });
    else read.push(one);
    // `images:` with its values as a list of `- value` lines below it.
    if (item === null) list = one !== null && one.value.text === "" ? one.key : null;
  }
  return read;
}

function headerLine(text: string, line: Line): HeaderLine | null {
  const match = /^([ \t]*)([\p{L}][\p{L}\p{N} _-]{0,40}?)[ \t]*:(?!\/\/)/u.exec(text.slice(line.start, line.end));
  if (match === null) return null;
  const [whole, indent = "", key = ""] = match;
  const start = line.start + indent.length;
  return { key: { text: key, range: { start, end: start + key.length } }, value: placed(text, line.start + whole.length, line.end) };
}

/** The text of a range without white space and quotes at both ends. */
function placed(text: string, from: number, to: number): PlacedText {
  const raw = text.slice(from, to);
  const value = raw.trim();
  const start = value === "" ? to : from + raw.indexOf(value);
  const quoted = /^"([^"]*)"$|^'([^']*)'$/.exec(value);
  return { text: quoted?.[1] ?? quoted?.[2] ?? value, range: { start, end: start + value.length } };
}

function valueOf(line: HeaderLine | undefined): PlacedText | null {
  return line === undefined || line.value.text === "" ? null : line.value;
}

function languageNamed(value: string): ReportLanguage | null {
  const name = value.toLowerCase();
  return LANGUAGE_BY_NAME.get(name) ?? LANGUAGE_BY_NAME.get(name.split(/[-_]/)[0] ?? "") ?? null;
}

function statusOf(value: PlacedText, problems: ParseProblem[]): ReportStatus {
  const status = REPORT_STATUSES.find((each) => each === value.text.toLowerCase());
  if (status === undefined) problems.push({ code: "report/status-unknown", range: value.range });
  return status ?? "draft";
}

/** `chest.dcm#frame=2&window=40,400&inverted`; a `#` that none of these follows belongs to the name of the file. */
function imageReference(value: PlacedText, problems: ParseProblem[]): ImageReference[] {
  const at = value.text.lastIndexOf("#");
  const fragment = at === -1 ? "" : value.text.slice(at + 1);
  if (!/^(?:frame|window)=|^inverted(?:&|$)/.test(fragment)) return [{ path: value.text, frame: null, window: null, isInverted: false, range: value.range }];
  const view = viewOf(fragment);
  if (view !== null && at > 0) return [{ path: value.text.slice(0, at), ...view, range: value.range }];
  problems.push({ code: "report/image-reference", range: value.range });
  return at > 0 ? [{ path: value.text.slice(0, at), frame: null, window: null, isInverted: false, range: value.range }] : [];
}

function viewOf(fragment: string): Pick<ImageReference, "frame" | "window" | "isInverted"> | null {
  let [frame, window, isInverted]: [number | null, ImageReference["window"], boolean] = [null, null, false];
  for (const part of fragment.split("&")) {
    const frameMatch = /^frame=([1-9]\d{0,6})$/.exec(part);
    const windowMatch = /^window=(-?\d+(?:\.\d+)?),(\d+(?:\.\d+)?)$/.exec(part);
    if (frameMatch !== null) frame = Number(frameMatch[1]);
    else if (windowMatch !== null && Number(windowMatch[2]) > 0) window = { center: Number(windowMatch[1]), width: Number(windowMatch[2]) };
    else if (part === "inverted") isInverted = true;
    else return null;
  }
  return { frame, window, isInverted };
}

/**
 * Writes an image reference as the header holds it; the inverse of reading one.
 * @param image path relative to the report's folder with `/`, frame 1-based, WindowCenter and WindowWidth
 */
export function imageReferenceText(image: Omit<ImageReference, "range">): string {
  const view = [
    image.frame === null ? "" : `frame=${image.frame}`,
    image.window === null ? "" : `window=${image.window.center},${image.window.width}`,
    image.isInverted ? "inverted" : "",
  ].filter((part) => part !== "");
  return view.length === 0 ? image.path : `${image.path}#${view.join("&")}`;
}

/** True for offsets inside the header. */
export function isInHeader(header: Header, { start }: TextRange): boolean {
  return start < header.range.end;
}
