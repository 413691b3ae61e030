// The same said twice: sentences, and phrases that go round, as a language model that lost its thread writes them.

import type { LintFinding, LintFix } from "./finding.ts";
import { found } from "./found.ts";
import type { Reading, Sentence } from "./reading.ts";

/** Shorter sentences are said of one thing after another: `Normal.` */
const MIN_WORDS = 4;
/** Where a sentence repeats the one right before it, fewer will do. */
const MIN_WORDS_NEXT = 2;

/** Sentences that stand in the same section before, under the same label. */
export function repeatedSentences(reading: Reading): LintFinding[] {
  const first = new Map<string, Sentence>();
  return reading.sentences.flatMap((sentence, index) => {
    if (sentence.kind === "about") return [];
    const words = wordsOf(sentence.text);
    const key = `${sentence.kind}\n${sentence.label}\n${words.map((word) => word.text).join(" ")}`;
    const before = first.get(key);
    if (before === undefined) first.set(key, sentence);
    const isNext = before !== undefined && before === reading.sentences[index - 1];
    if (before === undefined || words.length < (isNext ? MIN_WORDS_NEXT : MIN_WORDS)) return [];
    const range = { start: sentence.start, end: sentence.start + sentence.text.length };
    return [found("lint/repeated-sentence", range, [], { related: { start: before.start, end: before.start + before.text.length }, fixes: [deleteFix(reading.report.text, range.start, range.end)] })];
  });
}

/** Deletes a sentence with its full stop and the space before it, or its whole line. */
function deleteFix(text: string, start: number, end: number): LintFix {
  const after = /^[.!?;]+/.exec(text.slice(end))?.[0].length ?? 0;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const stop = end + after;
  const isWholeLine = /^[\s\-*•\d.)]*$/.test(text.slice(lineStart, start)) && /^[ \t]*\r?(?:\n|$)/.test(text.slice(stop));
  const gap = /[ \t]*$/.exec(text.slice(Math.max(0, start - 80), start))?.[0].length ?? 0;
  const lineEnd = stop + (/^[ \t]*\r?\n?/.exec(text.slice(stop))?.[0].length ?? 0);
  return { title: "Delete this sentence", args: [], edits: [{ range: isWholeLine ? { start: lineStart, end: lineEnd } : { start: start - gap, end: stop }, text: "" }] };
}

interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function wordsOf(text: string): Word[] {
  return Array.from(text.matchAll(/[\p{L}\d][\p{L}\d'’/.-]*[\p{L}\d]|[\p{L}\d]/gu), (match) => ({ text: match[0], start: match.index, end: match.index + match[0].length }));
}

/** Longest phrase that is looked for, words. */
const MAX_PHRASE = 12;
/** Words that may stand twice in a row. */
const DOUBLES = /^(?:had|that|\d.*|[a-z]|very|more|vs|ii|sehr|die|der|das|que|up)$/;

/** Phrases that follow upon themselves, inside a sentence or from one into the next; `the the` too. */
export function repeatedPhrases(reading: Reading): LintFinding[] {
  const { text } = reading.report;
  const told = repeatedSentences(reading);
  return stretchesOf(reading).flatMap((sentences) => {
    const words = sentences.flatMap((sentence) => wordsOf(sentence.text).map((word) => ({ ...word, start: word.start + sentence.start, end: word.end + sentence.start })));
    return loopsIn(words, text).filter((loop) => !told.some((each) => each.range.start < loop.end && loop.start < each.range.end)).map((loop) => {
      const phrase = text.slice(loop.start, loop.end).replace(/\s+/g, " ");
      return found("lint/repeated-phrase", { start: loop.start, end: loop.end }, [phrase], { fixes: [{ title: "Delete \"{0}\"", args: [phrase], edits: [{ range: { start: loop.before, end: loop.end }, text: "" }] }] });
    });
  });
}

/** Sentences of a paragraph and section, one after the other. */
function stretchesOf(reading: Reading): Sentence[][] {
  const stretches: Sentence[][] = [];
  for (const sentence of reading.sentences) {
    const last = stretches.at(-1);
    const before = last?.at(-1);
    const joins = before?.paragraph === sentence.paragraph && before.kind === sentence.kind && !sentence.isItem && before.label === sentence.label;
    if (last !== undefined && joins) last.push(sentence);
    else stretches.push([sentence]);
  }
  return stretches;
}

interface Loop {
  readonly start: number;
  readonly end: number;
  /** End of the phrase's first occurrence. */
  readonly before: number;
}

function loopsIn(words: readonly Word[], text: string): Loop[] {
  const loops: Loop[] = [];
  for (let at = 0; at < words.length; ) {
    const length = loopLength(words, at, text);
    if (length === 0) {
      at++;
      continue;
    }
    let last = at + length;
    while (sameWords(words, at, last, length)) last += length;
    loops.push({ start: words[at + length]?.start ?? 0, end: words[last - 1]?.end ?? 0, before: words[at + length - 1]?.end ?? 0 });
    at = last;
  }
  return loops;
}

/** Words of the phrase that begins at `at` and is followed by itself; 0: none. */
function loopLength(words: readonly Word[], at: number, text: string): number {
  for (let length = 1; length <= MAX_PHRASE && at + 2 * length <= words.length; length++) {
    if (!sameWords(words, at, at + length, length)) continue;
    const [first, second] = [words[at], words[at + length]];
    const isOneSentence = first !== undefined && second !== undefined && !/[.!?;\n]/.test(text.slice(words[at + length - 1]?.end ?? 0, second.start));
    const phrase = words.slice(at, at + length);
    if (length === 1 && (!isOneSentence || DOUBLES.test(first.text) || /[,/-]/.test(text.slice(first.end, second.start)))) continue;
    if (phrase.every((word) => DOUBLES.test(word.text))) continue;
    if (length <= 2 && !isOneSentence) continue;
    return length;
  }
  return 0;
}

function sameWords(words: readonly Word[], one: number, other: number, length: number): boolean {
  if (other + length > words.length) return false;
  for (let i = 0; i < length; i++) if (words[one + i]?.text !== words[other + i]?.text) return false;
  return true;
}
