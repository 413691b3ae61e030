// A measure of a model: the jobs it needs and the lines that come of their answers.

import type { DataSet, LabelledImage, Question } from "../data/dataSet.ts";
import { sampled } from "../data/sampling.ts";
import type { DraftJob, Job, Results } from "../run/jobs.ts";
import type { Line } from "./line.ts";

/** What is measured and on how much. */
export interface Scope {
  readonly data: DataSet;
  readonly seed: number;
  /** Most images of a measure, by its name. */
  readonly most: Readonly<Record<MeasureName, number>>;
  /** Canvas of an answer to a question of the data set. */
  readonly answerLength: number;
  /** Fold of the cross-validation that is answered; null: all. */
  readonly fold: number | null;
  readonly presets: readonly string[];
}

/** Names for `--only`, in the order of the table. */
export const MEASURE_NAMES = ["facts", "pneumonia", "vqa", "text", "infilling", "grounding", "certainty", "foreign", "told", "presets", "speed"] as const;
export type MeasureName = (typeof MEASURE_NAMES)[number];

export interface Measure {
  readonly name: MeasureName;
  jobs(scope: Scope): Job[];
  /** Lines without any observation are left out by the caller. */
  lines(scope: Scope, results: Results): Line[];
}

/** Asked by "RadDraft: Describe Image" (`src/extension/questions.ts`). */
export const DESCRIBE = "Describe the image.";
/** Asked for a report and for every fill of one (`src/report/instruction.ts`). */
export const REPORT = "Write a report for this image.";
/** Canvas of "Describe Image" (`raddraft.defaultLength`). */
export const DESCRIBE_LENGTH = 32;

/** A draft as the reference makes it: one block, one position a step. */
export function exactDraft(image: LabelledImage, question: string, length: number): DraftJob {
  return { kind: "draft", image: image.id, question, length, steps: length, preset: "exact", isTimed: false };
}

/** The sample of a measure. */
export function imagesFor(name: MeasureName, { data, most, seed }: Scope, isWanted: (image: LabelledImage) => boolean = () => true): LabelledImage[] {
  return sampled(data.images.filter(isWanted), most[name], seed, ({ id }) => id);
}

/** A question with its image. */
export interface AskedQuestion extends Question {
  readonly of: LabelledImage;
}

/** Questions of the data set; where there are more images than the measure takes, those of a sample of images. */
export function questionsFor(scope: Scope, isWanted: (image: LabelledImage) => boolean): AskedQuestion[] {
  const asked = new Set(scope.data.questions.map(({ image }) => image));
  const images = new Map(imagesFor("vqa", scope, (image) => asked.has(image.id) && isWanted(image)).map((image) => [image.id, image]));
  return scope.data.questions.flatMap((question) => {
    const of = images.get(question.image);
    return of === undefined ? [] : [{ ...question, of }];
  });
}
