// Runs a command of the terminal program, after installing and building what is missing.

import path from "node:path";
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { fail, handOver, root } from "./steps.mjs";

/**
 * Runs `dist/cli.cjs <command>` with the arguments of this process; ends with its exit code.
 * @param {"draft" | "convert"} command
 */
export async function runCli(command) {
  try {
    await ensureInstalled();
    await ensureBuilt();
    // npm runs scripts in the repository; a relative file means what it means where the person typed it.
    const cwd = process.env.INIT_CWD || process.cwd();
    process.exitCode = await handOver(process.execPath, [path.join(root, "dist", "cli.cjs"), command, ...process.argv.slice(2)], { cwd });
  } catch (error) {
    fail(error);
  }
}
