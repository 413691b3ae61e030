// Errors of the drafting process, with the sentence for people beside each code.

export type EngineErrorCode =
  | "engine/session-failed"
  | "engine/run-failed"
  | "engine/device-session-failed"
  | "engine/device-failed"
  | "engine/not-a-number"
  | "engine/image-unknown"
  | "engine/image-count"
  | "engine/prompt-too-long"
  | "engine/report-too-long"
  | "engine/answer-invalid"
  | "engine/recorded-id"
  | "engine/memory"
  | "engine/channel-failed";

/** What an error knows; no path, no text of a report. */
export type EngineErrorDetails = Readonly<Record<string, string | number>>;

const sentences: Record<EngineErrorCode, (details: EngineErrorDetails) => readonly [sentence: string, action: string]> = {
  "engine/session-failed": (d) => [`The ${String(d["part"])} of the model could not be loaded.`, "Convert the checkpoint again, or check the package with “RadDraft: Set Up Model”."],
  "engine/run-failed": (d) => [`The ${String(d["part"])} of the model failed while it ran.`, "Try a shorter length; if it stays, see the log."],
  "engine/device-session-failed": (d) => [`The ${String(d["part"])} of the model could not be loaded onto the GPU.`, "Close other programs that use it, or choose the CPU in the setting “Device”."],
  "engine/device-failed": (d) => [`The GPU failed while it ran the ${String(d["part"])} of the model.`, "Try again; if it stays, choose the CPU in the setting “Device”."],
  "engine/not-a-number": () => ["The model gave numbers that are no numbers: its weights are damaged or do not belong together.", "Convert the checkpoint again."],
  "engine/image-unknown": () => ["The image is no longer in the drafting process.", "Try again: it is handed over anew."],
  "engine/image-count": (d) => [`The prompt names ${String(d["named"])} images, but ${String(d["given"])} were given.`, "Give one image for each <image> in the text."],
  "engine/prompt-too-long": (d) => [`Prompt, canvas and suffix take ${String(d["positions"])} positions; the model has ${String(d["most"])}.`, "Choose a shorter length or a shorter question."],
  "engine/report-too-long": (d) => [`Prompt and report take ${String(d["positions"])} positions; the model has ${String(d["most"])}.`, "Fill one section at a time, or shorten the report around it."],
  "engine/answer-invalid": (d) => [`The report to fill contradicts itself: ${String(d["why"])}.`, "Report this: it is a fault of RadDraft."],
  "engine/recorded-id": () => ["The broken-off draft belongs to another model.", "Generate it anew."],
  "engine/memory": (d) => [`The model needs about ${gigabytes(d["neededMiB"])} of memory, and ${gigabytes(d["freeMiB"])} are free.`, "Close other programs, or choose a model with smaller weights: RadDraft: Set Up Model."],
  "engine/channel-failed": () => ["The channel for pixels between RadDraft's processes could not be opened.", "Check that the folder for temporary files can be written to."],
};

/** Mebibytes as sizes are written elsewhere: `6.9 GB`. */
function gigabytes(mebibytes: string | number | undefined): string {
  return `${((Number(mebibytes ?? 0) * 2 ** 20) / 1e9).toFixed(1)} GB`;
}

/** An error of the drafting process; `message` is the sentence for people. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly action: string;

  constructor(
    readonly code: EngineErrorCode,
    readonly details: EngineErrorDetails = {},
    cause?: unknown,
  ) {
    const [sentence, action] = sentences[code](details);
    super(sentence, { cause });
    this.action = action;
  }
}
