// SLAKE as published (med-vqa.com/slake): a JSON list a split and `imgs/`. Its English questions are asked.

import { existsSync } from "node:fs";
import path from "node:path";
import { looseObject, number, string, union } from "../../src/formats/schema.ts";
import { EvaluationError } from "../errors.ts";
import { imagesOf, unlabelledImage, type DataAdapter, type Question, type Split } from "./dataSet.ts";
import { jsonRecords } from "./records.ts";

/** The first is the authors' name, the second that of their copy on the hub. */
const FILES: Readonly<Record<Split, readonly string[]>> = { train: ["train.json"], val: ["validate.json", "validation.json"], test: ["test.json"] };
const FOLDER = "imgs";

const schema = looseObject({ img_name: string(), question: string(), answer: union([string(), number()]), q_lang: string(), answer_type: string(), qid: union([string(), number()]) });

export const slake: DataAdapter = {
  name: "slake",
  // Its questions alone could be any list: the folder of images tells.
  marks: [FOLDER],
  async read(folder, split) {
    const file = FILES[split].map((name) => path.join(folder, name)).find((name) => existsSync(name));
    if (file === undefined) throw new EvaluationError("evaluation/split-missing", `There is no ${FILES[split].join(" or ")}.`);
    const records = (await jsonRecords(file, schema)).filter(({ q_lang }) => q_lang === "en");
    const questions = records.map((record): Question => ({
      id: String(record.qid), image: record.img_name, question: record.question.trim(), answer: String(record.answer).trim(), kind: record.answer_type.trim() === "CLOSED" ? "closed" : "open",
    }));
    return { name: "slake", questions, images: imagesOf(questions, (name) => unlabelledImage(name, imageFile(folder, name), "slake")) };
  },
};

/** `xmlab102/source.jpg`, inside the folder of images. */
function imageFile(folder: string, name: string): string {
  const file = path.join(folder, FOLDER, name);
  if (!file.startsWith(path.join(folder, FOLDER) + path.sep)) throw new EvaluationError("evaluation/data-invalid", "An image name leads out of the folder of images.");
  return file;
}
