// Addresses, days and rows of the archive as people type and read them.

import assert from "node:assert/strict";
import type { FoundStudy } from "../../src/archive/protocol.ts";
import { addressFault, crossesInTheClear, plainAddress } from "../../src/extension/archive/archiveAddress.ts";
import { daysTyped, daysWords, earlierWords, lastDays, studyWords } from "../../src/extension/archive/archiveWords.ts";

const t = (english: string, ...values: readonly (string | number)[]): string => english.replace(/\{(\d)\}/g, (_whole, at: string) => String(values[Number(at)]));

describe("an archive's address", () => {
  const CASES: readonly (readonly [typed: string, fault: ReturnType<typeof addressFault>])[] = [
    ["https://pacs.example/dicom-web", null], [" http://127.0.0.1:8042/dicom-web/ ", null], ["https://[::1]:8042", null],
    ["pacs.example", "form"], ["ftp://pacs.example", "form"], ["https://", "form"], ["", "form"], ["https://a b", "form"],
    ["https://me:secret@pacs.example/x", "secret"], ["https://pacs.example/x?token=1", "query"], ["https://pacs.example/#x", "query"],
  ];
  for (const [typed, fault] of CASES) it(`"${typed}" is ${fault ?? "fine"}`, () => { assert.equal(addressFault(typed), fault); });

  it("has no slash at its end", () => { assert.equal(plainAddress(" https://a/b// "), "https://a/b"); });

  it("without encryption is for this computer only", () => {
    for (const own of ["http://localhost:8042/x", "http://127.0.0.1/x", "http://[::1]/x", "https://pacs.example"]) assert.equal(crossesInTheClear(own), false, own);
    for (const far of ["http://pacs.example", "http://10.0.0.1", "http://127.example"]) assert.equal(crossesInTheClear(far), true, far);
  });
});

describe("days as typed", () => {
  const CASES: readonly (readonly [typed: string, from: string, to: string])[] = [
    ["2024-02-29", "20240229", "20240229"], ["20240229", "20240229", "20240229"], ["2024-02", "20240201", "20240229"], ["2023", "20230101", "20231231"],
    ["2023-01 .. 2024-06", "20230101", "20240630"], ["2023 to 2024", "20230101", "20241231"], ["2024-05-01 ..", "20240501", ""], [".. 2024-05-01", "", "20240501"], ["", "", ""],
  ];
  for (const [typed, from, to] of CASES) it(`"${typed}" are ${from}-${to}`, () => { assert.deepEqual(daysTyped(typed), { from, to }); });
  for (const typed of ["2023-02-29", "yesterday", "2024-13", "2024-05-02 .. 2024-05-01", "1 .. 2 .. 3", "..", "24-01-01"]) it(`"${typed}" are none`, () => { assert.equal(daysTyped(typed), null); });

  it("come back as they are read", () => {
    for (const each of ["2024-02-29", "2024-02-01 .. 2024-02-29", "2024-05-01 .. "]) assert.equal(daysWords(daysTyped(each) ?? { from: "", to: "" }), each);
    assert.deepEqual(lastDays(7, new Date(2024, 2, 3)), { from: "20240226", to: "20240303" });
  });
});

describe("a study in the list", () => {
  const study: FoundStudy = { study: "1.2.3", patient: null, StudyDescription: "Thorax", modalities: ["CT", "SR"], nSeries: 2, nImages: 120, daysEarlier: null };
  const patient = { PatientName: "Doe^Jane", PatientID: "77", AccessionNumber: "A1", StudyDate: "20240229" };

  it("names nobody and no day while these are hidden", () => {
    assert.deepEqual(studyWords(study, t), { label: "Thorax", description: "CT, SR · 120 images" });
    assert.deepEqual(studyWords({ ...study, modalities: ["SR"], nImages: 2 }, t), { label: "Thorax", description: "SR · 2 objects" });
    assert.deepEqual(studyWords({ ...study, StudyDescription: "", daysEarlier: 400, nImages: 1 }, t), { label: "Study without a description", description: "13 months earlier · CT, SR · 1 image" });
  });

  it("begins with the name where it is shown", () => {
    assert.deepEqual(studyWords({ ...study, patient }, t), { label: "Doe, Jane", description: "Thorax · 2024-02-29 · CT, SR · 120 images · 77" });
  });

  it("says how long before in a unit that fits", () => {
    for (const [days, words] of [[0, "the same day"], [1, "1 day earlier"], [59, "59 days earlier"], [366, "12 months earlier"], [1461, "4 years earlier"]] as const) assert.equal(earlierWords(days, t), words);
  });
});
