// How many positions each step commits: the reference's schedule (LLaDA, arXiv 2502.09992, `get_num_transfer_tokens`), and
// the rules that read the certainties (Fast-dLLM, arXiv 2505.22618).

/** How many candidates the steps of one block commit. */
export interface BlockBudget {
  /** Steps that the block has; Infinity: until it is full. */
  readonly stepLimit: number;
  /** The most that this step (0-based in its block) can commit; 0: this step and the later ones of the block change nothing and are not run. */
  most(stepInBlock: number): number;
  /**
   * How many to commit; more than there are candidates means all of them.
   * @param ranked ranks of the candidates, falling
   * @param masked all masked rows of this pass, those that do not compete included
   */
  count(stepInBlock: number, ranked: readonly number[], masked: number): number;
}

/**
 * A commit rule: from the masks of a block at its start and the steps it has to the budget of each step.
 */
export type CommitRule = (masks: number, steps: number) => BlockBudget;

/** Every step commits `floor(masks / steps)` positions, the first `masks mod steps` steps one more. */
export const scheduleRule: CommitRule = (masks, steps) => {
  const most = (stepInBlock: number): number => Math.floor(masks / steps) + (stepInBlock < masks % steps ? 1 : 0);
  return { stepLimit: steps, most, count: most };
};

/**
 * Commits the largest n with (n + 1)(1 - c_n) < factor, c_n the n-th certainty; at least one.
 * @param factor 0: one a step; larger: more
 */
export function factorRule(factor: number): CommitRule {
  return certaintyRule((ranked) => {
    const failing = ranked.findIndex((certainty, index) => (index + 2) * (1 - certainty) >= factor);
    return failing === -1 ? ranked.length : failing;
  });
}

/** Commits every candidate more certain than `threshold`, 0..1; at least one. */
export function thresholdRule(threshold: number): CommitRule {
  return certaintyRule((ranked) => ranked.filter((certainty) => certainty > threshold).length);
}

/**
 * The factor rule as LLaDA-V published it: rows that do not compete count too, and the last masked row is committed
 * without passing its own limit.
 * @see FAST.md of the goldens, "Factor rule"
 */
export function publishedFactorRule(factor: number): CommitRule {
  return certaintyRule((ranked, masked) => {
    const last = masked - 1;
    let failing = 0;
    while (failing < last && (ranked[failing] ?? -Infinity) >= (failing === 0 ? -1 : 1 - factor / (failing + 2))) failing++;
    return failing === last ? masked : failing;
  });
}

/** A rule without a limit of steps, which commits at least one. */
function certaintyRule(count: (ranked: readonly number[], masked: number) => number): CommitRule {
  return () => ({
    stepLimit: Infinity,
    most: () => Infinity,
    count: (_stepInBlock, ranked, masked) => Math.max(1, count(ranked, masked)),
  });
}
