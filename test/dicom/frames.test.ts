// Opening and displaying small files built here: every transfer syntax, cell layout and refusal in scope.

import assert from "node:assert/strict";

import { displayFrame, isPhantom, modalityOf, modalityRange, openDicom, recogniseDicom, shownTags, storedFrame } from "../../src/dicom/index.ts";
import { dataSet, dicomFile, greyImage, words } from "./dicomFile.ts";
import type { Attributes, Syntax } from "./dicomFile.ts";

const GREYS = Uint8Array.of(0, 50, 100, 150, 200, 255);
const plain = { frame: 0, window: null, isInverted: false } as const;
const wide: Attributes = { BitsAllocated: [16], BitsStored: [12], HighBit: [11] };
const stored = (file: Buffer, frame = 0): number[] => [...storedFrame(openDicom(file), frame).values];
const shown = (attributes: Attributes, view: Partial<Parameters<typeof displayFrame>[1]> = {}): number[] => [...displayFrame(openDicom(dicomFile(attributes)), { ...plain, ...view }).pixels];

describe("openDicom", () => {
  for (const syntax of ["implicit", "explicit", "bigEndian", "deflated"] as const satisfies readonly Syntax[]) {
    it(`reads ${syntax} values of 8 and 16 bits`, () => {
      const swapped = syntax === "bigEndian" ? Buffer.from(GREYS).swap16() : GREYS;
      assert.deepEqual(stored(dicomFile(greyImage(swapped), syntax)), [...GREYS]);
      const values = [0, 1, 0x0fff, 0x0abc, 7, 8];
      assert.deepEqual(stored(dicomFile(greyImage(words(values, syntax !== "bigEndian"), wide), syntax)), values);
    });
  }

  it("reads data sets without a header and says so", () => {
    for (const syntax of ["implicit", "explicit"] as const) {
      const image = openDicom(dataSet(greyImage(GREYS), syntax));
      assert.deepEqual([...storedFrame(image, 0).values], [...GREYS]);
      assert.equal(image.problems.length, 1);
    }
  });

  for (const [what, extra, cells, expected] of [
    ["dirt above the stored bits", wide, [0xf001, 0x8fff], [1, 0xfff]],
    ["stored bits at the top", { ...wide, HighBit: [15] }, [0x0010, 0xffff], [1, 0xfff]],
    ["a sign at bit 11", { ...wide, PixelRepresentation: [1] }, [0x0800, 0xf7ff], [-2048, 2047]],
    ["a sign at bit 15", { BitsAllocated: [16], BitsStored: [16], HighBit: [15], PixelRepresentation: [1] }, [0x8000, 0xffff], [-32768, -1]],
  ] as const satisfies readonly (readonly [string, Attributes, readonly number[], readonly number[]])[]) {
    it(`shifts out ${what}`, () => assert.deepEqual(stored(dicomFile(greyImage(words(cells), { Rows: [1], Columns: [2], ...extra }))), expected));
  }

  it("reads one-bit frames that begin inside a byte, and 32 bits", () => {
    const bits = { Rows: [1], Columns: [3], BitsAllocated: [1], BitsStored: [1], HighBit: [0], NumberOfFrames: "2" } as const;
    assert.deepEqual(stored(dicomFile(greyImage(Uint8Array.of(0b0010_1101, 0), bits)), 1), [1, 0, 1]);
    const deep = { Rows: [1], Columns: [1], BitsAllocated: [32], BitsStored: [32], HighBit: [31] } as const;
    assert.deepEqual(stored(dicomFile(greyImage(Uint8Array.of(1, 0, 0, 0xff), deep))), [0xff00_0001]);
  });

  it("finds frames, and refuses one that is not there", () => {
    const file = dicomFile(greyImage(Uint8Array.from({ length: 12 }, (_, i) => i), { NumberOfFrames: "2" }));
    assert.deepEqual(stored(file, 1), [6, 7, 8, 9, 10, 11]);
    assert.throws(() => stored(file, 2), { code: "dicom/frame-missing" });
  });

  it("opens what is left of a truncated file as partial, missing pixels black", () => {
    const whole = dicomFile(greyImage(GREYS, { PhotometricInterpretation: "MONOCHROME1" }));
    const image = openDicom(whole.subarray(0, whole.length - 2));
    assert.equal(image.isPartial, true);
    assert.deepEqual([...displayFrame(image, { ...plain, window: { center: 128, width: 256, function: "LINEAR" } }).pixels], [255, 205, 155, 105, 0, 0]);
    assert.throws(() => openDicom(whole.subarray(0, whole.length - 6)), { code: "dicom/truncated" });
  });

  it("shows what there is of a deflated file that ends too early, and says so", () => {
    const noise = Uint8Array.from({ length: 4096 }, (_, i) => (i * i * 31 + (i >> 3) * 17) & 0xff);
    const whole = dicomFile(greyImage(noise, { Rows: [64], Columns: [64] }), "deflated");
    const image = openDicom(whole.subarray(0, whole.length - 100));
    assert.equal(image.isPartial, true);
    assert.match(image.problems.join(), /deflated/);
    const { values, nPresent } = storedFrame(image, 0);
    assert.ok(nPresent > 1000 && nPresent < 4096, String(nPresent));
    assert.deepEqual([...values.slice(0, nPresent)], [...noise.slice(0, nPresent)]);
  });

  it("ends in a value or a typed error for every beginning of a file and for flipped bytes", () => {
    const whole = dicomFile(greyImage(GREYS, { VOILUTSequence: { items: [{ LUTDescriptor: [2, 0, 8], LUTData: [1, 2] }] } }));
    const files = Array.from({ length: whole.length }, (_, end) => whole.subarray(0, end));
    for (let i = 128; i < whole.length; i++) files.push(Buffer.from(whole.map((byte, at) => (at === i ? byte ^ 0xff : byte))));
    for (const file of files) {
      try {
        displayFrame(openDicom(file), plain);
      } catch (error) {
        assert.match(String((error as { code?: string }).code), /^dicom\//, String(error));
      }
    }
  });

  for (const [what, file, code] of [
    ["an empty file", Buffer.alloc(0), "dicom/not-dicom"],
    ["text", Buffer.from("Findings: none.\n".repeat(20)), "dicom/not-dicom"],
    ["compressed pixels without fragments", dicomFile(greyImage(GREYS), "explicit", "1.2.840.10008.1.2.4.90"), "dicom/truncated"],
    ["a video", dicomFile(greyImage(GREYS), "explicit", "1.2.840.10008.1.2.4.102"), "dicom/transfer-syntax-unsupported"],
    ["JPEG 2000 Part 2", dicomFile(greyImage(GREYS), "explicit", "1.2.840.10008.1.2.4.93"), "dicom/transfer-syntax-unsupported"],
    ["a private transfer syntax", dicomFile(greyImage(GREYS), "explicit", "1.2.3.4"), "dicom/transfer-syntax-unsupported"],
    ["a report", dicomFile({ SOPClassUID: "1.2.840.10008.5.1.4.1.1.88.11", Modality: "SR" }), "dicom/no-pixels"],
    ["a frame above the limit", dicomFile(greyImage(GREYS, { Rows: [65535], Columns: [65535] })), "dicom/limit-pixels"],
    ["frames above the limit", dicomFile(greyImage(GREYS, { NumberOfFrames: "99999999" })), "dicom/limit-frames"],
    ["an unknown colour model", dicomFile(greyImage(GREYS, { PhotometricInterpretation: "YBR_PARTIAL_420", SamplesPerPixel: [3] })), "dicom/photometric-unsupported"],
    ["bits that do not fit", dicomFile(greyImage(GREYS, { BitsStored: [9] })), "dicom/broken"],
    ["12 bits allocated", dicomFile(greyImage(GREYS, { BitsAllocated: [12] })), "dicom/pixel-format-unsupported"],
    ["pixels without rows", dicomFile(greyImage(GREYS, { Rows: [0] })), "dicom/broken"],
  ] as const) {
    it(`refuses ${what}`, () => assert.throws(() => openDicom(file), { code }));
  }
});

describe("displayFrame", () => {
  const line = { Rows: [1], Columns: [6] } as const;

  it("spans all values where the file has no window, padding left out", () => {
    assert.deepEqual(shown(greyImage(Uint8Array.of(255, 10, 20, 30, 255, 15), { ...line, PixelPaddingValue: [255] })), [255, 0, 128, 255, 255, 64]);
  });

  it("applies rescale, then the window", () => {
    const attributes = greyImage(words([0, 1000, 1024, 1064, 1264, 4000]), { ...line, BitsAllocated: [16], BitsStored: [16], HighBit: [15], RescaleSlope: "1", RescaleIntercept: "-1024", WindowCenter: "40", WindowWidth: "400" });
    const image = openDicom(dicomFile(attributes));
    assert.deepEqual(modalityRange(image, 0), [-1024, 2976]);
    const [named] = image.windows;
    assert.deepEqual(named?.window, { center: 40, width: 400, function: "LINEAR" });
    assert.deepEqual([...displayFrame(image, { ...plain, window: named?.window ?? null }).pixels], [0, 87, 102, 128, 255, 255]);
  });

  it("inverts MONOCHROME1, and once more when asked", () => {
    const attributes = greyImage(GREYS, { ...line, PhotometricInterpretation: "MONOCHROME1" });
    assert.deepEqual(shown(attributes), [...GREYS].map((v) => 255 - v));
    assert.deepEqual(shown(attributes, { isInverted: true }), [...GREYS]);
  });

  it("uses the VOI LUT where no window is asked for", () => {
    const lut = { VOILUTSequence: { items: [{ LUTDescriptor: [3, 50, 8], LUTData: [10, 20, 30] }] } };
    assert.deepEqual(shown(greyImage(Uint8Array.of(0, 50, 51, 52, 53, 255), { ...line, ...lut })), [10, 10, 20, 30, 30, 30]);
  });

  it("uses the modality LUT instead of rescale", () => {
    const lut = { ModalityLUTSequence: { items: [{ LUTDescriptor: [3, 1, 16], LUTData: [1000, 500, 2000] }] } };
    const image = openDicom(dicomFile(greyImage(Uint8Array.of(1, 2, 3, 0, 9, 2), { ...line, ...lut })));
    assert.deepEqual([1, 2, 3, 0, 9].map(modalityOf(image, 0)), [1000, 500, 2000, 1000, 2000]);
    assert.deepEqual(modalityRange(image, 0), [500, 2000]);
  });

  it("takes rescale and window from the frame's own group, else from the shared one", () => {
    const group = (slope: string, center: string): Attributes => ({
      PixelValueTransformationSequence: { items: [{ RescaleSlope: slope, RescaleIntercept: "0" }] },
      FrameVOILUTSequence: { items: [{ WindowCenter: center, WindowWidth: "10" }] },
    });
    const image = openDicom(
      dicomFile(greyImage(Uint8Array.from({ length: 12 }), { NumberOfFrames: "2", SharedFunctionalGroupsSequence: { items: [group("2", "5")] }, PerFrameFunctionalGroupsSequence: { items: [{}, group("3", "6")] } })),
    );
    assert.deepEqual([modalityOf(image, 0)(10), modalityOf(image, 1)(10), image.windows[0]?.window.center], [20, 30, 5]);
  });

  it("reads RGB pixel by pixel and plane by plane, and YBR_FULL", () => {
    const colour = { Rows: [1], Columns: [2], SamplesPerPixel: [3], PhotometricInterpretation: "RGB" } as const;
    assert.deepEqual(shown(greyImage(Uint8Array.of(1, 2, 3, 4, 5, 6), colour)), [1, 2, 3, 4, 5, 6]);
    assert.deepEqual(shown(greyImage(Uint8Array.of(1, 2, 3, 4, 5, 6), { ...colour, PlanarConfiguration: [1] })), [1, 3, 5, 2, 4, 6]);
    assert.deepEqual(shown(greyImage(Uint8Array.of(100, 128, 128, 76, 85, 255), { ...colour, PhotometricInterpretation: "YBR_FULL" })), [100, 100, 100, 254, 0, 0]);
    assert.deepEqual(shown(greyImage(Uint8Array.of(10, 20, 128, 128), { ...colour, PhotometricInterpretation: "YBR_FULL_422" })), [10, 10, 10, 20, 20, 20]);
  });

  it("reads a palette, plain and segmented", () => {
    const palette = { PhotometricInterpretation: "PALETTE COLOR", Rows: [1], Columns: [2], RedPaletteColorLookupTableDescriptor: [4, 0, 16], GreenPaletteColorLookupTableDescriptor: [4, 0, 16], BluePaletteColorLookupTableDescriptor: [4, 0, 16] } as const;
    const table = words([0x1000, 0x2000, 0x3000, 0x4000]);
    const tables: Attributes = { RedPaletteColorLookupTableData: table, GreenPaletteColorLookupTableData: table, BluePaletteColorLookupTableData: words([1, 2, 3, 0xffff]) };
    assert.deepEqual(shown(greyImage(Uint8Array.of(1, 200), { ...palette, ...tables })), [0x20, 0x20, 0, 0x40, 0x40, 255]);
    // One given entry, then three on a line to the end.
    const line = words([0, 1, 0x1000, 1, 3, 0x4000]);
    const segmented: Attributes = { SegmentedRedPaletteColorLookupTableData: line, SegmentedGreenPaletteColorLookupTableData: line, SegmentedBluePaletteColorLookupTableData: line };
    assert.deepEqual(shown(greyImage(Uint8Array.of(1, 3), { ...palette, ...segmented })), [0x20, 0x20, 0x20, 0x40, 0x40, 0x40]);
  });
});

describe("facts of a file", () => {
  const open = (extra: Attributes) => openDicom(dicomFile(greyImage(GREYS, extra)));

  it("hands on what describes the study and nothing of the person", () => {
    const image = open({ PatientName: "Doe^Jane", StudyDescription: "Thorax ", Laterality: "L", SeriesDescription: "" });
    assert.deepEqual(shownTags(image), { Modality: "OT", StudyDescription: "Thorax", Laterality: "L" });
  });

  it("decodes the declared character set and leaves out what it cannot decode", () => {
    assert.equal(shownTags(open({ SpecificCharacterSet: "ISO_IR 192", StudyDescription: "Schädel" }))["StudyDescription"], "Schädel");
    assert.equal(shownTags(open({ SpecificCharacterSet: "ISO 2022 IR 87", StudyDescription: "\u001b$B" }))["StudyDescription"], undefined);
  });

  it("knows a phantom by its name or series", () => {
    assert.deepEqual([{}, { PatientName: "RadDraft^Phantom" }, { SeriesDescription: "Chest phantom" }].map((extra) => isPhantom(open(extra))), [false, true, true]);
  });

  it("recognises DICOM by content", () => {
    assert.deepEqual([dicomFile({}), dataSet(greyImage(GREYS), "implicit"), Buffer.from("\x89PNG\r\n\x1a\n".repeat(30), "latin1")].map(recogniseDicom), [true, true, false]);
  });
});
