// Questions with answers: closed ones against the commonest answer, open ones by their words.

import { isClosedHit, normalised, scriptClosedAccuracy, wordOverlap } from "../metrics/answers.ts";
import { corpusBleu } from "../metrics/bleu.ts";
import { rougeL } from "../metrics/rouge.ts";
import { bootstrapInterval, clustered, majorityOf, meanOf } from "../metrics/statistics.ts";
import { foldOf } from "../data/sampling.ts";
import type { DraftJob, Results } from "../run/jobs.ts";
import { lineOf, type Line, type Measured } from "./line.ts";
import { exactDraft, questionsFor, type AskedQuestion, type Measure, type Scope } from "./measure.ts";

/** A question with the model's answer. */
export interface Answered {
  readonly image: string;
  readonly label: string;
  readonly answer: string;
}

/** The questions that are asked: all, or those of one fold's images. */
export function askedQuestions(scope: Scope): AskedQuestion[] {
  return questionsFor(scope, ({ id }) => scope.fold === null || foldOf(id) === scope.fold);
}

export function answerJob(question: AskedQuestion, { answerLength }: Scope): DraftJob {
  return exactDraft(question.of, question.question, answerLength);
}

/** Answers to the questions of a kind. */
export function answersOf(kind: "closed" | "open", scope: Scope, results: Results): Answered[] {
  return askedQuestions(scope).filter((question) => question.kind === kind)
    .map((question) => ({ image: question.image, label: question.answer, answer: results.draft(answerJob(question, scope)).text }));
}

/** A closed answer, judged. */
export interface Judged {
  readonly image: string;
  /** As it is compared. */
  readonly label: string;
  readonly isHit: boolean;
}

/** Judges closed answers. */
export function judged(answers: readonly Answered[]): Judged[] {
  return answers.map(({ image, answer, label }) => ({ image, label: normalised(label), isHit: isClosedHit(answer, label) }));
}

/** Accuracy of closed answers, with the share of the commonest label and an interval over images. */
export function closedLine(id: string, name: string, answers: readonly Judged[], seed: number): Line {
  const accuracy = (own: readonly Judged[]): number | null => meanOf(own.map(({ isHit }) => isHit));
  return lineOf({
    id, name, unit: "share", value: accuracy(answers), n: answers.length,
    interval: bootstrapInterval(clustered(answers, ({ image }) => image), accuracy, seed),
    majority: majorityOf(answers.map(({ label }) => label))?.share ?? null,
  });
}

export const vqa: Measure = {
  name: "vqa",
  jobs: (scope) => askedQuestions(scope).map((question) => answerJob(question, scope)),
  lines(scope, results) {
    const closed = answersOf("closed", scope, results);
    const open = answersOf("open", scope, results);
    const isOurs = scope.data.name === "corpus";
    const whole = closedLine("vqa-closed", `${isOurs ? "VQA-RAD" : scope.data.name}, closed`, judged(closed), scope.seed);
    const overlap = (part: "recall" | "f1"): Measured => ({ n: open.length, value: meanOf(open.map(({ answer, label }) => wordOverlap(answer, label)[part])) });
    const pairs = open.map(({ answer, label }) => ({ text: answer, reference: label }));
    return [
      // A fold is one fifth of a measure; `npm run eval:folds` judges all five.
      { ...whole, bar: isOurs && scope.fold === null ? { kind: "aboveMajority" } : null },
      lineOf({ id: "vqa-closed-script", name: "closed, as LLaVA-Med's script counts", unit: "share", value: scriptClosedAccuracy(closed), n: closed.length }),
      lineOf({ id: "vqa-open-recall", name: "open: recall of words", unit: "share", ...overlap("recall") }),
      lineOf({ id: "vqa-open-f1", name: "open: F1 of words", unit: "share", ...overlap("f1") }),
      lineOf({ id: "vqa-open-bleu1", name: "open: BLEU-1", unit: "score", value: corpusBleu(pairs, 1), n: pairs.length }),
      lineOf({ id: "vqa-open-bleu4", name: "open: BLEU-4", unit: "score", value: corpusBleu(pairs, 4), n: pairs.length }),
      lineOf({ id: "vqa-open-rouge", name: "open: ROUGE-L", unit: "score", value: meanOf(pairs.map(({ text, reference }) => rougeL(text, reference))), n: pairs.length }),
    ];
  },
};
