// The folder of reference values beside the repository, where a checkout has one.

import { existsSync } from "node:fs";
import { join } from "node:path";

/** Path inside `../shared` (relative to the repository root), or null when it is not there. */
export function sharedPath(...parts: string[]): string | null {
  const path = join(import.meta.dirname, "..", "..", "shared", ...parts);
  return existsSync(path) ? path : null;
}
