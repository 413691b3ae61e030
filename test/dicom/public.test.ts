// The public DICOM files against values from independent decoders; runs where ../shared/dicom is. How to compare
// stands in the README beside the files.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { displayFrame, isPhantom, modalityOf, openDicom, shownTags, storedFrame } from "../../src/dicom/index.ts";
import type { DicomImage } from "../../src/dicom/index.ts";
import { sharedPath } from "../sharedFolder.ts";

interface ExpectedFrame {
  readonly frame: number;
  readonly sha256: string;
  readonly samples: readonly (readonly number[])[];
  readonly modality?: readonly number[];
  readonly windows?: readonly (readonly [number, number])[];
  readonly window_invalid?: boolean;
  readonly voi_function?: string;
  readonly display?: readonly number[];
  readonly display_voi_lut?: readonly number[];
  readonly display_minmax?: readonly number[];
  readonly display_disagreement?: unknown;
  readonly palette_rgb?: readonly (readonly number[])[];
}

interface ExpectedFile {
  readonly file: string;
  readonly decodable: boolean;
  readonly strict: boolean;
  readonly reason?: string;
  readonly reason_any?: readonly string[];
  readonly may_show_partial?: boolean;
  readonly transfer_syntax_uid: string | null;
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly photometric: string;
  readonly tags?: Readonly<Record<string, unknown>>;
  readonly compare?: { readonly class: string; readonly max_abs: number };
  readonly normalised?: { readonly colour: string };
  readonly frame_data?: readonly ExpectedFrame[];
}

/** Absolute difference allowed of displayed values: rounding (README, "Modality values and display"). */
const DISPLAY_TOLERANCE = 1;
const MODALITY_RELATIVE = 1e-6;

const UNCOMPRESSED: readonly (string | null)[] = [null, "1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99"];

const CODES: Readonly<Record<string, readonly string[]>> = {
  no_pixels: ["dicom/no-pixels"],
  unsupported_syntax: ["dicom/transfer-syntax-unsupported"],
  truncated: ["dicom/truncated", "dicom/frame-missing"],
  corrupt: ["dicom/broken"],
  not_dicom: ["dicom/not-dicom"],
};

const folder = sharedPath("dicom", "public");

describe("dicom against the public files", function () {
  this.timeout(60_000);
  let files: readonly ExpectedFile[] = [];

  before(function () {
    if (folder === null) {
      console.log("skipped: ../shared/dicom is not there");
      this.skip();
    }
    files = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8")).files;
  });

  const open = (expected: ExpectedFile): DicomImage => openDicom(readFileSync(join(folder ?? "", expected.file)));

  it("shows every uncompressed file as expected", () => {
    let nFiles = 0;
    for (const expected of files) {
      if (!expected.decodable || !UNCOMPRESSED.includes(expected.transfer_syntax_uid ?? null)) continue;
      const image = open(expected);
      if (!expected.strict) continue;
      compareFile(image, expected);
      nFiles++;
    }
    assert.ok(nFiles >= 83, `${nFiles} files`);
  });

  it("refuses compressed files by the name and UID of their transfer syntax", () => {
    let nFiles = 0;
    for (const expected of files) {
      if (UNCOMPRESSED.includes(expected.transfer_syntax_uid ?? null)) continue;
      assert.throws(() => open(expected), (error: { code?: string; message: string }) => {
        assert.equal(error.code, "dicom/transfer-syntax-unsupported", expected.file);
        assert.ok(error.message.includes(String(expected.transfer_syntax_uid)), expected.file);
        return true;
      });
      nFiles++;
    }
    assert.ok(nFiles >= 40, `${nFiles} files`);
  });

  it("refuses what is no image by the right code, or shows the part that is there", () => {
    for (const expected of files) {
      if (expected.decodable || !UNCOMPRESSED.includes(expected.transfer_syntax_uid ?? null)) continue;
      const allowed = (expected.reason_any ?? [expected.reason ?? ""]).flatMap((reason) => CODES[reason] ?? []);
      const found = codeOf(() => {
        const image = open(expected);
        assert.ok(image.isPartial && expected.may_show_partial === true, `${expected.file} is refused or partial`);
        displayFrame(image, { frame: 0, window: null, isInverted: false });
      });
      assert.ok(found === null || allowed.includes(found), `${expected.file}: ${found} where ${allowed.join(", ")} is right`);
    }
  });
});

function codeOf(act: () => void): string | null {
  try {
    act();
    return null;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code !== "ERR_ASSERTION") return String(error.code);
    throw error;
  }
}

function compareFile(image: DicomImage, expected: ExpectedFile): void {
  const { description } = image;
  assert.deepEqual([description.Rows, description.Columns, description.NumberOfFrames], [expected.rows, expected.columns, expected.frames], expected.file);
  assert.equal(description.PhotometricInterpretation, expected.photometric, expected.file);
  assert.equal(image.isPartial, false, expected.file);
  assert.equal(isPhantom(image), /phantom/i.test(String(expected.tags?.["SeriesDescription"])), expected.file);
  const modality = expected.tags?.["Modality"];
  if (modality !== undefined) assert.equal(shownTags(image)["Modality"], modality, expected.file);
  for (const frame of expected.frame_data ?? []) {
    const what = `${expected.file} frame ${frame.frame}`;
    if (image.isColour) compareColour(image, expected, frame, what);
    else compareGrey(image, expected, frame, what);
  }
}

function compareColour(image: DicomImage, expected: ExpectedFile, frame: ExpectedFrame, what: string): void {
  const { pixels } = displayFrame(image, { frame: frame.frame, window: null, isInverted: false });
  const shift = 2 ** Math.max(0, image.description.BitsStored - 8);
  const most = expected.compare?.max_abs ?? 0;
  frame.samples.forEach(([row = 0, column = 0, ...values], i) => {
    const isPalette = expected.normalised?.colour === "palette_index";
    const wanted = isPalette ? (frame.palette_rgb?.[i] ?? []) : values.map((value) => Math.floor(value / shift));
    assert.equal(wanted.length, 3, what);
    wanted.forEach((value, channel) => {
      const found = pixels[(row * expected.columns + column) * 3 + channel] ?? NaN;
      assert.ok(Math.abs(found - value) <= (isPalette ? DISPLAY_TOLERANCE : most), `${what} ${row},${column}: ${found} for ${value}`);
    });
  });
  if (expected.compare?.class === "exact" && shift === 1 && expected.normalised?.colour === "RGB") assert.equal(sha256(pixels), frame.sha256, what);
}

function compareGrey(image: DicomImage, expected: ExpectedFile, frame: ExpectedFrame, what: string): void {
  const { values } = storedFrame(image, frame.frame);
  assert.equal(sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)), frame.sha256, what);
  const toModality = modalityOf(image, frame.frame);
  frame.samples.forEach(([row = 0, column = 0, value = NaN], i) => {
    const wanted = frame.modality?.[i];
    if (wanted === undefined) return;
    assert.ok(Math.abs(toModality(value) - wanted) <= MODALITY_RELATIVE * Math.max(1, Math.abs(wanted)), `${what} modality at ${row},${column}`);
  });
  if (frame.frame === 0 && frame.windows !== undefined && frame.window_invalid !== true) {
    assert.deepEqual(image.windows.map(({ window }) => [window.center, window.width]), frame.windows, what);
    for (const { window } of image.windows) assert.equal(window.function, frame.voi_function, what);
  }
  const wanted = frame.display ?? frame.display_voi_lut ?? frame.display_minmax;
  if (wanted === undefined || frame.display_disagreement !== undefined) return;
  const [center = 0, width = 1] = frame.windows?.[0] ?? [];
  const named = image.windows[0]?.window;
  const window = frame.display === undefined || named === undefined ? null : { ...named, center, width };
  const { pixels } = displayFrame(image, { frame: frame.frame, window, isInverted: false });
  frame.samples.forEach(([row = 0, column = 0], i) => {
    const found = pixels[row * expected.columns + column] ?? NaN;
    assert.ok(Math.abs(found - (wanted[i] ?? NaN)) <= DISPLAY_TOLERANCE, `${what} display at ${row},${column}: ${found} for ${wanted[i]}`);
  });
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
