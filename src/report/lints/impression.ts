// Findings of the impression that the findings do not have, or deny.

import { regionsOf } from "../bodyParts.ts";
import type { BodyRegion } from "../bodyParts.ts";
import { contentWords } from "./contentWords.ts";
import type { LintFinding } from "./finding.ts";
import { found } from "./found.ts";
import { isInferred, organsNamed, regionsOfOrgan, sharePlace, supports } from "./lexicon.ts";
import type { Mention } from "./mentions.ts";
import { polarityOf } from "./polarity.ts";
import type { Reading, Sentence } from "./reading.ts";
import { oppositeSide, sideWords } from "./sides.ts";

/** Sections whose statements the impression may repeat without a finding: what was known before. */
const KNOWN_FROM: readonly Sentence["kind"][] = ["clinicalInformation", "exam", "comparison", "technique", "about"];

/** Mentions of the impression without anything in the findings that stands for them. */
export function unsupportedImpression(reading: Reading, mentions: readonly Mention[]): LintFinding[] {
  if (!reading.has("findings") || !reading.has("impression")) return [];
  const described = mentions.filter((mention) => mention.sentence.kind === "findings" && !mention.isHypothetical);
  const known = mentions.filter((mention) => KNOWN_FROM.includes(mention.sentence.kind) && !mention.isHypothetical && !mention.isNegated && !mention.sentence.text.includes("?"));
  const told = mentions.filter((mention) => mention.sentence.kind === "impression" && isTold(mention));
  const supported = new Set(told.filter((mention) => isSupported(mention, described, known, reading)));
  const open = unexplained(reading, described, supported);
  const missing = told.filter((mention) => !supported.has(mention) && !isConclusion(mention, supported) && (isDenied(mention, described) || !open.some((sentence) => mayMean(sentence, mention, reading))));
  return firstOfPhrase(missing).map((mention) => {
    const denied = described.find((each) => each.isNegated && each.id === mention.id);
    const range = { start: mention.start, end: mention.end };
    const words = [reading.report.text.slice(mention.start, mention.end)];
    return denied === undefined ? found("lint/impression-unsupported", range, words) : found("lint/impression-contradicts", range, words, { related: { start: denied.start, end: denied.end } });
  });
}

/**
 * Sentences of the findings that describe something without a name which no conclusion of the impression accounts for yet: a
 * diagnosis that the vocabulary cannot tie to its signs may be the name of one.
 */
function unexplained(reading: Reading, described: readonly Mention[], supported: ReadonlySet<Mention>): Sentence[] {
  const accounted = [...supported].map((mention) => ({ mention, words: ownWords(mention) }));
  return reading.sentences.filter((sentence) => {
    if (sentence.kind !== "findings" || IS_DEVICE.test(sentence.text)) return false;
    const affirmed = described.filter((each) => each.sentence === sentence && !each.isNegated);
    if (affirmed.some((each) => !SIGNS.has(each.id)) || !(describesUnnamed(sentence.text) || affirmed.length > 0)) return false;
    const words = contentWords(sentence.text);
    return !accounted.some(({ mention, words: own }) => affirmed.some((each) => supports(each.id, mention.id)) || [...own].some((word) => words.has(word)));
  });
}

/** Findings that are signs of many diagnoses. */
const SIGNS: ReadonlySet<string> = new Set(["fillingDefect", "dilatation", "fluid", "enhancement", "nonEnhancement", "wallThickening", "stranding", "enlargement", "opacity", "lesion", "veil", "shadowingFocus", "swelling", "signal", "uptake", "erosion", "restriction"]);

/** True where the findings say that there is no such thing, nor what stands for it, and nowhere that there is. */
function isDenied(mention: Mention, described: readonly Mention[]): boolean {
  const kin = described.filter((each) => (each.id === mention.id || supports(each.id, mention.id)) && sharePlace(each.organs, mention.organs));
  return kin.length > 0 && kin.every((each) => each.isNegated);
}

/** Whether a sentence of the findings and a diagnosis can speak of the same part of the body: its own where that is called normal elsewhere. */
function mayMean(sentence: Sentence, mention: Mention, reading: Reading): boolean {
  const organs = new Set([...organsNamed(sentence.text), ...organsNamed(sentence.label)].map((organ) => organ.id));
  const places = mention.nearOrgans.size > 0 ? mention.nearOrgans : mention.organs;
  if (isOtherSide(sentence, mention) || isOutside(places, regionsOf(reading.exam))) return false;
  const isCalledNormal = reading.sentences.some((each) => each !== sentence && each.kind === "findings" && IS_NORMAL.test(each.text) && organsNamed(each.text).some((organ) => places.has(organ.id)));
  return isCalledNormal ? [...organs].some((organ) => places.has(organ)) : sharePlace(organs, places);
}

/** True where parts of the body lie outside the regions that were examined. */
function isOutside(places: ReadonlySet<string>, examined: ReadonlySet<BodyRegion>): boolean {
  const regions = [...places].flatMap(regionsOfOrgan);
  return examined.size > 0 && regions.length > 0 && !regions.some((region) => examined.has(region));
}

/** True where a sentence speaks only of the side that a mention does not. */
function isOtherSide(sentence: Sentence, { side, isSideOwn }: Mention): boolean {
  if (!isSideOwn || side === null || side === "B") return false;
  const words = [...sideWords(sentence.text, sentence.written), ...sideWords(sentence.label, sentence.writtenLabel)].filter((word) => !word.isAnatomic);
  return words.length > 0 && words.every((word) => word.side === oppositeSide(side));
}

/** Said to be there, by this examination. */
function isTold(mention: Mention): boolean {
  return !mention.isNegated && !mention.isHypothetical && !mention.isHistorical && !isInferred(mention.id);
}

/** Findings that are seen as what they are called, so that the findings must name them; the others are diagnoses, which follow from what is seen. */
const SEEN: ReadonlySet<string> = new Set(
  ("pleuralEffusion pneumothorax pneumomediastinum subcutaneousEmphysema consolidation groundGlass atelectasis lungNodule nodule mass metastasis lymphadenopathy emphysema bronchiectasis pulmonaryEmbolism " +
    "cardiomegaly pericardialEffusion coronaryCalcification aneurysm dissection hiatalHernia steatosis hepatomegaly splenomegaly gallstone stone hydronephrosis cyst hemangioma diverticulum ascites pneumoperitoneum pneumatosis " +
    "abscess collection hematoma laceration hernia adrenal fibroid ovarianCyst varicocele hydrocele thrombus calcification hemorrhage subdural infarct whiteMatter atrophy hydrocephalus midlineShift thyroidNodule discHerniation " +
    "fracture effusionJoint tear marrowEdema osteopenia swelling foreignBody microcalcification gynecomastia lesion opacity infiltrate").split(" "),
);
/** Findings that any part of the body can have: the place decides whether two are the same. */
const ANYWHERE: ReadonlySet<string> = new Set(
  ("nodule mass lesion cyst calcification stone fracture hematoma hemorrhage abscess collection thrombus tear stenosis wallThickening edemaSoft metastasis lymphadenopathy lymphNode fluid dilatation enlargement infarct aneurysm " +
    "dissection polyp opacity cancer stranding adenoma lipoma hernia laceration stricture occlusion enhancement restriction atrophy contusion granuloma scarring calcification pleuralEffusion swelling").split(" "),
);

function isSupported(mention: Mention, described: readonly Mention[], known: readonly Mention[], reading: Reading): boolean {
  if (known.some((each) => each.id === mention.id)) return true;
  const own = new Set(organsNamed(mention.sentence.text.slice(mention.start - mention.sentence.start, mention.end - mention.sentence.start)).map((organ) => organ.id));
  const place = own.size > 0 ? own : mention.nearOrgans;
  const isSamePlace = (each: Mention): boolean => (each.id === mention.id && !ANYWHERE.has(mention.id)) || sharePlace(each.organs, place);
  if (described.some((each) => !each.isNegated && supports(each.id, mention.id) && isSamePlace(each))) return true;
  return !isDenied(mention, described) && isFollowing(mention, described, reading);
}

/**
 * Whether the findings have something that a diagnosis may follow from: an abnormality of the same part of the body, or
 * where the diagnosis names none, any. A finding that is seen needs its size, its own words, or something that is described and not named.
 */
function isFollowing(mention: Mention, described: readonly Mention[], reading: Reading): boolean {
  const isSeen = SEEN.has(mention.id);
  const sizes = mention.phrase.match(/\d+(?:[.,]\d+)? ?(?:mm|cm)\b/g) ?? [];
  const places = [...mention.nearOrgans].filter((organ) => !/^(?:bone|vessel|softTissue|lymphNode)$/.test(organ));
  const own = ownWords(mention);
  return reading.sentences.some((sentence) => {
    const { text } = sentence;
    if (sentence.kind !== "findings" || IS_DEVICE.test(text) || isOtherSide(sentence, mention)) return false;
    if (sizes.some((size) => text.includes(size))) return true;
    const inSentence = described.filter((each) => each.sentence === sentence);
    const isAbnormal = inSentence.some((each) => !each.isNegated) || !IS_NORMAL.test(text);
    if (isAbnormal && [...contentWords(text)].some((word) => own.has(word))) return true;
    const isUnnamed = describesUnnamed(text);
    if (!isAbnormal && !isUnnamed) return false;
    if (places.length === 0) return !isSeen && inSentence.some((each) => !each.isNegated);
    const organs = [...organsNamed(text), ...organsNamed(sentence.label)];
    const isHere = organs.some((organ) => places.includes(organ.id)) || (isUnnamed && organs.length === 0 && inSentence.length === 0);
    return isHere && (!isSeen || isUnnamed);
  });
}

/** What a mention is called beside its place and its kind: `hill-sachs` of a lesion. */
function ownWords(mention: Mention): ReadonlySet<string> {
  const places = organsNamed(mention.phrase).map((organ) => mention.phrase.slice(organ.start, organ.end)).join(" ");
  const taken = new Set([...contentWords(places), ...PLAIN_WORDS]);
  return new Set([...contentWords(mention.phrase)].filter((word) => !taken.has(word)));
}

/** Words that any finding can have beside it. */
const PLAIN_WORDS: ReadonlySet<string> = contentWords(
  "lobe lung base basal apex apical segment joint wall head neck body tail fossa sinus space tissue soft region bone cortical lesion defect focus mass nodule disease process abnormality simple complex focal diffuse multiple single solitary early late extensive minor major advanced partial complete subtle probable underlying associated " +
    "increasing decreasing progressive stable unchanged interval known residual recurrent first second third shaft midline central peripheral superior inferior internal external frontal temporal parietal occipital degenerative vein artery deep superficial node lymph",
);

/** Something that is described by what it looks like and not called anything. */
const UNNAMED = /\b(?:foc(?:us|i)|areas?|outpouching\w*|pouch\w*|defects?|structures?|shadow\w*|veil\w*|(?:hyper|hypo|iso)[- ]?(?:dens|intens|attenuat|echo|enhanc)\w*|(?:high|low|increased|decreased|reduced|abnormal|altered|bright|dark) (?:\w+ ){0,2}(?:signal|attenuation|density|echogenicity|uptake|avidity)|echogenic\w*|(?:increased|coarse\w*|altered|abnormal|heterogeneous) echotexture|lucen\w+|radiolucen\w+|crescent\w*|filling|whirl\w*|protru\w+|bulg\w+|indistinct|ill-defined|enhances?|step-?off|irregular\w*|obscur\w+|silhouett\w+|blunt\w+|veiling|hazy|haziness|patch(?:y|es)|streak\w*|band-?like|displac\w+|deviat\w+|discontinu\w+|interrupt\w+|non-?visuali[sz]\w+|avid\w*|flow gap|target sign|verschatt\w+|imagen)\b/g;

function describesUnnamed(text: string): boolean {
  return [...text.matchAll(UNNAMED)].some((match) => !polarityOf(text, match.index, match.index + match[0].length).isNegated);
}

/** A sentence about where something ends that was put there. */
const IS_DEVICE = /\b(?:leads?|tip|catheter|(?:endotracheal|tracheal|tracheostomy|feeding|nasogastric|orogastric|ng|og|et|chest|drainage|pigtail|thoracostomy) tubes?|lines?|wires?|clips?|terminat\w+|pacemaker|port)\b/;

/** A sentence that says that all is well. */
const IS_NORMAL = /\b(?:normal|normally|unremarkable|clear|intact|no|not|without|patent|negative|preserved|maintained|ok|nl|neg|inconspicuous|symmetric\w*|homogeneous|regular|kein\w*|unauffällig\w*|regelrecht\w*|sin)\b/;

/** `... consistent with X`: a conclusion from something that is in the findings. */
function isConclusion(mention: Mention, supported: ReadonlySet<Mention>): boolean {
  if (!mention.isHedged) return false;
  return [...supported].some((each) => each.sentence === mention.sentence || (each.sentence.paragraph === mention.sentence.paragraph && each.sentence.start < mention.sentence.start && /^(?:this|these|findings|the (?:appearance|finding|picture|pattern|constellation)|differential|dd|likely|probably|possib)/.test(mention.sentence.text)));
}

/** One finding a sentence is enough to look at it. */
function firstOfPhrase(mentions: readonly Mention[]): Mention[] {
  return mentions.filter((mention, index) => mentions.findIndex((each) => each.sentence === mention.sentence) === index);
}
