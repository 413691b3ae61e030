// What can go wrong with pixels: stable codes, the sentence for people beside each, and what they can do.

export type ImagingErrorCode =
  | "imaging/format-unknown"
  | "imaging/image-broken"
  | "imaging/pixel-type-unsupported"
  | "imaging/limit-pixels"
  | "imaging/size-invalid"
  | "imaging/facts-invalid"
  | "imaging/decoder-missing";

/** Facts that a sentence may name; never pixel values or paths. */
export type ImagingErrorDetails = Readonly<Record<string, string | number>>;

/** An image that cannot be decoded or prepared. `message` is the sentence for people, `action` what they can do (may be empty). */
export class ImagingError extends Error {
  override readonly name = "ImagingError";
  readonly action: string;
  constructor(readonly code: ImagingErrorCode, readonly details: ImagingErrorDetails = {}, cause?: unknown) {
    super(sentenceOf(code, details), { cause });
    this.action = actionOf(code);
  }
}

function sentenceOf(code: ImagingErrorCode, details: ImagingErrorDetails): string {
  switch (code) {
    case "imaging/format-unknown":
      return "This file is not a PNG, JPEG, TIFF, WebP or BMP image.";
    case "imaging/image-broken":
      return `The ${details["format"] ?? "image"} file is broken: its pixels cannot be decoded.`;
    case "imaging/pixel-type-unsupported":
      return `The image stores its pixels as ${details["type"] ?? "an unknown type"}; 8 and 16 bit integers are supported.`;
    case "imaging/limit-pixels":
      return `The image has ${details["pixels"] ?? "too many"} pixels; the limit is ${details["limit"] ?? "lower"}.`;
    case "imaging/size-invalid":
      return `An image of ${details["width"] ?? "?"} x ${details["height"] ?? "?"} pixels with ${details["bytes"] ?? "?"} bytes is not a valid RGB image.`;
    case "imaging/facts-invalid":
      return `The model's image settings do not fit together: ${details["why"] ?? "unknown reason"}.`;
    case "imaging/decoder-missing":
      return "The image decoder (sharp) cannot be loaded on this computer.";
  }
}

function actionOf(code: ImagingErrorCode): string {
  switch (code) {
    case "imaging/format-unknown":
      return "Open a DICOM file or one of these image formats.";
    case "imaging/image-broken":
      return "Export or copy the image again.";
    case "imaging/pixel-type-unsupported":
      return "Save the image with 8 bits a channel.";
    case "imaging/limit-pixels":
      return "Open a smaller version of the image.";
    case "imaging/size-invalid":
      return "";
    case "imaging/facts-invalid":
      return "Convert the checkpoint again.";
    case "imaging/decoder-missing":
      return "Install RadDraft again for this platform.";
  }
}
