// A whole run over a made corpus with a scripted model: table, exit code, resuming, files.

import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { calibrateCommand } from "../../evaluation/calibrate.ts";
import { evaluate, EXIT } from "../../evaluation/evaluate.ts";
import { foldsCommand } from "../../evaluation/foldsCommand.ts";
import { evaluationOptions } from "../../evaluation/options.ts";
import { readResult, type RunResult } from "../../evaluation/report/result.ts";
import { sweepCommand } from "../../evaluation/sweep.ts";
import type { World } from "../../evaluation/world.ts";
import { calibrationFault, type CertaintyCalibration } from "../../src/model/checkpointExtras.ts";
import { ScriptedModel } from "../doubles/scriptedModel.ts";
import { scriptedCorpus, writeCorpus } from "./madeCorpus.ts";

const signal = new AbortController().signal;

describe("evaluation", () => {
  let folder = "";
  let printed = "";
  let model = new ScriptedModel();
  let engines: { readonly count: number; readonly threads: number | null }[] = [];
  let nowMs = 0;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "evaluation-"));
    const { images, questions } = scriptedCorpus(28);
    writeCorpus(path.join(folder, "data"), images, questions);
    [printed, model, engines, nowMs] = ["", new ScriptedModel(), [], 0];
  });
  afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

  const world = (more: Partial<World> = {}): World => ({
    cache: path.join(folder, "cache"),
    baselines: path.join(folder, "baselines"),
    packageOf: (typed) => typed,
    identify: (typed) => Promise.resolve({ name: `Model ${typed}`, revision: "r", weights: "fp32", packageSha256: typed.padEnd(64, "0"), weightBytes: 1, calibration: typed === "calibrated" ? "by hand" : null }),
    engineSha256: () => Promise.resolve("e"),
    presets: ["exact"],
    enginesFor: () => 2,
    start: (_typed, { count, threads }) => {
      engines.push({ count, threads });
      return Promise.resolve({ models: Array.from({ length: count }, () => model), dispose: () => undefined });
    },
    output: { write: (text) => { printed += text; } },
    errors: { write: () => undefined },
    now: () => nowMs++,
    ...more,
  });
  const run = async (args: readonly string[] = [], more: Partial<World> = {}): Promise<number> => {
    const options = evaluationOptions(["--model", "a", "--data", path.join(folder, "data"), "--split", "val", "--out", path.join(folder, "out"), ...args]);
    assert.ok(options !== null);
    return await evaluate(options, world(more), signal);
  };
  const result = async (): Promise<RunResult> => await readResult(path.join(folder, "out", "result.json"));
  const value = async (id: string): Promise<number | null | undefined> => (await result()).lines.find((line) => line.id === id)?.value;
  /** Results of the five folds of the same questions as train images, answered by five packages. */
  const foldFiles = async (packages: readonly string[] = ["f0", "f1", "f2", "f3", "f4"]): Promise<string[]> => {
    const { images, questions } = scriptedCorpus(140);
    const data = path.join(folder, "train");
    writeCorpus(data, images, questions, "train");
    const files = packages.map((_, fold) => path.join(folder, `fold${String(fold)}`));
    for (const [fold, name] of packages.entries()) {
      const options = evaluationOptions(["--model", name, "--data", data, "--split", "train", "--fold", String(fold), "--only", "vqa", "--out", files[fold] ?? ""]);
      assert.ok(options !== null);
      await evaluate(options, world(), signal);
    }
    return files.map((file) => path.join(file, "result.json"));
  };

  it("ends with 0 when every line of the bar is met", async () => {
    assert.equal(await run(["--folds", (await foldFiles()).join(",")]), EXIT.met, printed);
    assert.match(printed, /Every line of the bar is met/);
    const { lines } = await result();
    const bar = lines.filter(({ isMet }) => isMet !== null).map(({ id, value: own, isMet }) => [id, own, isMet]);
    assert.deepEqual(bar, [
      ["modality", 1, true], ["bodyPart", 1, true], ["pneumonia-children", 1, true], ["vqa-closed", 1, true], ["well-formed", 1, true], ["repetition", 0, true], ["length", 1, true],
      ["infilling-word", 1, true], ["infilling-longer", 1, true], ["grounding", 1, true], ["calibration", 0, true], ["vqa-closed-folds", 1, true],
    ]);
    assert.deepEqual([await value("view"), await value("pneumonia-nih-auc"), await value("vqa-open-recall"), await value("foreign"), await value("seconds-exact")], [1, 1, 1, 1, 0.1]);
    assert.deepEqual([await value("told-examination"), await value("told-modality"), await value("told-no-part")], [1, 1, 0]);
  });

  it("ends with 1 and names the lines that are missed, the folds among them when they were not measured", async () => {
    model.onDraft = (ask) => { if (ask.length === 128) throw Object.assign(new Error("x"), { code: "engine/prompt-too-long" }); };
    assert.equal(await run(), EXIT.missed);
    assert.match(printed, /well-formed +0\.750 .*MISSED/);
    assert.match(printed, /five folds of train .*NOT MEASURED/);
    assert.match(printed, /not met: 3 of 12/);
    assert.match(printed, /failed and count as empty answers: \d+ x engine\/prompt-too-long/);
  });

  it("prints the majority, another model's values, sources, and the paper's figures with what they are of", async () => {
    await run(["--only", "facts,vqa"]);
    mkdirBaseline(await result(), 0.123);
    printed = "";
    await run(["--only", "facts,vqa"]);
    // 16 of 28 images are radiographs.
    assert.match(printed, /modality +1\.000 +0\.571 +0\.123 +≥ 0\.97 +28 +met/);
    assert.match(printed, /VQA-RAD, closed +1\.000 +1\.000 to 1\.000 +0\.500/);
    assert.match(printed, /by source +mednist +kermany +nih_cxr +vqa_rad/);
    assert.match(printed, /84\.93 .*92\.31 .*95\.15 .*fine-tuned/);
    assert.match(printed, /no preset but exact/);
  });
  const mkdirBaseline = (of: RunResult, modality: number): void => {
    const lines = of.lines.map((line) => (line.id === "modality" ? { ...line, value: modality } : line));
    writeFileSync(path.join(folder, "beside.json"), JSON.stringify({ ...of, lines }));
    rmSync(path.join(folder, "baselines"), { recursive: true, force: true });
    writeCorpus(path.join(folder, "baselines"), [], []);
    writeFileSync(path.join(folder, "baselines", "interim-corpus-val.json"), JSON.stringify({ ...of, lines }));
  };

  it("asks nothing twice, and asks again only what another package, data set or engine would answer", async () => {
    await run();
    const { draft } = model.asked;
    await run();
    assert.equal(model.asked.draft, draft);
    await run([], { engineSha256: () => Promise.resolve("other") });
    assert.equal(model.asked.draft, 2 * draft);
    await run(["--fresh"]);
    assert.equal(model.asked.draft, 3 * draft);
  });

  it("goes on after it was broken off in the middle of a line", async () => {
    let left = 20;
    model.onDraft = () => { if (left-- === 0) throw new Error("power cut"); };
    await assert.rejects(run(), /power cut/);
    const [journal = ""] = readdirSync(path.join(folder, "cache", "journals"));
    const file = path.join(folder, "cache", "journals", journal);
    const kept = readFileSync(file, "utf8");
    writeFileSync(file, kept.slice(0, -30));
    model.onDraft = () => undefined;
    const before = model.asked.draft;
    assert.equal(await run(), EXIT.missed);
    assert.match(printed, /not met: 1 of 12/);
    const lines = readFileSync(file, "utf8").trimEnd().split("\n").map((line) => (JSON.parse(line) as { key?: string }).key);
    assert.equal(new Set(lines).size, lines.length);
    assert.ok(model.asked.draft - before < lines.length);
  });

  it("stops when its time is up, without a table, and ends later", async () => {
    nowMs = 0;
    assert.equal(await run(["--minutes", "1"], { now: () => (nowMs += 1000) }), EXIT.timeUp);
    assert.equal(printed, "");
    assert.equal(await run(["--minutes", "1000"]), EXIT.missed);
  });

  it("gives timed drafts all cores and nothing beside them", async () => {
    await run(["--only", "facts,speed"]);
    assert.deepEqual(engines, [{ count: 2, threads: 1 }, { count: 1, threads: null }]);
  });

  it("measures presets that the engine has, by their names", async () => {
    await run(["--only", "presets,speed"], { presets: ["exact", "standard"] });
    const lines = (await result()).lines.map(({ id, value: own }) => [id, own]);
    const agreement = ["32", "128"].flatMap((length) => [[`preset-standard-${length}-text`, 1], [`preset-standard-${length}-first`, 1], [`preset-standard-${length}-tokens`, 1], [`preset-standard-${length}-repetition`, 0], [`preset-standard-${length}-passes`, 0.25]]);
    assert.deepEqual(lines, [...agreement, ["seconds-exact", 0.1], ["seconds-standard", 0.1]]);
    assert.doesNotMatch(printed, /no preset but exact/);
  });

  it("measures a second package beside the first", async () => {
    await run(["--only", "facts", "--beside-model", "b"]);
    assert.match(printed, /Model b/);
  });

  it("says how certainties are mapped", async () => {
    await run(["--only", "facts", "--model", "calibrated"]);
    assert.match(printed, /certainties mapped: by hand/);
    assert.equal((await result()).model.calibration, "by hand");
  });

  it("writes the result with its settings and hashes, and the plots", async () => {
    await run(["--images", "5", "--seed", "4"]);
    const { model: of, data, settings, program } = await result();
    assert.deepEqual([of.packageSha256.length, data.sha256.length, program.engineSha256, settings.seed, settings.most["facts"], data.images], [64, 64, "e", 4, 5, 28]);
    for (const name of ["reliability.svg", "grounding.svg"]) assert.match(readFileSync(path.join(folder, "out", name), "utf8"), /^<svg [^]*<\/svg>\n$/);
  });

  describe("folds", () => {
    it("of the demo are found where they come with the evaluation", async () => {
      const files = await foldFiles();
      for (const [fold, file] of files.entries()) {
        mkdirSync(path.join(folder, "baselines", "demo-folds"), { recursive: true });
        copyFileSync(file, path.join(folder, "baselines", "demo-folds", `fold${String(fold)}.json`));
      }
      await run(["--model", "demo", "--only", "vqa"]);
      assert.equal(await value("vqa-closed-folds"), 1);
      await run(["--only", "vqa"]);
      assert.equal(await value("vqa-closed-folds"), null);
    });
    it("are put together only when each was answered by a checkpoint of its own", async () => {
      const files = await foldFiles();
      printed = "";
      assert.equal(await foldsCommand(files, world()), EXIT.met);
      assert.match(printed, /: 1\.000, 90 % interval 1\.000 to 1\.000, majority 0\.500, n = 40: met/);
      await assert.rejects(foldsCommand(files.slice(1), world()), { code: "evaluation/folds" });
      await assert.rejects(foldsCommand(await foldFiles(["same", "same", "f2", "f3", "f4"]), world()), { code: "evaluation/folds" });
    });
  });

  it("sweeps steps and lengths, with a plot", async () => {
    const args = ["--model", "a", "--data", path.join(folder, "data"), "--split", "val", "--images", "3", "--lengths", "16,32", "--tokens-a-step", "1,4", "--out", path.join(folder, "sweep")];
    assert.equal(await sweepCommand(args, world(), signal), EXIT.met);
    assert.equal(model.asked.draft, 12);
    const { cells } = JSON.parse(readFileSync(path.join(folder, "sweep", "sweep.json"), "utf8")) as { cells: { length: number; tokensAStep: number; repetition: number }[] };
    assert.deepEqual(cells.map(({ length, tokensAStep, repetition }) => [length, tokensAStep, repetition]), [[16, 1, 0], [16, 4, 0], [32, 1, 0], [32, 4, 0]]);
    for (const name of ["repetition", "doubled-words", "form"]) assert.ok(existsSync(path.join(folder, "sweep", `${name}.svg`)), name);
  });

  it("fits a map of certainties for a checkpoint, and not for one that has it", async () => {
    const args = ["--data", path.join(folder, "data"), "--split", "val", "--model"];
    assert.equal(await calibrateCommand([...args, "a"], world(), signal), EXIT.met);
    const { certainty_calibration: calibration } = JSON.parse(printed) as { certainty_calibration: CertaintyCalibration };
    assert.equal(calibrationFault(calibration), null);
    assert.match(calibration.method, /isotonic regression on 100 checked statements, corpus val, seed 12/);
    await assert.rejects(calibrateCommand([...args, "calibrated"], world(), signal), { code: "evaluation/option" });
  });

  it("has a readable result of the interim demo to print beside others", async () => {
    const { lines } = await readResult(path.join(import.meta.dirname, "..", "..", "evaluation", "baselines", "interim-corpus-val.json"));
    assert.equal(lines.filter(({ bar }) => bar !== null).length, 12);
  });

  it("refuses options that mean nothing", () => {
    for (const args of [[], ["--model", "a", "--data", "d"], ["--model", "a", "--data", "d", "--split", "all"], ["--model", "a", "--data", "d", "--split", "val", "--only", "luck"], ["--model", "a", "--data", "d", "--split", "val", "--fold", "5"], ["--speed"]]) {
      assert.throws(() => evaluationOptions(args), { code: "evaluation/option" });
    }
    assert.equal(evaluationOptions(["--help"]), null);
  });
});
