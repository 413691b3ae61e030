// A report as the parser understands it: header, sections, fields and what is wrong with them, each with its place.
// All offsets are UTF-16 code units from the start of the document, as VS Code counts them.

/** A stretch of the document, end exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A word or sentence of the document and where it stands. */
export interface PlacedText {
  readonly text: string;
  readonly range: TextRange;
}

/** What a section is about; `other` for a heading that is none of a report's (and for text before the first heading). */
export const SECTION_KINDS = ["exam", "clinicalInformation", "technique", "comparison", "findings", "impression", "limitations", "addendum", "other"] as const;
export type SectionKind = (typeof SECTION_KINDS)[number];

/** A draft can be anything, a preliminary report is signed off by a person but not complete, a final one is read-only. */
export const REPORT_STATUSES = ["draft", "preliminary", "final"] as const;
export type ReportStatus = (typeof REPORT_STATUSES)[number];

/** Languages in which RadDraft writes headings; those of other languages are read, too. */
export const REPORT_LANGUAGES = ["en", "de", "es"] as const;
export type ReportLanguage = (typeof REPORT_LANGUAGES)[number];

/** An image that the report is about, as its header names it: `chest.dcm#frame=2&window=40,400&inverted`. */
export interface ImageReference {
  /** Path as written, relative to the report's folder, `/` between folders. */
  readonly path: string;
  /** 1-based as written; null: the file's first. */
  readonly frame: number | null;
  /** WindowCenter and WindowWidth that the person saw; null: the file's own. */
  readonly window: { readonly center: number; readonly width: number } | null;
  readonly isInverted: boolean;
  readonly range: TextRange;
}

/** A `key: value` line of the header. */
export interface HeaderLine {
  readonly key: PlacedText;
  readonly value: PlacedText;
}

/** The lines between two `---` at the start of the document; every part may be missing. */
export interface Header {
  /** With both `---` lines; empty at offset 0 where there is no header. */
  readonly range: TextRange;
  readonly lines: readonly HeaderLine[];
  readonly exam: PlacedText | null;
  /** Null where the header names none, or one in which RadDraft writes no headings. */
  readonly language: ReportLanguage | null;
  readonly images: readonly ImageReference[];
  /** `draft` where the header names none. */
  readonly status: ReportStatus;
  readonly statusRange: TextRange | null;
  readonly comparison: PlacedText | null;
  /** True where the header carries the mark `ai: contains unreviewed AI draft`. */
  readonly isMarkedUnreviewed: boolean;
}

export interface Section {
  readonly kind: SectionKind;
  /** Heading text without `#`, `**`, colon; null for text before the first heading. */
  readonly heading: PlacedText | null;
  /** From the heading's line to the next heading; the first section has the white space before its heading too. */
  readonly range: TextRange;
  /** After the heading (on its line after a colon, or the lines below), without white space at both ends. */
  readonly body: TextRange;
}

/** Completion actions of IHE MRRT: a final report is refused while a `prohibit` field is empty, an `alert` field warns. */
export type CompletionAction = "prohibit" | "alert";

interface FieldBase {
  /** With its brackets. */
  readonly range: TextRange;
  /** Between the brackets, after the action mark and the name, without white space at both ends. */
  readonly inner: TextRange;
  /** `Lungs` in `[Lungs: ...]`. */
  readonly name: PlacedText | null;
  readonly action: CompletionAction | null;
  /** Index into `Report.sections`. */
  readonly section: number;
}

export interface Option {
  /** As it goes into the report: on one line, without escapes and comments. */
  readonly text: string;
  /** As written, without the `*`. */
  readonly range: TextRange;
  readonly isDefault: boolean;
}

/** `[Normal.]` */
export interface DefaultField extends FieldBase { readonly kind: "default"; readonly text: string }
/** `[None* | Mild | Moderate]` */
export interface PickOneField extends FieldBase { readonly kind: "pickOne"; readonly options: readonly Option[] }
/** `[chronic chest pain; atypical angina]` */
export interface PickManyField extends FieldBase { readonly kind: "pickMany"; readonly options: readonly Option[] }
/** `[# x # mm]`: numbers to be measured or typed. */
export interface NumberField extends FieldBase { readonly kind: "number"; readonly nNumbers: number; readonly unit: string }
/** `[<date>]`, `[<ultrasound:hc>]` */
export interface TypedField extends FieldBase { readonly kind: "typed"; readonly valueType: string }
/** `[___]`, `[___:24]`: free text for the model. */
export interface FreeField extends FieldBase {
  readonly kind: "free";
  /** Tokens of canvas; null: chosen. */
  readonly length: number | null;
}

export type Field = DefaultField | PickOneField | PickManyField | NumberField | TypedField | FreeField;

/**
 * `{If left dominant: ...}`: for the writer, not part of the report; brackets in it are no fields. Also `<!-- ... -->` and
 * the line that names a draft's origin in plain text. A comment may stand inside a field.
 */
export interface Comment {
  /** With its braces. */
  readonly range: TextRange;
  readonly text: string;
}

/** Something the parser could not take as it stands; the text stays text. */
export type ParseProblemCode =
  | "report/header-open" // `---` at the start without its end
  | "report/header-line" // a header line that is no `key: value`
  | "report/status-unknown"
  | "report/image-reference"
  | "report/field-length" // `[___:0]`, `[___:99999]`
  | "report/defaults" // two defaults in one pick list
  | "report/bracket-open" // `[` of what looks like a field without its end
  | "report/comment-open";

export interface ParseProblem {
  readonly code: ParseProblemCode;
  readonly range: TextRange;
}

export interface Report {
  readonly text: string;
  readonly header: Header;
  /** In order; they cover the document after the header without gaps. None where nothing comes after the header. */
  readonly sections: readonly Section[];
  /** In document order; fields do not nest. */
  readonly fields: readonly Field[];
  readonly comments: readonly Comment[];
  readonly problems: readonly ParseProblem[];
}
