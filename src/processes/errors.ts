// Errors of the parent's and the child's end, the form in which any error crosses the border, and cancellation,
// which is no error.

import type { WireError } from "./wire.ts";

export type ProcessErrorCode =
  | "process/died"
  | "process/restarts-ended"
  | "process/disposed"
  | "process/start-failed"
  | "process/request-invalid"
  | "process/node-missing";

/** An error of a child process, or one that it reported: `code` may also be that of the layer that failed. */
export class ProcessError extends Error {
  override readonly name = "ProcessError";

  constructor(
    readonly code: string,
    sentence: string,
    readonly action: string,
    cause?: unknown,
  ) {
    super(sentence, { cause });
  }
}

/** The request was cancelled; `partial` is what it had by then. Never shown as an error. */
export class Cancelled<Partial = unknown> extends Error {
  override readonly name = "Cancelled";

  constructor(readonly partial: Partial) {
    super("cancelled");
  }
}

const sentences: Record<ProcessErrorCode, readonly [sentence: string, action: string]> = {
  "process/died": ["The drafting process stopped.", "Try again: a fresh one starts by itself."],
  "process/restarts-ended": ["A process stopped three times within a minute and is not started again for now.", "Wait a minute, close other programs that need much memory, or choose another model."],
  "process/disposed": ["RadDraft is shutting down.", ""],
  "process/start-failed": ["A process of RadDraft could not be started.", "Reinstall RadDraft, or build it again."],
  "process/request-invalid": ["A message between RadDraft's processes has the wrong shape.", "Reload the window: two versions of RadDraft may be running."],
  "process/node-missing": ["No Node.js 20 or newer was found to run the drafting process.", "Install Node.js 20 or newer, or name it in the setting raddraft.nodePath."],
};

/** Makes an error of this layer; `detail` is added to the sentence (no path, no patient data). */
export function processError(code: ProcessErrorCode, detail = "", cause?: unknown): ProcessError {
  const [sentence, action] = sentences[code];
  return new ProcessError(code, detail === "" ? sentence : `${sentence} ${detail}`, action, cause);
}

/**
 * The only place that turns an error into a message. An error of ours has a code with a slash and says what to do;
 * everything else becomes `engine/internal`, `reader/internal` or `setup/internal`, without its text: that may hold a path.
 */
export function toWireError(error: unknown, layer: string): WireError {
  if (error instanceof Error && "code" in error && typeof error.code === "string" && error.code.includes("/")) {
    const action = "action" in error && typeof error.action === "string" ? error.action : "";
    return { code: error.code, sentence: error.message, action };
  }
  return { code: `${layer}/internal`, sentence: `RadDraft's ${layer} met an error it does not know.`, action: "Try again; if it stays, see the log and report it." };
}
