// What `npm run convert` makes of its arguments; the conversion itself is tested in test/model.

import assert from "node:assert/strict";

import { convertCommand } from "../../src/cli/convert.ts";

describe("npm run convert", () => {
  const refused: readonly (readonly [args: readonly string[], code: string])[] = [
    [[], "cli/option-unknown"],
    [["checkpoint"], "cli/option-unknown"],
    [["checkpoint", "out", "more"], "cli/option-unknown"],
    [["checkpoint", "out", "--weight", "int4"], "cli/option-unknown"],
    [["checkpoint", "out", "--tower"], "cli/option-unknown"],
    [["checkpoint", "out", "--weights", "fp16"], "cli/option-value"],
  ];
  for (const [args, code] of refused) {
    it(`refuses "${args.join(" ")}" in one line`, async () => {
      await assert.rejects(convertCommand(args, { dist: "nowhere" }), (error: Error & { code?: unknown }) => {
        assert.equal(error.code, code);
        assert(!error.message.includes("\n"));
        return true;
      });
    });
  }
});
