// Before work that would take long the person is asked, once for work of about that length (DESIGN 7). Knows no VS Code.

import type { EstimateJob, Drafting } from "../client/index.ts";
import type { Estimate, ImageViews, ModelSummary, PresetChoice } from "../engine/protocol.ts";
import { Cancelled } from "../processes/index.ts";

/** How work that was agreed to runs. */
export interface Agreed {
  readonly preset: PresetChoice;
  readonly imageViews: ImageViews;
}

/** What is about to be asked for. */
export interface CostQuestion {
  readonly job: EstimateJob;
  /** Requests of about this size that follow each other. */
  readonly times: number;
}

/** What the person chose: what is left out stays as it was asked. */
export interface CostAnswer {
  readonly preset?: PresetChoice;
  readonly imageViews?: ImageViews;
  /** About how long that takes. */
  readonly seconds: number;
}

/** Asks the person; undefined where they decline. */
export type AskCosts = (estimate: Estimate, times: number) => PromiseLike<CostAnswer | undefined>;

/** Nobody is asked below a minute. */
const LONG_SECONDS = 60;
/** Who agreed to so much is asked again only above it. */
const ACCEPTED_FACTOR = 1.5;

export class Costs {
  /** The longest that was agreed to in this window, in each mode. */
  readonly #accepted = new Map<string, number>();
  readonly #ask: AskCosts;

  constructor(ask: AskCosts) {
    this.#ask = ask;
  }

  /**
   * Asks where it takes long.
   * @throws Cancelled where the person declines, or the signal is aborted
   */
  async agree(drafting: Pick<Drafting, "estimate">, summary: Pick<ModelSummary, "rowMs" | "maxPositions">, { job, times }: CostQuestion, signal: AbortSignal): Promise<Agreed> {
    const asked: Agreed = { preset: job.preset, imageViews: job.imageViews };
    // A model that could not take so long with the longest prompt needs no estimate.
    if ((summary.rowMs * summary.maxPositions * (job.steps ?? job.active) * times) / 1000 < LONG_SECONDS) return asked;
    const estimate = await drafting.estimate(job, () => undefined, signal);
    const seconds = estimate.seconds * times;
    if (seconds < LONG_SECONDS || seconds <= (this.#accepted.get(nameOf(asked)) ?? 0) * ACCEPTED_FACTOR) return asked;
    const answer = await this.#ask(estimate, times);
    if (answer === undefined || signal.aborted) throw new Cancelled(null);
    const agreed: Agreed = { preset: answer.preset ?? job.preset, imageViews: answer.imageViews ?? job.imageViews };
    this.#accepted.set(nameOf(agreed), Math.max(this.#accepted.get(nameOf(agreed)) ?? 0, answer.seconds));
    return agreed;
  }
}

function nameOf({ preset, imageViews }: Agreed): string {
  return `${preset} ${imageViews}`;
}
