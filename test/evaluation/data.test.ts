// Each adapter on a tiny folder of its format, made here.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { imageFilesOf } from "../../evaluation/data/imageFiles.ts";
import { openData } from "../../evaluation/data/openData.ts";
import type { Split } from "../../evaluation/data/dataSet.ts";
import { EvaluationError } from "../../evaluation/errors.ts";

/** Two questions about one image, pickled by Python (protocols 3 and 4), and a pickle that names a class. */
const PICKLES = {
  protocol3: "gANdcQAofXEBKFgLAAAAYW5zd2VyX3R5cGVxAlgGAAAAeWVzL25vcQNYBgAAAGltZ19pZHEEWAgAAAB2YWxfMDAwMXEFWAUAAABsYWJlbHEGfXEHWAMAAAB5ZXNxCEsBc1gLAAAAcXVlc3Rpb25faWRxCUsKWA0AAABxdWVzdGlvbl90eXBlcQpYAgAAAGlzcQtYBAAAAHNlbnRxDFgQAAAASXMgdGhpcyBtYWRlIHVwP3ENdX1xDihoAlgFAAAAb3RoZXJxD2gEaAVoBn1xEFgGAAAAYSBkaXNjcRFLAXNoCUsLaApYBAAAAHdoYXRxEmgMWA4AAABXaGF0IGlzIGRyYXduP3ETdWUu",
  protocol4: "gASVyAAAAAAAAABdlCh9lCiMC2Fuc3dlcl90eXBllIwGeWVzL25vlIwGaW1nX2lklIwIdmFsXzAwMDGUjAVsYWJlbJR9lIwDeWVzlEsBc4wLcXVlc3Rpb25faWSUSwqMDXF1ZXN0aW9uX3R5cGWUjAJpc5SMBHNlbnSUjBBJcyB0aGlzIG1hZGUgdXA/lHV9lChoAowFb3RoZXKUaARoBWgGfZSMBmEgZGlzY5RLAXNoCUsLaAqMBHdoYXSUaAyMDldoYXQgaXMgZHJhd24/lHVlLg==",
  withClass: "gAJdcQBjY29sbGVjdGlvbnMKQ291bnRlcgpxAX1xAihYAQAAAGFxA0sBWAEAAABicQRLAXWFcQVScQZhLg==",
};

describe("data sets", () => {
  let folder = "";
  beforeEach(() => { folder = mkdtempSync(path.join(tmpdir(), "evaluation-data-")); });
  afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

  const put = (name: string, content: string | Uint8Array): void => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  };
  const lines = (records: readonly object[]): string => records.map((record) => JSON.stringify(record)).join("\n");
  const codeOf = async (split: Split): Promise<string> => await openData(folder, split).then(() => "none", (error: unknown) => (error instanceof EvaluationError ? error.code : String(error)));

  const record = { shard: "a.tar", file: "x/1.jpg", offset: 2, size: 3, source: "kermany", modality: "radiograph", body_part: "chest", view: "AP", finding: ["Pneumonia", "viral"], group: "kermany:1", split: "val" };

  describe("corpus", () => {
    it("reads labels, questions and the bytes inside a tar file", async () => {
      put("corpus.jsonl", lines([{ id: "x/1", ...record }, { id: "x/2", ...record, offset: 5, finding: ["No Finding"], view: null }, { id: "x/3", ...record, finding: ["COVID-19 patient"] }, { id: "x/4", ...record, split: "train" }]));
      put("vqa.jsonl", lines([{ id: "q1", image: "x/1", question: "Is it?", answer: "Yes", answer_type: "CLOSED", split: "val" }, { id: "q2", image: "x/4", question: "What?", answer: "a", answer_type: "OPEN", split: "train" }]));
      put("a.tar", "..abcdefgh");
      const data = await openData(folder, "val");
      assert.deepEqual(data.images.map(({ id, hasPneumonia, view }) => [id, hasPneumonia, view]), [["x/1", true, "AP"], ["x/2", false, null], ["x/3", null, "AP"]]);
      assert.deepEqual(data.questions, [{ id: "q1", image: "x/1", question: "Is it?", answer: "Yes", kind: "closed" }]);
      const files = await imageFilesOf(data, path.join(folder, "cache"));
      assert.deepEqual(["x/1", "x/2"].map((id) => readFileSync(files.paths.get(id) ?? "", "utf8")), ["abc", "def"]);
    });
    it("has a hash that a label, a byte or a question changes", async () => {
      const hash = async (finding: string, bytes: string, answer: string): Promise<string> => {
        put("corpus.jsonl", lines([{ id: "x/1", ...record, finding: [finding] }]));
        put("vqa.jsonl", lines([{ id: "q1", image: "x/1", question: "Is it?", answer, answer_type: "CLOSED", split: "val" }]));
        put("a.tar", bytes);
        return (await imageFilesOf(await openData(folder, "val"), path.join(folder, "cache"))).sha256;
      };
      const hashes = [await hash("Normal", "..abc", "Yes"), await hash("Pneumonia", "..abc", "Yes"), await hash("Normal", "..abd", "Yes"), await hash("Normal", "..abc", "No"), await hash("Normal", "..abc", "Yes")];
      assert.equal(new Set(hashes).size, 4);
      assert.equal(hashes[4], hashes[0]);
    });
    it("takes the held-out part's own split for test, and names the splits it has otherwise", async () => {
      put("corpus.jsonl", lines([{ id: "x/1", ...record, split: "heldout" }]));
      assert.equal((await openData(folder, "test")).images.length, 1);
      assert.equal(await codeOf("val"), "evaluation/split-missing");
      put("corpus.jsonl", lines([{ id: "x/1", ...record }]));
      assert.equal(await codeOf("test"), "evaluation/split-missing");
    });
    it("refuses records of another shape, shards outside the folder, and images that are not there", async () => {
      put("corpus.jsonl", "{\"id\":1}");
      assert.equal(await codeOf("val"), "evaluation/data-invalid");
      put("corpus.jsonl", "{");
      assert.equal(await codeOf("val"), "evaluation/data-invalid");
      put("corpus.jsonl", lines([{ id: "x/1", ...record, shard: "../a.tar" }]));
      assert.equal(await codeOf("val"), "evaluation/data-invalid");
      put("corpus.jsonl", lines([{ id: "x/1", ...record }]));
      put("a.tar", "..a");
      await assert.rejects(imageFilesOf(await openData(folder, "val"), path.join(folder, "cache")), { code: "evaluation/image-missing" });
    });
  });

  it("reads VQA-RAD, whose test part is named by phrases", async () => {
    const question = { qid: "1", image_name: "synpic1.jpg", question: "Is it? ", answer: "Yes", answer_type: "CLOSED ", phrase_type: "freeform" };
    put("VQA_RAD Dataset Public.json", JSON.stringify([question, { ...question, qid: 2, phrase_type: "test_para", answer: 3, answer_type: "OPEN" }, { ...question, qid: 3, phrase_type: "test_freeform" }]));
    const train = await openData(folder, "train");
    const test = await openData(folder, "test");
    assert.deepEqual(train.questions, [{ id: "1", image: "synpic1.jpg", question: "Is it?", answer: "Yes", kind: "closed" }]);
    assert.deepEqual(test.questions.map(({ answer, kind }) => [answer, kind]), [["3", "open"], ["Yes", "closed"]]);
    assert.deepEqual(test.images.map(({ file }) => path.relative(folder, file)), [path.join("VQA_RAD Image Folder", "synpic1.jpg")]);
    assert.equal(await codeOf("val"), "evaluation/split-missing");
  });

  it("reads SLAKE's English questions, under either name of its validation file", async () => {
    const question = { img_id: 1, img_name: "xmlab1/source.jpg", question: "Is it?", answer: "No", q_lang: "en", answer_type: "CLOSED", qid: 7, triple: ["a", "b", "c"] };
    put("imgs/xmlab1/source.jpg", "");
    put("validation.json", JSON.stringify([question, { ...question, q_lang: "zh", qid: 8 }]));
    const data = await openData(folder, "val");
    assert.deepEqual(data.questions, [{ id: "7", image: "xmlab1/source.jpg", question: "Is it?", answer: "No", kind: "closed" }]);
    assert.equal(await codeOf("test"), "evaluation/split-missing");
    put("validate.json", JSON.stringify([{ ...question, img_name: "../../secret.jpg" }]));
    assert.equal(await codeOf("val"), "evaluation/data-invalid");
  });

  for (const protocol of ["protocol3", "protocol4"] as const) {
    it(`reads PathVQA's pickles, ${protocol}`, async () => {
      put("qas/val_vqa.pkl", Buffer.from(PICKLES[protocol], "base64"));
      const data = await openData(folder, "val");
      assert.deepEqual(data.questions, [
        { id: "10", image: "val_0001", question: "Is this made up?", answer: "yes", kind: "closed" },
        { id: "11", image: "val_0001", question: "What is drawn?", answer: "a disc", kind: "open" },
      ]);
      assert.deepEqual(data.images.map(({ file }) => path.relative(folder, file)), [path.join("images", "val", "val_0001.jpg")]);
      assert.equal(await codeOf("test"), "evaluation/split-missing");
    });
  }
  it("refuses a pickle that names a class, and one that is broken", async () => {
    for (const bytes of [Buffer.from(PICKLES.withClass, "base64"), Buffer.from(PICKLES.protocol3, "base64").subarray(0, 40), Buffer.from("no pickle")]) {
      put("qas/val_vqa.pkl", bytes);
      assert.equal(await codeOf("val"), "evaluation/data-invalid");
    }
  });

  it("reads LLaVA-Med's open questions", async () => {
    put("llava_med_eval_qa50_qa.jsonl", lines([{ question_id: 0, image: "1_F1.jpg", pair_id: "1_F1", text: "What is drawn?\n<image>", gpt4_answer: "A disc.", type: "conversation", domain: { mri: true } }]));
    const data = await openData(folder, "test");
    assert.deepEqual(data.questions, [{ id: "0", image: "1_F1.jpg", question: "What is drawn?", answer: "A disc.", kind: "open" }]);
    assert.equal(data.images[0]?.file, path.join(folder, "1_F1.jpg"));
    assert.equal(await codeOf("val"), "evaluation/split-missing");
  });

  it("names what it knows for a folder that is none of it", async () => {
    assert.equal(await codeOf("val"), "evaluation/data-unknown");
  });
});
