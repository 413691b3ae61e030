// The vocabulary ready for use: finds what a sentence names, findings and parts of the body, each once, the longest name first.

import { bodyPartOf } from "../bodyParts.ts";
import type { BodyRegion } from "../bodyParts.ts";
import { ABDOMEN_TERMS } from "./vocabulary/abdomenTerms.ts";
import { BONE_BREAST_TERMS } from "./vocabulary/boneBreastTerms.ts";
import { CHEST_TERMS } from "./vocabulary/chestTerms.ts";
import { NEURO_TERMS } from "./vocabulary/neuroTerms.ts";
import { ORGANS } from "./vocabulary/organs.ts";

/** A name in a text. */
export interface Named {
  readonly id: string;
  readonly start: number;
  readonly end: number;
}

const atBorders = (pattern: string): RegExp => new RegExp(`(?<![\\p{L}\\d])(?:${pattern})(?![\\p{L}\\d])`, "gu");

const ROWS = [...CHEST_TERMS, ...ABDOMEN_TERMS, ...NEURO_TERMS, ...BONE_BREAST_TERMS];
const FINDINGS: readonly (readonly [string, RegExp])[] = ROWS.map(([id, pattern]) => [id, atBorders(pattern)]);
const SUPPORTS: ReadonlyMap<string, ReadonlySet<string>> = new Map(ROWS.map(([id, , supportedBy = ""]) => [id, new Set(supportedBy.split(" ").filter((each) => each !== ""))]));
const PARTS: readonly (readonly [string, RegExp])[] = ORGANS.map(([id, pattern]) => [id, atBorders(pattern)]);
const REGIONS: ReadonlyMap<string, readonly BodyRegion[]> = new Map(ORGANS.map(([id, , , regions]) => [id, regions]));
const PARENTS: ReadonlyMap<string, string> = new Map(ORGANS.map(([id, , parent]) => [id, parent]));

/** Findings that a text in lower case names; of two that overlap the longer. */
export function findingsNamed(text: string): readonly Named[] {
  return remembered(findingCache, text, () => longest(FINDINGS.flatMap(([id, pattern]) => matches(id, pattern, text))));
}

/** Parts of the body that a text in lower case names. */
export function organsNamed(text: string): readonly Named[] {
  return remembered(organCache, text, () => PARTS.flatMap(([id, pattern]) => matches(id, pattern, text)));
}

/** Regions of the body whose examination shows a part; none where it lies in any. */
export function regionsOfOrgan(id: string): readonly BodyRegion[] {
  return REGIONS.get(id) ?? [];
}

/** Sentences of the last runs: between two runs in an editor nearly all stay the same. */
const MAX_REMEMBERED = 20_000;
const findingCache = new Map<string, readonly Named[]>();
const organCache = new Map<string, readonly Named[]>();

function remembered(cache: Map<string, readonly Named[]>, text: string, find: () => readonly Named[]): readonly Named[] {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const found = find();
  if (cache.size >= MAX_REMEMBERED) cache.clear();
  cache.set(text, found);
  return found;
}

function matches(id: string, pattern: RegExp, text: string): Named[] {
  return Array.from(text.matchAll(pattern), (match) => ({ id, start: match.index + match[0].length - match[0].trimStart().length, end: match.index + match[0].length }));
}

/** Of overlapping names the longest; of equally long ones the first of the tables. */
function longest(named: readonly Named[]): Named[] {
  const kept: Named[] = [];
  for (const each of [...named].sort((a, b) => b.end - b.start - (a.end - a.start))) {
    if (!kept.some((other) => other.start < each.end && each.start < other.end)) kept.push(each);
  }
  return kept.sort((a, b) => a.start - b.start);
}

/** True where one in the findings stands for the other in the impression. */
export function supports(inFindings: string, inImpression: string): boolean {
  return inFindings === inImpression || (SUPPORTS.get(inImpression)?.has(inFindings) ?? false);
}

/** True for what impressions infer in too many ways to be missed in the findings. */
export function isInferred(id: string): boolean {
  return SUPPORTS.get(id)?.has("any") ?? false;
}

/** Whether two sets of body parts can mean the same place; an empty set is any place. */
export function sharePlace(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const tellsNothing = (ids: ReadonlySet<string>): boolean => [...ids].every((id) => EVERYWHERE.test(id));
  if (tellsNothing(one) || tellsNothing(other)) return true;
  const [wide, others] = [withParents(one), withParents(other)];
  for (const id of wide) if (others.has(id) && (one.has(id) || other.has(id) || NEIGHBOURS_SHARE.test(id))) return true;
  return false;
}

/** Larger parts whose smaller ones reports do not keep apart: lung and pleura, liver and bile ducts, the bones of a joint. */
const NEIGHBOURS_SHARE = /^lung$|Group$/;
/** Parts that are everywhere: they tell no place. */
const EVERYWHERE = /^(?:bone|vessel|softTissue|lymphNode)$/;

function withParents(ids: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...ids].flatMap((id) => {
    return [id, ...(PARENTS.get(id) ?? "").split(" ").filter((parent) => parent !== "" && !EVERYWHERE.test(parent))];
  }));
}

/** True where a text names a part of the body that comes in pairs and is examined by itself. */
export function namesPairedPart(text: string): boolean {
  return bodyPartOf(text)?.isPaired ?? false;
}
