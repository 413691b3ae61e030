// Which ids cannot be candidates in a blank. What ids can enforce is enforced here, once a package: special tokens,
// number characters with the sign of what is still open, line breaks (DESIGN 3, "Infilling").

import type { Manifest } from "../model/index.ts";
import type { Tokenizer } from "../tokenizer/index.ts";

/** What a blank allows. */
export interface BlankRules {
  /** True: the end of turn may be chosen, for it ends the text. */
  readonly endsReport: boolean;
  readonly allowsLineBreaks: boolean;
  readonly allowsDigits: boolean;
}

/** Digits of every script, fractions, superscripts, Roman numerals; and `_`: the model sees `___` for a number that is still open. */
const NUMBER_CHARACTERS = /[\p{N}_]/u;
/** What ends a line for an editor or for Unicode (UAX 14, class BK, CR, LF, NL). */
const LINE_BREAKS = /[\n\r\v\f\u0085\u2028\u2029]/u;
const LAST_CODE_POINT = 0x10_ffff;

export class ForbiddenIds {
  readonly #tokenizer: Tokenizer;
  readonly #manifest: Pick<Manifest, "tokens" | "fillEnd">;
  readonly #sets = new Map<string, readonly number[]>();
  #withNumbers: readonly number[] | null = null;
  #withLineBreaks: readonly number[] | null = null;

  constructor(tokenizer: Tokenizer, manifest: Pick<Manifest, "tokens" | "fillEnd">) {
    this.#tokenizer = tokenizer;
    this.#manifest = manifest;
  }

  /** Ids that cannot stand in a blank, ascending; the same rules give the same array. */
  of({ endsReport, allowsLineBreaks, allowsDigits }: BlankRules): readonly number[] {
    const key = [endsReport, allowsLineBreaks, allowsDigits].join();
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    const { tokens, fillEnd } = this.#manifest;
    const ids = new Set([tokens.mask, ...tokens.suppressed]);
    if (!endsReport) ids.add(tokens.eot);
    else if (fillEnd !== null) ids.add(fillEnd);
    // The names of the end of turn and of blanks have the sign of what is open.
    if (!allowsDigits) for (const id of (this.#withNumbers ??= idsThatSpell(this.#tokenizer, NUMBER_CHARACTERS).filter((each) => each !== tokens.eot && each !== fillEnd))) ids.add(id);
    if (!allowsLineBreaks) for (const id of (this.#withLineBreaks ??= idsThatSpell(this.#tokenizer, LINE_BREAKS))) ids.add(id);
    const set = [...ids].sort((a, b) => a - b);
    this.#sets.set(key, set);
    return set;
  }
}

/**
 * Ids without which no text can hold one of the characters: those whose text has one, and those that end in the first
 * bytes of one, which the next id would complete.
 * @param characters matches a single character
 */
export function idsThatSpell(tokenizer: Tokenizer, characters: RegExp): number[] {
  const beginnings = beginningsOf(characters);
  const decoder = new TextDecoder();
  const ids: number[] = [];
  for (let id = 0; id < tokenizer.size; id++) {
    const bytes = tokenizer.bytesOf(id);
    if (characters.test(decoder.decode(bytes)) || endsInBeginning(bytes, beginnings)) ids.push(id);
  }
  return ids;
}

/** Proper beginnings of the characters' UTF-8, as hexadecimal text. */
function beginningsOf(characters: RegExp): Set<string> {
  const beginnings = new Set<string>();
  for (let point = 0x80; point <= LAST_CODE_POINT; point++) {
    const character = String.fromCodePoint(point);
    if (!characters.test(character)) continue;
    const bytes = Buffer.from(character);
    for (let length = 1; length < bytes.length; length++) beginnings.add(bytes.toString("hex", 0, length));
  }
  return beginnings;
}

function endsInBeginning(bytes: Uint8Array, beginnings: ReadonlySet<string>): boolean {
  const hex = Buffer.from(bytes.subarray(Math.max(0, bytes.length - 3))).toString("hex");
  return [2, 4, 6].some((length) => length <= hex.length && beginnings.has(hex.slice(hex.length - length)));
}
