// What can go wrong with a DICOM file: stable codes, the sentence for people beside each, and what they can do.

export type DicomErrorCode =
  | "dicom/not-dicom"
  | "dicom/broken"
  | "dicom/truncated"
  | "dicom/no-pixels"
  | "dicom/transfer-syntax-unsupported"
  | "dicom/photometric-unsupported"
  | "dicom/pixel-format-unsupported"
  | "dicom/limit-pixels"
  | "dicom/limit-frames"
  | "dicom/limit-inflated"
  | "dicom/limit-fragments"
  | "dicom/limit-frame-time"
  | "dicom/codestream-broken"
  | "dicom/codestream-mismatch"
  | "dicom/codec-failed"
  | "dicom/frame-missing"
  | "dicom/window-width"
  | "dicom/no-document"
  | "dicom/document-broken"
  | "dicom/limit-document";

/** Facts that a sentence may name: attributes of the format, never of the patient. */
export type DicomErrorDetails = Readonly<Record<string, string | number>>;

/** A DICOM file that cannot be shown. `message` is the sentence for people, `action` what they can do (may be empty). */
export class DicomError extends Error {
  override readonly name = "DicomError";
  readonly action: string;
  constructor(readonly code: DicomErrorCode, readonly details: DicomErrorDetails = {}, cause?: unknown) {
    super(sentenceOf(code, details), { cause });
    this.action = ACTIONS[code];
  }
}

function sentenceOf(code: DicomErrorCode, details: DicomErrorDetails): string {
  const at = (key: string): string => String(details[key] ?? "?");
  switch (code) {
    case "dicom/not-dicom":
      return "This file is not a DICOM file.";
    case "dicom/broken":
      return `The DICOM file is broken: ${at("why")}.`;
    case "dicom/truncated":
      return "The DICOM file is cut off: it ends before its pixel data.";
    case "dicom/no-pixels":
      return `The DICOM file holds no image${details["object"] === undefined ? "" : `: it is ${at("object")}`}.`;
    case "dicom/transfer-syntax-unsupported":
      return `The pixels are stored as ${at("name")} (${at("uid")}); RadDraft does not decode it.`;
    case "dicom/photometric-unsupported":
      return `The colour model ${at("photometric")} with ${at("samples")} samples a pixel is not supported.`;
    case "dicom/pixel-format-unsupported":
      return `The pixel format is not supported: ${at("why")}.`;
    case "dicom/limit-pixels":
      return `A frame has ${at("pixels")} pixels; the limit is ${at("limit")}.`;
    case "dicom/limit-frames":
      return `The file claims ${at("frames")} frames; the limit is ${at("limit")}.`;
    case "dicom/limit-inflated":
      return `The file's deflated data set is larger than the limit of ${at("limit")} bytes.`;
    case "dicom/limit-fragments":
      return `The compressed pixels are in more pieces than the limit of ${at("limit")}.`;
    case "dicom/limit-frame-time":
      return `Decoding the frame took longer than the limit of ${at("limit")} ms; its compressed pixels are probably broken.`;
    case "dicom/codestream-broken":
      return "The compressed pixels are broken: their beginning cannot be read.";
    case "dicom/codestream-mismatch":
      return `The compressed pixels have ${at("coded")} ${at("what")}, the file says ${at("stated")}.`;
    case "dicom/codec-failed":
      return "The compressed pixels are broken: they cannot be decoded.";
    case "dicom/frame-missing":
      return `Frame ${at("frame")} is not in the file, which has ${at("frames")}.`;
    case "dicom/window-width":
      return `A window of function ${at("function")} cannot be ${at("width")} wide.`;
    case "dicom/no-document":
      return "The DICOM file holds neither a structured report nor a PDF.";
    case "dicom/document-broken":
      return "The PDF inside the DICOM file is broken or cut off.";
    case "dicom/limit-document":
      return `The PDF inside the DICOM file has ${at("bytes")} bytes; the limit is ${at("limit")}.`;
  }
}

const ACTIONS: Readonly<Record<DicomErrorCode, string>> = {
  "dicom/not-dicom": "Open a DICOM file or a PNG, JPEG, TIFF, WebP or BMP image.",
  "dicom/broken": "Export the image again from where it came.",
  "dicom/truncated": "Copy or download the file again.",
  "dicom/no-pixels": "Open an image of the same study.",
  "dicom/transfer-syntax-unsupported": "Export the image as Explicit VR Little Endian.",
  "dicom/photometric-unsupported": "Export the image as MONOCHROME2 or RGB.",
  "dicom/pixel-format-unsupported": "Export the image with 8 or 16 bits a pixel.",
  "dicom/limit-pixels": "Open a smaller version of the image.",
  "dicom/limit-frames": "",
  "dicom/limit-inflated": "",
  "dicom/limit-fragments": "",
  "dicom/limit-frame-time": "Try again when the computer is less busy, or export the image again from where it came.",
  "dicom/codestream-broken": "Export the image again from where it came.",
  "dicom/codestream-mismatch": "Export the image again from where it came.",
  "dicom/codec-failed": "Export the image again from where it came.",
  "dicom/frame-missing": "",
  "dicom/window-width": "Choose a wider window.",
  "dicom/no-document": "",
  "dicom/document-broken": "Export the document again from where it came.",
  "dicom/limit-document": "",
};
