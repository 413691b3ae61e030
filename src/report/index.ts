// Door of the layer: the report language. No input or output, no VS Code, no model; it imports no other layer.
export { ReportError } from "./errors.ts";
export type { ReportErrorCode } from "./errors.ts";
export { REPORT_STATUSES, SECTION_KINDS } from "./document.ts";
export type {
  Comment, CompletionAction, DefaultField, Field, FreeField, Header, HeaderLine, ImageReference, NumberField, Option, ParseProblem, ParseProblemCode,
  PickManyField, PickOneField, PlacedText, Report, ReportStatus, Section, SectionKind, TextRange, TypedField,
} from "./document.ts";
export type { ImageFacts } from "./imageFacts.ts";
