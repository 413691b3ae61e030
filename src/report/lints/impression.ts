// Findings of the impression that the findings do not have, or deny.

import { contentWords } from "./contentWords.ts";
import type { LintFinding } from "./finding.ts";
import { found } from "./found.ts";
import { isInferred, organsNamed, sharePlace, supports } from "./lexicon.ts";
import type { Mention } from "./mentions.ts";
import type { Reading, Sentence } from "./reading.ts";

/** Sections whose statements the impression may repeat without a finding: what was known before. */
const KNOWN_FROM: readonly Sentence["kind"][] = ["clinicalInformation", "exam", "comparison", "technique", "about"];

/** Mentions of the impression without anything in the findings that stands for them. */
export function unsupportedImpression(reading: Reading, mentions: readonly Mention[]): LintFinding[] {
  if (!reading.has("findings") || !reading.has("impression")) return [];
  const described = mentions.filter((mention) => mention.sentence.kind === "findings" && !mention.isHypothetical);
  const known = mentions.filter((mention) => KNOWN_FROM.includes(mention.sentence.kind) && !mention.isHypothetical && !mention.isNegated && !mention.sentence.text.includes("?"));
  const told = mentions.filter((mention) => mention.sentence.kind === "impression" && isTold(mention));
  const supported = new Set(told.filter((mention) => isSupported(mention, described, known, reading)));
  const missing = told.filter((mention) => !supported.has(mention) && !isConclusion(mention, supported));
  return firstOfPhrase(missing).map((mention) => {
    const denied = described.find((each) => each.isNegated && each.id === mention.id);
    const range = { start: mention.start, end: mention.end };
    const words = [reading.report.text.slice(mention.start, mention.end)];
    return denied === undefined ? found("lint/impression-unsupported", range, words) : found("lint/impression-contradicts", range, words, { related: { start: denied.start, end: denied.end } });
  });
}

/** Said to be there, by this examination. */
function isTold(mention: Mention): boolean {
  return !mention.isNegated && !mention.isHypothetical && !mention.isHistorical && !isInferred(mention.id);
}

/** Findings that are seen as what they are called, so that the findings must name them; the others are diagnoses, which follow from what is seen. */
const SEEN: ReadonlySet<string> = new Set(
  ("pleuralEffusion pneumothorax pneumomediastinum subcutaneousEmphysema consolidation groundGlass atelectasis lungNodule nodule mass metastasis lymphadenopathy edema emphysema bronchiectasis pulmonaryEmbolism " +
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
  return isFollowing(mention, described, reading);
}

/**
 * Whether the findings have something that a diagnosis may follow from: an abnormality of the same part of the body, or
 * where the diagnosis names none, any. A finding that is seen needs words that the vocabulary does not know, or its size.
 */
function isFollowing(mention: Mention, described: readonly Mention[], reading: Reading): boolean {
  const isSeen = SEEN.has(mention.id);
  const sizes = mention.phrase.match(/\d+(?:[.,]\d+)? ?(?:mm|cm)\b/g) ?? [];
  const places = [...mention.nearOrgans].filter((organ) => !/^(?:bone|vessel|softTissue|lymphNode)$/.test(organ));
  return reading.sentences.some((sentence) => {
    if (sentence.kind !== "findings" || IS_DEVICE.test(sentence.text)) return false;
    if (sizes.some((size) => sentence.text.includes(size))) return true;
    const inSentence = described.filter((each) => each.sentence === sentence);
    const isAbnormal = inSentence.some((each) => !each.isNegated) || !IS_NORMAL.test(sentence.text);
    if (!isAbnormal) return false;
    if (places.length === 0) return !isSeen && inSentence.some((each) => !each.isNegated);
    const isHere = [...organsNamed(sentence.text), ...organsNamed(sentence.label)].some((organ) => places.includes(organ.id));
    return isHere && (!isSeen || (inSentence.length === 0 && contentWords(sentence.text).size > organsNamed(sentence.text).length));
  });
}

/** A sentence about where something ends that was put there. */
const IS_DEVICE = /\b(?:leads?|tip|catheter|tubes?|lines?|wires?|clips?|terminat\w+|pacemaker|port)\b/;

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
