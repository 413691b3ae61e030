// The table of errors after a conversion.

import assert from "node:assert/strict";

import { kindTable, tensorTable, trialLines } from "../../src/cli/convertReport.ts";

const tensors = [
  { name: "embed.weight", form: "fp16", relativeRms: 0, maximum: 0, channelsApart: 0, trial: null },
  { name: "decoder.layers.0.mlp.up_proj.weight", form: "int8", relativeRms: 0.006, maximum: 0.001, channelsApart: 0, trial: { int8: 0.009, int4: 0.08 } },
  { name: "decoder.layers.1.mlp.up_proj.weight", form: "int4", relativeRms: 0.09, maximum: 0.02, channelsApart: 0, trial: { int8: 0.4, int4: 0.081 } },
  { name: "decoder.layers.2.mlp.up_proj.weight", form: "int8", relativeRms: 0.008, maximum: 0.0005, channelsApart: 16, trial: { int8: 0.015, int4: 0.079 } },
];

describe("the table of a conversion", () => {
  it("has a line for each kind of matrix and form, with the worst layer", () => {
    assert.deepEqual(kindTable(tensors), [
      "matrix                        form  tensors  relative RMS error    worst    where  largest difference",
      "embed                         fp16        1             0.000 %  0.000 %                         0.00",
      "decoder.layers.*.mlp.up_proj  int8        2             0.700 %  0.800 %  layer 2             0.00100",
      "decoder.layers.*.mlp.up_proj  int4        1             9.000 %  9.000 %                       0.0200",
    ]);
  });

  it("names the matrices that eight bits a row do not carry, and nothing where nothing was tried", () => {
    assert.deepEqual(trialLines(tensors), [
      "2 of 3 matrices are int8: on rows of a real prompt their products err by 0.900 % to 1.500 %; as int4 by 7.900 % to 8.000 %.",
      "  decoder.layers.2.mlp.up_proj: 16 input channels far above the others are multiplied in 32 bits",
      "  decoder.layers.1.mlp.up_proj: kept in int4; int8 would err by 40.000 %, int4 errs by 8.100 %",
    ]);
    assert.deepEqual(trialLines(tensors.map((tensor) => ({ ...tensor, trial: null }))), []);
  });

  it("can have a line for each tensor, without the control characters of a file's name", () => {
    assert.deepEqual(tensorTable([{ name: "a\u001b[2J.weight", form: "int8", relativeRms: 0.5, maximum: 1, channelsApart: 0, trial: null }]), [
      "tensor  form  relative RMS error  largest difference",
      "a[2J    int8            50.000 %                1.00",
    ]);
  });
});
