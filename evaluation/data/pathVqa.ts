// PathVQA as published (github.com/UCSD-AI4H/PathVQA, `pvqa/`): pickled questions of each split and a folder of images a split.

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { looseObject, number, record, string, union } from "../../src/formats/schema.ts";
import { EvaluationError } from "../errors.ts";
import { imagesOf, unlabelledImage, type DataAdapter, type Question } from "./dataSet.ts";
import { unpickled } from "./pickle.ts";
import { checkedRecords } from "./records.ts";

const FILES = "qas";

/** `label` holds the answers with their weights; each question has one. */
const schema = looseObject({ answer_type: string(), img_id: string(), label: record(string(), number()), question_id: union([string(), number()]), sent: string() });

export const pathVqa: DataAdapter = {
  name: "path-vqa",
  marks: [path.join(FILES, "train_vqa.pkl"), path.join(FILES, "val_vqa.pkl"), path.join(FILES, "test_vqa.pkl")],
  async read(folder, split) {
    const file = path.join(folder, FILES, `${split}_vqa.pkl`);
    if (!existsSync(file)) throw new EvaluationError("evaluation/split-missing", `There is no ${FILES}/${split}_vqa.pkl.`);
    const records = checkedRecords(unpickled(await readFile(file), path.basename(file)), file, schema);
    const questions = records.map((one): Question => ({
      id: String(one.question_id), image: one.img_id, question: one.sent, answer: Object.keys(one.label)[0] ?? "", kind: one.answer_type === "yes/no" ? "closed" : "open",
    }));
    return { name: "path-vqa", questions, images: imagesOf(questions, (id) => unlabelledImage(id, path.join(folder, "images", split, `${path.basename(id)}.jpg`), "path-vqa")) };
  },
};
