// The calibration of a checkpoint in a process of its own: an engine that is started for it and ends with it, so that
// the one that drafts keeps its model, and a crash of native code ends neither.

import { dirname, join } from "node:path";

import type { EngineCalls } from "../engine/protocol.ts";
import type { Calibrate } from "../model/index.ts";
import { Child } from "../processes/index.ts";

/** A cancelled calibration stops at the next layer; a layer of the 8B takes seconds. */
const CANCEL_GRACE_MS = 5000;
/** It is asked once and then ended. */
const IDLE_MS = 60_000;

/** Calibrates the checkpoint of a folder; `tower` where it lies apart. */
export function calibrationOf({ checkpoint, tower }: { readonly checkpoint: string; readonly tower: string | null }): Calibrate {
  return async (onProgress, signal) => {
    const engine = new Child<EngineCalls>({
      name: "calibration",
      script: join(dirname(process.argv[1] ?? ""), "engine.cjs"),
      scriptArguments: [],
      executable: () => Promise.resolve(process.execPath),
      cancelGraceMs: CANCEL_GRACE_MS,
      idleMs: IDLE_MS,
      log: (line) => { process.stderr.write(`${line}\n`); },
    });
    try {
      const { trials } = await engine.ask("calibrate", { checkpoint, tower }, { signal, onEvent: ({ tensor, done }) => { onProgress(tensor, done); } });
      return trials;
    } finally {
      engine.dispose();
    }
  };
}
