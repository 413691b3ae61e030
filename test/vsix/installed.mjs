// The packed extension of this platform, installed for a clean VS Code server.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ensureServer, root } from "../e2e/ensure.mjs";

/**
 * Installs into new folders.
 * @returns {{ data: string, extensionsDir: string, remove: () => void }} `data`: the server's own folder
 */
export function installPackage() {
  const prefix = `raddraft-${process.platform}-${process.arch}-`;
  const vsix = readdirSync(root).find((name) => name.startsWith(prefix) && name.endsWith(".vsix"));
  if (vsix === undefined) throw new Error("no .vsix of this platform: npm run package makes it");
  const data = mkdtempSync(path.join(os.tmpdir(), "raddraft-vsix-"));
  const extensionsDir = path.join(data, "extensions");
  const folders = ["--extensions-dir", extensionsDir, "--user-data-dir", data, "--server-data-dir", path.join(data, "server")];
  execFileSync(process.execPath, [path.join(ensureServer(), "out", "server-main.js"), "--install-extension", path.join(root, vsix), "--force", ...folders, "--accept-server-license-terms"], { encoding: "utf8", stdio: "pipe" });
  return { data, extensionsDir, remove: () => { rmSync(data, { recursive: true, force: true, maxRetries: 5 }); } };
}
