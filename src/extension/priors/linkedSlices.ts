// Which slice of one stack goes with a slice of another, from a pair that the person sees as the same place. Knows no VS Code.

/** What is known of a slice: where it lies along the normal of its stack, mm; null where the order is another. */
export interface PlacedSlice {
  readonly positionMm?: number | null;
}

/** The pair from which both are counted: indices. */
export interface Anchor {
  readonly one: number;
  readonly other: number;
}

/** Two stacks that were never linked: the same share of the way through. */
export function sameShare(slice: number, ofOne: number, ofOther: number): number {
  return ofOne < 2 ? 0 : Math.round((slice / (ofOne - 1)) * (ofOther - 1));
}

/**
 * The slice of the other stack that lies as far from its anchor as a slice of the one from its own: in millimetres where
 * both stacks know their places (two studies of one person lie in different frames of reference, so only distances
 * compare), else in slices.
 * @returns an index of the other stack; its first or last where that lies beyond it
 */
export function counterpart(slice: number, one: readonly PlacedSlice[], other: readonly PlacedSlice[], anchor: Anchor): number {
  const [from, at, to] = [one[anchor.one]?.positionMm, one[slice]?.positionMm, other[anchor.other]?.positionMm];
  const within = (index: number): number => Math.min(other.length - 1, Math.max(0, index));
  if (from === null || from === undefined || at === null || at === undefined || to === null || to === undefined) return within(anchor.other + slice - anchor.one);
  const wanted = to + at - from;
  let best = within(anchor.other);
  let bestMm = Infinity;
  other.forEach(({ positionMm }, index) => {
    const mm = positionMm === null || positionMm === undefined ? Infinity : Math.abs(positionMm - wanted);
    if (mm >= bestMm) return;
    best = index;
    bestMm = mm;
  });
  return best;
}
