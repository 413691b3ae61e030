// A disk of a few megabytes that can be made full, where this machine lets a test mount one.

import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SmallDisk {
  readonly folder: string;
  /** Takes every free byte. */
  readonly fill: () => void;
  /** Gives them back. */
  readonly empty: () => void;
  readonly remove: () => void;
}

/** @returns null where no disk can be mounted: not on Linux, or not allowed */
export function smallDisk(megabytes: number): SmallDisk | null {
  const folder = mkdtempSync(join(tmpdir(), "raddraft-disk-"));
  if (process.platform !== "linux" || spawnSync("mount", ["-t", "tmpfs", "-o", `size=${String(megabytes)}m`, "tmpfs", folder]).status !== 0) {
    rmSync(folder, { recursive: true });
    return null;
  }
  const filler = join(folder, "filler");
  return {
    folder,
    fill() {
      const file = openSync(filler, "a");
      // What others write meanwhile may take or give back a block: until none is left.
      for (let free = statfsSync(folder); free.bavail > 0; free = statfsSync(folder)) writeSync(file, Buffer.alloc(Math.min(free.bavail, 4096) * free.bsize));
      closeSync(file);
    },
    empty: () => { rmSync(filler, { force: true }); },
    remove() {
      spawnSync("umount", ["-l", folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
