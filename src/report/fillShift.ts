// A fill under way while the person goes on typing: its targets follow every change, or are given up.

import type { Field, Report, TextRange } from "./document.ts";
import type { TextEdit } from "./edits.ts";
import { inOrder } from "./edits.ts";
import type { FillTarget } from "./fillTargets.ts";
import type { ModelText } from "./modelText.ts";

/**
 * A fill's targets after a change. An edit that touches a target gives it up (`isGivenUp`); one elsewhere in its section lets
 * the fill land, but says so (`isOutdated`).
 * @param report as it was before the change
 * @param edits of one change, offsets before it
 */
export function shiftFill<Fill extends Pick<ModelText, "blanks" | "choices">>(fill: Fill, report: Report, edits: readonly TextEdit[]): Fill {
  const changes = inOrder(edits);
  const moved = <Part extends { readonly target: FillTarget }>(part: Part): Part => ({ ...part, target: shiftTarget(part.target, report, changes) });
  return { ...fill, blanks: fill.blanks.map(moved), choices: fill.choices.map(moved) };
}

function shiftTarget(target: FillTarget, report: Report, changes: readonly TextEdit[]): FillTarget {
  const { range } = target;
  if (target.isGivenUp) return target;
  // Typing at an edge of a target is beside it.
  const isTouched = changes.some((edit) => edit.range.start < range.end && edit.range.end > range.start);
  if (isTouched) return { ...target, isGivenUp: true };
  const own = report.sections[target.section]?.range;
  const isOutdated = own !== undefined && changes.some((edit) => edit.range.start <= own.end && edit.range.end >= own.start);
  const by = changes.filter((edit) => edit.range.end <= range.start).reduce((sum, edit) => sum + edit.text.length - (edit.range.end - edit.range.start), 0);
  return { ...target, range: shifted(range, by), field: target.field === null ? null : shiftField(target.field, by), isOutdated: target.isOutdated || isOutdated };
}

const shifted = ({ start, end }: TextRange, by: number): TextRange => ({ start: start + by, end: end + by });

function shiftField(field: Field, by: number): Field {
  const base = { range: shifted(field.range, by), inner: shifted(field.inner, by), name: field.name === null ? null : { ...field.name, range: shifted(field.name.range, by) } };
  if (field.kind !== "pickOne" && field.kind !== "pickMany") return { ...field, ...base };
  return { ...field, ...base, options: field.options.map((option) => ({ ...option, range: shifted(option.range, by) })) };
}
