// Sex and age: what the text says of the patient against the tags, or against itself where there are none.

import type { TextRange } from "../document.ts";
import type { ImageFacts } from "../imageFacts.ts";
import { ageText, sexWord } from "../templates/newReport.ts";
import type { LintFinding } from "./finding.ts";
import { found } from "./found.ts";
import type { Reading, Sentence } from "./reading.ts";

const FEMALE_PARTS = /(?<![\p{L}])(?:uter(?:us|ine)|endometri(?:um|al)|myometri(?:um|al)|ovar(?:y|ies|ian)|adnex(?:a|ae|al)|fallopian|vagina(?:l)?|vulva|parametri\w+|hysterectomy|oophorectomy|pregnan(?:t|cy)|gestational|gravid|postmenopausal|menopaus\w+|fibroids?|leiomyomas?|iud|intrauterine|cul-de-sac|pouch of douglas|placenta\w*|fet(?:us|al)|menstrua\w+|postpartum|gebärmutter\w*|eierst\w+|ovarien|útero|ovarios?|embarazo)(?![\p{L}])/gu;
const MALE_PARTS = /(?<![\p{L}])(?:prostat(?:e|ic|ectomy|omegaly)|seminal vesicles?|test(?:is|es|icle|icles|icular)|scrot(?:um|al)|epididym\w+|penis|penile|spermatic|varicoceles?|hydroceles?|cryptorchid\w+|vas deferens|vasectomy|prostata\w*|hoden\w*|samenblasen|próstata|testículos?)(?![\p{L}])/gu;
const FEMALE_PERSON = /(?<![\p{L}])(?:woman|lady|female|girl|she|her|mrs|ms|patientin|frau|weiblich\w*|mujer|ella)(?![\p{L}])/gu;
const MALE_PERSON = /(?<![\p{L}])(?:man|gentleman|male|boy|he|his|him|mr|herr|männlich\w*|hombre|varón)(?![\p{L}])/gu;
/** Another person, or no person. */
const OTHER_PERSON = /\b(?:mother|father|sister|brother|family|parent|wife|husband|spouse|dr|doctor|physician|referr\w+|radiologist|colleague|donor|daughter|son|male (?:connector|adapter)|breast cancer in (?:his|her))\b/;
/** `he` in a chemical, `his` of bundles, `female`/`male` urethra and pelvis of anatomy. */
const NO_PERSON = /^(?:he|his|ms|her)$/;

type Sex = "M" | "F";

interface SexWord {
  readonly sex: Sex;
  readonly range: TextRange;
  /** True for words that say what the patient is. */
  readonly isPerson: boolean;
  readonly kind: Sentence["kind"];
}

/** Words of the other sex than PatientSex; without it, than the patient whom the report names. */
export function sexConflicts(reading: Reading, facts: readonly ImageFacts[]): LintFinding[] {
  const words = reading.sentences.flatMap(sexWords);
  const tags = new Set(facts.map((each) => each.PatientSex.trim().toUpperCase()).filter((sex): sex is Sex => sex === "M" || sex === "F"));
  const [tag] = tags;
  const named = words.find((word) => word.isPerson) ?? statedSex(reading);
  const sex = tags.size === 1 && tag !== undefined ? tag : named?.sex;
  if (sex === undefined) return [];
  const wrong = words.filter((word) => word.sex !== sex);
  const { text } = reading.report;
  return wrong.map((word) => found("lint/sex-conflict", word.range, [text.slice(word.range.start, word.range.end), sexWord(sex)], tag === undefined && named !== undefined ? { related: named.range } : {}));
}

function sexWords(sentence: Sentence): SexWord[] {
  if (OTHER_PERSON.test(sentence.text) && sentence.kind !== "findings" && sentence.kind !== "impression") return [];
  const collect = (pattern: RegExp, sex: Sex, isPerson: boolean): SexWord[] =>
    Array.from(sentence.text.matchAll(pattern)).filter((match) => !(isPerson && isNoPerson(sentence, match[0], match.index))).map((match) => ({ sex, isPerson, kind: sentence.kind, range: { start: sentence.start + match.index, end: sentence.start + match.index + match[0].length } }));
  return [...collect(FEMALE_PERSON, "F", true), ...collect(MALE_PERSON, "M", true), ...collect(FEMALE_PARTS, "F", false), ...collect(MALE_PARTS, "M", false)].sort((a, b) => a.range.start - b.range.start);
}

/** `MS` is a disease, `MR` a modality, `He` in a report in capitals a sentence's start. */
function isNoPerson(sentence: Sentence, word: string, at: number): boolean {
  if (word === "ms" || word === "mr") return !/^(?:M[sr]\.? \p{Lu}|M[SR]\. )/u.test(sentence.written.slice(at));
  return NO_PERSON.test(word) && OTHER_PERSON.test(sentence.text);
}

/** `Sex: F`, `54F`, `67 M`, `m, 54`. */
function statedSex(reading: Reading): SexWord | undefined {
  for (const sentence of reading.sentences) {
    const match = /(?:\b(?:sex|gender|geschlecht|sexo)\s*:?\s*)([mf])\b|\b\d{1,3}\s?(?:y(?:\/?o|rs?|ears?)?(?:[- ]old)?\s?)?[,/]?\s?([mf])\b(?!\.?\s?\d)/.exec(sentence.text);
    const letter = match?.[1] ?? match?.[2];
    if (match === null || letter === undefined || (match[1] === undefined && !["clinicalInformation", "about", "exam"].includes(sentence.kind))) continue;
    const start = sentence.start + match.index;
    return { sex: letter === "f" ? "F" : "M", isPerson: true, kind: sentence.kind, range: { start, end: start + match[0].length } };
  }
  return undefined;
}

interface Age {
  readonly range: TextRange;
  readonly years: number;
  /** Years by which the words may be off. */
  readonly tolerance: number;
}

const NUMBER_WORDS: readonly string[] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"];
const TENS: readonly string[] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const SPELLED = `(?:${[...TENS.slice(2).map((ten) => `${ten}(?:[- ](?:${NUMBER_WORDS.slice(1, 10).join("|")}))?`), ...NUMBER_WORDS.slice(1)].join("|")})`;
const STATED_AGE = new RegExp(`(?<!\\b(?:tc|in|i|ga|tl|f|c)-?)\\b(\\d{1,3}|${SPELLED})[\\s-]*(?:(years?|yrs?|y|months?|mos?|weeks?|wks?|days?)[\\s-]*(?:old|o|of age)\\b|(y\\/?o)\\b|jährige[rnsm]?\\b|(?:-)?(años)\\b)|\\b(?:aged?|alter|edad)\\s*:?\\s*(\\d{1,3})(?:\\s*(years?|yrs?|y|months?|mos?|weeks?|days?))?\\b|(?<!\\b(?:tc|in|i|ga|tl|f|c)-?)\\b(\\d{1,3})\\s?(?:(?:y)\\s?)?[/,]?\\s?[mf]\\b(?!\\.?\\s?\\d)`, "g");
/** After it the age is a thing's. */
const NO_PATIENT = /^[\s,]*(?:(?:left|right|total|old|healed|hip|knee|shoulder|aortic|coronary|breast|dental|rib|spinal|pelvic|femoral|vertebral) ){0,2}(?:fracture|prosthes\w+|implants?|injur\w+|infarct\w*|hardware|films?|stud(?:y|ies)|exam\w*|scans?|scar|h(?:a)?ematoma|h(?:a)?emorrhage|device|stent|graft|lesion|bleed|accident|trauma|radiograph|at the time|history|ct|mri?|replacement|arthroplasty|stroke)\b/;
const PAST_AGE = /\b(?:at (?:the )?age(?: of)?|since (?:the )?age|mother|father|brother|sister|when|in childhood)\s*$/;

/** Words for ages: lowest and highest in years. */
const AGE_WORDS: readonly (readonly [RegExp, number, number])[] = [
  [/\b(?:premature|preterm) (?:infant|neonate|baby|newborn)\b|\b(?:neonat(?:e|es|al)|newborns?|neugeborene\w*|recién nacido)\b/g, 0, 0.25],
  [/\b(?:infants?(?! feeding)|säugling\w*|lactante)\b/g, 0, 2],
  [/\btoddlers?\b/g, 0.7, 4.5],
  ...["twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"].map((decade, index): readonly [RegExp, number, number] => [new RegExp(`\\bin (?:his|her|their) (?:early |mid[- ]?|late )?${decade}\\b`, "g"), 20 + 10 * index, 30 + 10 * index]),
  [/\b(?:paediatric|pediatric)(?: \w+)?\b|\b(?:child|children|kindes|niñ[oa]|schoolchild)\b/g, 0, 18.5],
  [/\b(?:boy|girl)\b/g, 0, 19],
  [/\b(?:adolescents?|teenage[rd]?s?|jugendliche\w*)\b/g, 9.5, 21],
  [/\b(?:elderly|octogenarian|senile|geriatric|senior citizen)\b/g, 58, 130],
  [/\b(?:open (?:physes|growth plates?|epiphys\w+)|(?:unfused|non-?fused) (?:physes|epiphys\w+|apophys\w+|growth plates?)|growth plates? (?:is |are |remain )?(?:open|not (?:yet )?(?:closed|fused))|(?:physes|epiphyses) (?:are |remain )?(?:open|unfused)|skeletally immature|open fontanel\w*|anterior fontanel\w*|normal thymic (?:shadow|silhouette)|thymic sail)\b/g, 0, 22],
  [/\b(?:postmenopausal|menopausal)\b/g, 35, 130],
  [/\b(?:age-related (?:atrophy|involution\w*|changes?|white matter\w*|volume loss)|senescent changes?|involutional changes?)\b/g, 40, 130],
];
/** Words whose lowest age is meant as strictly as their highest. */
const ADULT = /\badult (?:male|female|man|woman|patient)\b/g;

/** Ages in the text that do not fit the tags; without an age in the tags, the first that the text states. */
export function ageConflicts(reading: Reading, facts: readonly ImageFacts[]): LintFinding[] {
  const tagged = facts.flatMap(({ ageYears }) => (ageYears === null ? [] : [ageYears]));
  const stated = reading.sentences.flatMap(statedAges);
  const [tag] = tagged;
  const [first] = stated;
  if (tag === undefined && first === undefined) return [];
  const age = tag ?? first?.years ?? 0;
  const related = tag === undefined ? first?.range : undefined;
  const { text } = reading.report;
  const report = (range: TextRange): LintFinding => found("lint/age-conflict", range, [text.slice(range.start, range.end), ageText(age)], related === undefined ? {} : { related });
  const wrong = stated.filter((each) => (tag !== undefined || each !== first) && Math.abs(each.years - age) > each.tolerance).map((each) => report(each.range));
  return [...wrong, ...reading.sentences.flatMap((sentence) => ageWords(sentence, age, wrong).map(report))];
}

function statedAges(sentence: Sentence): Age[] {
  return [...sentence.text.matchAll(STATED_AGE)].flatMap((match) => {
    const [whole, number, unit, , , labelled, labelledUnit, beforeSex] = match;
    const isBare = number === undefined && labelled === undefined;
    if (isBare && !["clinicalInformation", "about", "exam"].includes(sentence.kind) && match.index > 2) return [];
    if (NO_PATIENT.test(sentence.text.slice(match.index + whole.length)) || PAST_AGE.test(sentence.text.slice(0, match.index))) return [];
    const value = numberOf(number ?? labelled ?? beforeSex ?? "");
    if (value === null) return [];
    const perYear = unitsPerYear(unit ?? labelledUnit ?? "y");
    return [{ range: { start: sentence.start + match.index, end: sentence.start + match.index + whole.trimEnd().length }, years: value / perYear, tolerance: perYear === 1 ? 1.01 : Math.max(0.2, (2 / perYear)) }];
  });
}

function ageWords(sentence: Sentence, age: number, told: readonly LintFinding[]): TextRange[] {
  if (OTHER_PERSON.test(sentence.text)) return [];
  const words = AGE_WORDS.flatMap(([pattern, low, high]) => (age < low || age > high ? [...sentence.text.matchAll(pattern)] : []));
  const adult = age < 15 ? [...sentence.text.matchAll(ADULT)] : [];
  return [...words, ...adult].filter((match) => !/\b(?:childhood|as an? )$/.test(sentence.text.slice(0, match.index)) && !/^ (?:protocol|dose|abuse|size|cuff|tube|hospital|history)/.test(sentence.text.slice(match.index + match[0].length)))
    .map((match) => ({ start: sentence.start + match.index, end: sentence.start + match.index + match[0].length }))
    .filter((range) => !told.some((each) => each.range.start <= range.start && range.end <= each.range.end));
}

function unitsPerYear(unit: string): number {
  if (unit.startsWith("mo")) return 12;
  if (unit.startsWith("w")) return 52.18;
  return unit.startsWith("d") ? 365.25 : 1;
}

/** A number in digits or words up to 99; null for a year of birth and other large numbers. */
function numberOf(text: string): number | null {
  if (/^\d+$/.test(text)) return Number(text) <= 130 ? Number(text) : null;
  const [first = "", second] = text.split(/[- ]/);
  const ten = TENS.indexOf(first);
  if (ten >= 2) return ten * 10 + (second === undefined ? 0 : Math.max(0, NUMBER_WORDS.indexOf(second)));
  const small = NUMBER_WORDS.indexOf(first);
  return small === -1 ? null : small;
}
