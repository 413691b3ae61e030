// Letters at the edges: which side of the patient lies there (PS3.3 C.7.6.1.1.1; x to the left, y to the back, z to the head).

const LETTERS: readonly (readonly [negative: string, positive: string])[] = [["R", "L"], ["A", "P"], ["F", "H"]];
/** A cosine below this is of no account: about 6 degrees. */
const LEAST = 0.1;

/** The letters of a direction, the largest part first: `AL` is mostly anterior, a little left. */
export function lettersOf(direction: readonly number[]): string {
  return direction
    .map((part, axis) => ({ size: Math.abs(part), letter: LETTERS[axis]?.[part < 0 ? 0 : 1] ?? "" }))
    .filter(({ size }) => size >= LEAST)
    .sort((a, b) => b.size - a.size)
    .map(({ letter }) => letter)
    .join("");
}

/** Letters of the four edges of the pane. */
export interface Edges {
  readonly left: string;
  readonly right: string;
  readonly top: string;
  readonly bottom: string;
}

/**
 * @param orientation ImageOrientationPatient: cosines of a row (towards larger columns), then of a column
 * @param right what the right edge of the pane is in the picture: columns and rows, e.g. [1, 0] unrotated
 * @param down the same for the lower edge
 */
export function edgesOf(orientation: readonly number[], right: readonly [number, number], down: readonly [number, number]): Edges {
  const along = ([x, y]: readonly [number, number], sign: number): number[] => {
    const length = Math.hypot(x, y);
    return [0, 1, 2].map((axis) => (length === 0 ? 0 : (sign * (x * (orientation[axis] ?? 0) + y * (orientation[axis + 3] ?? 0))) / length));
  };
  return { left: lettersOf(along(right, -1)), right: lettersOf(along(right, 1)), top: lettersOf(along(down, -1)), bottom: lettersOf(along(down, 1)) };
}

/** Where the file does not tell how the patient lay. */
export const NO_EDGES: Edges = { left: "", right: "", top: "", bottom: "" };
