// Answers to questions as the evaluation of LLaVA-Med counts them (github.com/microsoft/LLaVA-Med, `llava/eval/run_eval.py` and
// `eval_metrics`), and with its omissions mended.

import { meanOf } from "./statistics.ts";

const NUMBERS: Readonly<Record<string, string>> = { none: "0", zero: "0", one: "1", two: "2", three: "3", four: "4", five: "5", six: "6", seven: "7", eight: "8", nine: "9", ten: "10" };
const ARTICLES = new Set(["a", "an", "the"]);
const PUNCTUATION = "; / [ ] \" { } ( ) = + \\ _ - > < @ ` , ? !".split(" ");

/**
 * An answer as it is compared: lower case; each of the punctuation marks is removed everywhere when it stands beside a space
 * somewhere (or the answer has a comma between digits), else it becomes a space; full stops go, but for one before a digit;
 * number words become digits; articles go. Contractions without their apostrophe stay as they are, which the original mends.
 */
export function normalised(answer: string): string {
  const lower = answer.toLowerCase();
  const hasGroupedDigits = /\d,\d/.test(lower);
  let spaced = lower;
  for (const mark of PUNCTUATION) spaced = spaced.replaceAll(mark, hasGroupedDigits || lower.includes(`${mark} `) || lower.includes(` ${mark}`) ? "" : " ");
  const words = spaced.replace(/\.(?!\d)/g, "").split(/\s+/).filter((word) => word !== "");
  return words.map((word) => NUMBERS[word] ?? word).filter((word) => !ARTICLES.has(word)).join(" ");
}

/**
 * Whether an answer to a closed question is right: the words of the label stand in it next to each other, and where the
 * label is yes or no, it is the first of these two that the answer says.
 */
export function isClosedHit(answer: string, label: string): boolean {
  const said = ` ${normalised(answer)} `;
  const asked = normalised(label);
  if (asked !== "yes" && asked !== "no") return asked !== "" && said.includes(` ${asked} `);
  return /(?<= )(?:yes|no)(?= )/.exec(said)?.[0] === asked;
}

/**
 * A closed answer as the published script counts it: null is left out of the count (it says yes or no, or holds these
 * letters, without holding the label), false where neither stands in it.
 */
export function scriptClosedHit(answer: string, label: string): boolean | null {
  const said = normalised(answer);
  if (!said.includes("yes") && !said.includes("no")) return false;
  return said.includes(normalised(label)) ? true : null;
}

/** Accuracy of the published script over the answers that it counts. @returns null for none */
export function scriptClosedAccuracy(answers: readonly { readonly answer: string; readonly label: string }[]): number | null {
  return meanOf(answers.flatMap(({ answer, label }) => scriptClosedHit(answer, label) ?? []));
}

/** Recall, precision and F1 of the words of an open answer, as the published script counts them: a word that both have counts as often as the answer has it. */
export function wordOverlap(answer: string, label: string): { readonly recall: number; readonly precision: number; readonly f1: number } {
  const said = countsOf(normalised(answer));
  const asked = countsOf(normalised(label));
  const sum = (counts: ReadonlyMap<string, number>, isCounted: (word: string) => boolean): number => [...counts].reduce((total, [word, count]) => total + (isCounted(word) ? count : 0), 0);
  const both = sum(said, (word) => asked.has(word));
  if (both === 0) return { recall: 0, precision: 0, f1: 0 };
  const precision = both / (both + sum(said, (word) => !asked.has(word)));
  const recall = both / (both + sum(asked, (word) => !said.has(word)));
  return { recall, precision, f1: (2 * precision * recall) / (precision + recall) };
}

function countsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of text.split(" ").filter((one) => one !== "")) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
