// The evaluation over the real engine with the demo: a made corpus (the chest phantom and drawn pictures), and a little of
// the real one where it lies beside the repository.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { evaluate, EXIT } from "../../evaluation/evaluate.ts";
import { bmpOf } from "../../evaluation/model/pictures.ts";
import { evaluationOptions } from "../../evaluation/options.ts";
import { readResult } from "../../evaluation/report/result.ts";
import { realWorld } from "../../evaluation/world.ts";
import { PHANTOM, realDrafting, type RealDrafting } from "../client/realDrafting.ts";
import { sharedPath } from "../sharedFolder.ts";
import { writeCorpus } from "./madeCorpus.ts";

const EXACT = { genLength: 16, blockLength: 16, steps: 16, temperature: 0, seed: 0, remasking: "low-confidence", guidanceScale: 0, preset: "exact" } as const;

describe("evaluation over the real engine", () => {
  let real: RealDrafting;
  let folder = "";
  before(async () => {
    real = await realDrafting();
    folder = mkdtempSync(path.join(tmpdir(), "evaluation-real-"));
  });
  after(() => {
    real.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = async (data: string, args: readonly string[]): Promise<number> => {
    const options = evaluationOptions(["--model", real.packagePath, "--data", data, "--split", "val", "--out", path.join(folder, "out"), ...args]);
    assert.ok(options !== null);
    const world = realWorld({ dist: path.dirname(real.packagePath), cache: path.join(folder, "cache"), baselines: path.join(folder, "none") });
    const quiet = { write: () => undefined };
    return await evaluate(options, { ...world, output: quiet, errors: quiet }, new AbortController().signal);
  };
  const value = async (id: string): Promise<number | null | undefined> => (await readResult(path.join(folder, "out", "result.json"))).lines.find((line) => line.id === id)?.value;

  it("asks the drafts, fills and groundings that the product would make", async () => {
    const label = { source: "made", modality: "radiograph", bodyPart: "chest", view: "AP", finding: [] };
    const drawn = bmpOf({ width: 40, height: 30, at: (x, y) => [x * 6, y * 8, 100] });
    const images = [{ ...label, id: "phantom", bytes: readFileSync(PHANTOM) }, { ...label, id: "drawn", source: "drawn", bytes: drawn }];
    // The label is what the product answers: the line is 1 only when the evaluation is answered the same.
    const drafting = real.start();
    const opened = await drafting.open(PHANTOM);
    const question = "What body part is shown?";
    const draft = await drafting.draft({ packagePath: real.packagePath, images: [{ path: PHANTOM, view: opened.referenceView }], messages: [{ role: "user", content: `<image>\n${question}` }], settings: EXACT, suffix: "", stops: null }, () => undefined);
    drafting.dispose();
    assert.notEqual(draft.text.trim(), "");
    const data = path.join(folder, "data");
    writeCorpus(data, images, [{ image: "phantom", question, answer: draft.text, isClosed: false }]);

    assert.equal(await run(data, ["--only", "facts,vqa,infilling,grounding,speed", "--images", "1", "--processes", "1"]), EXIT.missed);
    assert.equal(await value("vqa-open-rouge"), 1);
    for (const id of ["modality", "infilling-word", "infilling-longer", "grounding"]) assert.equal(typeof (await value(id)), "number", id);
    assert.ok((await value("seconds-exact") ?? 0) > 0);
  });

  it("reads the real corpus", async function () {
    const data = sharedPath("corpus");
    if (data === null) {
      console.log("skipped: ../shared/corpus is not there");
      this.skip();
    }
    // Two images tell nothing of the model; that they were answered does.
    const code = await run(data, ["--images", "2", "--only", "facts"]);
    assert.ok(code === EXIT.met || code === EXIT.missed);
    assert.equal((await readResult(path.join(folder, "out", "result.json"))).data.images, 915);
  });
});
