// Codes of a report's headings and of the text below them (PS3.16 CID 7001 and 7002).

import type { PlainSection } from "../report/index.ts";
import type { Code } from "./objectModules.ts";

const loinc = (value: string, meaning: string): Code => ({ value, scheme: "LN", meaning });
const dcm = (value: string, meaning: string): Code => ({ value, scheme: "DCM", meaning });

export const DOCUMENT_TITLE = loinc("18748-4", "Diagnostic Imaging Report");
export const CURRENT_PROCEDURE = loinc("55111-9", "Current Procedure Descriptions");
export const PROCEDURE_DESCRIPTION = dcm("121065", "Procedure Description");
export const COMMENT = dcm("121106", "Comment");
export const KEY_IMAGES = loinc("55113-5", "Key Images");

/** A heading and the concept of the text below it. */
export interface SectionCodes {
  readonly heading: Code;
  readonly element: Code;
}

/** Of a heading that the standard has no code for: a code of our own whose meaning is the heading as written. */
const OWN_SCHEME = "99RADDRAFT";

const HISTORY = loinc("11329-0", "History");

const BY_KIND: Readonly<Record<Exclude<PlainSection["kind"], "limitations" | "other">, SectionCodes>> = {
  exam: { heading: CURRENT_PROCEDURE, element: PROCEDURE_DESCRIPTION },
  technique: { heading: CURRENT_PROCEDURE, element: PROCEDURE_DESCRIPTION },
  clinicalInformation: { heading: loinc("55752-0", "Clinical Information"), element: HISTORY },
  comparison: { heading: loinc("18834-2", "Previous Findings"), element: dcm("121069", "Previous Finding") },
  findings: { heading: loinc("59776-5", "Findings"), element: dcm("121071", "Finding") },
  impression: { heading: loinc("19005-8", "Impressions"), element: dcm("121073", "Impression") },
  addendum: { heading: loinc("55107-7", "Addendum"), element: COMMENT },
};

/** Kinds with headings that have codes of their own. */
const NAMED_KINDS: readonly PlainSection["kind"][] = ["clinicalInformation", "impression", "other"];

/** Those headings; English, German, Spanish, French. */
const BY_NAME: readonly (readonly [RegExp, SectionCodes])[] = [
  [/indica|reason|question|fragestellung|indikation|motiv/i, { heading: loinc("18785-6", "Indications for Procedure"), element: dcm("121110", "Patient Presentation") }],
  [/histor|anamnes|vorgeschichte|antecedent/i, { heading: HISTORY, element: HISTORY }],
  [/recom|empfehl|follow|procedere|prozedere/i, { heading: loinc("18783-1", "Recommendations"), element: dcm("121075", "Recommendation") }],
  [/conclusi|schlussfolger/i, { heading: loinc("55110-1", "Conclusions"), element: dcm("121077", "Conclusion") }],
  [/critical|communication|notification/i, { heading: loinc("73568-8", "Communication of Critical Results"), element: COMMENT }],
  [/compli[ck]a/i, { heading: loinc("55109-3", "Complications"), element: COMMENT }],
  [/medication/i, { heading: loinc("29549-3", "Medications Administered"), element: COMMENT }],
  [/\bdose\b/i, { heading: loinc("73569-6", "Radiation Exposure and Protection Information"), element: COMMENT }],
];

/** Codes of a section; null for text before the first heading. */
export function sectionCodes({ kind, heading }: Pick<PlainSection, "kind" | "heading">): SectionCodes | null {
  if (heading === null) return null;
  const named = NAMED_KINDS.includes(kind) ? BY_NAME.find(([pattern]) => pattern.test(heading))?.[1] : undefined;
  if (named !== undefined) return named;
  return kind === "limitations" || kind === "other" ? { heading: { value: kind, scheme: OWN_SCHEME, meaning: heading }, element: COMMENT } : BY_KIND[kind];
}
