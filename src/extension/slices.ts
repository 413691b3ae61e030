// Slices of a stack: which file and frame each is, and where it is once the stack has grown.

/** Where a slice of the stack is. */
export interface Slice {
  readonly path: string;
  readonly frame: number;
  /** Along the normal of the stack, mm; null or left out where the order is another. */
  readonly positionMm?: number | null;
}

/** Where each slice of a stack is in another one that has it. */
export function placesIn(images: readonly Slice[], stack: readonly Slice[]): number[] {
  const keyOf = ({ path, frame }: Slice): string => `${String(frame)} ${path}`;
  const at = new Map(images.map((slice, i) => [keyOf(slice), i]));
  return stack.map((slice) => at.get(keyOf(slice)) ?? 0);
}
