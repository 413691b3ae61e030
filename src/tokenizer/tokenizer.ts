// Text to ids and back, as the other files of this layer and the engine see it.

export interface EncodeOptions {
  /** True: with the tokens that the post-processor adds (a BOS, in some tokenizers). Special tokens written in the text are always one id. */
  readonly addSpecialTokens: boolean;
}

export interface DecodeOptions {
  /** True: special tokens have no text. */
  readonly skipSpecialTokens: boolean;
}

/** A decoded text and where each id's part of it lies; offsets are UTF-16. */
export interface DecodedText {
  readonly text: string;
  /**
   * `[ids]`, never falling. A character that is spread over several ids belongs to each of them whole, so their stretches
   * overlap; an id without text (unknown, or a skipped special token) has an empty stretch.
   */
  readonly starts: readonly number[];
  /** `[ids]`, exclusive. */
  readonly ends: readonly number[];
}

export interface Tokenizer {
  /** Ids up to this one (exclusive) may have a token; the network's vocabulary can be larger. */
  readonly size: number;
  /** @throws TokenizerError `tokenizer/unsupported` when the post-processor adds a token that does not exist */
  encode(text: string, options: EncodeOptions): number[];
  /**
   * Ids of text that a person wrote: nothing is added, and the name of a special token in it is characters like any
   * others. Decoding gives the text again (a lone surrogate as U+FFFD).
   */
  encodeText(text: string): number[];
  /** UTF-8 bytes of an id's text, perhaps of a part of a character; none for a special token and for an id without a token. Borrowed. */
  bytesOf(id: number): Uint8Array;
  /** Ids without a token have no text; broken UTF-8 becomes U+FFFD, one for each maximal subpart (Unicode 3.9, D93b). */
  decode(ids: Iterable<number>, options: DecodeOptions): string;
  decodeWithOffsets(ids: Iterable<number>, options: DecodeOptions): DecodedText;
  /** Id of a token by its name, undefined when there is none. */
  idOf(token: string): number | undefined;
}
