// Measurements without a unit.

import type { LintFinding } from "./finding.ts";
import { found } from "./found.ts";
import { organsNamed } from "./lexicon.ts";
import type { Reading, Sentence } from "./reading.ts";

const NUMBER = "\\d{1,4}(?:[.,]\\d{1,2})?";
const TIMES = "\\s?(?:x|×|by|\\*)\\s?";
const RANGE = "\\s?(?:-|–|to|bis|a)\\s?";
/** What may follow a number so that it is no length without a unit. */
const UNIT = "\\s?-?(?:mm|cm|dm|m\\b|µm|um\\b|ml|cc\\b|l\\b(?!\\s(?:[\\p{L}-]+\\s){0,2}(?:nodule|mass|lesion|cyst|stone|calculus|node|kidney|ovar\\w+|lobe|lung|breast|lower|upper|middle|renal|adrenal|thyroid|pleural|effusion))|liters?|litres?|hu\\b|h\\.?u\\.?|hounsfield|%|percent|prozent|°|degrees?|grad\\b|cm\\/s|m\\/s|cm\\/sec|hz|khz|mhz|msv|mgy|gy\\b|kv|kvp|ma\\b|mas\\b|mm²|mm2|cm2|cm³|cm3|mm3|mmhg|mg|g\\b|kg|t\\b|tesla|s\\b|ms\\b|sec\\w*|min\\w*|h\\b|hours?|days?|weeks?|wk\\b|months?|mo\\b|years?|yrs?|y\\b|bpm|beats|fr\\b|french|gauge|inch\\w*|millimet\\w*|centimet\\w*|met(?:er|re)s?|millilit\\w*|cubic|vertebral|fold\\b|times|x\\b|μ|tage|wochen|monate|jahre|o'clock|uhr|mci|mbq|suv|milímetros?|centímetros?)";
const NO_UNIT_AFTER = `(?!\\s?(?:[-–x×*]|by|to|bis)\\s?\\d)(?![\\d.,]*\\d)(?!${UNIT})(?!\\s?(?:of|\\/|:)\\s?\\d)`;

/** Words before a number that make it a length. */
const MEASURES = "(?:measur(?:es|ing|ed|e|ement)|misst|messend|mide|diameters?|durchmesser|diámetro|thickness|thick|width|wide|length|long|height|depth|size|sized|span|caliber|calibre|volume|axis|dimensions?|extent|distance|gap|shift|craniocaudal(?:ly)?|anteroposterior(?:ly)?|transverse(?:ly)?|ap|displacement|excursion|dilat(?:ed|ation|ion)|distend?ed|distension|enlarged|widened|narrowed|narrowing|cortex|wall|crl|bpd|cbd|größe|länge|dicke|breite|tamaño|attenuation|density|measurement)";
const LINKS = "(?:\\s+(?:of|is|was|at|up to|about|approximately|approx\\.?|around|roughly|ca\\.?|circa|nearly|almost|to|in|by|under|over|less than|greater than|more than|maximum|maximally|max\\.?|currently|now|estimated|the|a|largest|von|bis|de|hasta|:|=|~|<|>|≤|≥|only|short axis|axis|diameter|craniocaudally|transverse(?:ly)?|each)){0,5}\\s*[:=~<>≤≥]?\\s*";
const LESIONS = "(?:nodule|mass|lesion|cyst|stone|calculus|focus|opacity|collection|hematoma|haematoma|aneurysm|polyp|tumou?r|node|nodal \\w+|lymph node|fibroid|adenoma|hemangioma|haemangioma|density|effusion|defect|tear|gap|pneumothorax|abscess|granuloma|metastasis|meningioma|herniation|protrusion|bulge|shift|thrombus|fragment|osteophyte|hernia|infarct|calcification|gallstone|knoten|zyste|herd|läsion|micronodule|hypodensity|hyperdensity|lipoma|angiomyolipoma|myoma|adenopathy|lymphadenopathy|displacement|stenosis|separation|step-?off|leiomyoma|fluid collection|foreign body|appendicolith|phlegmon|fecalith|fibroadenoma|osteochondral lesion|component|fragment|spiculated|slices?|sections?|cuts?|reconstructions?|contrast|i\\.?v\\.? contrast)";
const QUALITY = "(?:[\\p{L}-]+\\s){0,3}?";

const rule = (source: string): RegExp => new RegExp(source, "gu");

const RULES: readonly RegExp[] = [
  // 3.2 x 2.1 (x 1.0)
  rule(`(?<![\\p{L}\\d.,/])(?<number>${NUMBER}(?:${TIMES}${NUMBER}){1,2})${NO_UNIT_AFTER}(?!\\s?(?:magnification|views?|matrix|zoom|pixel|daily|weekly|per))`),
  // measures 12, diameter of 3.4, up to 8 in diameter
  rule(`(?<![\\p{L}])${MEASURES}${LINKS}(?<number>${NUMBER}(?:${RANGE}${NUMBER})?)(?![\\p{L}\\d-])${NO_UNIT_AFTER}`),
  // AP diameter of the canal is 7
  rule(`(?<![\\p{L}])(?:diameter|thickness|width|length|height|size|span|calib(?:er|re)|axis|distance|volume)(?:\\s+[\\p{L}-]+){1,6}\\s+(?:is|was|measures|equals|=)\\s+(?:about |approximately |up to )?(?<number>${NUMBER})(?![\\p{L}\\d-])${NO_UNIT_AFTER}`),
  // (previously 30)
  rule(`\\((?:previously|formerly|prior|before|was|prev\\.?|vorher|zuvor|vor)\\s*:?\\s*(?<number>${NUMBER}(?:${TIMES}${NUMBER})*)\\s*\\)`),
  // approx. 8.
  rule(`(?<![\\p{L}])(?:approx(?:imately)?\\.?|ca\\.?|circa|up to|extension|at most|maximum)\\s+(?<number>${NUMBER})(?=\\s*(?:[,;)]|\\.?$)|\\s+(?:in|and|at|from|with)\\s)`),
  // lesion, 6 - appendix 11,
  rule(`(?<![\\p{L}])(?:${LESIONS}|appendix|duct|aorta|kidney|spleen|liver|uterus|ovary|gallbladder|wall|prostate|testis|endometrium|stripe)s?(?:,|:| is| of)?\\s+(?<number>${NUMBER})(?=\\s*(?:[,;()]|\\.?$)|\\s+(?:in|with|at|is|was|and|on|near|within|located|arising)\\s)`),
  // now 8 at the apex
  rule(`(?<![\\p{L}])(?:now|currently|larger|largest|bigger|biggest|smaller|smallest)(?: one)?\\s+(?<number>${NUMBER})(?=\\s*(?:[,;()]|\\.?$)|\\s+(?:in|with|at|is|was|and|on)\\s)`),
  // wedge-shaped opacity in the right lower lobe (3)
  rule(`(?<![\\p{L}])${LESIONS}(?:s)?(?:\\s+[\\p{L}-]+){0,6}\\s+\\((?<number>${NUMBER})\\)`),
  // 8 in diameter
  rule(`(?<![\\p{L}\\d.,/:#-])(?<number>${NUMBER})\\s+(?:in|of)\\s+(?:(?:its|the|maximal|maximum|greatest|largest|short|long|transverse|ap|overall|mean|axial)\\s+){0,3}(?:diameter|size|length|width|thickness|axis|dimension|depth|height|extent|span|displacement)\\b`),
  // 8 thick, 12 long, 4 wide
  rule(`(?<![\\p{L}\\d.,/:#-])(?<number>${NUMBER})\\s+(?:thick|long|wide|deep|tall|apart)\\b`),
  // 4 from the nipple, 5 above the carina
  rule(`(?<![\\p{L}\\d.,/:#-])(?<!\\b(?:l|t|c|s|level|image|series|slice|segment|rib|ribs|grade|stage|category|type|o'clock|zone|station|page|no|number|day|days)\\s)(?<number>${NUMBER})\\s+(?:from|above|below|proximal to|distal to|cranial to|caudal to|superior to|inferior to|cephalad to|beyond|away from|behind|past|of (?:midline |rightward |leftward |left-to-right |right-to-left )?(?:shift|displacement|retrolisthesis|anterolisthesis|anterior translation|subluxation|tonsillar))\\s*(?:the\\b|\\b)`),
];
/** A single bare number before a lesion: `a 12 nodule`, but not `2 nodules` nor `T2 lesion`. */
const BEFORE_LESION = new RegExp(`(?<![\\p{L}\\d.,/:#-])(?<!\\b(?:series|image|slice|segments?|grade|stage|category|type|bi-?rads|ti-?rads|li-?rads|level|levels|zone|station|number|no|bosniak|fazekas|lung-rads|pi-?rads|day|figure|se|im|modic)\\s)(?<number>${NUMBER})(?!${UNIT})[\\s-]+(?=${QUALITY}${LESIONS}(?!s?\\s?(?:\\d|of \\d)))(?!st\\b|nd\\b|rd\\b|th\\b)`, "gu");
/** A number with a decimal is hardly ever anything but a measurement. */
const DECIMAL = new RegExp(`(?<![\\p{L}\\d.,/:#-])(?<number>\\d{1,3}[.,]\\d{1,2})(?![\\p{L}\\d-])(?!\\s?(?:[-–x×*]|by|to)\\s?\\d)(?!\\.\\d)(?!${UNIT})(?!\\s?(?:of|/|:)\\s?\\d)`, "gu");
/** Before it a number is no length: indices, levels, scores, dates, names of things. */
const UNITLESS = /\b(?:ratio|index|indices|ri|pi|score|t-score|z-score|suv(?:max|mean|peak)?|grade|stage|category|type|bi-?rads|ti-?rads|tirads|li-?rads|pi-?rads|o-?rads|lung-?rads|birads|recist|lugano|cheson|version|series|image|images|slice|im|se|fazekas|bosniak|fleischner|gleason|asa|aspects?|ct severity|kellgren\S*|lawrence|segments?|levels?|zone|station|creatinine|egfr|psa|inr|d-dimer|crp|wbc|b-?value|b|tr|te|figure|fig|table|icd\S*|code|pitch|factor|dose|agatston|cac|ef|f-?number|resistive|pulsatility|sequence|acquisition|number|no|nr|ctr|cti|quotient|#|s\/d|e\/a|ldl|hba1c|tsh|beta-hcg|hcg|abpi|abi|tbi|rcb[vf]|evans|ki-?67|callosal|haller|insall-salvati|ellman|cobb|angle|goutallier|mets?|cdr|ti|weight|bmi|matrix|section \d|x)\b[\s:=of~isawere]*(?:\b(?:right|left|low|high|now|about|approximately|approx\.?)\b[\s:=(]*)*(?:\d+(?:[.,]\d+)?\s*(?:,|\(|and)?\s*(?:(?:was|previously|prior|formerly|from|left|right|now|vs\.?)\s*)?)?$/;
/** The same wherever it stands before the number. */
const RATIO = /\b(?:ratio|score|index|quotient)\b[^,;]*$/;
/** `3.2 cm (was 2.5)`: the unit stands right before. */
const UNIT_BEFORE = /\d ?(?:mm|cm|ml) ?\((?:was|previously|prior|formerly|prev\.?|vs\.?|from)\s*$/;
const DATE_AFTER = /^[.,/]\d|^\s?(?:a\.?m|p\.?m|h\b|uhr)/;

const READS: readonly Sentence["kind"][] = ["findings", "impression", "technique"];

/** Numbers that must be measurements and have no unit. */
export function missingUnits(reading: Reading): LintFinding[] {
  const usual = usualUnit(reading);
  return reading.sentences.filter((sentence) => READS.includes(sentence.kind)).flatMap((sentence) => {
    const numbers = bareNumbers(sentence);
    return numbers.map(({ start, end }) => {
      const range = { start: sentence.start + start, end: sentence.start + end };
      const words = reading.report.text.slice(range.start, range.end);
      const unit = usual === null || sentence.kind === "technique" ? [] : [{ title: "Add the unit {0}" as const, args: [usual], edits: [{ range: { start: range.end, end: range.end }, text: ` ${usual}` }] }];
      return found("lint/unit-missing", range, [words], { fixes: unit });
    });
  });
}

/** `Isthmus: 4`: a number alone behind a part of the body. */
const ALONE = new RegExp(`^[^:\\d]{2,40}:\\s*(?<number>${NUMBER})\\s*$`, "u");

function numberAlone(text: string): { readonly start: number; readonly end: number }[] {
  const number = ALONE.exec(text)?.groups?.["number"];
  const colon = text.indexOf(":");
  if (number === undefined || organsNamed(text.slice(0, colon)).length === 0 || UNITLESS.test(text.slice(0, colon))) return [];
  const start = text.lastIndexOf(number);
  return [{ start, end: start + number.length }];
}

function bareNumbers({ text, kind }: Sentence): { readonly start: number; readonly end: number }[] {
  const found: { readonly start: number; readonly end: number }[] = kind === "technique" ? [] : numberAlone(text);
  const patterns = kind === "technique" ? [RULES[0], RULES[1], BEFORE_LESION] : [...RULES, BEFORE_LESION, DECIMAL];
  for (const pattern of patterns) {
    if (pattern === undefined) continue;
    for (const match of text.matchAll(pattern)) {
      const number = match.groups?.["number"] ?? "";
      const start = match.index + match[0].lastIndexOf(number);
      const end = start + number.length;
      const isCount = pattern === BEFORE_LESION && isCountOf(number, text.slice(end));
      if (isCount || UNITLESS.test(text.slice(Math.max(0, start - 40), start)) || UNIT_BEFORE.test(text.slice(0, start)) || RATIO.test(text.slice(0, start)) || DATE_AFTER.test(text.slice(end)) || /\d[./-]$/.test(text.slice(0, start)) || found.some((each) => each.start < end && start < each.end)) continue;
      if (pattern === RULES[1] && (new RegExp(`^\\s?(?:${LESIONS})s\\b`, "u").test(text.slice(end)) || /^\s+(?:to|-)?\s?\d/.test(text.slice(end)))) continue;
      found.push({ start, end });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** `2 nodules`, `1 nodule`, `3 enhancing lesions`: how many, not how large. */
function isCountOf(number: string, after: string): boolean {
  if (/[.,]/.test(number)) return false;
  if (number === "1") return true;
  const noun = new RegExp(`^[\\s-]+${QUALITY}(${LESIONS})(?:s|es|ies|en|i)?(?![\\p{L}])`, "u").exec(after);
  const whole = noun?.[0] ?? "";
  return /(?:s|es|i|foci|calculi|en|metastases)$/.test(whole.trim()) && !/(?:calculus|pneumothorax|focus|stenosis|metastasis|thrombus|abscess|mass)$/.test(whole.trim()) && !/(?:slices|sections|cuts|reconstructions)$/.test(whole.trim());
}

/** The unit of length that a report uses; null where it uses none or both. */
function usualUnit(reading: Reading): "mm" | "cm" | null {
  const text = reading.sentences.filter((sentence) => sentence.kind === "findings" || sentence.kind === "impression").map((sentence) => sentence.text).join("\n");
  const [mm, cm] = [/\d\s?mm\b/.test(text), /\d\s?cm\b/.test(text)];
  if (mm === cm) return null;
  return mm ? "mm" : "cm";
}
