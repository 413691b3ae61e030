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

const OPPOSITES: Readonly<Record<string, string>> = Object.fromEntries(LETTERS.flatMap(([one, other]) => [[one, other], [other, one]]));

/**
 * The same from PatientOrientation (C.7.6.1.1.1): letters where a row and a column lead to. Between them, in a picture
 * turned by no right angle, the nearer one counts.
 */
export function edgesByLetters({ row, column }: { readonly row: string; readonly column: string }, right: readonly [number, number], down: readonly [number, number]): Edges {
  const opposite = (letters: string): string => letters.replace(/./g, (letter) => OPPOSITES[letter] ?? "");
  const lettersAt = ([x, y]: readonly [number, number], sign: number): string => {
    const [along, letters] = Math.abs(x) >= Math.abs(y) ? [x, row] : [y, column];
    return along * sign > 0 ? letters : opposite(letters);
  };
  return { left: lettersAt(right, -1), right: lettersAt(right, 1), top: lettersAt(down, -1), bottom: lettersAt(down, 1) };
}

/** Where the file does not tell how the patient lay. */
export const NO_EDGES: Edges = { left: "", right: "", top: "", bottom: "" };
