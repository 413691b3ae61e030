// What the viewport shows is to the grey level what the reader renders, and so what the model gets.

import assert from "node:assert/strict";
import { openImage } from "../../src/reader/imageFile.ts";
import type { View } from "../../webview/protocol.ts";
import { FrameStore } from "../../webview/viewport/frameStore.ts";
import { paintValues, windowOf } from "../../webview/viewport/greyTable.ts";
import { dicomFile, greyImage, words } from "../dicom/dicomFile.ts";
import type { Attributes } from "../dicom/dicomFile.ts";

const STORED = [0, 1, 2, 500, 1000, 1024, 1100, 1500, 2000, 3000, 4094, 4095];
const ct = { Rows: [3], Columns: [4], BitsAllocated: [16], BitsStored: [12], HighBit: [11], RescaleIntercept: "-1024", RescaleSlope: "1", Modality: "CT", PixelData: words(STORED) };
const lut = { VOILUTSequence: { items: [{ LUTDescriptor: [4, 0xfc18, 8], LUTData: Uint8Array.of(10, 20, 200, 250) }] } };

describe("painted values", () => {
  const windows: readonly View["window"][] = [
    null, { center: 40, width: 400, function: "LINEAR" }, { center: 0.5, width: 1, function: "LINEAR" }, { center: 40, width: 400, function: "LINEAR_EXACT" }, { center: 100, width: 700, function: "SIGMOID" },
  ];
  for (const [name, extra] of [["CT", {}], ["MONOCHROME1", { PhotometricInterpretation: "MONOCHROME1" }], ["fractions", { RescaleSlope: "0.37" }], ["VOI LUT", lut]] as const) {
    for (const window of windows) {
      for (const isInverted of [false, true]) {
        it(`are the reader's: ${name}, ${window === null ? "no window" : `${window.function} ${window.center}/${window.width}`}${isInverted ? ", inverted" : ""}`, async () => {
          const image = await openImage(dicomFile(greyImage(new Uint8Array(), { ...ct, ...extra })));
          const expected = image.display({ frame: 0, window, isInverted }).pixels;
          const frame = image.values(0);
          const pixels = new Uint32Array(frame.rows * frame.columns);
          paintValues(frame, { window, isInverted }, pixels);
          assert.deepEqual([...pixels], [...expected].map((grey) => (0xff00_0000 | (grey * 0x01_0101)) >>> 0));
        });
      }
    }
  }
});

describe("a frame of several", () => {
  const group = (slope: string, window: Attributes): Attributes => ({
    PixelValueTransformationSequence: { items: [{ RescaleSlope: slope, RescaleIntercept: "0", RescaleType: "HU" }] },
    FrameVOILUTSequence: { items: [window] },
  });
  const groups = [
    group("1", { WindowCenter: "10\\60", WindowWidth: "20\\40", WindowCenterWidthExplanation: "LOW\\HIGH" }),
    group("3", { WindowCenter: "30", WindowWidth: "24", VOILUTFunction: "SIGMOID" }),
    group("2", { VOILUTSequence: { items: [{ LUTDescriptor: [3, 4, 8], LUTData: Uint8Array.of(9, 99, 199) }] } }),
    group("5", {}),
  ];
  const open = (): ReturnType<typeof openImage> => openImage(dicomFile(greyImage(Uint8Array.from({ length: 24 }, (_, i) => i), { NumberOfFrames: "4", PerFrameFunctionalGroupsSequence: { items: groups } })));

  for (const frame of [0, 1, 2, 3]) {
    it(`is seen as frame ${frame + 1} itself says, and delivered so`, async () => {
      const image = await open();
      const expected = image.display({ ...image.facts.view, frame }).pixels;
      const values = image.values(frame);
      const pixels = new Uint32Array(6);
      paintValues(values, image.facts.view, pixels);
      assert.deepEqual([...pixels].map((word) => word & 0xff), [...expected]);
    });
  }

  it("has windows, range and unit of its own", async () => {
    const image = await open();
    const facts = [0, 1, 2, 3].map((frame) => image.values(frame).facts);
    assert.deepEqual(facts.map(({ windows }) => windows.map(({ window: { center }, explanation }) => [center, explanation])), [[[10, "LOW"], [60, "HIGH"]], [[30, ""]], [], []]);
    assert.deepEqual(facts.map((each) => windowOf(each, null)), [
      { center: 10, width: 20, function: "LINEAR" }, { center: 30, width: 24, function: "SIGMOID" }, null, { center: 103, width: 26, function: "LINEAR" },
    ]);
    assert.deepEqual(facts.map(({ unit }) => unit), ["HU", "HU", "HU", "HU"]);
    // The second frame's values 6 to 11, three times: by LINEAR or without its own slope these were others.
    assert.deepEqual([...image.display({ frame: 1, window: null, isInverted: false }).pixels], [18, 21, 24, 27, 30, 33].map((value) => Math.floor(255 / (1 + Math.exp((-4 * (value - 30)) / 24)) + 0.5)));
  });

  it("is seen through a chosen window on every frame", async () => {
    const image = await open();
    const window = { center: 8, width: 16, function: "LINEAR" } as const;
    for (const frame of [0, 3]) {
      const pixels = new Uint32Array(6);
      paintValues(image.values(frame), { window, isInverted: false }, pixels);
      assert.deepEqual([...pixels].map((word) => word & 0xff), [...image.display({ frame, window, isInverted: false }).pixels]);
    }
  });
});

describe("frame store", () => {
  const part = { rows: 4, columns: 4, channels: 1 as const, firstRow: 0, step: 1, values: Uint8Array.from({ length: 16 }, (_, i) => i) };
  const facts = { isInverse: false, windows: [], fullWindow: null, voiTable: null, spacing: null, pixelAspect: 1, position: null, orientation: null, patientOrientation: null, unit: "", modality: "", seriesNumber: null, patient: "", isLossy: false, burnedIn: "no" as const, framesPerSecond: null, nOverlays: 0 };

  it("puts a frame together from a preview and rows", () => {
    const store = new FrameStore();
    const preview = store.add(0, { ...part, facts, step: 2, values: Uint8Array.of(0, 2, 8, 10) });
    assert.deepEqual([preview.isWhole, [...preview.values.subarray(4, 8)]], [false, [0, 0, 2, 2]]);
    assert.equal(store.add(0, { ...part, facts, values: part.values.slice(0, 8) }).isWhole, false);
    const whole = store.add(0, { ...part, facts, firstRow: 2, values: part.values.slice(8) });
    assert.deepEqual([whole.isWhole, [...whole.values]], [true, [...part.values]]);
  });

  it("drops what was not used for longest, never the newest", () => {
    const store = new FrameStore(32);
    for (const slice of [0, 1]) store.add(slice, { ...part, facts });
    store.get(0);
    store.add(2, { ...part, facts });
    assert.deepEqual([0, 1, 2].map((slice) => store.peek(slice) !== null), [true, false, true]);
  });

  it("wants the shown slice first, then those ahead, then a few behind", () => {
    const store = new FrameStore(16 * 12);
    store.add(5, { ...part, facts });
    assert.deepEqual(store.wanted(5, 100, 1), [6, 4, 7, 3, 8, 2]);
    assert.deepEqual(store.wanted(0, 3, -1), [0, 1, 2]);
  });
});
