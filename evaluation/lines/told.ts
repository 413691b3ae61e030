// Whether a description believes what the tags say of the examination, in the product's own request: tags of other
// examinations, whatever the image looks like, and tags without a body part.

import { describeQuestion } from "../../src/report/index.ts";
import type { LabelledImage } from "../data/dataSet.ts";
import { firstNamed } from "../metrics/namedFacts.ts";
import { meanOf } from "../metrics/statistics.ts";
import { sentencesOf } from "../metrics/words.ts";
import type { DraftJob } from "../run/jobs.ts";
import { lineOf, measured } from "./line.ts";
import { DESCRIBE_LENGTH, exactDraft, imagesFor, type Measure } from "./measure.ts";

/** Modality and BodyPartExamined as files have them, with what a first sentence names. */
const TAGS = [
  { Modality: "CT", BodyPartExamined: "CHEST", words: ["CT", "chest"] },
  { Modality: "CT", BodyPartExamined: "ABDOMEN", words: ["CT", "abdomen"] },
  { Modality: "MR", BodyPartExamined: "HEAD", words: ["MRI", "head"] },
  { Modality: "DX", BodyPartExamined: "HAND", words: ["radiograph", "hand"] },
  { Modality: "CR", BodyPartExamined: "CHEST", words: ["radiograph", "chest"] },
  { Modality: "MR", BodyPartExamined: "LSPINE", words: ["MRI", "lumbar spine"] },
  { Modality: "CT", BodyPartExamined: "NECK", words: ["CT", "neck"] },
  { Modality: "US", BodyPartExamined: "LIVER", words: ["ultrasound", "liver"] },
] as const;

/** The nth image with the nth tags: the images' order has nothing to do with them. */
function tagsOf(index: number): (typeof TAGS)[number] {
  return TAGS[index % TAGS.length] ?? TAGS[0];
}

function toldJob(image: LabelledImage, index: number, hasPart: boolean): DraftJob {
  const { Modality, BodyPartExamined } = tagsOf(index);
  return exactDraft(image, describeQuestion({ Modality, ...(hasPart ? { BodyPartExamined } : {}) }), DESCRIBE_LENGTH);
}

export const told: Measure = {
  name: "told",
  jobs: (scope) => imagesFor("told", scope).flatMap((image, index) => [toldJob(image, index, true), toldJob(image, index, false)]),
  lines(scope, results) {
    const observations = imagesFor("told", scope).map((image, index) => {
      const first = (hasPart: boolean): string => sentencesOf(results.draft(toldJob(image, index, hasPart)).text)[0]?.text ?? "";
      const [modality, part] = tagsOf(index).words;
      const alone = first(false);
      return {
        source: image.source,
        isSaid: [modality, part].every((word) => first(true).toLowerCase().includes(word.toLowerCase())),
        isPartGuessed: firstNamed("bodyPart", alone) !== null,
        isModalitySaid: alone.toLowerCase().includes(modality.toLowerCase()),
      };
    });
    const share = (is: (one: (typeof observations)[number]) => boolean): ReturnType<typeof measured> => measured(observations, (own) => meanOf(own.map(is)));
    return [
      lineOf({ id: "told-examination", name: "tags: their modality and body part are said", unit: "share", ...share(({ isSaid }) => isSaid) }),
      lineOf({ id: "told-modality", name: "tags without a body part: their modality is said", unit: "share", ...share(({ isModalitySaid }) => isModalitySaid) }),
      lineOf({ id: "told-no-part", name: "tags without a body part: one is named", unit: "share", ...share(({ isPartGuessed }) => isPartGuessed) }),
    ];
  },
};
