// The questions that the panel offers: those that the demo model and LLaDA-MedV were trained with. They go to the model
// as they are, so they are never translated.

/** Asked by "RadDraft: Describe Image". */
export const DESCRIBE_QUESTION = "Describe the image.";

export const QUESTIONS: readonly string[] = [
  DESCRIBE_QUESTION,
  "Write a report for this image.",
  "What modality is this?",
  "What body part is shown?",
  "Is there any abnormality?",
];
