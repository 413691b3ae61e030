// The shapes that untrusted data must have: the only file that knows the validation library (valibot).
// Names stay the library's; what changes is the failure: one plain sentence that says where, never the offending value.

import * as v from "valibot";

export {
  array, boolean, finite, integer, literal, looseObject, maxLength, maxValue, minLength, minValue, nullable, number,
  optional, picklist, pipe, record, regex, strictObject, string, tuple, instance, union, unknown, variant,
} from "valibot";

/** A description of a shape; `ShapeOf<typeof schema>` is the TypeScript type it validates. */
export type Schema<T> = v.GenericSchema<unknown, T>;
export type ShapeOf<S extends v.GenericSchema> = v.InferOutput<S>;

/** Either the checked value, or where and why the data has another shape (no value is quoted: it may be patient data). */
export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly where: string; readonly why: string };

/**
 * Checks a value of unknown origin.
 * @param schema the shape it must have
 * @param value what arrived
 */
export function check<T>(schema: Schema<T>, value: unknown): Checked<T> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return { ok: true, value: result.output };
  const issue = result.issues[0];
  const where = v.getDotPath(issue) ?? "";
  return { ok: false, where, why: `expected ${issue.expected ?? issue.type}` };
}
