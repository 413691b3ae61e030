// From a job to its answer, by the model's port.

import type { AnswerPart } from "../../src/engine/protocol.ts";
import { sentencesOf } from "../metrics/words.ts";
import type { ModelPort, PictureUse } from "../model/modelPort.ts";
import type { BlankJob, BlankResult, GroundJob, GroundResult, Job, ResultOf } from "./jobs.ts";

/**
 * Does a job.
 * @param path of its image
 * @throws what the port throws
 */
export async function doJob(job: Job, path: string, model: ModelPort, signal: AbortSignal): Promise<ResultOf[Job["kind"]]> {
  const picture: PictureUse = { path, isGrey: false };
  switch (job.kind) {
    case "draft":
      return await model.draft({ picture, question: job.question, length: job.length, steps: job.steps, preset: job.preset }, signal);
    case "options": {
      const answer: AnswerPart[] = [{ kind: "choice", options: [...job.options], defaultIndex: null }];
      const { choices } = await model.fill({ picture, question: job.question, answer }, signal);
      return { probabilities: choices[0] ?? [] };
    }
    case "blank":
      return await fillBlank(job, picture, model, signal);
    case "ground":
      return await groundSentence(job, picture, model, signal);
  }
}

async function fillBlank(job: BlankJob, picture: PictureUse, model: ModelPort, signal: AbortSignal): Promise<BlankResult> {
  const { question } = job;
  const proposed = (await model.countTokens({ picture, question, text: job.masked }, signal)) + job.extra;
  const blank: AnswerPart = { kind: "blank", length: job.extra > 0 ? null : proposed, proposed, endsReport: false, allowsLineBreaks: false, allowsDigits: false };
  const known = (text: string): AnswerPart[] => (text === "" ? [] : [{ kind: "text", text }]);
  const { blanks } = await model.fill({ picture, question, answer: [...known(job.before), blank, ...known(job.after)] }, signal);
  return blanks[0] ?? { text: "", spans: [] };
}

/** Drafted as a blank that is the whole canvas: only fills tell the order of commits, and their ids are those of a draft. */
async function groundSentence(job: GroundJob, picture: PictureUse, model: ModelPort, signal: AbortSignal): Promise<GroundResult> {
  const { question, length } = job;
  const answer: AnswerPart[] = [{ kind: "blank", length, proposed: length, endsReport: true, allowsLineBreaks: true, allowsDigits: true }];
  const { blanks } = await model.fill({ picture: { ...picture, isGrey: job.isFromGrey }, question, answer }, signal);
  const { text = "", spans = [] } = blanks[0] ?? {};
  const first = sentencesOf(text)[0];
  if (first === undefined) return { text, words: [] };
  const own = spans.filter((span) => span.start < first.end && span.end > span.start);
  const words = await model.ground({ picture, question, text, spans: own.map(({ start, end, order }) => ({ start, end, order })), states: job.states }, signal);
  return { text, words };
}
