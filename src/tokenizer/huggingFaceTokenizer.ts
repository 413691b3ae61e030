// Door of the library `@huggingface/tokenizers`: the only file that knows it. It encodes; decoding is `byteLevel.ts`,
// because the library does not tell where in the text an id lies.

import { Tokenizer as LibraryTokenizer } from "@huggingface/tokenizers";
import { array, boolean, check, integer, literal, looseObject, minValue, nullable, number, optional, pipe, record, string } from "../formats/schema.ts";
import type { ShapeOf } from "../formats/schema.ts";
import { BYTE_CHARACTERS, bytesOfToken, joinPieces } from "./byteLevel.ts";
import type { Piece } from "./byteLevel.ts";
import { tokenizerError } from "./errors.ts";
import type { DecodedText, DecodeOptions, EncodeOptions, Tokenizer } from "./tokenizer.ts";

const id = pipe(number(), integer(), minValue(0));

/** What must hold of `tokenizer.json`: byte-level BPE, as every published LLaDA checkpoint has. */
const fileSchema = looseObject({
  added_tokens: array(looseObject({ id, content: string(), special: optional(boolean(), false) })),
  model: looseObject({ type: literal("BPE"), vocab: record(string(), id) }),
  decoder: nullable(looseObject({ type: literal("ByteLevel") })),
});

const configSchema = looseObject({});

type TokenizerFile = ShapeOf<typeof fileSchema>;

/**
 * Loads a tokenizer from the texts of its two files.
 * @throws TokenizerError `tokenizer/file` when one is no JSON, `tokenizer/unsupported` when it is not byte-level BPE with all 256 bytes
 */
export function loadTokenizer(tokenizerJson: string, tokenizerConfigJson: string): Tokenizer {
  const file = check(fileSchema, parsed(tokenizerJson));
  if (!file.ok) throw tokenizerError("tokenizer/unsupported", `In tokenizer.json, ${file.where}: ${file.why}.`);
  const config = check(configSchema, parsed(tokenizerConfigJson));
  if (!config.ok) throw tokenizerError("tokenizer/file", "tokenizer_config.json holds no object.");
  // Bytes without a token would be dropped from prompts without a word.
  if (!BYTE_CHARACTERS.every((character) => Object.hasOwn(file.value.model.vocab, character))) {
    throw tokenizerError("tokenizer/unsupported", "Its vocabulary lacks a byte.");
  }
  try {
    const library = new LibraryTokenizer(file.value, config.value);
    return new ByteLevelTokenizer({ library, plain: new LibraryTokenizer(withoutAddedTokens(file.value), config.value) }, file.value);
  } catch (error) {
    throw tokenizerError("tokenizer/unsupported", "", error);
  }
}

/** The same file without its added tokens: what it encodes is text alone. Their names leave the vocabulary too, where some tokenizers take a whole word from it. */
function withoutAddedTokens(file: TokenizerFile): TokenizerFile {
  const names = new Set(file.added_tokens.map(({ content }) => content));
  const vocab = Object.fromEntries(Object.entries(file.model.vocab).filter(([token]) => !names.has(token)));
  return { ...file, added_tokens: [], model: { ...file.model, vocab } };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw tokenizerError("tokenizer/file", "", error);
  }
}

class ByteLevelTokenizer implements Tokenizer {
  readonly size: number;
  readonly #library: LibraryTokenizer;
  readonly #plain: LibraryTokenizer;
  readonly #added: ReadonlyMap<number, { readonly content: string; readonly special: boolean }>;
  readonly #bytes = new Map<number, Uint8Array>();

  constructor({ library, plain }: { readonly library: LibraryTokenizer; readonly plain: LibraryTokenizer }, file: TokenizerFile) {
    this.#library = library;
    this.#plain = plain;
    this.#added = new Map(file.added_tokens.map((token) => [token.id, token]));
    let size = 0;
    for (const used of [...Object.values(file.model.vocab), ...this.#added.keys()]) size = Math.max(size, used + 1);
    this.size = size;
  }

  encode(text: string, { addSpecialTokens }: EncodeOptions): number[] {
    // The library's type has no undefined, but a post-processor may name a token that does not exist.
    const ids: readonly (number | undefined)[] = this.#library.encode(text, { add_special_tokens: addSpecialTokens }).ids;
    return ids.map((known) => {
      if (known === undefined) throw tokenizerError("tokenizer/unsupported", "It adds a token that it does not have.");
      return known;
    });
  }

  encodeText(text: string): number[] {
    return this.#plain.encode(text, { add_special_tokens: false }).ids;
  }

  bytesOf(id: number): Uint8Array {
    const piece = this.#pieceOf(id, true);
    return "bytes" in piece ? piece.bytes : new TextEncoder().encode(piece.literal);
  }

  decode(ids: Iterable<number>, options: DecodeOptions): string {
    return this.decodeWithOffsets(ids, options).text;
  }

  decodeWithOffsets(ids: Iterable<number>, { skipSpecialTokens }: DecodeOptions): DecodedText {
    return joinPieces(Array.from(ids, (one) => this.#pieceOf(one, skipSpecialTokens)));
  }

  idOf(token: string): number | undefined {
    return this.#library.token_to_id(token);
  }

  #pieceOf(one: number, skipSpecialTokens: boolean): Piece {
    const added = this.#added.get(one);
    // A skipped token is no border: bytes before and after it may be one character, as in the reference's decoder.
    if (added !== undefined) return skipSpecialTokens && added.special ? { bytes: new Uint8Array(0) } : { literal: added.content };
    const known = this.#bytes.get(one);
    if (known !== undefined) return { bytes: known };
    const bytes = bytesOfToken(this.#library.id_to_token(one) ?? "");
    this.#bytes.set(one, bytes);
    return { bytes };
  }
}
