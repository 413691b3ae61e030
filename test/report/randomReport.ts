// Reports made by a seeded generator: every style of heading, every form of field, and what looks like one.

/** Numbers in 0..1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** What the generators draw from. */
export interface Dice {
  /** A whole number below `n`. */
  readonly below: (n: number) => number;
  readonly of: <T>(list: readonly [T, ...T[]]) => T;
  readonly isLikely: (chance: number) => boolean;
}

export function dice(seed: number): Dice {
  const random = seeded(seed);
  return { below: (n) => Math.floor(random() * n), of: (list) => list[Math.floor(random() * list.length)] ?? list[0], isLikely: (chance) => random() < chance };
}

const NAMES = ["Findings", "Impression", "Technique", "Comparison", "Clinical information", "Exam", "Limitations", "Befund", "Impresión"] as const;
const SENTENCES = [
  "The lungs are clear.", "No pleural effusion", "Heart size is normal.", "Small nodule (4 mm) in the right upper lobe;", "Vergleich mit der Voraufnahme.",
  "See [1] and [a link](http://x/y).", "- [ ] done", "- [x] seen", "1. Stable.", "Sin hallazgos agudos.", "`[code]`", "a \\[b\\] c", "中文 text 🫁.", "note[^1]",
] as const;
const FIELDS = [
  "[Normal.]", "[None* | Mild | Severe]", "[pain; cough; fever]", "[# mL]", "[# x # mm]", "[<date>]", "[<ultrasound:hc>]", "[___]", "[___:24]", "[Lungs: ___]", "[Heart: Normal size.]",
  "[!___]", "[?# cm]", "[!Side: right | left]", "{If seen: say where}", "[Lungs: None | Mild*]",
] as const;
const NOISE = ["[", "]", "{", "}", "[[", "]]", "`", "``", "<!--", "-->", "|", ";", "\\", "[___", "[#", "---", "\t", "  ", "*", "#", ":", "\u00a0", "\ud83e", "[!]", "[?]", "[:]", "```"] as const;
const ENDS = ["\n", "\n", "\n", "\n\n", "\n\n\n", "\r\n", "  \n"] as const;

/** Any text at all, with many brackets. */
export function randomText(seed: number): string {
  const { below, of } = dice(seed);
  let text = "";
  for (let left = below(60); left > 0; left--) text += of([of(NOISE), of(NOISE), of(SENTENCES), of(FIELDS), of(ENDS), ` ${of(NAMES)}: `, `\n${of(NAMES).toUpperCase()}\n`]);
  return text;
}

/** A report as a person would write it: header or none, sections of one or of mixed styles, fields between sentences. */
export function randomReport(seed: number): string {
  const { below, of, isLikely } = dice(seed);
  const end = isLikely(0.2) ? "\r\n" : "\n";
  const heading = (name: string): string => of([`${name.toUpperCase()}:`, `${name}:`, `## ${name}`, `**${name}:**`, `**${name}**:`, name.toUpperCase(), `# ${name}:`]);
  const words = (n: number): string => Array.from({ length: n }, () => (isLikely(0.35) ? of(FIELDS) : of(SENTENCES))).join(of([" ", " ", "  ", "\t"]));
  const lines: string[] = [];
  if (isLikely(0.5)) lines.push("---", ...[`status: ${of(["draft", "preliminary"])}`, "exam: Chest", "image: a.dcm#frame=2", "site: A"].filter(() => isLikely(0.6)), "---", ...(isLikely(0.5) ? [""] : []));
  for (let left = 1 + below(5); left > 0; left--) {
    const line = heading(of(NAMES));
    const isInline = /:(?:\*\*)?$/.test(line) && !line.startsWith("#") && isLikely(0.5);
    lines.push(isInline ? `${line} ${words(1 + below(3))}` : line);
    for (let more = below(4); more > 0; more--) lines.push(isLikely(0.2) ? "" : `${words(1 + below(4))}${isLikely(0.1) ? "  " : ""}`);
    for (let blank = below(3); blank > 0; blank--) lines.push("");
  }
  return lines.join(end) + (isLikely(0.7) ? end : "");
}
