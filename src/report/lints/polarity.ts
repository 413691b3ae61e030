// Whether a thing is said to be there, not to be there, to be suspected, or to belong to the past (after NegEx, Chapman 2001).

/** How a sentence speaks of a thing in it. */
export interface Polarity {
  readonly isNegated: boolean;
  /** Suspected, inferred, or one of several possibilities. */
  readonly isHedged: boolean;
  /** Asked for, to be excluded, or only if something else: nothing is said of the image. */
  readonly isHypothetical: boolean;
  /** Known from before, or done to the patient. */
  readonly isHistorical: boolean;
}

const NEGATION = /\b(?:no|not|without|w\/o|negative for|absence of|absent|free (?:of|from)|nor|never|denies|neither|none|non|lack of|rather than|resolution of|resolved|ruled out|excludes|kein(?:e|en|er|es|erlei)?|ohne|nicht|weder|ausschluss|frei von|fehlende[rn]?|sin|ningún|ninguna|no se|ausencia de|ni)\b/g;
/** Phrases that look like denials and are none. */
const PSEUDO = /\b(?:no (?:longer|change|significant change|interval change|doubt|further (?:increase|change))|not only|not excluded|cannot be (?:excluded|ruled out)|can ?not exclude|not (?:entirely |completely )?exclude[d]?|without (?:significant |interval )?change|no increase|not certain|non[- ](?:displaced|obstruct\w+|occlusive|calcified|specific|enhancing|contrast|small|aneurysmal|dependent)|nicht ausgeschlossen|nicht auszuschließen)\b/g;
/** Ends what a denial before it covers. */
const ENDS_NEGATION = /\b(?:but|however|except|although|though|apart from|aside from|other than|besides|whereas|while|there (?:is|are|has|have)|which|secondary to|due to|because|consistent with|compatible with|suggesting|suggestive|jedoch|aber|außer|pero|excepto|salvo|with (?=a |an |mild|small|moderate|large|new)|and (?=there|a |an |mild|moderate|the )|only)\b|[:;]|, (?=a |an |the |there |mild|moderate|small|large|severe|minimal|trace|stable|unchanged|but |likely)|\(/g;
const NEGATED_AFTER = /^[\s,:-]*(?:(?:is|are|was|were|has|have|been|be|appears?|can be|could be|to be|sign|signs)\s+)*(?:(?:clearly|definitely|currently|otherwise)\s+)?(?:not\s+(?:\w+\s+){0,2}(?:seen|identified|visuali[sz]ed|evident|demonstrated|present|appreciated|detected|found|noted|observed|shown|apparent|suspected)|absent|excluded|ruled out|negative|unlikely|resolved|nicht (?:\w+ )?(?:nachweisbar|erkennbar|abgrenzbar|vorhanden|gesehen)|ausgeschlossen|ausente|no se )|^[\s:]*(?:(?:is|are|appears?|volume)\s+)*(?:normal|unremarkable|physiologic(?:al)?)\b|^\s*[:=?]\s*(?:no(?:ne|t|t seen)?|nil|absent|negative|keine?[rs]?|nein|nicht|ninguno)\b/;
const HYPOTHETICAL = /\b(?:rule out|r\/o|to exclude|exclude|evaluat\w+ for|assess\w* for|look(?:ing)? for|screen\w* for|if|in case|should|recommend\w*|suggest(?:ed)? (?:for|to)|question of|query|\?|correlat\w+|consider(?:ation)? (?:of|for)|follow[- ]?up|biopsy|suspicion of|suspected|suspect|concern for|zum ausschluss|a\.e\.|verdacht auf|v\.a|descartar|treatment|risk of|workup|work-up|surveillance|rescreen\w*)\b/;
const HEDGE = /\b(?:may|might|could|possibl[ey]|probabl[ey]|likely|suspicious|concerning|suggest(?:s|ive|ing)?|consistent with|compatible with|in keeping with|indicative|represent(?:s|ing)?|reflect(?:s|ing)?|versus|vs|differential|favou?r(?:s|ed|ing)?|cannot be excluded|not excluded|worrisome|presumabl[ey]|presumed|due to|secondary to|related to|attributable to|caused by|perhaps|question(?:able|s)?|potential(?:ly)?|most in|impress(?:es)? as|appearance of|pattern of|picture of|evidence for|sequela\w*|typical (?:of|for)|characteristic of|diagnostic of|in the setting of|findings of|vereinbar mit|passend zu|wahrscheinlich|vermutlich|am ehesten|i\.s\.|im sinne|dd|compatible con|sugestiv\w+|sospech\w+)\b/;
const HISTORICAL = /\b(?:history of|h\/o|hx of|status post|s\/p|post[- ](?:operative|surgical|traumatic|thoracotomy)?|prior|previous(?:ly)?|known|old|remote|healed|former|z\.n|zustand nach|bekannte[rns]?|anamnestisch|antecedente\w*|conocid[oa]|resected|removed|treated)\b/;

/** How a sentence in lower case speaks of what stands from `start` to `end` in it. */
export function polarityOf(text: string, start: number, end: number): Polarity {
  const before = text.slice(0, start);
  const after = text.slice(end);
  return {
    isNegated: deniesBefore(before) || NEGATED_AFTER.test(after) || /^(?:[^.]{0,60})\b(?:is|are|was|were) (?:absent|excluded|not (?:seen|identified|evident|demonstrated|present|appreciated|detected|found|visuali[sz]ed))/.test(clauseStart(after)),
    isHedged: HEDGE.test(before) || /\b(?:versus|vs|cannot be excluded|not excluded|is (?:likely|suspected|possible|favou?red)|possible|suspected|in differential)\b/.test(after),
    isHypothetical: HYPOTHETICAL.test(before) || /^[^.,;]{0,40}\b(?:protocol|screening|surveillance|work-?up|risk)\b/.test(after) || after.startsWith("?"),
    isHistorical: HISTORICAL.test(before.slice(-60)),
  };
}

/** The rest of the clause after a thing, as far as it can still be said of it. */
function clauseStart(after: string): string {
  return /^[^,;:]*?(?=,|;|:|\bbut\b|\bwith\b|\band (?:a|an|the)\b|$)/.exec(after)?.[0] ?? "";
}

/** Whether the last denial before a thing still covers it. */
function deniesBefore(before: string): boolean {
  const plain = before.replace(PSEUDO, (phrase) => "#".repeat(phrase.length));
  const last = [...plain.matchAll(NEGATION)].at(-1);
  if (last === undefined) return false;
  const between = plain.slice(last.index + last[0].length);
  ENDS_NEGATION.lastIndex = 0;
  return !ENDS_NEGATION.test(between);
}
