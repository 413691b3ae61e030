// Every stage and run of the reference values, by name, and the demo checkpoint's own.

import assert from "node:assert/strict";
import { join } from "node:path";
import { sharedPath } from "../sharedFolder.ts";
import { demoChecks } from "./demo.ts";
import { GoldenModel } from "./goldenModel.ts";
import type { GoldenCheck } from "./outcome.ts";
import { goldenSuite } from "./suite.ts";

/** Conversion and a run of 64 steps on a busy machine. */
const CHECK_TIMEOUT_MS = 120_000;

function define(checks: readonly GoldenCheck[]): void {
  for (const check of checks) {
    it(check.name, async () => {
      const { passed, detail } = await check.run();
      assert.ok(passed, detail);
    });
  }
}

/** How many checks of each kind a folder must give: an empty file must not pass. */
const folders: [folder: string, counts: Record<string, number>][] = [
  ["goldens", { prompt: 20, grid: 3, image: 9, vision: 9, embeddings: 20, decoder: 1, run: 97, step: 6, infilling: 7, blank: 17 }],
  ["goldens/variant-gqa", { prompt: 9, grid: 1, image: 7, vision: 7, embeddings: 9, decoder: 1, run: 45, step: 2, infilling: 3, blank: 8 }],
];

for (const [folder, counts] of folders) {
  describe(`reference values: ${folder}`, function () {
    this.timeout(CHECK_TIMEOUT_MS);
    const path = sharedPath(folder);
    if (path === null) {
      it("agrees in every stage and run", function () {
        console.log(`skipped: ../shared/${folder} is not there`);
        this.skip();
      });
      return;
    }
    const suite = goldenSuite(path);
    after(() => suite.close());

    it("lists every stage and run", () => {
      const found: Record<string, number> = {};
      for (const { name } of suite.checks) {
        const kind = name.split(" ")[0] ?? "";
        found[kind] = (found[kind] ?? 0) + 1;
      }
      assert.deepEqual(Object.fromEntries(Object.keys(counts).map((kind) => [kind, found[kind]])), counts);
    });
    define(suite.checks);
  });
}

const checkpoint = join(import.meta.dirname, "..", "..", "models", "medv-demo");

describe("reference values: models/medv-demo on phantoms", function () {
  this.timeout(CHECK_TIMEOUT_MS);
  const folder = join(import.meta.dirname, "phantoms");
  const model = new GoldenModel(checkpoint);
  after(() => model.close());
  define(demoChecks({ golden: join(folder, "golden.json"), images: join(folder, "images") }, model));
});

describe("reference values: models/medv-demo on radiographs", function () {
  this.timeout(CHECK_TIMEOUT_MS);
  const images = sharedPath("demo-checkpoint", "images");
  const model = new GoldenModel(checkpoint);
  after(() => model.close());
  define(demoChecks({ golden: join(checkpoint, "golden.json"), images }, model));

  it("agrees on pictures", function () {
    if (images !== null) return;
    console.log("skipped: ../shared/demo-checkpoint/images is not there");
    this.skip();
  });
});
