// How many positions each step commits: the reference's schedule (LLaDA, arXiv 2502.09992, `get_num_transfer_tokens`).

/** How many candidates the steps of one block commit. */
export interface BlockBudget {
  /** The most that this step (0-based in its block) can commit; 0: this step and the later ones of the block change nothing and are not run. */
  most(stepInBlock: number): number;
  /**
   * How many to commit.
   * @param ranked ranks of the candidates, falling
   */
  count(stepInBlock: number, ranked: readonly number[]): number;
}

/**
 * A commit rule: from the masks of a block at its start and the steps it has to the budget of each step.
 */
export type CommitRule = (masks: number, steps: number) => BlockBudget;

/** Every step commits `floor(masks / steps)` positions, the first `masks mod steps` steps one more. */
export const scheduleRule: CommitRule = (masks, steps) => {
  const most = (stepInBlock: number): number => Math.floor(masks / steps) + (stepInBlock < masks % steps ? 1 : 0);
  return { most, count: most };
};
