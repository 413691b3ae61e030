// Samples and folds that depend on nothing but a seed and the ids: the same in any order, on any machine.

import { createHash } from "node:crypto";

/** Folds of the cross-validation. */
export const FOLDS = 5;

/**
 * The first items by a hash of seed and id; all of them where there are no more than asked.
 * @returns in the order in which they came
 */
export function sampled<Item>(items: readonly Item[], most: number, seed: number, idOf: (item: Item) => string): Item[] {
  if (items.length <= most) return [...items];
  const ranked = items.map((item) => ({ item, rank: hashOf(`${String(seed)}\n${idOf(item)}`) })).sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const chosen = new Set(ranked.slice(0, most).map(({ item }) => item));
  return items.filter((item) => chosen.has(item));
}

/** The fold of an image, 0 to 4: the first eight hexadecimal digits of the SHA-256 of its id, modulo 5. */
export function foldOf(imageId: string): number {
  return Number.parseInt(hashOf(imageId).slice(0, 8), 16) % FOLDS;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
