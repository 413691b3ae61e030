// Words that compare with an earlier examination in a report that names none.

import type { LintFinding } from "./finding.ts";
import { found } from "./found.ts";
import type { Reading, Sentence } from "./reading.ts";

/** Words that say that something is as it was, or is not. */
const COMPARES: readonly RegExp[] = [
  /\b(?:in |when |as )?(?:compar(?:ed|ing|ison|able)|correlat(?:ed|ion)) (?:to|with|is made (?:to|with)) (?:the |a |an |his |her )?(?:\w+ ){0,3}(?:prior|previous|earlier|last|preceding|baseline|old|former|outside|study|exam\w*|radiograph\w*|film\w*|scan\w*|images?|imaging|ct|mri?|ultrasound|cxr|mammogra\w+|x-ray|\d)\w*/g,
  /\b(?:as |when )?compared (?:to|with)\b(?! (?:the )?(?:contralateral|opposite|other|left|right|muscle|liver|spleen|gr[ae]y matter|white matter|adjacent|normal|background|kidney|renal|healthy|same))/g,
  /\b(?:un|not (?:significantly |substantially |appreciably )?)changed\b/g,
  /\b(?:no|without|no significant|without significant|no appreciable|no substantial|little|no relevant|minimal|no major) (?:interval |significant |further |relevant )?changes? (?:in (?!signal|alignment|density)|since|from|compared|is |are |seen since|over)\b/g,
  /\b(?:no|without) (?:(?:significant|relevant|substantial|appreciable) )?(?:interval change|change)s?(?=\s*$)/g,
  /\binterval (?:(?:\w+ )?(?:change|increase|decrease|development|improvement|worsening|growth|resolution|progression|removal|placement|appearance|healing|enlargement|reduction|clearing|decline|extubation|insertion|regression|stability|new|\w+ed\b)|(?:\w+ly )?\w+(?:ed|ing|tion|ment)\b)/g,
  /\b(?:once )?again (?:is |are )?(?:seen|noted|demonstrated|identified|visuali[sz]ed|shows?|appreciated|evident|present|observed|there (?:is|are))\b|\b(?:is|are) (?:again|once again|still) (?:seen|noted|demonstrated|identified|visuali[sz]ed|evident|present|observed|shown|visible)\b|^again\b|\bredemonstrat\w+|\bre-demonstrat\w+/g,
  /\bpreviously (?:seen|noted|described|identified|demonstrated|reported|visuali[sz]ed|known|shown|documented|imaged|observed|measured|present|visible)\b|\bpreviously(?= (?:\d|measur))/g,
  /\b(?:since|than (?:on|in|at)?|from|on|to|with|versus|in) (?:the |her |his )?(?:prior|previous|preceding|last|earlier|most recent|old) (?:\w+ ){0,3}(?:stud(?:y|ies)|exam(?:ination)?s?|radiographs?|films?|scans?|images?|imaging|ct|mri?|ultrasound|sonogra\w+|cxr|x-?rays?|mammogra\w+|report)\b/g,
  /\b(?:stable|unaltered) (?:in (?:size|appearance|position|extent|number|configuration)|appearance|since|compared|size|finding|from|(?:\w+ ){0,3}(?:cardio\w*|mediastin\w+|nodul\w+|lesions?|mass(?:es)?|cysts?|effusions?|opacit\w+|atelectasis|scarring|consolidation|hematoma|calcification\w*|aneurysm|lymph\w*|opacification|hydronephrosis|ventric\w+|silhouette|size|exam\w*|stud(?:y|ies)|metasta\w+|disease|fracture|configuration|enlarge\w+|thickening|contour\w*|infiltrat\w+|hemorrhage|tubes?|lines?|position|cardiomegaly|pneumothorax|chest|changes|finding\w*))\b|\b(?:is|are|remains?|appears?|has been|overall) (?:\w+ly )?stable\b|^stable\b/g,
  /\b(?:has|have) (?:(?:significantly|slightly|mildly|markedly|substantially|minimally|further|now|since|nearly|almost|partially|completely|mostly|clearly) )*(?:increased|decreased|improved|worsened|progressed|regressed|resolved|enlarged|grown|diminished|cleared|shrunk|appeared|developed|been removed|healed|reduced|declined|doubled|changed)\b/g,
  /\b(?:increas(?:ed|ing)|decreas(?:ed|ing)|smaller|larger) (?:in (?:size|extent|number|volume|prominence)|since|compared|from|when|than (?:before|previously|on))\b/g,
  /\b(?:improv(?:ed|ing|ement)|worsen(?:ed|ing)|progress(?:ing|ive(?:ly)? (?:enlarg\w+|increas\w+))|resolving|resolution|progression|enlarging|growing)(?= (?:of|in|since|from|compared|\w+ (?:effusion|opacit|consolid|edema|atelect|aerat|pneumo|infiltrat|lesion|mass|nodul|congestion|disease)|effusion|opacit\w+|consolidation|edema|atelectasis|aeration|pneumonia|infiltrate\w*|disease|nodule\w*|mass\w*|lesion\w*|congestion))/g,
  /\bnew(?:ly)?\b(?=[ -](?:\w+[ -]){0,4}(?:effusion|opacit\w+|consolidation|nodul\w+|mass\w*|lesions?|fractur\w+|infiltrat\w+|infarct\w*|h(?:a)?emorrhag\w+|pneumothorax|atelectasis|metasta\w+|abnormalit\w+|finding\w*|edema|thromb\w+|collection\w*|lymph\w+|cyst\w*|enhanc\w+|appeared|developed|since|compared|bleed\w*|calcific\w+|hydronephrosis|stone\w*|calcul\w+|tear|hernia\w*|focus|foci|area\w*|airspace|pneumonia|hematoma|haematoma|ascites|thickening|lucenc\w+|compression|line|tube|catheter|dilat\w+|edema|ischemi\w*))/g,
  /\b(?:is|are|of them|of these|of which) new(?:ly)?\b|(?<!\b(?:no|any|without) )\bnew(?= (?:in|at|since|within) )/g,
  /\b(?:follow[- ]up (?:of|to) (?:the )?(?:known|previous\w*|prior))\b|\b(?:as before|as on the prior|than before|no longer (?:seen|visible|identified|present|evident|demonstrated))\b|\bremains? (?:un(?:changed|altered)|the same|stable|similar)\b|\b(?:similar|identical) (?:to|in appearance to) (?:the )?(?:prior|previous|earlier|last)\b|\bsimilar in (?:size|appearance|extent) to (?:the )?(?:prior|previous|earlier)\b|\bsince (?:the )?(?:prior|previous|last|earlier)\b|\bpersist(?:s|ent|ing)?(?= (?:\w+ ){0,3}(?:effusion|opacit|consolid|pneumothorax|atelect|edema|lesion|infiltrat|nodul|collection))/g,
  /(?<![\p{L}])(?:unverändert\w*|größenkonstant\w*|im vergleich zu\w*|gegenüber der vor\w+|im verlauf (?:\w+ )?(?:zu|ab|unver)\w*|neu aufgetreten\w*|neu abgrenzbar\w*|größenprogredient\w*|regredient\w*|progredient\w*|wie in der voruntersuchung|vorbekannt\w*|voruntersuchung|voraufnahmen?|sin cambios|en comparación con|comparado con|respecto al? (?:estudio |examen )?(?:previo|anterior)|estudio (?:previo|anterior)|de nueva aparición)(?![\p{L}])/gu,
];

/** A line under `Comparison` that says that there is none. */
const NONE_LINE = /^\W*(?:comparison|compared to|prior(?:s| stud(?:y|ies))?|vergleich|voraufnahmen?|voruntersuchung(?:en)?|comparación)?\W*(?:none|no\b|nil|not available|n\/a|na\b|unavailable|-+|not (?:currently )?available|first (?:exam\w*|stud\w+)|keine?\b|nicht vorhanden|liegen nicht vor|ninguno|ninguna|sin estudios|no hay|no disponible|without)/;
/** A sentence that says so. */
const NONE = /\b(?:no (?:(?!changes?\b|since\b|longer\b)\w+ ){0,3}(?:prior|previous|comparison|earlier|old|pre-?existing)(?: \w+){0,2} ?(?:stud|exam|imag|film|scan|radiograph|ct|mr|available|comparison|report|$)\w*|no (?:(?!changes?\b|since\b)\w+ ){0,3}(?:available|for comparison)|none (?:is |are )?available|not available|unavailable|keine vor\w+|nicht vor(?:handen|liegend)?|nothing (?:for|to compar))/;
const NAMES_PRIOR = /_{3,}|\d{1,4}[-./]\d{1,2}[-./]\d{1,4}|\b(?:19|20)\d{2}\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|januar|februar|märz|mai|juni|juli|oktober|dezember|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\b|\b(?:yesterday|today|same day|\d+ (?:days?|weeks?|months?|years?|hours?) (?:ago|earlier|prior|before)|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a) (?:days?|weeks?|months?|years?|hours?) (?:ago|earlier|prior|before)|last (?:week|month|year)|multiple prior|(?:the )?(?:previous|preceding|prior) (?:day|evening|night|morning)|the (?:day|evening|night|morning) before|gestern|vom|vortag\w*)\b/;
const PRIOR_NAMED = /\b(?:compar\w+|prior|previous|earlier|since|baseline|voraufnahme\w*|voruntersuchung\w*|vergleich|previo|anterior|comparación)\b/;
/** Kinds whose sentences describe the image. */
const DESCRIBES: readonly Sentence["kind"][] = ["findings", "impression"];
/** Comparing words that belong to something else. */
const OTHER_SENSE = /\b(?:hemodynamically|clinically|neurologically|medically|haemodynamically|post[- ]?operative(?:ly)?|rr) (?:\w+ )?$|\b(?:if|should|until|recommend\w*|confirm|ensure|document|assess|monitor|evaluat\w+|follow|short[- ]|\d[- ](?:month|week|year|day)[- ]|month |week |for |to ensure |whether )\s*(?:\w+ ){0,2}$/;

/** Comparing words where no earlier examination is named; an explicit `None` outweighs a date elsewhere. */
export function withoutComparison(reading: Reading): LintFinding[] {
  if (namesComparison(reading)) return [];
  return reading.sentences.filter((sentence) => DESCRIBES.includes(sentence.kind)).flatMap((sentence) => {
    if (NONE.test(sentence.text) && PRIOR_NAMED.test(sentence.text)) return [];
    const first = firstMatch(sentence.text);
    if (first === null) return [];
    const range = { start: sentence.start + first.start, end: sentence.start + first.end };
    return [found("lint/no-comparison", range, [reading.report.text.slice(range.start, range.end).replace(/\s+/g, " ")])];
  });
}

/** True where the report says with what it compares. */
function namesComparison(reading: Reading): boolean {
  const { comparison } = reading.report.header;
  const lines = [...(comparison === null ? [] : [comparison.text.toLowerCase()]), ...reading.sentences.filter((sentence) => sentence.kind === "comparison").map((sentence) => sentence.text)];
  const saysNone = (line: string): boolean => NONE_LINE.test(line) || NONE.test(line);
  // Public data sets have `___` for a date.
  const isHidden = reading.report.sections.some(({ kind, body }) => kind === "comparison" && /^\W*_{3,}/.test(reading.report.text.slice(body.start, body.end)));
  if (isHidden) return true;
  const isNone = lines.some(saysNone);
  if (lines.some((line) => !saysNone(line) && (!isNone || NAMES_PRIOR.test(line)))) return true;
  const others = reading.sentences.filter((sentence) => sentence.kind !== "comparison" && PRIOR_NAMED.test(sentence.text));
  if (lines.length > 0 || others.some((sentence) => NONE.test(sentence.text) && PRIOR_NAMED.test(sentence.text))) return false;
  return others.some((sentence) => NAMES_PRIOR.test(sentence.text));
}

function firstMatch(text: string): { readonly start: number; readonly end: number } | null {
  let first: { readonly start: number; readonly end: number } | null = null;
  for (const pattern of COMPARES) {
    for (const match of text.matchAll(pattern)) {
      if (OTHER_SENSE.test(text.slice(0, match.index))) continue;
      if (first === null || match.index < first.start) first = { start: match.index, end: match.index + match[0].trimEnd().length };
    }
  }
  return first;
}
