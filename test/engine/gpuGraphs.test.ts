// The graphs for a GPU compute what the processor's do, in floats and halves, with both forms of attention, and with keys and
// values moved about as on a GPU. They run on the processor here, so that this needs no card and no driver.

import assert from "node:assert/strict";
import { agree, results, TOLERANCE, type Results } from "../../src/engine/deviceProbe.ts";
import { ON_CPU } from "../../src/engine/index.ts";

const THREADS = 2;

describe("graphs for a GPU", () => {
  for (const weights of ["fp32", "int4"] as const) {
    let expected: Results | null = null;
    before(async () => { expected = await results(ON_CPU, weights, THREADS); });

    for (const attention of ["flash", "plain"] as const) {
      for (const float of ["float32", "float16"] as const) {
        it(`compute ${weights} rightly in ${float} with ${attention} attention`, async () => {
          const found = await results({ provider: "cpu", target: { kind: "gpu", float, attention }, gflops: null }, weights, THREADS);
          assert.ok(expected !== null && agree(found, expected, float === "float16" ? TOLERANCE.float16 : weights === "int4" ? TOLERANCE.int4 : TOLERANCE.float32));
        });
      }
    }
  }

  it("are told from others by the trial", async () => {
    const [one, other] = [await results(ON_CPU, "fp32", THREADS), await results(ON_CPU, "fp32", THREADS)];
    assert.ok(agree(one, other, TOLERANCE.float32));
    for (const part of ["features", "rows", "cachedRows"] as const) {
      const changed = { ...other, [part]: other[part].map((value, index) => (index === 7 ? value + 5 : value)) };
      assert.ok(!agree(one, changed, TOLERANCE.float16), part);
    }
  });
});
