// A draft as text for a report: what it says, and a line that says it came from a model. Pure.

import type { DraftSettings } from "../engine/protocol.ts";

/** Where a text came from. */
export interface DraftSource {
  readonly model: string;
  readonly isDemo: boolean;
  readonly weights: string;
  readonly settings: DraftSettings;
  /** SHA-256 of the RGB bytes given to the model, hexadecimal; empty where the draft ended before the engine told. */
  readonly imageSha256: readonly string[];
  /** Steps taken where the draft ended early, else null. */
  readonly endedAtStep: number | null;
}

/** Digits of a hash that a person can compare; the chance of two images sharing them is one in four thousand million. */
const HASH_DIGITS = 8;

/** E.g. `AI draft by RadDraft (Demo, demo model, fp32), not reviewed; length 32, steps 32, seed 0; image sha256 1234abcd`. */
export function provenanceLine(source: DraftSource): string {
  const { settings } = source;
  const model = [source.model, source.isDemo ? "demo model" : "", source.weights].filter((part) => part !== "").join(", ");
  const sampling = [`length ${String(settings.genLength)}`, `steps ${String(settings.steps)}`];
  if (settings.preset !== "exact") sampling.unshift(`mode ${settings.preset}`);
  if (settings.temperature > 0) sampling.push(`temperature ${String(settings.temperature)}`);
  sampling.push(`seed ${String(settings.seed)}`);
  if (source.endedAtStep !== null) sampling.push(`ended at step ${String(source.endedAtStep)}`);
  const images = source.imageSha256.map((hash) => `; image sha256 ${hash.slice(0, HASH_DIGITS)}`).join("");
  return `AI draft by RadDraft (${model}), not reviewed; ${sampling.join(", ")}${images}`;
}

/** The place in a document where a draft goes. */
export interface InsertPlace {
  /** VS Code's language id. */
  readonly languageId: string;
  /** What stands before and after the cursor on its line. */
  readonly before: string;
  readonly after: string;
}

/** Languages whose comments the reader of the rendered report does not see. */
const COMMENT_LANGUAGES: ReadonlySet<string> = new Set(["markdown", "html", "xml"]);

/**
 * What is inserted: the provenance line, then the text, on lines of their own; line ends are LF.
 * @param text the draft
 * @param provenance from `provenanceLine`
 */
export function insertedText(text: string, provenance: string, place: InsertPlace): string {
  const lead = place.before.trim() === "" ? "" : "\n";
  const tail = place.after.trim() === "" ? "" : "\n";
  return `${lead}${provenanceMark(provenance, place.languageId)}\n${text.trim()}${tail}`;
}

/** The draft for the clipboard, marked in words that no program hides. */
export function copiedText(text: string, provenance: string): string {
  return `${provenanceMark(provenance, "plaintext")}\n${text.trim()}`;
}

function provenanceMark(provenance: string, languageId: string): string {
  const line = provenance.replace(/\s+/g, " ");
  // Two hyphens or a closing bracket out of a model's name would end the comment.
  if (COMMENT_LANGUAGES.has(languageId)) return `<!-- ${line.replace(/-(?=-)/g, "- ").replace(/[<>]/g, "")} -->`;
  return `[${line.replace(/[[\]]/g, "")}.]`;
}
