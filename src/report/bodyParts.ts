// Body parts and modalities: what tags and exam lines call them, which region they belong to, and how they read in a sentence.

/** Regions of the body that an examination can be of. */
export const BODY_REGIONS = ["head", "neck", "chest", "breast", "abdomen", "pelvis", "spine", "upperLimb", "lowerLimb"] as const;
export type BodyRegion = (typeof BODY_REGIONS)[number];

/** A body part that an examination is named after. */
export interface BodyPart {
  /** As in a sentence: `left knee`, `chest`. */
  readonly word: string;
  readonly regions: readonly BodyRegion[];
  /** True for one of a pair, which has a side. */
  readonly isPaired: boolean;
}

type Row = readonly [pattern: string, word: string, regions: readonly BodyRegion[], isPaired?: boolean];

/** First match of a row wins, so the longer names come first. Patterns are matched on lower case text at word borders. */
const ROWS: readonly Row[] = [
  ["whole[ _-]?body|(?:skull base|vertex|eyes?|orbits?|head) to (?:the )?(?:mid[- ]?)?(?:thighs?|toes|feet)|wholebody|ganzkörper|cuerpo entero", "whole body", BODY_REGIONS],
  ["chest,? abdomen,?(?: and| &)? pelvis|chestabdpelvis|cap|thorax,? abdomen,?(?: und)? becken|tap", "chest, abdomen and pelvis", ["chest", "abdomen", "pelvis"]],
  ["chest(?:,| and| &)? abdomen|chestabdomen|thorax(?: und|/) ?abdomen", "chest and abdomen", ["chest", "abdomen"]],
  ["abdomen(?:,| and| &|/)? ?pelvis|abdomenpelvis|abdominopelvic|abdomen(?: und|/) ?becken|abdomen y pelvis|abd/pel", "abdomen and pelvis", ["abdomen", "pelvis"]],
  ["renal|kidneys?|urinary tract|kub|ctu|nieren?|riñon(?:es)?", "kidneys", ["abdomen", "pelvis"]],
  ["liver|hepatic|hepatobiliary|leber|hígado|mrcp|pancreas|gallbladder|right upper quadrant|ruq|biliary", "upper abdomen", ["abdomen"]],
  ["cervical spine|c[- ]?spine|cspine|halswirbelsäule|hws|columna cervical", "cervical spine", ["spine", "neck"]],
  ["thoracic spine|t[- ]?spine|tspine|brustwirbelsäule|bws|columna dorsal", "thoracic spine", ["spine", "chest"]],
  ["lumbar spine|lumbosacral spine|l[- ]?spine|lspine|lsspine|lendenwirbelsäule|lws|columna lumbar", "lumbar spine", ["spine", "abdomen", "pelvis"]],
  ["whole spine|spine|wirbelsäule|columna|sacrum|coccyx", "spine", ["spine", "neck", "chest", "abdomen", "pelvis"]],
  ["breasts?|mammograms?|mammography|mammogra[a-z]*|mamma|brust(?!korb|wirbel|raum)|mama", "breast", ["breast"], true],
  ["coronary|cardiac|heart|herz|corazón", "heart", ["chest"]],
  ["chest|thorax|thoracic|lungs?|pulmonary|ribs?|sternum|tórax|torax|rippen|brustkorb|lunge|pulmonar", "chest", ["chest"]],
  ["abdomen|abdominal|bauch|aorta|liver", "abdomen", ["abdomen"]],
  ["prostate|prostata|próstata", "prostate", ["pelvis"]],
  ["scrotum|scrotal|testis|testes|testicular|testicles?|hoden", "scrotum", ["pelvis"]],
  ["pelvis|pelvic|uterus|ovar(?:y|ies)|becken|transvaginal|obstetric|fetal|pregnancy|obstetrics|ob us", "pelvis", ["pelvis"]],
  ["brain|head|skull|cranial|cranium|schädel|kopf|gehirn|cerebral|cráneo|cerebro|cráneal|neurocranium|pituitary|sella", "head", ["head"]],
  ["orbits?|sinus(?:es)?|paranasal|facial|face|mandible|maxilla|temporal bones?|iac|tmj|nnh|jaw", "head", ["head"]],
  ["neck|thyroid|carotids?|hals|schilddrüse|cuello|tiroides|soft tissue neck", "neck", ["neck"]],
  ["shoulder|schulter|hombro|clavicle|scapula|ac joint", "shoulder", ["upperLimb", "chest"], true],
  ["humerus|upper arm|oberarm", "upper arm", ["upperLimb"], true],
  ["elbow|ellenbogen|ellbogen|codo", "elbow", ["upperLimb"], true],
  ["forearm|radius|ulna|unterarm|antebrazo", "forearm", ["upperLimb"], true],
  ["wrist|handgelenk|muñeca|scaphoid", "wrist", ["upperLimb"], true],
  ["hand|fingers?|thumb|mano", "hand", ["upperLimb"], true],
  ["hip|hips|hüfte|hüftgelenk|cadera", "hip", ["lowerLimb", "pelvis"], true],
  ["femur|thigh|oberschenkel|fémur", "thigh", ["lowerLimb"], true],
  ["knee|kniegelenk|knie|rodilla|patella", "knee", ["lowerLimb"], true],
  ["tibia|fibula|lower leg|leg|calf|unterschenkel|pierna|tibfib", "lower leg", ["lowerLimb"], true],
  ["ankle|sprunggelenk|osg|tobillo", "ankle", ["lowerLimb"], true],
  ["foot|fuß|vorfuß|feet|toes?|heel|calcaneus|pie", "foot", ["lowerLimb"], true],
  ["lower extremit(?:y|ies)|extremity|leg veins?", "leg", ["lowerLimb"], true],
  ["upper extremit(?:y|ies)|arm", "arm", ["upperLimb"], true],
];

const PARTS: readonly (readonly [RegExp, BodyPart])[] = ROWS.map(([pattern, word, regions, isPaired = false]) => [
  new RegExp(`(?<![\\p{L}])(?:${pattern})(?![\\p{L}])`, "u"),
  { word, regions, isPaired },
]);

/** The body part that a tag or the name of an examination means; null where it names none that is known. */
export function bodyPartOf(text: string): BodyPart | null {
  const plain = text.toLowerCase().replace(/[_^]/g, " ");
  return PARTS.find(([pattern]) => pattern.test(plain))?.[1] ?? null;
}

/** PS3.16 Annex L, the values that are no words once they are in lower case; empty: says nothing. */
const CODED_WORDS: Readonly<Record<string, string>> = {
  CSPINE: "cervical spine", TSPINE: "thoracic spine", LSPINE: "lumbar spine", SSPINE: "sacrum", CTSPINE: "cervicothoracic spine", TLSPINE: "thoracolumbar spine", LSSPINE: "lumbosacral spine",
  HEADNECK: "head and neck", NECKCHEST: "neck and chest", NECKCHESTABDOMEN: "neck, chest and abdomen", NECKCHESTABDPELV: "neck, chest, abdomen and pelvis",
  CHESTABDOMEN: "chest and abdomen", CHESTABDPELVIS: "chest, abdomen and pelvis", ABDOMENPELVIS: "abdomen and pelvis", WHOLEBODY: "whole body", TMJ: "temporomandibular joint", SIJOINT: "sacroiliac joint",
  LOWERLIMB: "lower limb", UPPERLIMB: "upper limb", LOWERLEG: "lower leg", UPPERARM: "upper arm", UNKNOWN: "", OTHER: "", NONE: "",
};

/** Longer values are no name of a part but a sentence, and may hold anything. */
const BODY_PART_CHARACTERS = 40;

/**
 * BodyPartExamined as it is, in words: `CHEST`, `CSPINE`, `LOWER_LEG`. Other than `bodyPartOf` it keeps what the tag says (a liver is no
 * upper abdomen) and knows no other languages. Empty where the value is more than letters.
 */
export function taggedPartWords(value: string): string {
  const coded = CODED_WORDS[value.trim().replaceAll(/[ _]/g, "").toUpperCase()];
  if (coded !== undefined) return coded;
  const words = value.trim().replaceAll("_", " ").toLowerCase();
  return words.length <= BODY_PART_CHARACTERS && /^[a-z]+(?: [a-z]+)*$/.test(words) ? words : "";
}

/** All regions that a name of an examination mentions: `CT head and neck` has two. */
export function regionsOf(text: string): ReadonlySet<BodyRegion> {
  const plain = text.toLowerCase().replace(/[_^]/g, " ");
  return new Set(PARTS.filter(([pattern]) => pattern.test(plain)).flatMap(([, part]) => part.regions));
}

/** Kinds of examination that are described in words of their own. */
export const MODALITY_KINDS = ["radiograph", "ct", "mr", "us", "mammography", "nuclear", "fluoroscopy"] as const;
export type ModalityKind = (typeof MODALITY_KINDS)[number];

/** By Modality (PS3.3 C.7.3.1.1.1). */
const KIND_OF_MODALITY: Readonly<Record<string, ModalityKind>> = {
  CR: "radiograph", DX: "radiograph", RG: "radiograph", DR: "radiograph", PX: "radiograph", IO: "radiograph", CT: "ct", MR: "mr", MRI: "mr", US: "us", IVUS: "us", MG: "mammography", NM: "nuclear", PT: "nuclear", RF: "fluoroscopy", XA: "fluoroscopy",
};

const WORD_OF_KIND: Readonly<Record<ModalityKind, string>> = {
  radiograph: "radiograph", ct: "CT", mr: "MR", us: "ultrasound", mammography: "mammogram", nuclear: "nuclear medicine", fluoroscopy: "fluoroscopy",
};

/** Kind of a Modality value; null for one that says nothing about an examination's language (`OT`, `SC`). */
export function modalityKindOf(modality: string): ModalityKind | null {
  return KIND_OF_MODALITY[modality.toUpperCase()] ?? null;
}

/** How a kind reads in a sentence. */
export function modalityWord(kind: ModalityKind): string {
  return WORD_OF_KIND[kind];
}
