// The only file that knows pickleparser: Python's pickled lists and dictionaries as plain values. Classes that a pickle names
// are never called into being.

import { Parser } from "pickleparser";
import { EvaluationError } from "../errors.ts";

/**
 * Values of a pickle that holds lists, dictionaries, strings and numbers.
 * @throws EvaluationError `evaluation/data-invalid` for broken bytes, and where it names a class
 */
export function unpickled(bytes: Uint8Array, name: string): unknown {
  try {
    return new Parser({ nameResolver: { resolve: refuse } }).parse(bytes);
  } catch (cause) {
    throw new EvaluationError("evaluation/data-invalid", `${name} is no pickle of lists, dictionaries, strings and numbers.`, cause);
  }
}

function refuse(module: string): never {
  throw new Error(`a class of ${module}`);
}
