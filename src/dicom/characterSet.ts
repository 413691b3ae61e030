// Text in the character sets that a file declares (PS3.3 C.12.1.1.2), with their escape sequences (PS3.5 6.1.2.5).
// The tables are those of Node.js's TextDecoder; this file only says which of them holds from where on.

/** Defined terms without their prefix, and what they are called in the Encoding Standard. */
const ENCODINGS: Readonly<Record<string, string>> = {
  "6": "iso-8859-1",
  "100": "iso-8859-1",
  "101": "iso-8859-2",
  "109": "iso-8859-3",
  "110": "iso-8859-4",
  "144": "iso-8859-5",
  "127": "iso-8859-6",
  "126": "iso-8859-7",
  "138": "iso-8859-8",
  "148": "iso-8859-9",
  "203": "iso-8859-15",
  "13": "shift_jis",
  "166": "windows-874",
  "192": "utf-8",
  "149": "euc-kr",
  "58": "gbk",
  "87": "euc-jp",
  "159": "euc-jp",
};
const UNNUMBERED: Readonly<Record<string, string>> = { GB18030: "gb18030", GBK: "gbk" };

/** How bytes below 0x80 (G0) or above (G1) are read: a table, and what a byte of it needs to be found there. */
interface CodeElement {
  readonly encoding: string;
  readonly form: "bytes" | "pairs" | "pairs-0212";
}

const ASCII: CodeElement = { encoding: "iso-8859-1", form: "bytes" };
const single = (encoding: string): CodeElement => ({ encoding, form: "bytes" });

/** Escape sequences into G0 (PS3.3 Tables C.12-3 and C.12-4), by the characters after ESC. */
const INTO_G0: Readonly<Record<string, CodeElement>> = {
  "(B": ASCII,
  "(J": single("shift_jis"),
  "$@": { encoding: "euc-jp", form: "pairs" },
  "$B": { encoding: "euc-jp", form: "pairs" },
  "$(D": { encoding: "euc-jp", form: "pairs-0212" },
};
/** Escape sequences into G1. */
const INTO_G1: Readonly<Record<string, CodeElement>> = {
  "-A": single("iso-8859-1"),
  "-B": single("iso-8859-2"),
  "-C": single("iso-8859-3"),
  "-D": single("iso-8859-4"),
  "-L": single("iso-8859-5"),
  "-G": single("iso-8859-6"),
  "-F": single("iso-8859-7"),
  "-H": single("iso-8859-8"),
  "-M": single("iso-8859-9"),
  "-b": single("iso-8859-15"),
  "-T": single("windows-874"),
  ")I": single("shift_jis"),
  "$)C": single("euc-kr"),
  "$)A": single("gbk"),
};

const ESCAPE = 0x1b;
const HIGH_BIT = 0x80;
/** Third shift of EUC-JP: a pair of JIS X 0212 follows. */
const SINGLE_SHIFT_3 = 0x8f;
/** Line ends and the backslash between values: after them the first declared set holds again (PS3.5 6.1.2.5.3). */
const RESETTING: ReadonlySet<number> = new Set([0x0a, 0x0c, 0x0d, 0x5c]);

/** Turns bytes into text. */
export type TextDecode = (bytes: Uint8Array) => string;

/**
 * The decoder for the declared character sets. Text in a set that is not known becomes empty rather than wrong; ASCII
 * always passes.
 * @param declared values of SpecificCharacterSet, first one first
 */
export function textDecoder(declared: readonly string[]): TextDecode {
  const first = encodingOf(declared[0] ?? "");
  const initial: CodeElement | null = first === null ? null : single(first);
  return (bytes) => {
    // Nearly all texts: a tenth of the time that a TextDecoder takes for a short one.
    if (isPlainAscii(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
    if (bytes.includes(ESCAPE)) return decodeEscaped(bytes, initial ?? ASCII);
    return initial === null ? "" : tableOf(initial.encoding).decode(bytes);
  };
}

/** Whether all bytes are ASCII without an escape sequence. */
function isPlainAscii(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte >= HIGH_BIT || byte === ESCAPE) return false;
  return true;
}

/** `ISO_IR 100`, `ISO 2022 IR 100` and what writers make of them; nothing declared is read as Latin-1. */
function encodingOf(term: string): string | null {
  const name = term.trim().toUpperCase();
  if (name === "") return "iso-8859-1";
  const number = /^ISO[ _-]?(?:2022[ _-])?IR[ _-]?(\d+)$/.exec(name)?.[1];
  return (number === undefined ? UNNUMBERED[name] : ENCODINGS[number]) ?? null;
}

const tables = new Map<string, InstanceType<typeof TextDecoder>>();

function tableOf(encoding: string): InstanceType<typeof TextDecoder> {
  const table = tables.get(encoding) ?? new TextDecoder(encoding);
  tables.set(encoding, table);
  return table;
}

/** Runs of bytes between escape sequences, each read by what is designated to its half of the code table. */
function decodeEscaped(bytes: Uint8Array, initial: CodeElement): string {
  const begin = { g0: ASCII, g1: initial.encoding === "euc-jp" ? single("euc-jp") : initial };
  let { g0, g1 } = begin;
  let text = "";
  let at = 0;
  while (at < bytes.length) {
    if (bytes[at] === ESCAPE) {
      const sequence = sequenceAt(bytes, at + 1);
      g0 = INTO_G0[sequence] ?? g0;
      g1 = INTO_G1[sequence] ?? g1;
      at += 1 + sequence.length;
      continue;
    }
    const isHigh = (bytes[at] ?? 0) >= HIGH_BIT;
    const end = runEnd(bytes, at, isHigh, g0);
    const run = bytes.subarray(at, end);
    text += decodeRun(run, isHigh ? g1 : g0);
    if (!isHigh && g0.form === "bytes" && RESETTING.has(run[run.length - 1] ?? 0)) ({ g0, g1 } = begin);
    at = end;
  }
  return text;
}

/** Characters of an escape sequence after ESC: intermediate ones, then a final one (ISO 2022). */
function sequenceAt(bytes: Uint8Array, at: number): string {
  let end = at;
  while ((bytes[end] ?? 0) >= 0x20 && (bytes[end] ?? 0) <= 0x2f) end++;
  return String.fromCharCode(...bytes.subarray(at, Math.min(end + 1, bytes.length)).subarray(0, MAX_SEQUENCE));
}

/** The longest that is known has three characters. */
const MAX_SEQUENCE = 4;

function runEnd(bytes: Uint8Array, from: number, isHigh: boolean, g0: CodeElement): number {
  let end = from;
  while (end < bytes.length) {
    const byte = bytes[end] ?? 0;
    if (byte === ESCAPE || byte >= HIGH_BIT !== isHigh) break;
    end++;
    if (!isHigh && g0.form === "bytes" && RESETTING.has(byte)) break;
  }
  return end;
}

/** Pairs of seven bits are those of EUC-JP without their high bits. */
function decodeRun(run: Uint8Array, { encoding, form }: CodeElement): string {
  if (form === "bytes") return tableOf(encoding).decode(run);
  const isThird = form === "pairs-0212";
  const pairs: number[] = [];
  for (let i = 0; i < run.length; i += 2) {
    const [high = 0, low = 0] = run.subarray(i, i + 2);
    // Control characters and a lone byte are no halves of a pair.
    if (high < 0x21 || low < 0x21) {
      pairs.push(high);
      i--;
    } else pairs.push(...(isThird ? [SINGLE_SHIFT_3] : []), high | HIGH_BIT, low | HIGH_BIT);
  }
  return tableOf(encoding).decode(Uint8Array.from(pairs));
}
