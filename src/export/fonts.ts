// The PDF's fonts, and whether they have the characters of a text: the only file that knows fontkit.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { create } from "fontkit";
import { ExportError } from "./errors.ts";

/** Files of DejaVu Sans: Latin, Greek, Cyrillic, Hebrew, Arabic and others. */
const FILES = { regular: "DejaVuSans.ttf", bold: "DejaVuSans-Bold.ttf" } as const;

export interface Fonts {
  readonly regular: Uint8Array;
  readonly bold: Uint8Array;
}

/** Reads the fonts. @param folder where their files lie */
export async function readFonts(folder: string): Promise<Fonts> {
  return { regular: await readFile(path.join(folder, FILES.regular)), bold: await readFile(path.join(folder, FILES.bold)) };
}

/** Writing systems by a property of their characters, as they are named in a sentence; the last takes what is left. */
const SCRIPTS: readonly (readonly [RegExp, string])[] = [
  [/[\p{sc=Hiragana}\p{sc=Katakana}]/u, "Japanese"],
  [/\p{sc=Hangul}/u, "Korean"],
  [/\p{sc=Han}/u, "Chinese or Japanese"],
  [/\p{sc=Thai}/u, "Thai"],
  [/\p{sc=Devanagari}/u, "Devanagari"],
  [/\p{sc=Bengali}/u, "Bengali"],
  [/\p{sc=Tamil}/u, "Tamil"],
  [/\p{Emoji_Presentation}/u, "emoji"],
  [/./su, "some of the text's characters"],
];

/**
 * Refuses a text that would come out as empty boxes.
 * @throws ExportError `export/script-not-shown`
 */
export function requireGlyphs({ regular, bold }: Fonts, text: string): void {
  const fonts = [create(regular), create(bold)];
  const missing = [...new Set(text)].filter((character) => !/[\p{Cc}\p{Cf}\s]/u.test(character) && fonts.some((font) => !font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0)));
  if (missing.length === 0) return;
  const scripts = new Set(missing.map((character) => SCRIPTS.find(([pattern]) => pattern.test(character))?.[1] ?? ""));
  throw new ExportError("export/script-not-shown", { scripts: [...scripts].join(", ") });
}
