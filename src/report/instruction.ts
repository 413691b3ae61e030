// What the model is asked to do, in words, with what the tags say of the image. No name, date or number of a patient.

import { taggedPartWords } from "./bodyParts.ts";
import type { ImageFacts } from "./imageFacts.ts";

/** What is written into the report. */
export type Instruction = "fill" | "section" | "impression" | "redraft";

/** Questions like those that the published checkpoints and the demo were trained with. */
const INSTRUCTIONS: Readonly<Record<Instruction, string>> = {
  fill: "Write a report for this image.",
  section: "Write a report for this image.",
  impression: "Write a report for this image. Summarise the findings in the impression.",
  redraft: "Write a report for this image.",
};

/** PS3.3 C.7.3.1.1.1, the modalities of images, as a person says them; what is not here is left out. */
const MODALITY_WORDS: Readonly<Record<string, string>> = {
  CR: "radiograph", DX: "radiograph", RG: "radiograph", CT: "CT", MR: "MRI", US: "ultrasound image", MG: "mammogram", XA: "angiogram", RF: "fluoroscopy image",
  PT: "PET image", NM: "nuclear medicine image", PX: "panoramic dental radiograph", IO: "intraoral radiograph", ES: "endoscopy image", SM: "slide microscopy image", OP: "ophthalmic photograph",
};

/** PS3.3 C.8.1.2.1.1 and the views of DX; others are said as they are written. */
const VIEW_WORDS: Readonly<Record<string, string>> = {
  AP: "AP view", PA: "PA view", LL: "left lateral view", RL: "right lateral view", LAT: "lateral view", LATERAL: "lateral view",
  RLD: "right lateral decubitus view", LLD: "left lateral decubitus view", RLO: "right lateral oblique view", LLO: "left lateral oblique view", CC: "craniocaudal view", MLO: "mediolateral oblique view",
};

/**
 * The user's turn after the images: what the tags say of the first image that says something, then the request.
 * @param facts of the images of the prompt; empty: nothing is said of them
 */
export function instructionOf(instruction: Instruction, facts: readonly ImageFacts[]): string {
  return [...factSentences(facts), INSTRUCTIONS[instruction]].join(" ");
}

/** What a description is asked with, as the published checkpoints and the demo were trained. */
export const DESCRIBE_QUESTION = "Describe the image.";

/**
 * The first question about an image: what its tags say of it, then the request. The person sees it and may change it.
 * @param tags values by keyword; an empty record for a picture without tags
 */
export function describeQuestion(tags: Readonly<Record<string, string>>): string {
  const { Modality = "", BodyPartExamined = "", ViewPosition = "" } = tags;
  const words = imageWords({ Modality, BodyPartExamined, ViewPosition });
  return words === "" ? DESCRIBE_QUESTION : `The image is ${article(words)} ${words}. ${DESCRIBE_QUESTION}`;
}

function factSentences(facts: readonly ImageFacts[]): string[] {
  const images = [...new Set(facts.map(imageWords).filter((words) => words !== ""))];
  const age = facts.find(({ ageYears }) => ageYears !== null)?.ageYears ?? null;
  const said: string[] = [];
  if (images.length > 0) said.push(`${images.length > 1 ? "The images are" : "The image is"} ${images.map((words) => `${article(words)} ${words}`).join(" and ")}.`);
  if (age !== null) said.push(`The patient is ${ageWords(age)} old.`);
  return said;
}

/** E.g. `chest radiograph, PA view`; empty where the tags do not tell the modality. */
function imageWords({ Modality, BodyPartExamined, ViewPosition }: Pick<ImageFacts, "Modality" | "BodyPartExamined" | "ViewPosition">): string {
  const modality = MODALITY_WORDS[Modality.trim().toUpperCase()];
  if (modality === undefined) return "";
  const part = taggedPartWords(BodyPartExamined);
  const view = VIEW_WORDS[ViewPosition.trim().toUpperCase()] ?? "";
  return [part === "" ? modality : `${part} ${modality}`, view].filter((words) => words !== "").join(", ");
}

function article(words: string): "a" | "an" {
  return /^(?:[aeio]|ultra|MRI)/.test(words) ? "an" : "a";
}

function ageWords(years: number): string {
  if (years < 1) {
    const months = Math.max(1, Math.round(years * 12));
    return `${String(months)} ${months === 1 ? "month" : "months"}`;
  }
  const whole = Math.floor(years);
  return `${String(whole)} ${whole === 1 ? "year" : "years"}`;
}
