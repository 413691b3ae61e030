// What can go wrong with a report as a whole. Broken text is no error: the parser gives problems instead.

export type ReportErrorCode =
  /** The document is longer than a report can be. */
  | "report/too-long"
  /** A template from outside breaks a limit, or is none. */
  | "report/template-too-long"
  | "report/template-too-deep"
  | "report/template-too-many"
  | "report/template-empty";

const SENTENCES: Readonly<Record<ReportErrorCode, string>> = {
  "report/too-long": "The document is too long for a report.",
  "report/template-too-long": "The file is too long for a report template.",
  "report/template-too-deep": "The file is nested too deeply for a report template.",
  "report/template-too-many": "The file has too many parts for a report template.",
  "report/template-empty": "The file holds no report template.",
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
