// The table of errors after a conversion.

import assert from "node:assert/strict";

import { kindTable, tensorTable } from "../../src/cli/convertReport.ts";

const tensors = [
  { name: "embed.weight", form: "fp16", relativeRms: 0, maximum: 0 },
  { name: "decoder.layers.0.mlp.up_proj.weight", form: "int8", relativeRms: 0.006, maximum: 0.001 },
  { name: "decoder.layers.1.mlp.up_proj.weight", form: "int4", relativeRms: 0.09, maximum: 0.02 },
  { name: "decoder.layers.2.mlp.up_proj.weight", form: "int8", relativeRms: 0.008, maximum: 0.0005 },
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

  it("can have a line for each tensor, without the control characters of a file's name", () => {
    assert.deepEqual(tensorTable([{ name: "a\u001b[2J.weight", form: "int8", relativeRms: 0.5, maximum: 1 }]), [
      "tensor  form  relative RMS error  largest difference",
      "a[2J    int8            50.000 %                1.00",
    ]);
  });
});
