// Words of another modality or another part of the body than was examined.

import type { TextRange } from "../document.ts";
import type { ImageFacts } from "../imageFacts.ts";
import { bodyPartOf, modalityKindOf, modalityWord, regionsOf } from "../bodyParts.ts";
import type { BodyRegion, ModalityKind } from "../bodyParts.ts";
import type { LintFinding } from "./finding.ts";
import { found } from "./found.ts";
import { organsNamed, regionsOfOrgan } from "./lexicon.ts";
import type { Reading, Sentence } from "./reading.ts";

/** Names of examinations, by kind. */
const NAMES: Readonly<Record<ModalityKind, string>> = {
  ct: "ct|cta|ctpa|cect|ncct|hrct|cat scan|computed tomogra\\w+|computertomogra\\w*|tomograf[ií]a computarizada|tac",
  mr: "mri?|mrt|mra|mrcp|magnetic resonance\\w*|kernspin\\w*|resonancia(?: magnética)?",
  us: "ultrasound|ultrasonogra\\w+|sonogra(?:m|ms|phy|phie)|us|usg|doppler|ecografía|ultraschall\\w*",
  radiograph: "radiographs?|radiography|x-?rays?|plain films?|films?|cxr|röntgen\\w*|radiografía|rx|kub",
  mammography: "mammogra(?:m|ms|phy|phie|phic views?|phic images?)|tomosynthesis|mamografía",
  nuclear: "pet|pet[-/]ct|scintigra\\w+|spect|bone scan|szintigra\\w+|fdg",
  fluoroscopy: "fluoroscop\\w+|barium \\w+|esophagram|angiogram|dsa|upper gi",
};
const KINDS: readonly ModalityKind[] = ["ct", "mr", "us", "radiograph", "mammography", "nuclear", "fluoroscopy"];
const NAME_PATTERNS = new Map(KINDS.map((kind) => [kind, new RegExp(`(?<![\\p{L}\\d])(?:${NAMES[kind]})(?![\\p{L}])`, "gu")]));

/** Words of description and the examinations they belong to. */
const DESCRIPTIONS: readonly (readonly [RegExp, readonly ModalityKind[]])[] = [
  [/\b(?:hounsfield(?: units?)?|\d+ ?hu)\b/g, ["ct", "nuclear"]],
  [/\b(?:hypo|hyper|iso)-?attenuat\w+|\bhypodens\w+|\bhyperdens\w+|\b(?:low|high|soft[- ]tissue|fat|fluid)[- ]attenuation\b/g, ["ct", "nuclear", "mammography", "fluoroscopy"]],
  [/\bt[12][- ]?(?:weighted|w\b|hyper\w+|hypo\w+|iso\w+|signal|flair|bright|dark|shortening|prolongation|intense)|\bflair\b|\bdwi\b|\badc\b|\bdiffusion[- ]weighted|\brestricted diffusion|\bdiffusion restriction|\bgad(?:olinium|obutrol|oterate|avist|ovist)\w*|\b(?:hyper|hypo|iso)-?intens\w+|\bsignal (?:intensity|void|abnormalit\w+|drop\w*)|\bflow voids?|\bstir\b|\bswi\b|\bgradient[- ]echo|\bmarrow signal|\bspin[- ]echo|\bfat[- ]suppressed|\b[13](?:\.5|\.0)? ?(?:t|tesla)\b(?! ?\d)/g, ["mr"]],
  [/\b(?:hyper|hypo|iso|an)echo(?:ic|genic)\w*|\bechogenic\w*|\bechotexture|\bsonographic(?:ally)?\b|\btransducer|\bacoustic (?:shadowing|enhancement|window)|\bcolou?r[- ]doppler|\bdoppler|\b(?:non-?)?compressib(?:le|ility)|\bpeak systolic velocit\w+|\bresisti(?:ve|vity) index|\breal-time\b/g, ["us"]],
  [/\bradiopa(?:que|cit\w+)\b(?! (?:foreign|marker|material))|\bradiolucen\w+|\b(?:ap|pa|lateral|oblique|frontal|sunrise|skyline|swimmer'?s|mortise) (?:and \w+ )?(?:view|projection|radiograph|film|chest)s?\b|\b(?:erect|portable|overpenetrated|underpenetrated) (?:\w+ )?(?:film|chest|radiograph|view|projection)\b|\bplain film\b/g, ["radiograph", "mammography", "fluoroscopy"]],
  [/\b(?:suv(?:max|mean|peak)?|fdg[- ]avid\w*|fdg|radiotracer|tracer uptake|hypermetabolic|photopenic|metabolic activity)\b/g, ["nuclear"]],
];

/** Sentences that may name another examination: advice, comparison, history, what one cannot see. */
const EXCUSED = /\b(?:recommend\w*|suggest\w*|advis\w+|consider\w*|further (?:evaluat|imaging|assess|work|characteri|investigat|stud|follow)\w*|follow\w*|prior|previous\w*|compar\w+|correlat\w+|dated|could|would|should|if|better|dedicated|known|history|outside|recent|earlier|subsequent\w*|biops\w+|guid(?:ed|ance)|limited|beyond|complement\w+|scheduled|planned|sensitiv\w+|occult|alternativ\w+|may be (?:helpful|obtained|useful|performed)|confirm\w*|second-look|empf\w+|ergänz\w+|voraufn\w*|voruntersuch\w*|status post|s\/p|since|topogram|scout|seen on (?:the )?(?:\w+ )?(?:ct|mri?|ultrasound|radiograph|mammogram)|reference|adjunct|equivalent|in (?:\d+|three|six|twelve) (?:weeks|months)|performed (?:on|elsewhere|at|in)|not (?:well |adequately |reliably )?(?:assess|evaluat|visuali|detect)\w*|recomienda|same day|referr\w+)\b/;
/** A sentence that says what this examination is. */
const SELF = /\b(?:this|present|current|today'?s|the)\b/;

/** Sections that describe the examination and what it shows. */
const DESCRIBES: readonly Sentence["kind"][] = ["findings", "impression", "technique", "exam"];

/** Words of another modality than the tags', or without them than the report's own exam line and technique. */
export function modalityConflicts(reading: Reading, facts: readonly ImageFacts[]): LintFinding[] {
  const tagged = new Set(facts.map(({ Modality }) => modalityKindOf(Modality)).filter((kind) => kind !== null));
  const isTagged = tagged.size > 0;
  const named = kindsNamed(reading.exam.toLowerCase(), reading);
  const isSame = [...named].some((kind) => tagged.has(kind));
  // "Mammogram and ultrasound": one report of two examinations, the tags are of one of them.
  const kinds = isTagged ? new Set([...withCompanions(tagged, facts), ...(isSame ? named : [])]) : named;
  if (kinds.size === 0) return [];
  const words = [...kinds].map(modalityWord).join(", ");
  const { text } = reading.report;
  const compared = kindsCompared(reading);
  return reading.sentences.filter((sentence) => DESCRIBES.includes(sentence.kind) && (isTagged || sentence.kind !== "exam")).flatMap((sentence) => {
    const range = foreignModality(sentence, kinds, compared);
    return range === null ? [] : [found("lint/modality-conflict", range, [text.slice(range.start, range.end), words])];
  }).concat(isTagged ? headerConflict(reading, kinds, words) : []);
}

/** Examinations that the report compares with: it may name them. */
function kindsCompared(reading: Reading): ReadonlySet<ModalityKind> {
  const lines = [reading.report.header.comparison?.text.toLowerCase() ?? "", ...reading.sentences.filter((sentence) => sentence.kind === "comparison" || sentence.kind === "clinicalInformation").map((sentence) => sentence.text)];
  return new Set(KINDS.filter((kind) => lines.some((line) => new RegExp(NAME_PATTERNS.get(kind) ?? /$^/, "u").test(line))));
}

/** PET comes with CT, and its tags may be of either. */
function withCompanions(kinds: ReadonlySet<ModalityKind>, facts: readonly ImageFacts[]): ReadonlySet<ModalityKind> {
  const isHybrid = facts.some(({ StudyDescription, Modality }) => Modality === "PT" || /\bpet\b/i.test(StudyDescription));
  return isHybrid ? new Set<ModalityKind>([...kinds, "nuclear", "ct"]) : kinds;
}

function kindsNamed(exam: string, reading: Reading): ReadonlySet<ModalityKind> {
  const named = new Set(KINDS.filter((kind) => new RegExp(NAME_PATTERNS.get(kind) ?? /$^/, "u").test(exam)));
  if (/\b(?:ap|pa|views?|portable)\b/.test(exam) && named.size === 0) named.add("radiograph");
  // "CT angiogram" is a CT, "MR Doppler" an MR.
  if (named.size > 1 && named.has("fluoroscopy")) named.delete("fluoroscopy");
  if (named.has("nuclear")) named.add("ct");
  if (named.size > 0 && reading.sentences.some((sentence) => sentence.kind === "technique" && /\bpet\b/.test(sentence.text))) named.add("nuclear");
  return named;
}

function headerConflict(reading: Reading, kinds: ReadonlySet<ModalityKind>, words: string): LintFinding[] {
  const { exam } = reading.report.header;
  if (exam === null) return [];
  const named = kindsNamed(exam.text.toLowerCase(), reading);
  return named.size === 0 || [...named].some((kind) => kinds.has(kind)) ? [] : [found("lint/modality-conflict", exam.range, [exam.text, words])];
}

function foreignModality(sentence: Sentence, kinds: ReadonlySet<ModalityKind>, compared: ReadonlySet<ModalityKind>): TextRange | null {
  const { text } = sentence;
  if (sentence.kind === "exam") {
    const named = KINDS.filter((kind) => new RegExp(NAME_PATTERNS.get(kind) ?? /$^/, "u").test(text));
    return named.length === 0 || named.some((kind) => kinds.has(kind)) ? null : firstOf(sentence, named.map((kind) => NAME_PATTERNS.get(kind) ?? /$^/g));
  }
  if (EXCUSED.test(text)) return null;
  const foreign = DESCRIPTIONS.filter(([, owners]) => !owners.some((kind) => kinds.has(kind))).map(([pattern]) => pattern);
  const described = firstOf(sentence, foreign);
  if (described !== null) return described;
  const names = KINDS.filter((kind) => !kinds.has(kind) && !(compared.has(kind) && sentence.kind !== "technique") && !(kind === "fluoroscopy") && !(kind === "radiograph" && kinds.has("fluoroscopy")));
  const named = firstOf(sentence, names.map((kind) => NAME_PATTERNS.get(kind) ?? /$^/g));
  if (named === null || sameExamNamed(text, kinds)) return null;
  const before = text.slice(0, named.start - sentence.start);
  const isSelf = sentence.kind === "technique" || SELF.test(before) || /^\W*$/.test(before) || /\b(?:on|by|at)\s+$/.test(before) || /^[\s-]*(?:scan|images?|examination|study|sequences?|slices?|shows?|demonstrates?|reveals?)\b/.test(text.slice(named.end - sentence.start));
  const isWord = text.slice(named.start - sentence.start, named.end - sentence.start) !== "us" || sentence.written.slice(named.start - sentence.start, named.end - sentence.start) === "US";
  return isSelf && isWord && !/\bfilm of\b|\bfluid film\b/.test(text) ? named : null;
}

function sameExamNamed(text: string, kinds: ReadonlySet<ModalityKind>): boolean {
  return [...kinds].some((kind) => new RegExp(NAME_PATTERNS.get(kind) ?? /$^/, "u").test(text));
}

function firstOf(sentence: Sentence, patterns: readonly RegExp[]): TextRange | null {
  const starts = patterns.flatMap((pattern) => [...sentence.text.matchAll(pattern)]).sort((a, b) => a.index - b.index);
  const [match] = starts;
  return match === undefined ? null : { start: sentence.start + match.index, end: sentence.start + match.index + match[0].length };
}

/** Regions that tags and exam lines do not tell apart. */
const NEIGHBOURS: readonly (readonly [BodyRegion, BodyRegion])[] = [["abdomen", "pelvis"], ["head", "neck"], ["chest", "breast"], ["neck", "spine"]];
const EXCUSED_PART = /\b(?:status post|s\/p|history|known|prior|previous\w*|post[- ]?operative|recommend\w*|suggest\w*|advis\w+|consider\w*|further|follow\w*|metasta\w+|sarcoma|lymphoma|melanoma|myeloma|chemotherap\w+|after \d|primary|cancer|carcinoma|malignan\w+|radiat(?:es|ing)|referred|correlat\w+|compar\w+|dedicated|if|(?:arms?|hands?) (?:up|down|above|overlying|raised)|overlying|external|artifact\w*|embol\w+|source|positioned|positioning|outside|field of view|not included|scout|topogram|lead|ekg|ecg|tube|catheter|line|like)\b/;

/** Parts of the body that an examination of the tags' region, or without tags of the exam line's, does not show. */
export function bodyPartConflicts(reading: Reading, facts: readonly ImageFacts[]): LintFinding[] {
  const tagged = facts.flatMap(({ BodyPartExamined, StudyDescription, ProtocolName }) => [BodyPartExamined, StudyDescription, ProtocolName].filter((each) => bodyPartOf(each) !== null));
  const isTagged = tagged.length > 0;
  const names = isTagged ? tagged : [reading.exam];
  const regions = new Set(names.flatMap((name) => [...regionsOf(name)]));
  if (regions.size === 0) return [];
  const wide = new Set([...regions].flatMap((region) => [region, ...NEIGHBOURS.filter((pair) => pair.includes(region)).flat()]));
  const words = isTagged ? [...new Set(names.map((name) => bodyPartOf(name)?.word ?? name))].join(", ") : (bodyPartOf(reading.exam)?.word ?? "");
  const { text } = reading.report;
  const wrong = reading.sentences.filter((sentence) => sentence.kind === "findings" || sentence.kind === "impression").flatMap((sentence) => foreignPart(sentence, regions));
  return [...(isTagged ? examLineConflicts(reading, wide) : []), ...wrong].map((range) => found("lint/body-part-conflict", range, [text.slice(range.start, range.end), words]));
}

function foreignPart(sentence: Sentence, regions: ReadonlySet<BodyRegion>): TextRange[] {
  if (EXCUSED_PART.test(sentence.text) || /\b(?:f(?:o)?etal|f(?:o)?etus)\b/.test(`${sentence.label} ${sentence.text}`)) return [];
  const foreign = organsNamed(sentence.text).filter(({ id }) => {
    const possible = regionsOfOrgan(id);
    return possible.length > 0 && !possible.some((region) => regions.has(region));
  }).sort((a, b) => a.start - b.start);
  const [first] = foreign;
  return first === undefined ? [] : [{ start: sentence.start + first.start, end: sentence.start + first.end }];
}

function examLineConflicts(reading: Reading, regions: ReadonlySet<BodyRegion>): TextRange[] {
  const { exam } = reading.report.header;
  const lines = [...(exam === null ? [] : [{ text: exam.text, range: exam.range }]), ...reading.sentences.filter((sentence) => sentence.kind === "exam").map((sentence) => ({ text: sentence.written, range: { start: sentence.start, end: sentence.start + sentence.text.length } }))];
  return lines.filter(({ text }) => {
    const named = regionsOf(text);
    return named.size > 0 && ![...named].some((region) => regions.has(region));
  }).map(({ range }) => range);
}
