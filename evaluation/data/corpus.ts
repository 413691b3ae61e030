// RadDraft's own corpus: `corpus.jsonl` and `vqa.jsonl` beside uncompressed tar files, whose members are found by offset.

import { existsSync } from "node:fs";
import path from "node:path";
import { array, looseObject, minValue, nullable, number, picklist, pipe, string, type ShapeOf } from "../../src/formats/schema.ts";
import { EvaluationError } from "../errors.ts";
import { SPLITS, type DataAdapter, type LabelledImage, type Question, type Split } from "./dataSet.ts";
import { jsonLines } from "./records.ts";

const IMAGES = "corpus.jsonl";
const QUESTIONS = "vqa.jsonl";

const imageSchema = looseObject({
  id: string(),
  shard: string(),
  offset: pipe(number(), minValue(0)),
  size: pipe(number(), minValue(1)),
  source: string(),
  modality: nullable(string()),
  body_part: nullable(string()),
  view: nullable(string()),
  finding: array(string()),
  group: string(),
  split: string(),
});

const questionSchema = looseObject({ id: string(), image: string(), question: string(), answer: string(), answer_type: picklist(["OPEN", "CLOSED"]), split: string() });

export const corpus: DataAdapter = {
  name: "corpus",
  marks: [IMAGES],
  async read(folder, split) {
    const records = await jsonLines(path.join(folder, IMAGES), imageSchema);
    const name = splitIn(records, split);
    const images = records.filter((record) => record.split === name).map((record) => imageOf(folder, record));
    const file = path.join(folder, QUESTIONS);
    const questions = existsSync(file) ? await jsonLines(file, questionSchema) : [];
    const known = new Set(images.map(({ id }) => id));
    return { name: "corpus", images, questions: questions.filter((record) => record.split === name && known.has(record.image)).map(questionOf) };
  },
};

/** The held-out part lies in a folder of its own, where every record is of one split, whatever it is called. */
function splitIn(records: readonly { readonly split: string }[], split: Split): string {
  const names = [...new Set(records.map((record) => record.split))];
  if (names.includes(split)) return split;
  const [only] = names;
  if (split === "test" && names.length === 1 && only !== undefined && !(SPLITS as readonly string[]).includes(only)) return only;
  throw new EvaluationError("evaluation/split-missing", `${IMAGES} has no split ${split}; it has ${names.join(", ")}.`);
}

function imageOf(folder: string, record: ShapeOf<typeof imageSchema>): LabelledImage {
  if (path.basename(record.shard) !== record.shard) throw new EvaluationError("evaluation/data-invalid", `${IMAGES}: the shard of ${record.id} is no plain file name.`);
  return {
    id: record.id,
    file: path.join(folder, record.shard),
    slice: { offset: record.offset, size: record.size },
    source: record.source,
    group: record.group,
    modality: record.modality,
    bodyPart: record.body_part,
    view: record.view,
    hasPneumonia: pneumoniaOf(record.finding),
  };
}

/** A COVID-19 case is neither: the label is of the patient, not of the picture. */
function pneumoniaOf([first]: readonly string[]): boolean | null {
  if (first === "Pneumonia") return true;
  return first === "Normal" || first === "No Finding" ? false : null;
}

function questionOf(record: ShapeOf<typeof questionSchema>): Question {
  return { id: record.id, image: record.image, question: record.question, answer: record.answer, kind: record.answer_type === "CLOSED" ? "closed" : "open" };
}
