// Whether the certainty that is shown with words says how often they are right.

import { certaintyOf, calibrationError, type Checked } from "../metrics/calibration.ts";
import { FACT_KINDS, firstNamed, saysPneumonia } from "../metrics/namedFacts.ts";
import { isClosedHit } from "../metrics/answers.ts";
import { meanOf } from "../metrics/statistics.ts";
import type { Results } from "../run/jobs.ts";
import { describedImages, describeJob, facts } from "./facts.ts";
import { lineOf, measured } from "./line.ts";
import type { Measure, Scope } from "./measure.ts";
import { pneumoniaImages, pneumoniaJob } from "./pneumonia.ts";
import { answerJob, askedQuestions, vqa } from "./vqa.ts";

/** A statement that a label can check, with where it comes from. */
export interface Statement extends Checked {
  readonly kind: "examination words" | "pneumonia answers" | "closed answers";
  readonly source: string;
  /** Id of the image that it is about. */
  readonly image: string;
}

const KINDS = ["examination words", "pneumonia answers", "closed answers"] as const;

/** All statements that labels can check, with the certainty that a person sees. */
export function checkedStatements(scope: Scope, results: Results): Statement[] {
  const described = describedImages(scope).flatMap((image) => {
    const { text, spans } = results.draft(describeJob(image));
    return FACT_KINDS.flatMap((kind): Statement[] => {
      const named = firstNamed(kind, text);
      const label = image[kind];
      return named === null || label === null ? [] : [{ kind: "examination words", source: image.source, image: image.id, certainty: certaintyOf(spans, named.start, named.end), isRight: named.value === label }];
    });
  });
  const answered = pneumoniaImages(scope).flatMap((image): Statement[] => {
    const { text, spans } = results.draft(pneumoniaJob(image));
    const said = saysPneumonia(text);
    return said === null ? [] : [{ kind: "pneumonia answers", source: image.source, image: image.id, certainty: certaintyOf(spans, 0, text.length), isRight: said === image.hasPneumonia }];
  });
  const closed = askedQuestions(scope).filter(({ kind }) => kind === "closed").flatMap((question): Statement[] => {
    const { text, spans } = results.draft(answerJob(question, scope));
    return text.trim() === "" ? [] : [{ kind: "closed answers", source: question.of.source, image: question.image, certainty: certaintyOf(spans, 0, text.length), isRight: isClosedHit(text, question.answer) }];
  });
  return [...described, ...answered, ...closed];
}

export const certainty: Measure = {
  name: "certainty",
  jobs: (scope) => [...facts.jobs(scope), ...pneumoniaImages(scope).map(pneumoniaJob), ...vqa.jobs(scope)],
  lines(scope, results) {
    const statements = checkedStatements(scope, results);
    return [
      lineOf({ id: "calibration", name: "certainty: calibration error", unit: "error", bar: { kind: "most", value: 0.05 }, ...measured(statements, calibrationError) }),
      ...KINDS.map((kind) => {
        const own = statements.filter((one) => one.kind === kind);
        return lineOf({ id: `calibration-${kind.replaceAll(" ", "-")}`, name: `certainty: ${kind}, error`, unit: "error", value: calibrationError(own), n: own.length });
      }),
      lineOf({ id: "certainty-mean", name: "certainty: mean", unit: "share", value: meanOf(statements.map((one) => one.certainty)), n: statements.length }),
    ];
  },
};
