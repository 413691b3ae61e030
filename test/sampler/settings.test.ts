// Which settings are refused, and how.

import assert from "node:assert/strict";
import { checkSettings, SamplerError } from "../../src/sampler/index.ts";
import type { SamplerSettings } from "../../src/sampler/index.ts";

const good: SamplerSettings = { blockLength: 8, steps: 12, temperature: 0, seed: 0, remasking: "low-confidence", guidanceScale: 0 };

describe("checkSettings", () => {
  it("accepts what the reference can run", () => {
    checkSettings(good, 32);
    checkSettings({ ...good, steps: 400, temperature: 1.5, seed: 0xffff_ffff, remasking: "random", guidanceScale: 1.5 }, 32);
  });

  const cases: [change: Partial<SamplerSettings>, genLength: number, code: string][] = [
    [{}, 33, "sampler/gen-length"],
    [{}, 0, "sampler/gen-length"],
    [{ blockLength: 0 }, 32, "sampler/block-length"],
    [{ blockLength: 2.5 }, 32, "sampler/block-length"],
    [{ steps: 13 }, 32, "sampler/steps"],
    [{ steps: 0 }, 32, "sampler/steps"],
    [{ temperature: -1 }, 32, "sampler/temperature"],
    [{ temperature: Infinity }, 32, "sampler/temperature"],
    [{ seed: -1 }, 32, "sampler/seed"],
    [{ seed: 2 ** 32 }, 32, "sampler/seed"],
    [{ guidanceScale: NaN }, 32, "sampler/guidance-scale"],
  ];
  for (const [change, genLength, code] of cases) {
    it(`refuses ${JSON.stringify(change)} at length ${genLength} as ${code}`, () => {
      assert.throws(() => checkSettings({ ...good, ...change }, genLength), (error: unknown) => error instanceof SamplerError && error.code === code);
    });
  }

  it("names the allowed values", () => {
    assert.throws(() => checkSettings({ ...good, steps: 13 }, 32), /multiples of the number of blocks, 4,/);
  });
});
