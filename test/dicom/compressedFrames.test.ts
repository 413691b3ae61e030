// Small frames of each codec family, against the values they were made of; and what a codestream says against the file.

import assert from "node:assert/strict";

import { isOverdue } from "../../src/dicom/nativeCodecs.ts";
import { displayFrame, openDicom, overlaysOf, storedFrame, tagTexts, tagTree } from "../../src/dicom/index.ts";
import { dicomFile, greyImage, words } from "./dicomFile.ts";
import type { Attributes } from "./dicomFile.ts";

const RLE = "1.2.840.10008.1.2.5";
const JPEG_EXTENDED = "1.2.840.10008.1.2.4.51";
const JPEG_LOSSLESS_14 = "1.2.840.10008.1.2.4.57";
const JPEG_LOSSLESS = "1.2.840.10008.1.2.4.70";
const JPEG_LS = "1.2.840.10008.1.2.4.80";
const JPEG_2000 = "1.2.840.10008.1.2.4.90";
const HTJ2K = "1.2.840.10008.1.2.4.201";

/** Signed values of 16 bits on a slope, 8 x 8. */
const SLOPE = Array.from({ length: 64 }, (_, i) => i * 1000 - 32_000);
const SIGNED: Attributes = { Rows: [8], Columns: [8], BitsAllocated: [16], BitsStored: [16], HighBit: [15], PixelRepresentation: [1] };

const ITEM = [0xfe, 0xff, 0x00, 0xe0];
const u32 = (value: number): number[] => [value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, value >>> 24];
const bytesOf = (base64: string): number[] => [...Buffer.from(base64, "base64")];

/** Pixel data of fragments behind an empty offset table. */
function fragments(...values: readonly (readonly number[])[]): Uint8Array {
  const items = values.map((value) => (value.length % 2 === 0 ? value : [...value, 0]));
  return Uint8Array.from([...ITEM, ...u32(0), ...items.flatMap((value) => [...ITEM, ...u32(value.length), ...value]), 0xfe, 0xff, 0xdd, 0xe0, ...u32(0)]);
}

function file(coded: readonly (readonly number[])[], extra: Attributes, syntax: string): Buffer {
  return dicomFile(greyImage(fragments(...coded), extra), "explicit", syntax);
}

/** A frame of 8 x 8 samples of 12 bits whose one coefficient is `dc`: each is 2048 + dc / 8 (ITU-T T.81 A.3.1, A.3.3). */
function jpeg12(dc: number): number[] {
  const bits = `0${dc.toString(2).padStart(10, "0")}0`.padEnd(16, "1");
  const table = (id: number, symbol: number): number[] => [0xff, 0xc4, 0, 20, id, 1, ...new Array<number>(15).fill(0), symbol];
  return [
    ...[0xff, 0xd8, 0xff, 0xdb, 0, 67, 0, ...new Array<number>(64).fill(1)],
    ...[0xff, 0xc1, 0, 11, 12, 0, 8, 0, 8, 1, 1, 0x11, 0],
    ...table(0x00, 10),
    ...table(0x10, 0),
    ...[0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, Number.parseInt(bits.slice(0, 8), 2), Number.parseInt(bits.slice(8), 2), 0xff, 0xd9],
  ];
}

const LOSSLESS = bytesOf("/9j/4AAQSkZJRgABAQAAAQABAAD/wwALEAAIAAgBAREA/8QAFQABAQAAAAAAAAAAAAAAAAAACg3/2gAIAQEAAQAAYA+h9D6H0PofQ+i+gPofQ+h9D6H0PovoD6H0PofQ+h9D6L6A+h9D6H0PofQ+i+gPofQ+h9D6H0PovoD6H0PofQ+h9D6L6A+h9D6H0PofQ+i+gPofQ+h9D6H0Po//2Q==");
const LOSSLESS_PREDICTOR_6 = bytesOf("/9j/4AAQSkZJRgABAQAAAQABAAD/wwALEAAIAAgBAREA/8QAFwABAQEBAAAAAAAAAAAAAAAADAoND//aAAgBAQAGAACwC+i+i+i+i+i+i+jfQH0D6B9A+gfQPoH0G+gPoH0D6B9A+gfQPoN9AfQPoH0D6B9A+gfQb6Bw+f4fP8Pn+Hz/AA+f4fP8Pn99AfQPoH0D6B9A+gfQb6A+gfQPoH0D6B9A+g30B9A+gfQPoH0D6B9B/9k=");
const LS = bytesOf("/9j/9wALEAAIAAgBAREA//gADQH//wASAEMBFABA/9oACAEBAAAAAAAAAAAAAfn9fPfNfLfJfHfFfDAAGgJ86+ZfKvkXxvxH0AHOV8C99e8vdXuPtnzgHMl7K9heuvWfVfUPmAOVoAQBAEAgEAgAAANAXpL0V6C898580+UA5IvLXlLyXyHx3xj5ADjq8ReGvCfBfAe/PjD/2Q==");
const LS_RGB = bytesOf("/9j/9wARCAAEAAQDAREAAhEAAxEA/9oADAMBAAIAAwAAAgBAQIAwCgK2yArbK4AAALuAAAC7gAAAu4DONMLKAM40AAAC7jZ0SQ9zWmFlHJwbsYxjuSQ8/9k=");
const J2K = bytesOf("/0//UQApAAAAAAAIAAAACAAAAAAAAAAAAAAACAAAAAgAAAAAAAAAAAABjwEB/1IADAAAAAIAAgQEAAH/XAAKQICIiJCIiJD/ZAAlAAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjD/kAAKAAAAAABIAAH/k8/8MCQGTTpoK1CwmzHA/wBo/2GAoA0C+aj/fws9/tR/wD9geD/wAIAiGIQNPlWfA35sq8OIRH+AgID/2Q==");
const HT = bytesOf("/0//UQApQAAAAAAIAAAACAAAAAAAAAAAAAAACAAAAAgAAAAAAAAAAAABjwEB/1AACAACAAAACf9SAAwAAgABAAEEBEAB/1wAByCIiIiI/2QAFwABT3BlbkpQSCBWZXIgMC4xOC4yLv9VABAAYAAAAAAANwAAAAAALP+QAAoAAAAAADcAAv+TwAAulP95/3xf6q/2r/a3u5JcYXoyPB98OH0+3itpmFzvAUDXQgDQuAD/kAAKAAAAAAAsAQL/k8AAKqAAFaDOO++886pygnUAfr6f9/N+/sCEAey2AP/Z");
const RUN_LENGTHS = bytesOf("AgAAAEAAAACCAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAD+DhoqOkpaanqKmqq2xtbm9wcXJzdHV2Nzg5Ojs8PT4/AADBwsPExcbHyMnKi4yNjo+QkZKTlJVWV1hZWltcXV5AD8A6NC4oIhwWEAoEPjgyLCYgGhQOCAI8NjAqJB4YEgwGADo0LigiHBYQCgQ+ODIsJiAaFA4IAjw2MCokHhgSDAYAA==");

describe("compressed frames", function () {
  this.timeout(20_000);

  for (const [what, syntax, coded] of [
    ["RLE", RLE, RUN_LENGTHS],
    ["JPEG lossless", JPEG_LOSSLESS, LOSSLESS],
    ["JPEG lossless with another predictor", JPEG_LOSSLESS_14, LOSSLESS_PREDICTOR_6],
    ["JPEG-LS", JPEG_LS, LS],
    ["JPEG 2000", JPEG_2000, J2K],
    ["HTJ2K", HTJ2K, HT],
  ] as const) {
    it(`gives the values that went into ${what}`, () => {
      assert.deepEqual([...storedFrame(openDicom(file([coded], SIGNED, syntax)), 0).values], SLOPE);
    });
  }

  it("reads JPEG of 12 bits at its own level", () => {
    const image = openDicom(file([jpeg12(800)], { Rows: [8], Columns: [8], BitsAllocated: [16], BitsStored: [12], HighBit: [11] }, JPEG_EXTENDED));
    assert.deepEqual([...storedFrame(image, 0).values], new Array(64).fill(2048 + 100));
  });

  it("keeps the depth of the codestream where the file says eight bits", () => {
    const image = openDicom(file([jpeg12(800)], { Rows: [8], Columns: [8], BitsAllocated: [16], BitsStored: [16], HighBit: [15] }, JPEG_EXTENDED));
    assert.equal(storedFrame(image, 0).values[0], 2148);
  });

  it("reads colour", () => {
    const colour: Attributes = { Rows: [4], Columns: [4], SamplesPerPixel: [3], PhotometricInterpretation: "RGB", PlanarConfiguration: [1] };
    const { pixels } = displayFrame(openDicom(file([LS_RGB], colour, JPEG_LS)), { frame: 0, window: null, isInverted: false });
    assert.deepEqual([...pixels], Array.from({ length: 48 }, (_, i) => i * 5));
  });

  it("decodes the frame that is asked for, of fragments without a table", () => {
    const pieces = [LS.slice(0, 50), LS.slice(50, 100), LS.slice(100), jpeg12(8).slice(0, 60), LS];
    const image = openDicom(file(pieces, { ...SIGNED, NumberOfFrames: "3" }, JPEG_LS));
    assert.deepEqual([...storedFrame(image, 0).values], SLOPE);
    assert.equal(image.isPartial, true);
  });

  for (const [what, coded, extra, code] of [
    ["colour where the file says grey", LS_RGB, { Rows: [4], Columns: [4] }, "dicom/codestream-mismatch"],
    ["bytes that are no codestream", [1, 2, 3, 4], SIGNED, "dicom/codestream-broken"],
    ["a codestream without its scan", LS.slice(0, 30), SIGNED, "dicom/codec-failed"],
  ] as const) {
    it(`refuses ${what}, and decodes the next frame`, () => {
      assert.throws(() => storedFrame(openDicom(file([coded], extra, JPEG_LS)), 0), { code });
      assert.deepEqual([...storedFrame(openDicom(file([LS], SIGNED, JPEG_LS)), 0).values], SLOPE);
    });
  }

  it("shows a codestream of another size as it is, and says so", () => {
    const image = openDicom(file([LS], { ...SIGNED, Rows: [16], Columns: [4] }, JPEG_LS));
    assert.deepEqual([image.description.Rows, image.description.Columns, image.isPartial], [8, 8, false]);
    assert.deepEqual([...storedFrame(image, 0).values], SLOPE);
    assert.match(image.problems.join(), /8 x 8, the file says 4 x 16/);
  });

  it("refuses a later frame of another size than the first", () => {
    const taller = [...LS.slice(0, 8), 9, ...LS.slice(9)];
    const image = openDicom(file([LS, taller], { ...SIGNED, NumberOfFrames: "2" }, JPEG_LS));
    assert.throws(() => storedFrame(image, 1), { code: "dicom/codestream-mismatch" });
  });

  it("refuses a codestream above the limit of pixels", () => {
    const huge = [...LS.slice(0, 7), 0xff, 0xff, 0xff, 0xff, ...LS.slice(11)];
    assert.throws(() => openDicom(file([huge], SIGNED, JPEG_LS)), { code: "dicom/limit-pixels" });
  });

  it("does not hold the time that other programs take against a frame", () => {
    for (const [workedMs, waitedMs, isLate] of [[400, 2000, false], [1000, 1000, true], [10, 2500, true]] as const) assert.equal(isOverdue(1000, { workedMs, waitedMs }), isLate);
  });

  it("refuses RLE with another number of segments", () => {
    assert.throws(() => storedFrame(openDicom(file([RUN_LENGTHS], { ...SIGNED, BitsAllocated: [8], BitsStored: [8], HighBit: [7], PixelRepresentation: [0] }, RLE)), 0), { code: "dicom/codestream-mismatch" });
  });
});

describe("what is beside the pixels", () => {
  const grey = greyImage(words([0x1001, 0x0fff, 0x1000, 0x0000]), { Rows: [2], Columns: [2], BitsAllocated: [16], BitsStored: [12], HighBit: [11], PatientName: "Doe^Jane", VOILUTSequence: { items: [{ LUTDescriptor: [2, 0, 8], LUTData: [1, 2] }] } });

  it("inverts a presentation LUT of shape INVERSE once", () => {
    const shown = (extra: Attributes): number => displayFrame(openDicom(dicomFile(greyImage(Uint8Array.of(0, 255), { Rows: [1], Columns: [2], ...extra }))), { frame: 0, window: null, isInverted: false }).pixels[0] ?? NaN;
    assert.deepEqual([{}, { PresentationLUTShape: "INVERSE" }, { PresentationLUTShape: "INVERSE", PhotometricInterpretation: "MONOCHROME1" }].map(shown), [0, 255, 255]);
  });

  it("has no overlays where there are none", () => assert.deepEqual(overlaysOf(openDicom(dicomFile(grey)), 0), []));

  it("lists tags with keywords, and items when asked", () => {
    const { nodes } = tagTree(dicomFile(grey));
    assert.deepEqual(nodes.filter(({ keyword }) => keyword === "Rows" || keyword === "TransferSyntaxUID").map(({ tag, vr, value }) => [tag, vr, value]), [
      ["00020010", "UI", "1.2.840.10008.1.2.1"],
      ["00280010", "US", "2"],
    ]);
    const sequence = nodes.find(({ vr }) => vr === "SQ");
    assert.deepEqual([sequence?.nItems, sequence?.item(0).map(({ keyword }) => keyword), sequence?.item(1)], [1, ["LUTDescriptor", "LUTData"], []]);
    assert.deepEqual(tagTexts(dicomFile(grey), "PatientName"), ["Doe^Jane"]);
  });
});
