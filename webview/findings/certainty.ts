// How a certainty is shown: four levels of tint, and its words.

import { t } from "../ui/strings.ts";

/** From the least certain up; each level begins at `from`, 0..1. The styles are `certainty-<name>` in `findings.css`. */
const LEVELS = [
  { name: "low", from: 0 },
  { name: "fair", from: 0.4 },
  { name: "good", from: 0.7 },
  { name: "high", from: 0.9 },
] as const;

export type CertaintyLevel = (typeof LEVELS)[number]["name"];

/** @param certainty 0..1 */
export function certaintyLevel(certainty: number): CertaintyLevel {
  return LEVELS.findLast((level) => certainty >= level.from)?.name ?? "low";
}

/** @param certainty 0..1 */
export function certaintyWords(certainty: number): string {
  return t("certainty {0} %", Math.round(certainty * 100));
}

/** What each level means, the least certain first. */
export function certaintyLegend(): readonly { readonly name: CertaintyLevel; readonly words: string }[] {
  return LEVELS.map(({ name, from }, index) => {
    const next = LEVELS[index + 1];
    const percent = Math.round(from * 100);
    if (next === undefined) return { name, words: t("{0} % and above", percent) };
    const nextPercent = Math.round(next.from * 100);
    return { name, words: index === 0 ? t("below {0} %", nextPercent) : t("{0} to {1} %", percent, nextPercent) };
  });
}
