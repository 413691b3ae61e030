// What the packages hold: all that the product needs on their platform, and nothing else. The package of this platform is made
// by the stage before; `npm run package -- --target all` makes those of the others, which are then judged too.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { root } from "../e2e/ensure.mjs";
import { faultsOf, listArchive, TARGETS } from "../../scripts/vsixContents.mjs";

const namesOf = (file) => listArchive(path.join(root, file)).map(({ name }) => name);

describe("contents of a package", () => {
  const packages = TARGETS.flatMap((target) => readdirSync(root).filter((name) => name.startsWith(`raddraft-${target}-`) && name.endsWith(".vsix")).map((file) => [target, file]));

  it("there is a package", () => { assert.ok(packages.length > 0, "no .vsix: npm run package makes it"); });

  for (const [target, file] of packages) {
    it(`are what ${target} needs, and nothing else`, () => { assert.deepEqual(faultsOf(namesOf(file), target), []); });
  }

  it("are refused with a part missing, a file of another platform, a source or a map in it", () => {
    const [target, file] = packages[0] ?? assert.fail();
    const names = namesOf(file);
    const other = TARGETS.find((name) => name !== target);
    const [os, cpu] = other.split("-");
    const binding = `extension/node_modules/onnxruntime-node/bin/napi-v6/${os}/${cpu}/onnxruntime_binding.node`;
    for (const [changed, fault] of [
      [names.filter((name) => name !== "extension/dist/engine.cjs"), "dist/engine.cjs is missing"],
      [names.filter((name) => !name.includes(`@img/sharp-${target}/`)), `node_modules/@img/sharp-${target}/ is missing`],
      [[...names, binding], `${binding.slice("extension/".length)} is of another platform`],
      [[...names, "extension/dist/engine.cjs.map"], "dist/engine.cjs.map is of no use to people"],
      [[...names, "extension/src/engine/main.ts"], "src/engine/main.ts is of no use to people"],
      [[...names, "extension/node_modules/sharp/test/a.js"], "node_modules/sharp/test/a.js is of no use to people"],
    ]) assert.deepEqual(faultsOf(changed, target), [fault]);
  });
});
