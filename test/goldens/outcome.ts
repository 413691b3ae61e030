// What a comparison with reference values found, and how it is told.

/** One comparison, named as the goldens name it. */
export interface GoldenCheck {
  readonly name: string;
  run(): Promise<Outcome> | Outcome;
}

export interface Outcome {
  readonly passed: boolean;
  /** The largest difference, or the first thing that differs. */
  readonly detail: string;
}

/** The first of several findings that failed; when all passed, their details together. */
export function allOf(...outcomes: readonly Outcome[]): Outcome {
  const failed = outcomes.find((outcome) => !outcome.passed);
  return failed ?? { passed: true, detail: outcomes.map((outcome) => outcome.detail).filter((detail) => detail !== "").join(", ") };
}

/** Equal as JSON values; tells the first place that differs. */
export function exact(what: string, found: unknown, expected: unknown): Outcome {
  const where = firstDifference(found, expected, what);
  return where === null ? { passed: true, detail: "" } : { passed: false, detail: where };
}

function firstDifference(found: unknown, expected: unknown, where: string): string | null {
  if (Array.isArray(found) && Array.isArray(expected)) {
    if (found.length !== expected.length) return `${where}: ${found.length} items instead of ${expected.length}; ${firstItem(found, expected, where) ?? "the first ones are equal"}`;
    return firstItem(found, expected, where);
  }
  if (typeof found === "object" && found !== null && typeof expected === "object" && expected !== null) {
    for (const [key, value] of Object.entries(expected)) {
      const difference = firstDifference(Reflect.get(found, key), value, `${where}.${key}`);
      if (difference !== null) return difference;
    }
    return null;
  }
  return Object.is(found, expected) ? null : `${where}: ${shown(found)} instead of ${shown(expected)}`;
}

function firstItem(found: readonly unknown[], expected: readonly unknown[], where: string): string | null {
  for (let index = 0; index < Math.min(found.length, expected.length); index++) {
    const difference = firstDifference(found[index], expected[index], `${where}[${index}]`);
    if (difference !== null) return difference;
  }
  return null;
}

function shown(value: unknown): string {
  return (value === undefined ? "nothing" : JSON.stringify(value)).slice(0, 80);
}

/** Values of one place, and how far they may lie apart. */
export interface Close {
  readonly what: string;
  readonly found: ArrayLike<number>;
  readonly expected: ArrayLike<number>;
  /** Absolute. */
  readonly tolerance: number;
}

/** Equal within a tolerance; equal infinities have no difference. */
export function close({ what, found, expected, tolerance }: Close): Outcome {
  if (found.length !== expected.length) return { passed: false, detail: `${what}: ${found.length} values instead of ${expected.length}` };
  let largest = 0;
  let at = 0;
  for (let index = 0; index < expected.length; index++) {
    const a = found[index] ?? NaN;
    const b = expected[index] ?? NaN;
    const difference = Object.is(a, b) ? 0 : Math.abs(a - b);
    // Not "greater": NaN must count as a difference.
    if (!(difference <= largest)) {
      largest = difference;
      at = index;
      if (Number.isNaN(difference)) break;
    }
  }
  return { passed: largest <= tolerance, detail: `${what} ${largest.toExponential(1)}${largest <= tolerance ? "" : ` at ${at}, allowed ${tolerance}`}` };
}
