// Runs the tests of training/ with this machine's Python, and, where that has PyTorch, converts and drafts with what they
// trained: the package of a run from scratch must be one that RadDraft reads.

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ensureBuilt } from "./build.mjs";
import { root } from "./steps.mjs";

/** Of the Pythons that are new enough, one that has PyTorch, else the first. */
function choosePython() {
  const named = [process.env.RADDRAFT_PYTHON, "python3", "/usr/bin/python3"].filter(Boolean);
  const able = named.filter((python) => spawnSync(python, ["-c", "import sys; sys.exit(sys.version_info < (3, 11))"]).status === 0);
  return able.find((python) => spawnSync(python, ["-c", "import torch, numpy, PIL"]).status === 0) ?? able[0];
}

function run(program, args, env = {}) {
  const { status } = spawnSync(program, args, { cwd: path.join(root, "training"), env: { ...process.env, ...env }, stdio: "inherit" });
  if (status !== 0) throw new Error(`${path.basename(program)} ${args.slice(0, 3).join(" ")} ended with code ${String(status)}`);
}

/** Converts a checkpoint and drafts with it; its words mean nothing, its form must be right. */
async function useCheckpoint(checkpoint, scratch) {
  await ensureBuilt();
  const cli = path.join(root, "dist", "cli.cjs");
  const out = path.join(scratch, "package");
  run(process.execPath, [cli, "convert", checkpoint, out, "--weights", "fp32"]);
  const manifest = JSON.parse(readFileSync(path.join(out, "raddraft.json"), "utf8"));
  if (typeof manifest.fillEnd !== "number") throw new Error("The package of the trained checkpoint names no end of blanks.");
  run(process.execPath, [cli, "draft", path.join(root, "samples", "phantom_chest", "phantom_chest.png"), "--model", out, "--length", "16"]);
  console.log("ok: the checkpoint of a run from scratch converts and drafts");
}

const scratch = mkdtempSync(path.join(os.tmpdir(), "raddraft-training-"));
try {
  const checkpoint = path.join(scratch, "checkpoint");
  run(choosePython() ?? "python3", ["-m", "unittest", "discover", "-v", "-t", "."], { RADDRAFT_CHECKPOINT: checkpoint, PYTHONDONTWRITEBYTECODE: "1" });
  if (existsSync(path.join(checkpoint, "config.json"))) await useCheckpoint(checkpoint, scratch);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
