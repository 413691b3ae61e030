// The Studies tree without VS Code: what is in it, in which order and words, and what is hidden.

import assert from "node:assert/strict";

import { dateShown, mayMatter, nameShown, StudiesModel } from "../../src/extension/studiesModel.ts";
import type { StudiesNode } from "../../src/extension/studiesModel.ts";
import type { FoundSeries } from "../../src/reader/protocol.ts";

const english = (text: string, ...values: readonly (string | number)[]): string => text.replace(/\{(\d)\}/g, (_whole, place: string) => String(values[Number(place)]));

function series(patient: number, study: number, number: number, more: Partial<FoundSeries> = {}): FoundSeries {
  return {
    patient, study, series: number, patientName: null, studyDate: null, studyDescription: "", seriesDescription: "", seriesNumber: null, modality: "CT", bodyPart: "",
    images: 1, frames: 1, path: `/s${String(number)}`, isPhantom: false, stacks: [{ path: `/s${String(number)}`, images: 1, frames: 1, rows: 4, columns: 8 }], ...more,
  };
}

function modelOf(...found: readonly FoundSeries[]): StudiesModel {
  const model = new StudiesModel(english);
  model.add(found);
  return model;
}

/** The tree as lines, two spaces a level. */
function lines(nodes: readonly StudiesNode[], level = 0): string[] {
  return nodes.flatMap((node) => [`${"  ".repeat(level)}${node.label} | ${node.description}`, ...lines(node.children(), level + 1)]);
}

const check = (model: StudiesModel, expected: readonly string[]): void => { assert.deepEqual(lines(model.patients()), expected); };

describe("StudiesModel", () => {
  it("lists patients, studies and series with modality and counts, names hidden", () => {
    check(modelOf(
      series(1, 1, 1, { studyDescription: "Chest", seriesDescription: "Lung", images: 24, frames: 24 }),
      series(1, 1, 2, { modality: "SR", studyDescription: "Chest" }),
      series(1, 2, 3, { modality: "XA", frames: 40, seriesNumber: 7 }),
      series(2, 3, 4, { modality: "" }),
    ), [
      "Patient 1 | 2 studies",
      "  Chest | CT, SR · 2 series",
      "    Lung | CT · 24 images",
      "    Series 2 | SR · 1 image",
      "  Study 2 | XA · 1 series",
      "    Series 7 | XA · 1 image · 40 frames",
      "Patient 2 | 1 study",
      "  Study 1 | 1 series",
      "    Series 4 | 1 image",
    ]);
  });

  it("shows names and dates where it is told them, the newest study first", () => {
    const model = modelOf(series(1, 1, 1, { patientName: "DOE^Jane", studyDate: "20230101" }), series(1, 2, 2, { patientName: "DOE^Jane", studyDate: "20240229" }));
    check(model, ["DOE, Jane | 2 studies", "  Study 2 | 2024-02-29 · CT · 1 series", "    Series 2 | CT · 1 image", "  Study 1 | 2023-01-01 · CT · 1 series", "    Series 1 | CT · 1 image"]);
    assert.doesNotMatch(lines(model.withoutNames().patients()).join(), /DOE|2024/);
    assert.equal(model.withoutNames().size, 2);
  });

  it("calls a phantom a phantom, and a patient with one phantom series a patient", () => {
    assert.deepEqual(modelOf(series(1, 1, 1, { isPhantom: true, patientName: "RadDraft^Phantom" })).patients().map((node) => [node.kind, node.label]), [["phantom", "Phantom"]]);
    assert.equal(modelOf(series(1, 1, 1, { isPhantom: true }), series(1, 1, 2)).patients()[0]?.kind, "patient");
  });

  it("orders series by their number", () => {
    const study = modelOf(series(1, 1, 1), series(1, 1, 2, { seriesNumber: 10 }), series(1, 1, 3, { seriesNumber: 9 })).patients()[0]?.children()[0];
    assert.deepEqual(study?.children().map((node) => node.label), ["Series 9", "Series 10", "Series 1"]);
  });

  it("lists the stacks of a series of several", () => {
    const stacks = [{ path: "/scout", images: 1, frames: 1, rows: 4, columns: 8 }, { path: "/a", images: 20, frames: 20, rows: 512, columns: 512 }];
    const node = modelOf(series(1, 1, 1, { stacks, path: "/a" })).patients()[0]?.children()[0]?.children()[0];
    assert.equal(node?.path, "/a");
    assert.deepEqual(node.children().map((each) => [each.label, each.description, each.path]), [["Stack 1", "1 image · 8 x 4", "/scout"], ["Stack 2", "20 images · 512 x 512", "/a"]]);
  });

  it("replaces a series that has grown", () => {
    const model = modelOf(series(1, 1, 1));
    model.add([series(1, 1, 1, { images: 5, frames: 5 })]);
    assert.equal(model.size, 1);
    assert.equal(model.patients()[0]?.children()[0]?.children()[0]?.description, "CT · 5 images");
  });

  it("knows objects without an image", () => {
    const stacks = [{ path: "/r", images: 1, frames: 1, rows: 0, columns: 0 }];
    const node = modelOf(series(1, 1, 1, { stacks, modality: "SR", images: 1, frames: 1 })).patients()[0]?.children()[0]?.children()[0];
    assert.deepEqual([node?.hasImage, node?.description], [false, "SR · 1 object"]);
  });

  it("gives every node an id of its own", () => {
    const all: string[] = [];
    const collect = (nodes: readonly StudiesNode[]): void => { for (const node of nodes) { all.push(node.id); collect(node.children()); } };
    const stacks = [1, 2].map((i) => ({ path: `/${String(i)}`, images: 1, frames: 1, rows: i, columns: 1 }));
    collect(modelOf(series(1, 1, 1, { stacks }), series(1, 1, 2), series(2, 2, 3), series(2, 3, 4)).patients());
    assert.equal(new Set(all).size, all.length);
  });
});

describe("nameShown", () => {
  for (const [name, shown] of [["Doe^Jane^M^Dr", "Doe, Jane M Dr"], ["Yamada^Tarou=山田^太郎", "Yamada, Tarou"], ["=山田^太郎", "山田, 太郎"], ["^^^", ""], ["Anonymous", "Anonymous"], ["", ""]] as const) {
    it(`writes ${JSON.stringify(name)} as ${JSON.stringify(shown)}`, () => assert.equal(nameShown(name), shown));
  }
});

describe("dateShown", () => {
  for (const [date, shown] of [["20240229", "2024-02-29"], ["1997.04.24", "1997-04-24"], ["", ""], ["someday", "someday"]] as const) {
    it(`writes ${JSON.stringify(date)} as ${JSON.stringify(shown)}`, () => assert.equal(dateShown(date), shown));
  }
});

describe("mayMatter", () => {
  for (const [path, matters] of [["a/IM0001", true], ["a/1.2.840.113", true], ["a/x.DCM", true], ["folder", true], ["a/report.md", false], [".git/index", false], ["a/node_modules/b/c", false], ["a/.x/c", false]] as const) {
    it(`${matters ? "looks" : "does not look"} again for ${path}`, () => assert.equal(mayMatter(path), matters));
  }
});
