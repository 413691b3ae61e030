// What can go wrong with a report as a whole. Broken text is no error: the parser gives problems instead.

export type ReportErrorCode =
  /** The document is longer than a report can be. */
  | "report/too-long";

const SENTENCES: Readonly<Record<ReportErrorCode, string>> = {
  "report/too-long": "The document is too long for a report.",
};

export class ReportError extends Error {
  readonly code: ReportErrorCode;
  /** What the person can do; may be empty. */
  readonly action: string;

  constructor(code: ReportErrorCode, detail: string, action: string) {
    super(detail === "" ? SENTENCES[code] : `${SENTENCES[code]} ${detail}`);
    this.name = "ReportError";
    this.code = code;
    this.action = action;
  }
}
