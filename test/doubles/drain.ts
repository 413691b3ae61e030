// Runs a generator of the sampler to its end.

import type { Sampled, SampledStep } from "../../src/sampler/index.ts";

/** @returns the steps (their borrowed ids copied) and what was left */
export async function drain<T extends Sampled>(run: AsyncGenerator<SampledStep, T, undefined>): Promise<{ steps: SampledStep[]; sampled: T }> {
  const steps: SampledStep[] = [];
  for (;;) {
    const next = await run.next();
    if (next.done === true) return { steps, sampled: next.value };
    steps.push({ ...next.value, ids: Int32Array.from(next.value.ids) });
  }
}
