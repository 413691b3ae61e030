// The header of a file from its first bytes: every way of writing it, cut, and broken.

import assert from "node:assert/strict";

import { readSeriesHeader } from "../../src/dicom/seriesHeader.ts";
import type { SeriesHeader } from "../../src/dicom/seriesHeader.ts";
import { sliceFile } from "./sliceFile.ts";
import type { SliceFile, SliceSyntax } from "./sliceFile.ts";

const SLICE: SliceFile = {
  patient: "Doe^Jane", patientId: "7", study: "1.2.3", studyDate: "20240229", studyDescription: "Chest", series: "1.2.3.4", seriesNumber: 2,
  seriesDescription: "Lung", modality: "CT", instance: "1.2.3.4.5", number: 9, position: [1.5, -2, 3e1], orientation: [1, 0, 0, 0, 1, 0], frames: 4, size: [300, 2],
};
const HEADER: SeriesHeader = {
  PatientName: "Doe^Jane", PatientID: "7", StudyInstanceUID: "1.2.3", StudyDate: "20240229", StudyDescription: "Chest", SeriesInstanceUID: "1.2.3.4", SeriesNumber: 2,
  SeriesDescription: "Lung", Modality: "CT", BodyPartExamined: "", SOPInstanceUID: "1.2.3.4.5", InstanceNumber: 9, ImagePositionPatient: [1.5, -2, 30],
  ImageOrientationPatient: [1, 0, 0, 0, 1, 0], NumberOfFrames: 4, Rows: 300, Columns: 2,
};

function headerOf(bytes: Uint8Array): SeriesHeader {
  const read = readSeriesHeader(bytes, true);
  assert.ok(read.kind === "header", read.kind);
  return read.header;
}

describe("readSeriesHeader", () => {
  for (const syntax of ["explicit", "implicit", "bigEndian", "deflated", "bare"] satisfies SliceSyntax[]) {
    it(`reads ${syntax} files`, () => assert.deepEqual(headerOf(sliceFile(SLICE, syntax)), HEADER));
  }

  it("takes missing attributes for empty ones", () => {
    const header = headerOf(sliceFile({}));
    assert.deepEqual([header.PatientName, header.SeriesInstanceUID, header.InstanceNumber, header.ImagePositionPatient, header.NumberOfFrames], ["", "", null, null, 1]);
  });

  it("takes numbers that are none for missing ones", () => {
    const header = headerOf(sliceFile({ position: [NaN, 1, 2], orientation: [1, 0, 0, 0, 1], frames: -3, number: 1.5 }));
    assert.deepEqual([header.ImagePositionPatient, header.ImageOrientationPatient, header.NumberOfFrames, header.InstanceNumber], [null, null, 1, null]);
  });

  it("needs no pixels", () => {
    const whole = sliceFile({ ...SLICE, size: [512, 512] });
    assert.deepEqual(readSeriesHeader(whole.subarray(0, 2048), false), { kind: "header", header: { ...HEADER, Rows: 512, Columns: 512 } });
  });

  it("asks for what it lacks until it has it, at each cut, and for no more than the file has", () => {
    for (const syntax of ["explicit", "implicit", "bigEndian"] satisfies SliceSyntax[]) {
      const whole = sliceFile({ ...SLICE, privateBytes: 5000 }, syntax);
      for (let cut = 140; cut < whole.length; cut += 7) {
        let given = cut;
        let read = readSeriesHeader(whole.subarray(0, given), given >= whole.length);
        for (let asked = 0; read.kind === "more"; asked++) {
          assert.ok(read.bytes > given && asked < 300, `${syntax}: ${read.bytes} after ${given}`);
          given = read.bytes;
          read = readSeriesHeader(whole.subarray(0, given), given >= whole.length);
        }
        assert.deepEqual(read, { kind: "header", header: HEADER }, `${syntax} at ${cut}`);
      }
    }
  });

  it("keeps what a cut file has", () => {
    const header = headerOf(sliceFile({ ...SLICE, privateBytes: 5000 }).subarray(0, 1000));
    assert.deepEqual([header.StudyDescription, header.Modality, header.Rows], ["Chest", "CT", 0]);
  });

  for (const [what, bytes] of [["nothing", ""], ["text", "Findings: the lungs are clear."], ["a picture", "\x89PNG\r\n\x1a\n"], ["a guess without an image", "\x08\0\x05\0\x0a\0\0\0ISO_IR 100"]] as const) {
    it(`knows that ${what} is no DICOM`, () => assert.deepEqual(readSeriesHeader(Buffer.from(bytes, "latin1"), true), { kind: "not-dicom" }));
  }

  it("gives a value for any change of any byte, in bounded time", () => {
    const whole = sliceFile(SLICE);
    for (let at = 0; at < whole.length; at++) {
      for (const value of [0, 0x7f, 0xfe, 0xff]) {
        const changed = Buffer.from(whole);
        changed[at] = value;
        readSeriesHeader(changed, true);
      }
    }
  });

  it("gives up on sequences without end, however deep", () => {
    const open = Buffer.from([0x08, 0, 0x40, 0x11, 0x53, 0x51, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xff, 0, 0xe0, 0xff, 0xff, 0xff, 0xff]);
    const head = sliceFile({}).subarray(0, 160);
    const deep = Buffer.concat([head, ...Array.from({ length: 3000 }, () => open)]);
    assert.equal(readSeriesHeader(deep, true).kind, "header");
  });
});
