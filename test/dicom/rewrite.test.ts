// A file written again: what is judged is removed, replaced or kept, in every syntax and depth; all else stays byte for byte.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openDicom, rewriteDicom, storedFrame, tagTree, type MetAttribute, type TagNode, type Verdict } from "../../src/dicom/index.ts";
import { dicomFile, greyImage, type Syntax } from "./dicomFile.ts";
import { fileOfElements, sequence } from "./elementFile.ts";

const PROGRAM = { implementationClassUid: "2.25.7", implementationVersionName: "TEST" };
const rewritten = (bytes: Uint8Array, judge: (attribute: MetAttribute) => Verdict = () => "keep", added: Parameters<typeof rewriteDicom>[1]["added"] = []): Uint8Array => rewriteDicom(bytes, { judge, added, ...PROGRAM });

/** Every attribute of the data set with its value, items indented. */
function listed(nodes: readonly TagNode[], depth = 0): string[] {
  return nodes.filter(({ tag }) => !tag.startsWith("0002")).flatMap((node) => [`${"  ".repeat(depth)}${node.tag} ${node.vr} ${node.value}`, ...Array.from({ length: node.nItems }, (_, index) => listed(node.item(index), depth + 1)).flat()]);
}

describe("a file written again", () => {
  const image = greyImage(new Uint8Array([1, 2, 3, 4, 5, 6]), { PatientName: "A^B", SharedFunctionalGroupsSequence: { items: [{ FrameAnatomySequence: { items: [{ FrameLaterality: "L" }] } }] } });

  for (const syntax of ["explicit", "implicit", "bigEndian", "deflated"] as const satisfies readonly Syntax[]) {
    it(`is the same data set where all is kept: ${syntax}`, () => {
      const file = dicomFile(image, syntax);
      const copy = rewritten(file);
      assert.deepEqual(listed(tagTree(copy).nodes), listed(tagTree(file).nodes));
      assert.deepEqual(storedFrame(openDicom(copy), 0), storedFrame(openDicom(file), 0));
      assert.deepEqual(rewritten(copy), copy, "twice is the same as once");
    });

    it(`lacks what is removed, at any depth, and has what is added in its place: ${syntax}`, () => {
      const judge = ({ keyword }: MetAttribute): Verdict => (keyword === "FrameLaterality" ? "remove" : keyword === "PatientName" ? { text: "odd" } : "keep");
      const lines = listed(tagTree(rewritten(dicomFile(image, syntax), judge, [{ tag: "00120062", vr: "CS", value: "YES" }, { tag: "00120064", vr: "SQ", value: [[{ tag: "00080100", vr: "SH", value: "1" }]] }])).nodes);
      assert.ok(lines.some((line) => /^00100010 \w\w odd$/.test(line)) && !lines.some((line) => line.includes("00209072")));
      assert.deepEqual(lines.filter((line) => /^0012|^ *00080100/.test(line)), ["00120062 CS YES", "00120064 SQ ", "  00080100 SH 1"]);
      const top = lines.filter((line) => !line.startsWith(" "));
      assert.deepEqual(top, [...top].sort(), "in the order of tags");
    });
  }

  it("has its compressed frames as they were, and nothing behind them", () => {
    const file = readFileSync(fileURLToPath(new URL("../../samples/angiogram/00191113.dcm", import.meta.url)));
    const trailing = Buffer.concat([file, Buffer.from([0xfc, 0xff, 0xfc, 0xff]), Buffer.from("OB\0\0"), Buffer.from([4, 0, 0, 0]), Buffer.from("NAME")]);
    const copy = rewritten(trailing);
    assert.ok(!Buffer.from(copy).includes("NAME"));
    for (let frame = 0; frame < 4; frame++) assert.deepEqual(storedFrame(openDicom(copy), frame), storedFrame(openDicom(file), frame));
  });

  it("has neither the preamble nor the meta information of before", () => {
    const file = fileOfElements([["00080016", "UI", "1.2.840.10008.5.1.4.1.1.7"], ["00080018", "UI", "1.2.3"], ["00100010", "PN", "A"]]);
    file.write("a name in the preamble");
    const copy = rewritten(file, ({ tag }) => (tag === "00080018" ? { text: "2.25.9" } : "keep"));
    assert.deepEqual(copy.subarray(0, 128), Buffer.alloc(128));
    const meta = new Map(tagTree(copy).nodes.filter(({ tag }) => tag.startsWith("0002")).map(({ keyword, value }) => [keyword, value]));
    assert.deepEqual([meta.get("MediaStorageSOPClassUID"), meta.get("MediaStorageSOPInstanceUID"), meta.get("ImplementationVersionName")], ["1.2.840.10008.5.1.4.1.1.7", "2.25.9", "TEST"]);
  });

  it("has an empty sequence where one is replaced", () => {
    const file = fileOfElements([["00081110", "SQ", sequence([[["00081155", "UI", "1.2.3"]]])], ["00100020", "LO", "x"]]);
    assert.deepEqual(listed(tagTree(rewritten(file, ({ tag }) => (tag === "00081110" ? { text: "" } : "keep"))).nodes), ["00081110 SQ ", "00100020 LO x"]);
  });
});
