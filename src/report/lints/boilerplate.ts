// Advice that says nothing about this patient.

import type { LintFinding } from "./finding.ts";
import { found } from "./found.ts";
import type { Reading } from "./reading.ts";

const PHRASES: readonly RegExp[] = [
  /\b(?:please |kindly |recommend |suggest |advise |advised |advisable |suggested )?(?:clinical(?:ly)?|clinico-?\w+)(?:[ /-](?:and\/or |and |or )?(?:laboratory|lab|physical|historical|pathological|radiological))? correlat(?:ion|e|es|ed)(?: (?:is|are|would be|may be|should be))?(?: (?:recommended|advised|suggested|needed|required|advisable|necessary|indicated|helpful|warranted))?/g,
  /\b(?:please |kindly |to be |should be |must be |recommend(?:ed)? to |advise(?:d)? to )?correlat(?:e|ed|ion)(?: is| be)? (?:clinically|with (?:the )?(?:clinical|patient|physical|symptoms|history|laboratory|labs?|lab (?:values|findings|results))(?: \w+)?(?: (?:findings?|history|exam\w*|picture|symptoms|presentation|data|parameters|context|status|details))?)(?: (?:is )?(?:recommended|advised|suggested))?/g,
  /\b(?:follow[- ]?up|further (?:evaluation|imaging|work-?up|assessment|investigation|management|study|studies|characteri[sz]ation)|additional imaging|imaging follow-?up|clinical follow-?up)(?: \w+){0,3}? (?:as|if|where|when) (?:clinically |deemed )(?:indicated|warranted|appropriate|necessary|needed|required|relevant)\b/g,
  /\b(?:as|if) clinically (?:indicated|warranted|appropriate|necessary|needed|required)(?=\s*$)/g,
  /\bthank(?:s| you)(?: very much| kindly)? for (?:the |this |your |referring |allowing |asking |involving )\w*/g,
  /\b(?:clinical judg(?:e)?ment (?:is|should)|in the appropriate clinical (?:setting|context)|clinical context is recommended|appropriate clinical (?:follow-?up|management) (?:is )?(?:recommended|advised))\b/g,
  /(?<![\p{L}])(?:klinische korrelation(?: (?:wird )?empfohlen)?|bitte (?:um )?klinische korrelation|korrelation mit (?:der )?klinik\w*|se (?:recomienda|sugiere) correlación clínica|correlacionar clínicamente|correlación clínica(?: recomendada)?|correlacionar con (?:la )?clínica)(?![\p{L}])/gu,
];

/** Boilerplate anywhere but in what the referrer wrote. */
export function boilerplate(reading: Reading): LintFinding[] {
  return reading.sentences.filter((sentence) => !["clinicalInformation", "exam", "about", "technique", "comparison"].includes(sentence.kind)).flatMap((sentence) => {
    const matches = PHRASES.flatMap((pattern) => [...sentence.text.matchAll(pattern)]).sort((a, b) => b[0].length - a[0].length);
    const [match] = matches;
    if (match === undefined) return [];
    const range = { start: sentence.start + match.index, end: sentence.start + match.index + match[0].trimEnd().length };
    return [found("lint/boilerplate", range, [reading.report.text.slice(range.start, range.end).replace(/\s+/g, " ")], { fixes: match[0].length >= sentence.text.length * 0.6 ? [wholeSentence(reading.report.text, sentence.start, sentence.start + sentence.text.length)] : [] })];
  });
}

function wholeSentence(text: string, start: number, end: number): LintFinding["fixes"][number] {
  const after = /^[.!?;]+/.exec(text.slice(end))?.[0].length ?? 0;
  const gap = /[ \t]*$/.exec(text.slice(Math.max(0, start - 80), start))?.[0].length ?? 0;
  return { title: "Delete this sentence", args: [], edits: [{ range: { start: start - gap, end: end + after }, text: "" }] };
}
