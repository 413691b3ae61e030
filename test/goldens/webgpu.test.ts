// Drafts on a graphics card: the reference values token by token in float32, and how far int4 is from the processor's. The
// card is SwiftShader, in processes of their own, because Vulkan's loader is found when a process starts.

import assert from "node:assert/strict";
import { join } from "node:path";
import { sharedPath } from "../sharedFolder.ts";
import { NO_SOFTWARE_GPU, runOnSoftwareGpu, softwareGpu } from "../softwareGpu.ts";

/** It computes some thousand times more slowly than a card. */
const TIMEOUT_MS = 300_000;
/** Text alone and with images; all positions computed, or some with the others kept; filled blanks. */
const SOME = [
  ["goldens", "run x06,run h22,infilling f07", 3],
  ["goldens/variant-gqa", "run t01,run h03,blank t01", 3],
] as const;

describe("reference values on WebGPU", function () {
  this.timeout(TIMEOUT_MS);
  for (const [folder, only, count] of SOME) {
    it(`agree token by token: ${folder}`, async function () {
      const [gpu, path] = [softwareGpu(), sharedPath(folder)];
      if (gpu === null || path === null) {
        console.log(gpu === null ? NO_SOFTWARE_GPU : `skipped: ../shared/${folder} is not there`);
        this.skip();
      }
      const { code, output } = await runOnSoftwareGpu(gpu, [join(import.meta.dirname, "run.ts"), "--device", "webgpu", "--attention", "plain", "--only", only, path]);
      assert.equal(output.trim().split("\n").at(-1), `${String(count)} passed, 0 failed`, output);
      assert.equal(code, 0);
    });
  }

  it("drafts with int4 mostly as the CPU does", async function () {
    const [gpu, path] = [softwareGpu(), sharedPath("goldens/variant-gqa")];
    if (gpu === null || path === null) {
      console.log(gpu === null ? NO_SOFTWARE_GPU : "skipped: ../shared/goldens/variant-gqa is not there");
      this.skip();
    }
    const { output } = await runOnSoftwareGpu(gpu, [join(import.meta.dirname, "webgpuAgreement.ts"), path, "t01"]);
    const share = Number(/: (\d+) % of tokens/u.exec(output)?.[1] ?? "nothing");
    console.log(output.trim());
    // Weights are random, so that nearly equal candidates abound.
    assert.ok(share >= 25, output);
  });
});
