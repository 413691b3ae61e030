// Sides in a sentence: words for left, right and both, joined where they stand together, and which words have a side by anatomy.

/** `B`: both sides, or one after the other. */
export type Side = "L" | "R" | "B";

/** A word for a side. */
export interface SideWord {
  readonly side: Side;
  /** Of `right greater than left` the greater; null elsewhere. */
  readonly greater: "L" | "R" | null;
  /** Offsets in the sentence. */
  readonly start: number;
  readonly end: number;
  /** True for chambers and vessels that are called left or right wherever they lie: no side of a finding next to them. */
  readonly isAnatomic: boolean;
}

const LEFT = "left(?:-?sided|-?ward(?:s|ly)?)?|lt|lul|lll|luq|llq|lij|lingula(?:r)?|links(?:seitig\\w*|betont\\w*|konvex\\w*|lateral\\w*|hirnig\\w*)?|linke[rsnm]?|linkshemisphär\\w*|izquierd[oa]s?";
const RIGHT = "right(?:-?sided|-?ward(?:s|ly)?)?|rt|rul|rml|rll|ruq|rlq|rij|rechts(?:seitig\\w*|betont\\w*|konvex\\w*|lateral\\w*|hirnig\\w*)?|rechte[rsnm]?|rechtshemisphär\\w*|derech[oa]s?";
const BOTH = "bilateral(?:ly|es)?|both|bibasilar|bibasal|biapical|bihilar|either|beide[rsnm]?|beid(?:er)?seit(?:s|ig)\\w*|beidseits|bds|ambos|ambas";
const WORDS = new RegExp(`(?<![\\p{L}-])(?:(${LEFT})|(${RIGHT})|(${BOTH}))(?![\\p{L}])`, "gu");
/** Single letters count as written: a small l or r is no side. German dictation has `li.` and `re.`. */
const LETTERS = /(?<![\p{L}\d'’.])(?:(L|Lt|LT|li(?=\.))|(R|Rt|RT|re(?=\.)))(?![\p{L}\d'’-])(?! ?(?:\d|sided? of))/gu;

/** After it the word is no side at all. */
const NO_SIDE = /^[\s-]+(?:handed\w*|hand dominant|away|angle|in (?:place|situ)|to right shunt|to left shunt|dominan\w+|lateral (?:view|projection|decubitus|radiograph|position)|(?:anterior|posterior) oblique|decubitus|(?:sided |arm |leg |facial |face |body |lower |upper |extremity |limb |flank |chest |hip |knee |shoulder |ear |eye |iliac fossa |quadrant )*(?:weakness|pain\b|hemipar\w+|hemipleg\w+|numbness|par(?:a)?esthesi\w+|sciatica|symptoms?|headache|tenderness|deficits?|droop))|^ (?:behind|over)\b/;
const NO_SIDE_BEFORE = /\b(?:nothing|all) $/;
/** After it the word names a part that is called so by anatomy. */
const ANATOMIC = /^[\s-]*(?:sided )?(?:atri(?:al|um|a)\w*|ventric(?:le|les|ular)(?! (?:system))|heart\b|cardiac|main ?(?:stem)? (?:bronch\w+|stem|coronary|pulmonary|artery)|mainstem|coronary|circumflex|anterior descending|shift\b|gastric|colic|aortic arch|arch\b|dominant|brachiocephalic|heart border|cardiac border|paratracheal stripe|bundle|herz\w*|vorhof\w*|ventrikel)/;

/** Between two opposite sides: they are one phrase. */
const JOINED = /^(?:[\s-]*(?:and|or|&|\+|\/|und|oder|y|as well as|et)[\s-]*(?:the |on the )?|\s*[<>]{1,2}\s*|[\s-]*(?:(?:is |slightly |much )?(?:greater|larger|more|worse|higher)|(?:less|smaller|lower))[\s-](?:so )?(?:than|als)[\s-](?:on )?(?:the )?)$/;

/**
 * Words for sides in a sentence, in order.
 * @param text lower case
 * @param written the same with its letters as written
 */
export function sideWords(text: string, written: string): SideWord[] {
  const found: SideWord[] = [];
  for (const match of text.matchAll(WORDS)) found.push(word(match[1] !== undefined ? "L" : match[2] !== undefined ? "R" : "B", match.index, match[0].length));
  for (const match of written.matchAll(LETTERS)) {
    if (!found.some((each) => each.start <= match.index && match.index < each.end)) found.push(word(match[1] !== undefined ? "L" : "R", match.index, match[0].length));
  }
  const kept = found.filter(({ start, end }) => !NO_SIDE.test(text.slice(end, end + 40)) && !NO_SIDE_BEFORE.test(text.slice(0, start)));
  const placed = kept.sort((a, b) => a.start - b.start).map((each) => ({ ...each, isAnatomic: each.side !== "B" && ANATOMIC.test(text.slice(each.end, each.end + 40)) && !/^[\s-]*(?:lateral )ventric/.test(text.slice(each.end)) }));
  return joined(placed, text);
}

function word(side: Side, start: number, length: number): SideWord {
  return { side, greater: null, start, end: start + length, isAnatomic: false };
}

/** Joins `right and left`, `L > R`, `right greater than left` to both sides. */
function joined(words: readonly SideWord[], text: string): SideWord[] {
  const result: SideWord[] = [];
  for (const each of words) {
    const last = result.at(-1);
    const between = last === undefined ? "" : text.slice(last.end, each.start);
    if (last === undefined || last.side === "B" || each.side === "B" || last.side === each.side || !JOINED.test(between)) {
      result.push(each);
      continue;
    }
    const isLess = /less|smaller|lower|</.test(between);
    const greater = /than|als|[<>]/.test(between) ? (isLess ? each.side : last.side) : null;
    result[result.length - 1] = { side: "B", greater, start: last.start, end: each.end, isAnatomic: last.isAnatomic || each.isAnatomic };
  }
  return result;
}

/** The other side. */
export function oppositeSide(side: "L" | "R"): "L" | "R" {
  return side === "L" ? "R" : "L";
}
