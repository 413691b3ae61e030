// A synthetic report without errors, and what its images' tags would say.

import type { ImageFacts } from "../../../src/report/index.ts";

/** Written by hand for the tests; no patient stands behind it. */
export interface CleanReport {
  readonly style: string;
  readonly text: string;
  /** Tags; none: a plain text. */
  readonly facts?: Partial<ImageFacts>;
}
