// What can be wrong with bytes: the error of the layer, its codes, and the sentence for people beside each code.

/** Codes of this layer; tests, callers and documentation rely on them, the sentences may change. */
export type FormatErrorCode =
  | "formats/file-unreadable"
  | "formats/safetensors-truncated"
  | "formats/safetensors-header-limit"
  | "formats/safetensors-header"
  | "formats/safetensors-duplicate"
  | "formats/safetensors-dtype"
  | "formats/safetensors-length"
  | "formats/safetensors-range"
  | "formats/safetensors-overlap"
  | "formats/safetensors-gap"
  | "formats/rgb-stream-header"
  | "formats/rgb-stream-length"
  | "formats/rgb-stream-answer";

/** What a sentence may name: plain file names, tensor names, numbers. Never a folder. */
export type FormatErrorDetails = Readonly<Record<string, string | number>>;

const NEW_COPY = "Download or copy the file again.";

const texts: Readonly<Record<FormatErrorCode, (details: FormatErrorDetails) => readonly [sentence: string, action: string]>> = {
  "formats/file-unreadable": (d) => [`The file ${d["file"]} cannot be read.`, "Check that it exists, is a file, and may be read by you."],
  "formats/safetensors-truncated": (d) => [`The file ${d["file"]} is cut short: ${d["need"]} bytes are needed, ${d["have"]} are there.`, NEW_COPY],
  "formats/safetensors-header-limit": (d) => [`The header of ${d["file"]} claims ${d["length"]} bytes; the format allows ${d["limit"]}.`, NEW_COPY],
  "formats/safetensors-header": (d) => [`The header of ${d["file"]} is not a safetensors header (${d["why"]}).`, NEW_COPY],
  "formats/safetensors-duplicate": (d) => [`The header of ${d["file"]} lists ${d["tensor"]} twice.`, NEW_COPY],
  "formats/safetensors-dtype": (d) => [`The tensor ${d["tensor"]} in ${d["file"]} has the type ${d["dtype"]}, which is not known.`, "Use a checkpoint in F32, F16 or BF16."],
  "formats/safetensors-length": (d) => [`The tensor ${d["tensor"]} in ${d["file"]} has another number of bytes than its shape and type need.`, NEW_COPY],
  "formats/safetensors-range": (d) => [`The tensor ${d["tensor"]} in ${d["file"]} lies outside the file.`, NEW_COPY],
  "formats/safetensors-overlap": (d) => [`The tensor ${d["tensor"]} in ${d["file"]} overlaps another one.`, NEW_COPY],
  "formats/safetensors-gap": (d) => [`The file ${d["file"]} has ${d["bytes"]} bytes that belong to no tensor.`, NEW_COPY],
  "formats/rgb-stream-header": () => ["A picture between RadDraft's processes has a header that cannot be read.", "Try again."],
  "formats/rgb-stream-length": () => ["A picture between RadDraft's processes has more bytes than it announced.", "Try again."],
  "formats/rgb-stream-answer": () => ["The drafting process did not take the picture.", "Try again."],
};

/** Bytes that are not what they say they are. `message` is the sentence for people, `action` what they can do. */
export class FormatError extends Error {
  override readonly name = "FormatError";
  readonly action: string;

  constructor(readonly code: FormatErrorCode, readonly details: FormatErrorDetails, cause?: unknown) {
    const [sentence, action] = texts[code](details);
    super(sentence, { cause });
    this.action = action;
  }
}
