// LLaVA-Med's open questions (github.com/microsoft/LLaVA-Med, `data/eval/llava_med_eval_qa50_qa.jsonl`), with the answers that
// its authors had GPT-4 write from captions.

import { existsSync } from "node:fs";
import path from "node:path";
import { looseObject, number, string, union } from "../../src/formats/schema.ts";
import { EvaluationError } from "../errors.ts";
import { imagesOf, unlabelledImage, type DataAdapter, type Question } from "./dataSet.ts";
import { jsonLines } from "./records.ts";

const FILE = "llava_med_eval_qa50_qa.jsonl";

const schema = looseObject({ question_id: union([string(), number()]), image: string(), text: string(), gpt4_answer: string(), type: string() });

export const llavaMed: DataAdapter = {
  name: "llava-med-qa",
  marks: [FILE],
  async read(folder, split) {
    if (split !== "test") throw new EvaluationError("evaluation/split-missing", "LLaVA-Med's questions are a test alone.");
    const records = await jsonLines(path.join(folder, FILE), schema);
    const questions = records.map((one): Question => ({
      id: String(one.question_id), image: one.image, question: one.text.replaceAll("<image>", "").trim(), answer: one.gpt4_answer, kind: "open",
    }));
    // Its download script writes into `images`.
    const images = existsSync(path.join(folder, "images")) ? path.join(folder, "images") : folder;
    return { name: "llava-med-qa", questions, images: imagesOf(questions, (name) => unlabelledImage(name, path.join(images, path.basename(name)), "llava-med-qa")) };
  },
};
