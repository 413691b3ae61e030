// Files of records: JSON, JSON lines, and what a record must hold.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { check, type Schema } from "../../src/formats/schema.ts";
import { EvaluationError } from "../errors.ts";

/** Records of a JSON file that holds a list. @throws EvaluationError `evaluation/data-invalid` */
export async function jsonRecords<T>(file: string, schema: Schema<T>): Promise<T[]> {
  return checkedRecords(parsed(await readFile(file, "utf8"), file, null), file, schema);
}

/** Records of a file with one JSON value a line. @throws EvaluationError `evaluation/data-invalid` */
export async function jsonLines<T>(file: string, schema: Schema<T>): Promise<T[]> {
  const lines = (await readFile(file, "utf8")).split("\n").flatMap((line, index) => (line.trim() === "" ? [] : [{ line, number: index + 1 }]));
  return checkedRecords(lines.map(({ line, number }) => parsed(line, file, number)), file, schema);
}

/** Checks each record of a list. @throws EvaluationError `evaluation/data-invalid` */
export function checkedRecords<T>(values: unknown, file: string, schema: Schema<T>): T[] {
  if (!Array.isArray(values)) throw new EvaluationError("evaluation/data-invalid", `${path.basename(file)} holds no list.`);
  return values.map((value, index) => {
    const record = check(schema, value);
    if (!record.ok) throw new EvaluationError("evaluation/data-invalid", `${path.basename(file)}, record ${String(index + 1)}: ${record.where === "" ? "it" : record.where}: ${record.why}.`);
    return record.value;
  });
}

function parsed(text: string, file: string, line: number | null): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new EvaluationError("evaluation/data-invalid", `${path.basename(file)}${line === null ? "" : `, line ${String(line)}`} is no JSON.`, cause);
  }
}
