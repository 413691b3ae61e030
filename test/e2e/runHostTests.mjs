// Runs the tests of test/vscode inside VS Code: the one VSCODE_EXECUTABLE names, otherwise the stand-in beside this file.

import path from "node:path";
import { runTests } from "@vscode/test-electron";
import { root } from "./ensure.mjs";

try {
  await runTests({
    vscodeExecutablePath: process.env.VSCODE_EXECUTABLE || path.join(root, "test", "e2e", "code-desktop.mjs"),
    extensionDevelopmentPath: root,
    extensionTestsPath: path.join(root, "dist", "test", "index.cjs"),
    launchArgs: [path.join(root, "samples"), "--disable-extensions"],
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
