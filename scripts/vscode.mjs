// `npm run vscode [-- FOLDER]`: the extension in a real VS Code on the sample images. Desktop VS Code where `code` is on
// PATH, otherwise a VS Code server in this folder, whose address is printed. Nothing is left outside `.vscode-test/`.

import "./requireNode.mjs";
import { existsSync } from "node:fs";
import path from "node:path";
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { fail, handOver, root } from "./steps.mjs";

const data = path.join(root, ".vscode-test");

function desktopVsCode() {
  if (process.env.VSCODE_EXECUTABLE) return process.env.VSCODE_EXECUTABLE;
  const name = process.platform === "win32" ? "code.cmd" : "code";
  const folders = (process.env.PATH || "").split(path.delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}

async function openDesktop(program, folder) {
  const args = ["--new-window", "--wait", "--skip-welcome", "--disable-workspace-trust", `--extensionDevelopmentPath=${root}`];
  args.push("--user-data-dir", path.join(data, "desktop"), "--extensions-dir", path.join(data, "desktop-extensions"), folder);
  if (process.getuid && process.getuid() === 0) args.push("--no-sandbox");
  process.stderr.write("Opening VS Code; this command ends when its window is closed.\n");
  process.exitCode = await handOver(program, args);
}

async function openServer(folder) {
  const { startServer, workbenchUrl } = await import("../test/e2e/server.mjs");
  const server = await startServer({ userDataDir: path.join(data, "server"), settings: { "workbench.colorTheme": "Default Dark Modern" } });
  process.stdout.write("VS Code with RadDraft runs at\n");
  process.stdout.write(`  ${workbenchUrl(server.port, { folder, developmentPaths: [root] })}\n`);
  process.stdout.write("Open that address in a browser on this computer. Ctrl+C ends it.\n");
  const stopped = new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => resolve(0));
  });
  const code = await Promise.race([stopped, server.exited.then((exit) => exit || 1)]);
  await server.stop();
  process.exitCode = code;
}

try {
  await ensureInstalled();
  await ensureBuilt();
  const folder = process.argv[2] ? path.resolve(process.env.INIT_CWD || process.cwd(), process.argv[2]) : path.join(root, "samples");
  const desktop = desktopVsCode();
  if (desktop) await openDesktop(desktop, folder);
  else await openServer(folder);
} catch (error) {
  fail(error);
}
