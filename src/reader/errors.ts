// What can go wrong with opening a file and handing its picture on: stable codes, sentences, and what people can do.

export type ReaderErrorCode =
  | "reader/file-missing"
  | "reader/file-is-folder"
  | "reader/file-unreadable"
  | "reader/file-empty"
  | "reader/file-changed"
  | "reader/file-not-open"
  | "reader/format-unknown"
  | "reader/frame-missing"
  | "reader/no-tags"
  | "reader/limit-file"
  | "reader/channel-failed";

/** Numbers that a sentence may name; never a path. */
export type ReaderErrorDetails = Readonly<Record<string, number>>;

/** A file that cannot be opened, shown or handed on. `message` is the sentence for people, `action` what they can do (may be empty). */
export class ReaderError extends Error {
  override readonly name = "ReaderError";
  readonly action: string;
  constructor(readonly code: ReaderErrorCode, readonly details: ReaderErrorDetails = {}, cause?: unknown) {
    const [sentence, action] = textOf(code, details);
    super(sentence, { cause });
    this.action = action;
  }
}

function textOf(code: ReaderErrorCode, details: ReaderErrorDetails): readonly [sentence: string, action: string] {
  switch (code) {
    case "reader/file-missing":
      return ["The file does not exist.", "Check its name."];
    case "reader/file-is-folder":
      return ["This is a folder, not an image file.", "Open one image of it."];
    case "reader/file-unreadable":
      return ["The file cannot be read.", "Check that it is an ordinary file and that you may read it."];
    case "reader/file-empty":
      return ["The file is empty.", "Copy or download it again."];
    case "reader/file-changed":
      return ["The file has changed since it was opened.", "Open it again."];
    case "reader/file-not-open":
      return ["The image is not open any more.", "Open it again."];
    case "reader/format-unknown":
      return ["The file is not an image that RadDraft reads.", "Open a DICOM file or a PNG, JPEG, TIFF, WebP or BMP image."];
    case "reader/frame-missing":
      return [`The image has no frame ${details["frame"] ?? "?"}: it has ${details["frames"] ?? "?"}.`, ""];
    case "reader/no-tags":
      return ["This picture is no DICOM file: it has no tags.", ""];
    case "reader/limit-file":
      return [`The file has ${details["bytes"] ?? "?"} bytes; the limit is ${details["limit"] ?? "?"}.`, "Open a smaller version of the image."];
    case "reader/channel-failed":
      return ["The image could not be handed to the drafting process.", "Try again."];
  }
}
