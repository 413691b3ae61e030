// De-identified images: every attribute of the profile's table and what becomes of it, options, identifiers that fit each other.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { openDicom, storedFrame, tagTree, type TagNode } from "../../src/dicom/index.ts";
import { attributeOf } from "../../src/dicom/dictionary.ts";
import { deidentify } from "../../src/export/deidentify.ts";
import { deidentifyFiles } from "../../src/export/deidentifyFiles.ts";
import { profileRow, profileTags } from "../../src/export/profileTable.ts";
import { RETAIN_OPTIONS, type RetainOption } from "../../src/export/protocol.ts";
import { fileOfElements, sequence, type Element } from "../dicom/elementFile.ts";
import { sharedPath } from "../sharedFolder.ts";
import { dicomFaults, isInstalled } from "./checkers.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const LIST = path.join(root, "test", "export", "deidentified.txt");
const SECRET = "secret of this test";
const SAMPLES = ["ct_small/CT_small.dcm", "angiogram/00191113.dcm", "phantom_chest/phantom_chest.dcm"].map((name) => path.join(root, "samples", name));

/** A value of a representation that is none of the dummies. */
function valueOf(vr: string): string | Uint8Array {
  const values: Readonly<Record<string, string | Uint8Array>> = { DA: "20260131", TM: "101500", DT: "20260131101500", UI: "1.2.3.4", AS: "050Y", DS: "1.5", IS: "7", CS: "CODE", SQ: sequence([[["00080100", "SH", "CODE"], ["00081155", "UI", "1.2.3.4"]]]), US: new Uint8Array([1, 0]), OB: new Uint8Array([1, 2]), FD: new Uint8Array(8), FL: new Uint8Array(4) };
  return values[vr] ?? "A name";
}

const tagsOfTable = profileTags().map((tag) => tag.replaceAll("x", "0")).filter((tag) => !tag.startsWith("0000") && !tag.startsWith("0002") && tag < "7fe0").sort();

/** An object with every attribute of the table, and what no table lists. */
function everything(): Buffer {
  const table = tagsOfTable.map((tag): Element => [tag, representationOf(tag), valueOf(representationOf(tag))]);
  const unlisted: readonly Element[] = [
    ["00080012", "DA", "20260131"], ["00080013", "TM", "101500"], ["00080016", "UI", "1.2.840.10008.5.1.4.1.1.7"], ["00080060", "CS", "OT"], ["00189074", "DT", "20260131101500"], ["00200011", "IS", "1"],
    ["00091010", "LO", "A name"], ["00104321", "LO", "A name"], ["00280010", "US", new Uint8Array([1, 0])], ["00281055", "LO", "LUNG"], ["7fe00010", "OB", new Uint8Array([1, 2])],
  ];
  return fileOfElements([...table, ...unlisted].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function representationOf(tag: string): string {
  const written = attributeOf(tag)?.vr;
  return (written === "UC" || written === "UR" ? "UT" : written) ?? { U: "UI", D: "DT", Z: "LO", X: "LO", inside: "SQ" }[profileRow(tag)?.action ?? "X"];
}

const nodesOf = (bytes: Uint8Array): readonly TagNode[] => tagTree(bytes).nodes.filter(({ tag }) => !tag.startsWith("0002"));

/** What became of each attribute, a line each. */
function outcome(retain: readonly RetainOption[]): string[] {
  const before = nodesOf(everything());
  const after = new Map(nodesOf(deidentify(everything(), { retain, secret: SECRET }).bytes).map((node) => [node.tag, node]));
  return before.map((node) => {
    const left = after.get(node.tag);
    const word = left === undefined ? "removed" : left.vr === "SQ" ? (left.nItems === 0 ? "empty" : "kept, new identifiers inside") : left.value === "" && left.length === 0 ? "empty" : left.value === node.value && left.vr !== "OB" ? "kept" : left.value.startsWith("2.25.") ? "new identifier" : left.vr === "OB" ? "kept" : `dummy ${left.value}`;
    return `${node.tag} ${node.keyword ?? (node.isPrivate ? "(private)" : "(unknown)")}: ${word}`;
  });
}

describe("the basic profile", () => {
  it("does with every attribute of its table, and with others, what the list says", () => {
    const lines = outcome([]);
    assert.ok(lines.length > 380);
    assert.deepEqual(lines, readFileSync(LIST, "utf8").trim().split("\n"), "test/export/deidentified.txt lists every attribute that is removed");
  });

  for (const [option, kept, stillGone] of [
    ["dates", ["StudyDate", "AcquisitionDateTime", "ContentTime", "InstanceCreationDate"], ["PatientBirthDate", "PatientAge"]],
    ["patientCharacteristics", ["PatientSex", "PatientAge", "PatientWeight"], ["PatientName", "PatientBirthDate"]],
    ["deviceIdentity", ["StationName", "DeviceSerialNumber"], ["InstitutionName"]],
    ["uids", ["SOPInstanceUID", "StudyInstanceUID"], ["PatientID"]],
    ["institutionIdentity", ["InstitutionName", "InstitutionAddress"], ["StationName"]],
  ] as const) {
    it(`keeps with the option ${option} what it names, and nothing else more`, () => {
      const lines = outcome([option]);
      const basic = new Set(outcome([]));
      for (const keyword of kept) assert.ok(lines.some((line) => line.endsWith(`${keyword}: kept`)), keyword);
      for (const keyword of stillGone) assert.ok(!lines.some((line) => line.endsWith(`${keyword}: kept`)), keyword);
      for (const line of lines) assert.ok(basic.has(line) || line.includes(": kept"), line);
    });
  }

  it("says in the object what was done, by the standard's codes", () => {
    const nodes = nodesOf(deidentify(everything(), { retain: ["dates", "uids"], secret: SECRET }).bytes);
    const value = (keyword: string): string | undefined => nodes.find((node) => node.keyword === keyword)?.value;
    assert.deepEqual([value("PatientIdentityRemoved"), value("LongitudinalTemporalInformationModified")], ["YES", "UNMODIFIED"]);
    const codes = nodes.find(({ keyword }) => keyword === "DeidentificationMethodCodeSequence");
    assert.deepEqual(Array.from({ length: codes?.nItems ?? 0 }, (_, index) => codes?.item(index)[0]?.value), ["113100", "113106", "113110"]);
  });

  it("reaches into sequences, private and unknown ones too", () => {
    const file = fileOfElements([
      ["00080018", "UI", "1.2.3.4"],
      ["00089215", "SQ", sequence([[["00100010", "PN", "Inner^Name"], ["00081140", "SQ", sequence([[["00081155", "UI", "1.2.3.4"]]])]]])],
      ["00100010", "PN", "Outer^Name"], ["00291010", "SQ", sequence([[["00100010", "PN", "Private^Name"]]])], ["7fe00010", "OB", new Uint8Array([1, 2])],
    ]);
    const { bytes, sopInstanceUid } = deidentify(file, { retain: [], secret: SECRET });
    assert.ok(!Buffer.from(bytes).includes("Name"));
    assert.equal(nodesOf(bytes).find(({ tag }) => tag === "00089215")?.item(0).find(({ tag }) => tag === "00081140")?.item(0)[0]?.value, sopInstanceUid, "references fit");
  });
});

describe("de-identified samples", () => {
  for (const file of SAMPLES) {
    it(`hold no name, date or identifier of before, and the same pixels: ${path.basename(file)}`, () => {
      const bytes = readFileSync(file);
      const { bytes: after } = deidentify(bytes, { retain: [], secret: SECRET });
      const gone = nodesOf(bytes).filter(({ vr, value }) => (["PN", "DA"].includes(vr) || (vr === "UI" && !value.startsWith("1.2.840.10008."))) && value.length > 3).map(({ value }) => value);
      assert.ok(gone.length > 3);
      for (const value of gone) assert.ok(!Buffer.from(after).includes(value), "a value of before is still there");
      assert.deepEqual(storedFrame(openDicom(after), 0), storedFrame(openDicom(bytes), 0));
    });

    it(`have no error for dciodvfy that they had not before: ${path.basename(file)}`, function () {
      if (!isInstalled("dciodvfy", "dicom3tools")) this.skip();
      const bytes = readFileSync(file);
      const before = new Set(dicomFaults(bytes).map(withoutValues));
      const after = dicomFaults(deidentify(bytes, { retain: [], secret: SECRET }).bytes).filter((line) => line.startsWith("Error")).map(withoutValues);
      assert.deepEqual(after.filter((line) => !before.has(line)), []);
    });
  }

  it("are made of every public file that can be read, and hold none of their names", function () {
    this.timeout(120_000);
    const folder = sharedPath("dicom", "public");
    if (folder === null) {
      console.log("      skipped: ../shared/dicom is not there");
      this.skip();
    }
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => path.join(folder, name)).filter((file) => statSync(file).isFile() && statSync(file).size < 150_000);
    let nRead = 0;
    for (const file of files) {
      const bytes = readFileSync(file);
      const names = namesIn(bytes);
      if (names === null) continue;
      const { bytes: after } = deidentify(bytes, { retain: [], secret: SECRET });
      nRead += 1;
      assert.deepEqual(namesIn(after), [], path.basename(file));
    }
    assert.ok(nRead > 30, String(nRead));
  });
});

describe("identifiers of one run", () => {
  const file = (sop: string): Buffer => fileOfElements([["00080018", "UI", sop], ["0020000d", "UI", "1.2.1"], ["0020000e", "UI", "1.2.2"], ["7fe00010", "OB", new Uint8Array([1, 2])]]);

  it("keep patients apart without saying who they are", () => {
    const idOf = (patientId: string, secret: string): string => nodesOf(deidentify(fileOfElements([["00080018", "UI", "1.2.3"], ["00100020", "LO", patientId]]), { retain: [], secret }).bytes).find(({ keyword }) => keyword === "PatientID")?.value ?? "missing";
    assert.match(idOf("4711", "a"), /^P-[0-9A-F]{12}$/);
    assert.equal(idOf("4711", "a"), idOf("4711", "a"));
    assert.notEqual(idOf("4711", "a"), idOf("4712", "a"));
    assert.notEqual(idOf("4711", "a"), idOf("4711", "b"));
    assert.equal(idOf("", "a"), "");
  });

  it("fit each other, and are others in another run", () => {
    const [one, two, other] = [deidentify(file("1.2.3"), { retain: [], secret: "a" }), deidentify(file("1.2.4"), { retain: [], secret: "a" }), deidentify(file("1.2.3"), { retain: [], secret: "b" })];
    assert.equal(one.seriesInstanceUid, two.seriesInstanceUid);
    assert.notEqual(one.sopInstanceUid, two.sopInstanceUid);
    assert.notEqual(one.seriesInstanceUid, other.seriesInstanceUid);
    assert.match(one.sopInstanceUid, /^2\.25\.[1-9]\d{1,38}$/);
  });
});

describe("de-identified folders", () => {
  let folder = "";
  beforeEach(() => { folder = mkdtempSync(path.join(tmpdir(), "raddraft-deid-")); });
  afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

  const run = (from: string, to: string): ReturnType<typeof deidentifyFiles> => deidentifyFiles({ from, to, retain: [...RETAIN_OPTIONS].slice(0, 0) }, () => undefined, new AbortController().signal);

  it("hold a folder a series and files that are numbered; what is no image is left out and counted", async () => {
    const from = path.join(folder, "Doe^Jane");
    mkdirSync(path.join(from, "deep"), { recursive: true });
    for (const [index, sample] of SAMPLES.entries()) writeFileSync(path.join(from, index === 0 ? "deep" : "", `Doe Jane ${String(index)}.dcm`), readFileSync(sample));
    writeFileSync(path.join(from, "notes.txt"), "Jane");
    const to = path.join(from, "out");
    mkdirSync(to);
    const { nWritten, nLeftOut } = await run(from, to);
    assert.deepEqual([nWritten, nLeftOut], [3, 1]);
    assert.deepEqual(readdirSync(to, { recursive: true, encoding: "utf8" }).sort(), ["series-001", "series-001/image-00001.dcm", "series-002", "series-002/image-00002.dcm", "series-003", "series-003/image-00003.dcm"]);
  });

  it("stay as they are when others are written to the same place", async () => {
    const to = path.join(folder, "out");
    const from = path.join(folder, "in");
    mkdirSync(from);
    for (const [index, sample] of SAMPLES.entries()) writeFileSync(path.join(from, `${String(index)}.dcm`), readFileSync(sample));
    await run(from, to);
    const before = readFileSync(path.join(to, "series-001", "image-00001.dcm"));
    await run(from, to);
    assert.deepEqual(readdirSync(to).sort(), ["001", "002", "003", "004", "005", "006"].map((number) => `series-${number}`));
    assert.deepEqual(readFileSync(path.join(to, "series-001", "image-00001.dcm")), before);
    // Also the source, where it is one of them.
    await run(path.join(to, "series-001"), to);
    assert.deepEqual(readFileSync(path.join(to, "series-001", "image-00001.dcm")), before);
  });

  it("are refused where there is no image", async () => {
    await assert.rejects(run(folder, path.join(folder, "out")), { code: "export/nothing-to-export" });
    const report = path.join(folder, "sr.dcm");
    writeFileSync(report, fileOfElements([["00080016", "UI", "1.2.840.10008.5.1.4.1.1.88.11"], ["00080018", "UI", "1.2.3"], ["0040a160", "UT", "Jane"]]));
    await assert.rejects(run(report, path.join(folder, "out.dcm")), { code: "export/not-an-image" });
  });
});

/** Values that name people; null for what cannot be read, or is no image. */
function namesIn(bytes: Uint8Array): string[] | null {
  try {
    const found: string[] = [];
    const visit = (nodes: readonly TagNode[]): void => {
      for (const node of nodes) {
        if (node.vr === "PN" && node.value !== "" && node.value !== "REMOVED") found.push(node.value);
        for (let index = 0; index < node.nItems; index++) visit(node.item(index));
      }
    };
    const nodes = nodesOf(bytes);
    visit(nodes);
    return nodes.some(({ tag }) => tag === "7fe00010") ? found : null;
  } catch {
    return null;
  }
}

/** What a line of dciodvfy is about, without values that differ. */
function withoutValues(line: string): string {
  return line.replace(/<[^>]*>/g, "<>");
}
