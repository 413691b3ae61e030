// What the packages contain of others: all of it is named with its licence and its text, nothing is copyleft but libvips and the
// demo's weights, and the list in the repository is up to date.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../e2e/ensure.mjs";
import { bundledInputs } from "../../scripts/build.mjs";
import { dependencyList, licenceFaults, shippedIn, summaryOf, thirdPartyText } from "../../scripts/licences.mjs";
import { listArchive, readArchived, TARGETS } from "../../scripts/vsixContents.mjs";

const packages = TARGETS.flatMap((target) => readdirSync(root).filter((name) => name.startsWith(`raddraft-${target}-`) && name.endsWith(".vsix")).map((name) => [target, path.join(root, name)]));

/** Packages that stand as files in an archive, by their folders. */
function packedNames(file) {
  const names = listArchive(file).flatMap(({ name }) => /^extension\/(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(name)?.[1] ?? []);
  return [...new Set(names)].sort();
}

describe("licences", () => {
  let inputs;
  before(async () => { inputs = await bundledInputs(); });

  it("docs/dependencies.md is up to date", () => {
    assert.equal(readFileSync(path.join(root, "docs", "dependencies.md"), "utf8"), dependencyList(shippedIn(inputs, TARGETS)), "run: npm run licences");
  });

  it("there is a package", () => { assert.ok(packages.length > 0, "no .vsix: npm run package makes it"); });

  for (const [target, file] of packages) {
    it(`of all that ${target} ships are named in it, with their texts`, () => {
      const text = readArchived(file, "extension/dist/THIRD-PARTY.txt");
      const listed = summaryOf(text);
      assert.ok(listed.length > 50, `${listed.length} packages`);
      assert.deepEqual(listed, shippedIn(inputs, [target]).map(({ name, version, licence }) => ({ name, version, licence })));
      assert.deepEqual(packedNames(file).filter((name) => !listed.some((each) => each.name === name)), []);
      assert.equal(text.split(`\n\n${"-".repeat(80)}\n\n`).length, listed.length + 1);
    });

    it(`of ${target} are permissive but for libvips and the demo's weights`, () => {
      const listed = summaryOf(readArchived(file, "extension/dist/THIRD-PARTY.txt"));
      assert.deepEqual(licenceFaults(listed), []);
      assert.deepEqual(listed.filter(({ licence }) => /GPL|SA|MPL|EPL|CDDL/.test(licence)).map(({ name }) => name), [target.startsWith("win32") ? `@img/sharp-${target}` : `@img/sharp-libvips-${target}`, "models/medv-demo"]);
    });

    it(`of ${target} hold the texts of those two, and libvips is a library of its own`, () => {
      const text = readArchived(file, "extension/dist/THIRD-PARTY.txt");
      for (const words of ["GNU LESSER GENERAL PUBLIC LICENSE", "GNU GENERAL PUBLIC LICENSE", "Attribution-ShareAlike 4.0 International", "| libvips "]) assert.ok(text.includes(words), words);
      assert.match(readArchived(file, "extension/models/medv-demo/LICENSE"), /CC BY-SA 4\.0/);
      assert.ok(listArchive(file).some(({ name }) => /\/node_modules\/@img\/sharp-[^/]+\/lib\/libvips[^/]*\.(?:so|dylib|dll)[^/]*$/.test(name)));
    });
  }

  for (const [name, licence, fault] of [
    ["a", "GPL-3.0-only", "a is under GPL-3.0-only"],
    ["a", "MIT AND LGPL-3.0-or-later", "a is under MIT AND LGPL-3.0-or-later"],
    ["models/medv-demo", "CC-BY-NC-4.0", "models/medv-demo is under CC-BY-NC-4.0"],
    ["a", "SEE LICENSE IN LICENSE", "a states no licence that can be read: SEE LICENSE IN LICENSE"],
  ]) {
    it(`refuse ${name} under ${licence}`, () => {
      assert.deepEqual(licenceFaults([{ name, licence }]), [fault]);
      assert.throws(() => thirdPartyText([{ name, version: "1.0.0", licence, homepage: "", folder: "models/medv-demo" }]), { message: fault });
    });
  }
  for (const licence of ["MIT", "(WTFPL OR MIT)", "BSD-2-Clause AND Zlib"]) it(`take ${licence}`, () => { assert.deepEqual(licenceFaults([{ name: "a", licence }]), []); });
});
