// The order of a series against the expected one; either direction of the axis is right.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { readSeriesHeader, stacksOf } from "../../../src/dicom/index.ts";
import type { Outcome } from "./compareFile.ts";
import type { ExpectedSeries } from "./expected.ts";

/** Compares one series of a folder. */
export function compareSeries(folder: string, expected: ExpectedSeries): Outcome {
  const files = readdirSync(join(folder, expected.folder)).sort().flatMap((path) => {
    const read = readSeriesHeader(readFileSync(join(folder, expected.folder, path)), true);
    return read.kind === "header" ? [{ path, header: read.header }] : [];
  });
  const [stack, ...others] = stacksOf(files);
  const order = (stack?.files ?? []).map(({ path }) => path);
  const isSame = [expected.order, expected.order.toReversed()].some((wanted) => JSON.stringify(wanted) === JSON.stringify(order));
  const failures = isSame && others.length === 0 ? [] : [`the order is ${order.join(", ")}${others.length > 0 ? `, and ${others.length} stacks beside` : ""}`];
  return { file: `${expected.folder}/`, largest: null, failures, remark: `${order.length} files in order` };
}
