// A fresh clone has no packages yet: what npm's commands load before they install them is Node.js's own and this repository's.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..", "..");
/** `import ... from "x"` and `import "x"`, over several lines too; not `import("x")`, which is loaded when it is reached. */
const STATIC_IMPORT = /^import\s(?:[^"'();]*?\sfrom\s)?\s*["']([^"']+)["']/gm;

/** Packages that a script needs before its first line runs, each with the file that names it. */
function packagesNeeded(script: string, seen: Set<string>, read: (file: string) => string): string[] {
  if (seen.has(script)) return [];
  seen.add(script);
  return [...read(script).matchAll(STATIC_IMPORT)].flatMap(([, name = ""]) => {
    if (name.startsWith("node:")) return [];
    if (name.startsWith(".")) return packagesNeeded(path.join(path.dirname(script), name), seen, read);
    return [`${script} loads ${name}`];
  });
}

describe("a fresh clone", () => {
  const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
  const fromDisk = (file: string): string => readFileSync(path.join(root, file), "utf8");

  for (const [name, line] of Object.entries(manifest.scripts)) {
    const script = /^node (scripts\/\S+\.mjs)/.exec(line)?.[1];
    if (script === undefined) continue;
    it(`starts npm run ${name} without packages`, () => { assert.deepEqual(packagesNeeded(script, new Set(), fromDisk), []); });
  }

  it("would be found out", () => {
    const files: Record<string, string> = { "a.mjs": 'import {\n  b,\n} from "./b.mjs";\n', "b.mjs": 'import "node:fs";\nimport c from "c";\nconst d = await import("d");\n' };
    assert.deepEqual(packagesNeeded("a.mjs", new Set(), (file) => files[file] ?? ""), ["b.mjs loads c"]);
  });
});
