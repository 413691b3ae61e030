// A line of the table: a measured value, what a constant answer would give, and the bar that it must meet.

import type { Interval } from "../metrics/statistics.ts";

/** What a value must be. `aboveMajority`: the lower end of the interval is above the majority's value. */
export type Bar = { readonly kind: "least"; readonly value: number } | { readonly kind: "most"; readonly value: number } | { readonly kind: "aboveMajority" };

/** A value over some observations; null: there were none. */
export interface Measured {
  readonly value: number | null;
  readonly n: number;
}

export interface Line extends Measured {
  /** Stable, for programs: `modality`, `vqa-closed`. */
  readonly id: string;
  /** As people read it. */
  readonly name: string;
  readonly unit: "share" | "auc" | "error" | "seconds" | "score" | "ratio";
  readonly interval: Interval | null;
  /** What the commonest answer would reach; null: nothing can be said. */
  readonly majority: number | null;
  readonly bar: Bar | null;
  readonly bySource: Readonly<Record<string, Measured>>;
}

/** Whether a line meets its bar; null: it has none. A line with a bar and without a value does not meet it. */
export function isMet({ bar, value, interval, majority }: Line): boolean | null {
  if (bar === null) return null;
  if (value === null) return false;
  switch (bar.kind) {
    case "least":
      return value >= bar.value;
    case "most":
      return value <= bar.value;
    case "aboveMajority":
      return interval !== null && majority !== null && interval.low > majority;
  }
}

/** A line without interval, majority, bar and sources, and with what is given. */
export function lineOf(line: Pick<Line, "id" | "name" | "unit" | "value" | "n"> & Partial<Line>): Line {
  return { interval: null, majority: null, bar: null, bySource: {}, ...line };
}

/** A measure of observations, whole and by their source. */
export function measured<Observation extends { readonly source: string }>(observations: readonly Observation[], value: (own: readonly Observation[]) => number | null): Measured & Pick<Line, "bySource"> {
  const sources = [...new Set(observations.map(({ source }) => source))];
  const bySource = sources.map((source) => {
    const own = observations.filter((one) => one.source === source);
    return [source, { value: value(own), n: own.length }] as const;
  });
  return { value: value(observations), n: observations.length, bySource: Object.fromEntries(bySource) };
}
