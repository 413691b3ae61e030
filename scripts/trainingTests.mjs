// Runs the tests of training/ with this machine's Python.

import { spawnSync } from "node:child_process";
import path from "node:path";
import { root } from "./steps.mjs";

const { status } = spawnSync("python3", ["-m", "unittest", "discover", "-t", "."], { cwd: path.join(root, "training"), stdio: "inherit" });
process.exitCode = status ?? 1;
