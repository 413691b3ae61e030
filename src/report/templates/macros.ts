// Macros: a short code that is typed and becomes a text. A file of macros is plain text that one can write by hand.

/** A typed code and what it becomes. */
export interface Macro {
  /** What is typed, without white space; unique, whatever its case. */
  readonly code: string;
  /** What it becomes; may have fields in brackets and several lines. */
  readonly text: string;
}

/** A line of a macro file that could not be taken. */
export interface MacroProblem {
  /** 0-based. */
  readonly line: number;
  readonly code: "macro/no-code" | "macro/no-text" | "macro/code-twice" | "macro/too-many";
}

/** Most macros of a file: completion lists them all. */
export const MAX_MACROS = 2000;

/**
 * Reads a file of macros. A macro begins with `.code` at the start of a line; its text follows after white space on that
 * line, on the lines below, or both, up to the next macro. Lines that begin
 * with `#` are comments. A text line that begins with `.` or `#` is written `\.` or `\#`.
 *
 *     # Chest
 *     .clear  The lungs are clear.
 *     .et     Endotracheal tube [# cm] above the carina.
 *     .nl
 *     No acute abnormality.
 */
export function readMacros(text: string): { readonly macros: readonly Macro[]; readonly problems: readonly MacroProblem[] } {
  const problems: MacroProblem[] = [];
  const begun: { readonly code: string; readonly line: number; readonly lines: string[] }[] = [];
  text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/).forEach((content, line) => {
    if (content.startsWith("#")) return;
    const opening = /^\.(\S*)[ \t]*(.*)$/.exec(content);
    if (opening === null) begun.at(-1)?.lines.push(content.replace(/^\\([.#])/, "$1"));
    else if (opening[1] === "" || opening[1] === undefined) problems.push({ line, code: "macro/no-code" });
    else begun.push({ code: opening[1], line, lines: [opening[2] ?? ""] });
  });
  const macros = new Map<string, Macro>();
  for (const { code, line, lines } of begun) {
    const body = lines.join("\n").trim();
    const key = code.toLowerCase();
    if (body === "") problems.push({ line, code: "macro/no-text" });
    else if (macros.has(key)) problems.push({ line, code: "macro/code-twice" });
    else if (macros.size >= MAX_MACROS) problems.push({ line, code: "macro/too-many" });
    else macros.set(key, { code, text: body });
  }
  return { macros: [...macros.values()], problems };
}

const BUILT_IN = `
.clear   The lungs are clear. No pleural effusion or pneumothorax.
.heart   The heart is normal in size. Mediastinal contours are normal.
.et      Endotracheal tube tip [# cm] above the carina.
.cvc     Central venous line from the [right | left] with its tip in the [superior vena cava* | right atrium | brachiocephalic vein].
.nodule  [Solid* | Part-solid | Ground-glass] nodule in the [right upper lobe | right middle lobe | right lower lobe | left upper lobe | left lower lobe], [# mm].
.brain   No intracranial haemorrhage, mass effect or large territorial infarct.
.sinus   Paranasal sinuses and mastoid air cells are clear.
.liver   The liver is normal in size and density without focal lesion.
.gb      The gallbladder is thin-walled without stones. Bile ducts are not dilated.
.kid     Both kidneys are normal in size without stones or hydronephrosis.
.free    No free air or free fluid in the abdomen.
.bone    No acute osseous abnormality.
.lim     Evaluation is limited by [motion | body habitus | positioning | metal].
.call    Discussed with the referring clinician by telephone on [<date>].
`;

/** Macros that come with RadDraft; a user's macro of the same code replaces one. */
export const BUILT_IN_MACROS: readonly Macro[] = readMacros(BUILT_IN).macros;
