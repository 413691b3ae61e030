// Errors of the export: what keeps a report or an image from leaving in the form that was asked for.

export type ExportErrorCode =
  | "export/several-patients"
  | "export/too-large"
  | "export/image-unreadable"
  | "export/script-not-shown"
  | "export/write-failed"
  | "export/not-an-image"
  | "export/nothing-to-export";

/** Figures and names of a sentence; never a patient's, never a path. */
export type ExportErrorDetails = Readonly<Record<string, string | number>>;

const texts: Readonly<Record<ExportErrorCode, readonly [sentence: (details: ExportErrorDetails) => string, action: string]>> = {
  "export/several-patients": [() => "The images of this report are of different patients.", "Remove the images that do not belong to it from the report's header, then export again."],
  "export/too-large": [({ limit }) => `The exported report would be larger than ${String(limit ?? "")} MB.`, "Export it in parts, or as plain text."],
  "export/image-unreadable": [() => "An image of this report cannot be read.", "Check the images in the report's header, then export again."],
  "export/script-not-shown": [
    ({ scripts }) => `The PDF's font has no characters for ${String(scripts ?? "")}.`,
    "Export as HTML and print that to PDF from a browser, which has fonts for it.",
  ],
  "export/write-failed": [({ why }) => `The files could not be written (${String(why ?? "")}).`, "Check the folder and its free space, then export again."],
  "export/not-an-image": [() => "This is no DICOM image. Reports and documents are not de-identified: their texts may say anything.", "Choose a DICOM image or a folder of them."],
  "export/nothing-to-export": [() => "There is no DICOM image in this folder.", "Choose a folder of DICOM images."],
};

/** `message` is the sentence for people, `action` what they can do. */
export class ExportError extends Error {
  override readonly name = "ExportError";
  readonly action: string;

  constructor(readonly code: ExportErrorCode, readonly details: ExportErrorDetails = {}, cause?: unknown) {
    const [sentence, action] = texts[code];
    super(sentence(details), { cause });
    this.action = action;
  }
}
