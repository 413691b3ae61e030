// What the terminal says of devices that are not used.

import assert from "node:assert/strict";
import { whyNotFaster } from "../../src/cli/deviceWords.ts";
import type { DeviceFacts, WhyNot } from "../../src/engine/protocol.ts";

const facts = (...whys: readonly WhyNot[]): DeviceFacts => ({ runsOn: "cpu", threads: 2, bits: 32, notUsed: whys.map((why) => ({ device: "webgpu", why })) });

describe("why the model runs nowhere faster", () => {
  it("is a line for each device", () => {
    assert.equal(whyNotFaster(facts("no-adapter")), "WebGPU not used: no driver offers a graphics card\n");
    assert.equal(whyNotFaster(facts("hung", "form")).split("\n").length, 3);
  });

  it("is nothing where the CPU was chosen, the model is small, or nothing is known", () => {
    assert.deepEqual([whyNotFaster(facts("chosen")), whyNotFaster(facts("small")), whyNotFaster(facts()), whyNotFaster(null)], ["", "", "", ""]);
  });
});
