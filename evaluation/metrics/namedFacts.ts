// What a drafted text says about an image: modality, body part and view by the first word that names one, and whether
// it says pneumonia or none.

import { sentencesOf } from "./words.ts";

/** Kinds of facts that the examination line holds. */
export const FACT_KINDS = ["modality", "bodyPart", "view"] as const;
export type FactKind = (typeof FACT_KINDS)[number];

/** A fact as a text names it. */
export interface NamedFact {
  /** As the corpus writes it: `radiograph`, `chest`, `AP`. */
  readonly value: string;
  /** The word in the text, UTF-16, end exclusive. */
  readonly start: number;
  readonly end: number;
}

/** Upper case alone means a view or a modality where the letters are an English word or a word's end otherwise. */
const PATTERNS: Readonly<Record<FactKind, readonly (readonly [value: string, pattern: RegExp])[]>> = {
  modality: [
    ["radiograph", /\b(?:radiographs?|radiography|x-?rays?|mammograms?)\b/i],
    ["CT", /\bCT\b|\bcomputed tomograph\w*/i],
    ["MRI", /\bMRI\b|\bMR\b|\bmagnetic resonance\b/i],
  ],
  bodyPart: [
    ["chest", /\b(?:chest|thorax|thoracic|lungs?)\b/i],
    ["abdomen", /\babdom(?:en|inal)\b/i],
    ["breast", /\b(?:breasts?|mammary|mammogra\w*)\b/i],
    ["hand", /\bhands?\b/i],
    ["head", /\b(?:head|brain|skull|cranial|intracranial)\b/i],
  ],
  view: [
    ["AP", /\bAP\b|\b[Aa]ntero-?posterior\b/],
    ["PA", /\bPA\b|\b[Pp]ostero-?anterior\b/],
    ["frontal", /\bfrontal\b/i],
    ["axial", /\b(?:axial|transverse)\b/i],
  ],
};

/** The fact of a kind that a text names first, or null where it names none. */
export function firstNamed(kind: FactKind, text: string): NamedFact | null {
  const found = PATTERNS[kind].flatMap(([value, pattern]) => {
    const match = pattern.exec(text);
    return match === null ? [] : [{ value, start: match.index, end: match.index + match[0].length }];
  });
  return found.sort((one, other) => one.start - other.start)[0] ?? null;
}

const PNEUMONIA = /\b(?:pneumonia|consolidation|infiltrates?|opacit(?:y|ies)|airspace)\b/i;
const DENIED = /\b(?:no|not|without|unlikely|negative|absent)\b|n['’]t\b/i;
const CLEAR = /\b(?:lungs?|chest)\b[^.]*\b(?:clear|normal|unremarkable)\b|\bnormal (?:chest|lungs?|examination|study)\b|\b(?:probably|within) normal\b|\bno (?:acute |significant |suspicious )*(?:abnormalit(?:y|ies)|findings?)\b(?! (?:is|are|was|were) (?:described|labelled|given))/i;
/** Followed by a mark, or it is the beginning of a sentence like "No sign of ...". */
const YES_OR_NO = /^\W*(?:(yes)\b|no(?=\s*(?:[.,;:!]|$)))/i;

/**
 * Whether a text says that there is pneumonia; null where it says neither, or both.
 * A hedged statement (`may represent pneumonia`) counts as one; so does an answer that begins with yes or no.
 */
export function saysPneumonia(text: string): boolean | null {
  const answer = YES_OR_NO.exec(text);
  if (answer !== null) return answer[1] !== undefined;
  const said = new Set<boolean>();
  for (const { text: sentence } of sentencesOf(text)) {
    if (PNEUMONIA.test(sentence)) said.add(!DENIED.test(sentence));
    else if (CLEAR.test(sentence)) said.add(false);
  }
  return said.size === 1 ? said.has(true) : null;
}
