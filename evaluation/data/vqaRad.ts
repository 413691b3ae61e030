// VQA-RAD as published (osf.io/89kps): one JSON list and a folder of images. Its test part is what `phrase_type` calls so.

import path from "node:path";
import { looseObject, number, string, union } from "../../src/formats/schema.ts";
import { EvaluationError } from "../errors.ts";
import { imagesOf, unlabelledImage, type DataAdapter, type Question } from "./dataSet.ts";
import { jsonRecords } from "./records.ts";

const FILE = "VQA_RAD Dataset Public.json";
const FOLDER = "VQA_RAD Image Folder";

/** Answers that are numbers stand without quotes; `answer_type` has a space behind it here and there. */
const schema = looseObject({ qid: union([string(), number()]), image_name: string(), question: string(), answer: union([string(), number()]), answer_type: string(), phrase_type: string() });

export const vqaRad: DataAdapter = {
  name: "vqa-rad",
  marks: [FILE],
  async read(folder, split) {
    if (split === "val") throw new EvaluationError("evaluation/split-missing", "VQA-RAD has no validation part; it has train and test.");
    const records = await jsonRecords(path.join(folder, FILE), schema);
    const own = records.filter(({ phrase_type }) => phrase_type.trim().startsWith("test_") === (split === "test"));
    const questions = own.map((record): Question => ({
      id: String(record.qid),
      image: record.image_name,
      question: record.question.trim(),
      answer: String(record.answer).trim(),
      kind: record.answer_type.trim().toUpperCase() === "CLOSED" ? "closed" : "open",
    }));
    return { name: "vqa-rad", questions, images: imagesOf(questions, (name) => unlabelledImage(name, path.join(folder, FOLDER, path.basename(name)), "vqa-rad")) };
  },
};
