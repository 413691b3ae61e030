// Installs what the lock file names, when node_modules does not hold exactly that yet.

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { npm, root, step } from "./steps.mjs";

const readLock = (...parts) => JSON.parse(readFileSync(path.join(root, ...parts), "utf8")).packages;

/**
 * Whether node_modules holds every package of the lock file in its version. npm writes `.package-lock.json` there at
 * the very end, so an interrupted install counts as missing; packages for other platforms may be absent.
 */
export function isInstalled() {
  if (!existsSync(path.join(root, "node_modules", ".package-lock.json"))) return false;
  const wanted = readLock("package-lock.json");
  const present = readLock("node_modules", ".package-lock.json");
  return Object.entries(wanted).every(([place, entry]) => {
    if (place === "" || entry.link) return true;
    const found = present[place];
    if (!found) return Boolean(entry.optional || entry.peer);
    return found.version === entry.version && existsSync(path.join(root, place));
  });
}

/** Runs `npm ci` where something is missing; throws with npm's own words when it fails. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  const { code, output } = await step("Installing packages from the npm registry", () => npm(["ci"]));
  if (code !== 0) throw new Error(`npm ci failed (${code}):\n${output}`);
}
