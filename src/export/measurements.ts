// Measured values in the words of a report: numbers with a unit, as they stand in the findings.

import type { ContentSection } from "./content.ts";

/** What kind of quantity a unit makes of a number. */
export type QuantityKind = "length" | "area" | "volume" | "angle" | "attenuation";

/** A measured value; a length of several axes has several numbers. */
export interface Measurement {
  readonly kind: QuantityKind;
  readonly values: readonly number[];
  /** UCUM, `mm`. */
  readonly unit: string;
  /** As written. */
  readonly writtenUnit: string;
  /** The label or the clause that it stands in. */
  readonly about: string;
  /** Index of its section. */
  readonly section: number;
}

interface Unit {
  readonly written: string;
  readonly unit: string;
  readonly kind: QuantityKind;
}

/** Longer ones first: `mm²` before `mm`. */
const UNITS: readonly Unit[] = [
  { written: "mm(?:²|2|\\^2)", unit: "mm2", kind: "area" }, { written: "cm(?:²|2|\\^2)", unit: "cm2", kind: "area" },
  { written: "mm(?:³|3|\\^3)", unit: "mm3", kind: "volume" }, { written: "cm(?:³|3|\\^3)|cc", unit: "cm3", kind: "volume" },
  { written: "m[lL]", unit: "mL", kind: "volume" }, { written: "HU|HE|UH", unit: "[hnsf'U]", kind: "attenuation" },
  { written: "°|degrees?|Grad", unit: "deg", kind: "angle" }, { written: "mm", unit: "mm", kind: "length" }, { written: "cm", unit: "cm", kind: "length" },
];

const NUMBER = "[-−]?\\d{1,4}(?:[.,]\\d{1,3})?";
const MEASURED = new RegExp(`(?<![\\p{L}\\d.,/-])(${NUMBER}(?:\\s?[x×*]\\s?${NUMBER}){0,2})\\s?(${UNITS.map(({ written }) => written).join("|")})(?![\\p{L}\\d²³/])`, "gu");
/** A value of an earlier examination, or a limit that is only named: none that was measured now. */
const NOT_NOW = /(?:previous(?:ly)?|prior|formerly|before|was|vorher|zuvor|ehemals|vormals|vor|damals|previa?(?:mente)?|anterior(?:mente)?|antes|auparavant|précédemment|slices?|thickness of|Schichtdicke|normal(?:wert)?|less than|more than|greater than|smaller than|larger than|over|under|unter|über|menor de|mayor de|upper limit|<|>|≤|≥|up to|bis zu|hasta)\s*(?:of|von|de|:|was|is|=|about|approximately|approx\.?|ca\.?|circa)?\s*\(?$/iu;
/** Longest clause that says what was measured. */
const MAX_ABOUT = 200;

/** Values that the findings state as measured; none of technique, comparison or impression, which repeats them. */
export function measurementsOf(sections: readonly ContentSection[]): Measurement[] {
  return sections.flatMap(({ kind, text }, section) => (kind === "findings" ? text.split("\n").flatMap((line) => clausesOf(line).flatMap((clause) => inClause(clause, section))) : []));
}

/** Sentences and parts of them; a comma between numbers is no end. */
function clausesOf(line: string): string[] {
  return line.split(/(?<=[.;!?])\s+|,\s+(?!\d)/u).map((clause) => clause.trim()).filter((clause) => clause !== "");
}

function inClause(clause: string, section: number): Measurement[] {
  return Array.from(clause.matchAll(MEASURED)).flatMap((match) => {
    const [, numbers = "", written = ""] = match;
    const unit = UNITS.find((each) => new RegExp(`^(?:${each.written})$`, "u").test(written));
    if (unit === undefined || NOT_NOW.test(clause.slice(0, match.index))) return [];
    const values = numbers.split(/[x×*]/u).map((number) => Number(number.trim().replace("−", "-").replace(",", ".")));
    const isPlausible = values.every(Number.isFinite) && (values.length === 1 || unit.kind === "length");
    return isPlausible ? [{ kind: unit.kind, values, unit: unit.unit, writtenUnit: written, about: clause.slice(0, MAX_ABOUT), section }] : [];
  });
}
