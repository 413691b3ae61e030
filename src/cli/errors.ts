// Errors of the command line itself: what was typed.

export type CliErrorCode = "cli/option-unknown" | "cli/option-value" | "cli/file-missing" | "cli/partial-image" | "cli/build-missing";

/** An error in what was typed; `message` is the one line the person sees. */
export class CliError extends Error {
  override readonly name = "CliError";

  constructor(
    readonly code: CliErrorCode,
    sentence: string,
    readonly action = "",
  ) {
    super(sentence);
  }
}

/** The one line for an error of any layer. */
export function lineOf(error: unknown): string {
  if (!(error instanceof Error)) return "RadDraft stopped for an unknown reason.";
  const action = "action" in error && typeof error.action === "string" && error.action !== "" ? ` ${error.action}` : "";
  const isOurs = "code" in error && typeof error.code === "string" && error.code.includes("/");
  return isOurs ? `${error.message}${action}`.replaceAll("\n", " ") : `RadDraft stopped: ${error.message}`.replaceAll("\n", " ");
}
