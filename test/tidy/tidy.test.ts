// Every rule of the tidy test over the repository itself, and over small made-up sources that break it.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import path from "node:path";
import { LAYERS } from "./layers.ts";
import * as rules from "./rules.ts";
import type { SourceFile } from "./rules.ts";

const root = path.resolve(import.meta.dirname, "..", "..");

function filesUnder(folder: string, endings: RegExp): SourceFile[] {
  if (!existsSync(path.join(root, folder))) return [];
  const entries = readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && endings.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({ path: path.relative(root, file).split(path.sep).join("/"), text: readFileSync(file, "utf8") }));
}

const sources = ["src", "webview"].flatMap((folder) => filesUnder(folder, /\.ts$/));
/** The rules' own file and this one hold the words they look for. */
const others = ["test", "scripts", "evaluation"].flatMap((folder) => filesUnder(folder, /\.(ts|mjs|cjs|cts)$/)).filter((file) => !file.path.startsWith("test/tidy/"));
const all = [...sources, ...others];
const tsconfigs = ["src", "webview"].flatMap((folder) => filesUnder(folder, /^tsconfig\.json$/)).map((file) => file.path);

const builtins = builtinModules.filter((name) => !name.startsWith("_"));
const made = (file: string, text: string): SourceFile => ({ path: file, text });
const doors = (files: readonly SourceFile[]): string[] => rules.secondDoors(files, builtins);

describe("tidy", () => {
  const checks: readonly (readonly [string, () => string[]])[] = [
    ["every import points where its layer allows, through a door", () => rules.wrongImports(sources)],
    ["every package has one door, vscode one layer", () => doors(sources)],
    ["no export *", () => rules.starExports(sources)],
    ["no folder or file without a subject", () => rules.forbiddenNames(all)],
    ["every file begins with a sentence about itself", () => rules.missingHeaders(all)],
    ["no file is longer than one idea", () => rules.longFiles(all)],
    ["every layer is whole", () => rules.incompleteLayers(sources, tsconfigs)],
    ["nothing is switched off", () => rules.switchedOff(all)],
    ["the lock file names no registry", () => rules.registryAddresses(readFileSync(path.join(root, "package-lock.json"), "utf8"))],
    ["every dependency is pinned to one version", () => rules.looseVersions(readFileSync(path.join(root, "package.json"), "utf8"))],
    ["every list of sentences can be read", () => rules.brokenJson(filesUnder("l10n", /\.json$/))],
  ];
  for (const [claim, problems] of checks) it(claim, () => assert.deepEqual(problems(), []));

  it("reads the sources it judges", () => assert.ok(sources.length > 20));
});

describe("tidy rules", () => {
  const importCases: readonly (readonly [string, string, boolean])[] = [
    ["src/sampler/a.ts", 'import { x } from "../formats/index.ts";', false],
    ["src/engine/a.ts", 'import { x } from "../formats/index.ts";', true],
    ["src/engine/a.ts", 'import { x } from "../formats/safetensors.ts";', false],
    ["src/engine/a.ts", 'import { x } from "../dicom/index.ts";', false],
    ["src/engine/protocol.ts", 'import { check } from "../formats/schema.ts";', true],
    ["src/engine/a.ts", 'import type { Draft } from "./protocol.ts";', true],
    ["src/cli/a.ts", 'import type { Draft } from "../engine/protocol.ts";', true],
    ["src/cli/a.ts", 'import { x } from "../engine/index.ts";', false],
    ["src/cli/a.ts", 'const x = await import("../engine/main.ts");', false],
    ["src/cli/a.ts", 'type X = import("../engine/main.ts").X;', false],
    ["src/cli/a.ts", 'export { x } from "../sampler/index.ts";', false],
    ["src/engine/a.ts", 'import { x } from "../cli/index.ts";', false],
    ["webview/findings/a.ts", 'import type { X } from "../protocol.ts";', true],
    ["webview/findings/a.ts", 'import type { X } from "../../src/engine/protocol.ts";', true],
    ["webview/findings/a.ts", 'import type { X } from "../../src/formats/index.ts";', false],
    ["src/extension/a.ts", 'import type { X } from "../../webview/protocol.ts";', true],
    ["src/extension/a.ts", 'import type { X } from "../../webview/ui/kit.ts";', false],
    ["src/model/a.ts", 'import { x } from "../../scripts/steps.mjs";', false],
    ["src/model/a.ts", 'import { x } from "./b";', false],
    ["src/model/a.ts", '// import { x } from "../cli/index.ts";', true],
  ];
  for (const [file, text, isAllowed] of importCases) {
    it(`${isAllowed ? "allow" : "refuse"} in ${file}: ${text}`, () => assert.equal(rules.wrongImports([made(file, text)]).length, isAllowed ? 0 : 1));
  }

  it("refuse a second door of a package, its subpaths included", () => {
    const first = made("src/imaging/a.ts", 'import sharp from "sharp";');
    assert.deepEqual(doors([first]), []);
    assert.equal(doors([first, made("src/reader/b.ts", 'import x from "sharp/lib/y";')]).length, 1);
  });
  it("refuse vscode outside the extension", () => {
    const text = 'import * as vscode from "vscode";';
    assert.deepEqual(doors([made("src/extension/a.ts", text), made("src/extension/b.ts", text)]), []);
    assert.equal(doors([made("src/client/a.ts", text)]).length, 1);
  });
  it("refuse a builtin without node:", () => {
    assert.deepEqual(doors([made("src/cli/a.ts", 'import fs from "node:fs";'), made("src/cli/b.ts", 'import fs from "node:fs";')]), []);
    assert.equal(doors([made("src/cli/a.ts", 'import fs from "fs";')]).length, 1);
  });
  it("refuse export *, named or not", () => {
    assert.equal(rules.starExports([made("src/a/index.ts", 'export * from "./x.ts";\nexport * as y from "./y.ts";\nexport { z } from "./z.ts";')]).length, 2);
  });
  it("refuse names without a subject", () => {
    for (const file of ["src/utils/a.ts", "src/dicom/helpers.ts", "webview/common/a.ts", "src/misc.ts", "src/shared/a.ts"]) assert.equal(rules.forbiddenNames([made(file, "")]).length, 1, file);
    assert.deepEqual(rules.forbiddenNames([made("test/sharedFolder.ts", "")]), []);
  });
  it("refuse a file without a header sentence", () => {
    assert.equal(rules.missingHeaders([made("src/a.ts", 'import x from "y";'), made("src/b.ts", "// engine\nconst a = 1;")]).length, 2);
    assert.deepEqual(rules.missingHeaders([made("src/a.ts", "// How it is."), made("a.mjs", "#!/usr/bin/env node\n// `code` as a program.")]), []);
  });
  it("refuse a long file", () => {
    assert.equal(rules.longFiles([made("src/a.ts", "x\n".repeat(351))]).length, 1);
    assert.deepEqual(rules.longFiles([made("src/a.ts", "x\n".repeat(350))]), []);
  });
  it("refuse a layer without tsconfig, errors or a row", () => {
    const errors = made("src/dicom/errors.ts", "");
    assert.deepEqual(rules.incompleteLayers([errors], ["src/dicom/tsconfig.json"]), []);
    assert.equal(rules.incompleteLayers([errors], []).length, 1);
    assert.equal(rules.incompleteLayers([made("src/dicom/a.ts", "")], ["src/dicom/tsconfig.json"]).length, 1);
    assert.equal(rules.incompleteLayers([made("src/novelty/a.ts", "")], []).length, 1);
  });
  it("refuse what switches a rule or a test off", () => {
    for (const text of ["// eslint-disable-next-line", "// @ts-ignore", 'it.only("x")', 'describe.skip("x")', "// TODO later"]) assert.equal(rules.switchedOff([made("src/a.ts", text)]).length, 1, text);
  });
  it("refuse a registry's address in the lock file", () => {
    assert.equal(rules.registryAddresses('{"packages":{"":{},"node_modules/a":{"resolved":"https://registry.example/a.tgz"}}}').length, 1);
  });
  it("refuse a version that is a range", () => {
    assert.equal(rules.looseVersions('{"dependencies":{"a":"^1.0.0"},"devDependencies":{"b":"1.0.0","c":"latest"}}').length, 2);
  });
  it("refuse a list that lost a comma in a merge", () => {
    assert.deepEqual(rules.brokenJson([made("l10n/a.json", '{ "a": "b" }'), made("l10n/b.json", '{ "a": "b" "c": "d" }')]), ["l10n/b.json is no JSON"]);
  });
  it("know only layers that point at layers", () => {
    for (const { layers, protocols } of Object.values(LAYERS)) for (const name of [...layers, ...protocols]) assert.ok(name in LAYERS, name);
  });
});
