// A process that loads onnxruntime through its door writes no file of telemetry. Without the switch this fails on Linux:
// the library leaves an event store and a device id in the cache folder, and an empty log.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const root = path.join(__dirname, "..", "..");

/** The library starts with its first session, even with one that cannot be made. */
const BY_ITS_DOOR = 'import("./src/engine/onnxruntime.ts").then((door) => door.createSession(new Uint8Array([8, 1]), { part: "none", weightsFolder: ".", threads: 1 })).catch(() => undefined)';

/** Files of onnxruntime's that some code leaves in a home and temporary folder of its own. */
function leftBehind(code: string): string[] {
  const home = mkdtempSync(path.join(os.tmpdir(), "raddraft-home-"));
  try {
    const { ORT_DISABLE_TELEMETRY: _switch, XDG_CACHE_HOME: _cache, ...inherited } = process.env;
    execFileSync(process.execPath, ["--import", "tsx", "--eval", code], { cwd: root, env: { ...inherited, HOME: home, TMPDIR: home }, stdio: "pipe" });
    return readdirSync(home, { recursive: true }).map(String).filter((name) => /onnx|mat-debug|deviceid/i.test(name));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

describe("onnxruntime's door", () => {
  it("leaves nothing behind", () => assert.deepEqual(leftBehind(BY_ITS_DOOR), []));
});
