// Codes of a report's headings and of the text below them (PS3.16 CID 7001 and 7002).

import type { PlainSection } from "../report/index.ts";
import type { Code } from "./objectModules.ts";

const loinc = (value: string, meaning: string): Code => ({ value, scheme: "LN", meaning });
const dcm = (value: string, meaning: string): Code => ({ value, scheme: "DCM", meaning });

export const DOCUMENT_TITLE = loinc("18748-4", "Diagnostic Imaging Report");
export const CURRENT_PROCEDURE = loinc("55111-5", "Current Procedure Descriptions");
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

const BY_KIND: Readonly<Record<Exclude<PlainSection["kind"], "limitations" | "other">, SectionCodes>> = {
  exam: { heading: CURRENT_PROCEDURE, element: PROCEDURE_DESCRIPTION },
  technique: { heading: CURRENT_PROCEDURE, element: PROCEDURE_DESCRIPTION },
  clinicalInformation: { heading: loinc("11329-0", "History"), element: dcm("121060", "History") },
  comparison: { heading: loinc("55114-3", "Prior Procedure Descriptions"), element: dcm("121069", "Previous Finding") },
  findings: { heading: loinc("59776-5", "Findings"), element: dcm("121071", "Finding") },
  impression: { heading: loinc("19005-8", "Impressions"), element: dcm("121073", "Impression") },
  addendum: { heading: loinc("55107-7", "Addendum"), element: COMMENT },
};

const INDICATION: SectionCodes = { heading: loinc("18785-6", "Indications for Procedure"), element: dcm("121110", "Patient Presentation") };
const RECOMMENDATION: SectionCodes = { heading: loinc("18783-1", "Recommendations"), element: dcm("121075", "Recommendation") };
const COMPLICATIONS: SectionCodes = { heading: loinc("55109-2", "Complications"), element: COMMENT };

/** Headings that one kind of section has several codes for, or that have no kind of their own; English, German, Spanish, French. */
const BY_NAME: readonly (readonly [RegExp, SectionCodes])[] = [
  [/indica|reason|question|fragestellung|indikation|motiv/i, INDICATION],
  [/recom|empfehl|follow|procedere|prozedere/i, RECOMMENDATION],
  [/compli[ck]a/i, COMPLICATIONS],
];

/** Codes of a section; null for text before the first heading. */
export function sectionCodes({ kind, heading }: Pick<PlainSection, "kind" | "heading">): SectionCodes | null {
  if (heading === null) return null;
  const named = kind === "clinicalInformation" || kind === "other" ? BY_NAME.find(([pattern]) => pattern.test(heading))?.[1] : undefined;
  if (named !== undefined) return named;
  return kind === "limitations" || kind === "other" ? { heading: { value: kind, scheme: OWN_SCHEME, meaning: heading }, element: COMMENT } : BY_KIND[kind];
}
