// Findings of the impression that the findings do not have, or deny.

import type { LintFinding } from "./finding.ts";
import { found } from "./found.ts";
import { isInferred, sharePlace, supports } from "./lexicon.ts";
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
  const supported = new Set(told.filter((mention) => isSupported(mention, described, known)));
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

function isSupported(mention: Mention, described: readonly Mention[], known: readonly Mention[]): boolean {
  if (known.some((each) => each.id === mention.id)) return true;
  return described.some((each) => !each.isNegated && supports(each.id, mention.id) && sharePlace(each.organs, mention.nearOrgans));
}

/** `... consistent with X`: a conclusion from something that is in the findings. */
function isConclusion(mention: Mention, supported: ReadonlySet<Mention>): boolean {
  if (!mention.isHedged) return false;
  return [...supported].some((each) => each.sentence === mention.sentence || (each.sentence.paragraph === mention.sentence.paragraph && each.sentence.start < mention.sentence.start && /^(?:this|these|findings|the (?:appearance|finding|picture|pattern|constellation)|differential|dd|likely|probably|possib)/.test(mention.sentence.text)));
}

/** One finding a sentence is enough to look at it. */
function firstOfPhrase(mentions: readonly Mention[]): Mention[] {
  return mentions.filter((mention, index) => mentions.findIndex((each) => each.sentence === mention.sentence) === index);
}
