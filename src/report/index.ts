// Door of the layer: the report language. No input or output, no VS Code, no model; it imports no other layer.
export { ReportError } from "./errors.ts";
export type { ReportErrorCode } from "./errors.ts";
export { REPORT_STATUSES, SECTION_KINDS } from "./document.ts";
export type {
  Comment, CompletionAction, DefaultField, Field, FreeField, Header, HeaderLine, ImageReference, NumberField, Option, ParseProblem, ParseProblemCode,
  PickManyField, PickOneField, PlacedText, Report, ReportStatus, Section, SectionKind, TextRange, TypedField,
} from "./document.ts";
export type { ImageFacts } from "./imageFacts.ts";
export { MAX_REPORT_CHARACTERS, parseReport } from "./parse.ts";
export { AI_MARK, HEADER_KEYS, headerKeyOf, imageReferenceText } from "./header.ts";
export type { HeaderKey } from "./header.ts";
export { kindOfName, sectionName } from "./headings.ts";
export { escapeText, unescapeText } from "./fields.ts";
export { applyEdits, inOrder, minimalEdit } from "./edits.ts";
export type { TextEdit } from "./edits.ts";
export { addendumStart, fieldAt, isEmptyField, nextField, previousField, readOnlyRange, sectionAt } from "./navigation.ts";
export { foldsOf, missingSections, outlineOf } from "./outline.ts";
export type { OutlineItem } from "./outline.ts";
export { setHeaderLine, setUnreviewedMark } from "./headerEdits.ts";
export type { HeaderValue } from "./headerEdits.ts";
export { formatReport } from "./format.ts";
export { headingStyleOf, styledHeadings, writeHeading } from "./headingStyle.ts";
export type { HeadingStyle } from "./headingStyle.ts";
export { EMPTY_VALUE, plainTextOf } from "./plainText.ts";
export type { PlainText } from "./plainText.ts";
export { LINT_FIX_TITLES, NO_LINT_CONTEXT } from "./lints/finding.ts";
export type { LintCode, LintContext, LintFinding, LintFix, LintFixTitle, LintSeverity } from "./lints/finding.ts";
export { lintReport } from "./lints/lintReport.ts";
export { LINT_RULES, lintFixTitle, lintSentence } from "./lints/rules.ts";
export type { LintRule } from "./lints/rules.ts";
export { ageText, examText, newReport, sexWord, sideWord, techniqueText } from "./templates/newReport.ts";
export type { NewReportOptions } from "./templates/newReport.ts";
export { BUILT_IN_TEMPLATES } from "./templates/builtIn.ts";
export { BUILT_IN_MACROS, MAX_MACROS, readMacros } from "./templates/macros.ts";
export type { Macro, MacroProblem } from "./templates/macros.ts";
export { chooseTemplate, MAX_TEMPLATE_CHARACTERS, readTemplate } from "./templates/template.ts";
export type { ReportTemplate } from "./templates/template.ts";
export { instructionOf } from "./instruction.ts";
export type { Instruction } from "./instruction.ts";
