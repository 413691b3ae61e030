// The value under the pointer and the window, in words.

import type { Window } from "../protocol.ts";
import { t } from "../ui/strings.ts";
import { windowOf, type Values } from "./greyTable.ts";
import { rounded } from "./measureWords.ts";

/** Where the pointer is and what the pixel holds; empty outside of the image. Columns and rows count from 1. */
export function valueWords({ rows, columns, channels, values, facts }: Values, x: number, y: number): string {
  if (x < 0 || y < 0 || x >= columns || y >= rows) return "";
  const at = (y * columns + x) * channels;
  const value = channels === 3 ? `RGB ${[0, 1, 2].map((channel) => String(values[at + channel] ?? 0)).join(" ")}` : `${numberWords(values[at] ?? NaN)} ${facts.unit}`.trim();
  return t("x {0} y {1} · {2}", x + 1, y + 1, value);
}

/** The window in use: the chosen one, the frame's own, or its lookup table. */
export function windowWords({ facts }: Values, chosen: Window | null): string {
  const window = windowOf(facts, chosen);
  if (window === null) return facts.voiTable === null ? "" : t("VOI LUT of the file");
  const words = t("C {0} W {1}", rounded(window.center), rounded(window.width));
  return window.function === "SIGMOID" ? `${words} ${t("sigmoid")}` : words;
}

function numberWords(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(5)));
}
