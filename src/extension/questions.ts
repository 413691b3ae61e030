// The questions that the panel offers: those that the demo model and LLaDA-MedV were trained with. They go to the model
// as they are, so they are never translated.

import { DESCRIBE_QUESTION, describeQuestion } from "../report/index.ts";

export const QUESTIONS: readonly string[] = [
  DESCRIBE_QUESTION,
  "Write a report for this image.",
  "What modality is this?",
  "What body part is shown?",
  "Is there any abnormality?",
];

/** Questions to begin a conversation with, by the Modality of PS3.3 C.7.3.1.1.1. */
const SUGGESTIONS: readonly { readonly modalities: readonly string[]; readonly questions: readonly string[] }[] = [
  { modalities: ["CR", "DX", "RG", "RF", "XA"], questions: [DESCRIBE_QUESTION, "Is there any abnormality?", "Is the heart enlarged?", "Is there a pleural effusion?"] },
  { modalities: ["CT"], questions: [DESCRIBE_QUESTION, "Is there any abnormality?", "Which organs are shown?", "Was contrast given?"] },
  { modalities: ["MR"], questions: [DESCRIBE_QUESTION, "Is there any abnormality?", "What body part is shown?", "Is this a T1 or a T2 weighted image?"] },
  { modalities: ["US"], questions: [DESCRIBE_QUESTION, "Is there any abnormality?", "Which organ is shown?", "Is there free fluid?"] },
  { modalities: ["MG"], questions: [DESCRIBE_QUESTION, "Is there any abnormality?", "How dense is the breast?", "Are there calcifications?"] },
  { modalities: ["PT", "NM"], questions: [DESCRIBE_QUESTION, "Is there any abnormality?", "Where is the uptake increased?"] },
];

/** Where the tags do not tell the modality. */
const GENERAL: readonly string[] = [DESCRIBE_QUESTION, "What modality is this?", "What body part is shown?", "Is there any abnormality?"];

/** @param tags of the file by keyword; empty where it has none */
export function suggestionsFor(tags: Readonly<Record<string, string>>): readonly string[] {
  const questions = SUGGESTIONS.find(({ modalities }) => modalities.includes(tags["Modality"] ?? ""))?.questions ?? GENERAL;
  return questions.map((question) => (question === DESCRIBE_QUESTION ? describeQuestion(tags) : question));
}
