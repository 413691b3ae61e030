// Starts the genuine VS Code server on 127.0.0.1 and writes the address of its workbench.

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ensureServer } from "./ensure.mjs";
import { cutOff, forward, packetsTried } from "./offline.mjs";

const START_LIMIT_MS = 60_000;
/** How long the server may take to end before it is killed. */
const STOP_LIMIT_MS = 3000;
/** Characters of the server's output that are kept for error messages. */
const LOG_LIMIT = 100_000;

/** Of every server that was cut off the network: packets that it tried to send. */
export const packets = [];

const SETTINGS = {
  "telemetry.telemetryLevel": "off",
  "security.workspace.trust.enabled": false,
  "workbench.startupEditor": "none",
  "workbench.enableExperiments": false,
  "workbench.tips.enabled": false,
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "update.mode": "none",
  "git.enabled": false,
  "files.autoSave": "off",
  "editor.wordBasedSuggestions": "off",
};

/** The environment of the server: no variables of a VS Code that this runs inside, no look-ups at a gallery. */
function serverEnvironment(extra) {
  const inherited = Object.entries(process.env).filter(([name]) => !/^VSCODE_|^ELECTRON_|^NODE_OPTIONS$/.test(name));
  return { EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...Object.fromEntries(inherited), ...extra };
}

/** Settings of the machine are those that name programs, folders and addresses: a window takes them from nowhere else. */
function writeSettings(dataDir, settings, machineSettings) {
  for (const [folder, values] of [["User", { ...SETTINGS, ...settings }], ["Machine", machineSettings ?? {}]]) {
    const file = path.join(dataDir, folder, "settings.json");
    mkdirSync(path.dirname(file), { recursive: true });
    if (!existsSync(file)) writeFileSync(file, JSON.stringify(values, null, 2));
  }
}

/**
 * Starts a server. Without `userDataDir` its data live in a temporary folder that `stop` removes.
 * @param {{ userDataDir?: string, extensionsDir?: string, port?: number, cwd?: string, args?: readonly string[], env?: Record<string, string>, settings?: Record<string, unknown>, machineSettings?: Record<string, unknown>, isOffline?: boolean, asksTrust?: boolean, hostFolder?: { at: string, from: string } }} [options]
 *   `settings` and `machineSettings` are written when the folder has none yet; `isOffline`: without a network (`offline.mjs`), what was tried goes into `packets`;
 *   `hostFolder`: then also with a folder that it alone can see; `asksTrust`: VS Code asks whether the folder is trusted
 * @returns {Promise<{ port: number, pid: number, dataDir: string, log: () => string, exited: Promise<number | null>, stop: () => Promise<void> }>}
 */
export async function startServer(options = {}) {
  const vscode = ensureServer();
  // Sockets and temporary files of the server and everything it starts; short, because a socket's path may have 107 bytes.
  const scratch = mkdtempSync(path.join(os.tmpdir(), "rd-"));
  const dataDir = options.userDataDir ?? path.join(scratch, "data");
  writeSettings(dataDir, { ...(options.asksTrust && { "security.workspace.trust.enabled": true }), ...options.settings }, options.machineSettings);
  const socketPath = path.join(scratch, "server.sock");
  const [program, ...before] = [...(options.isOffline ? cutOff(scratch, options.hostFolder) : []), process.execPath];
  const child = spawn(program, [
    ...before, path.join(vscode, "out", "server-main.js"),
    ...(options.isOffline ? ["--socket-path", socketPath] : ["--host", "127.0.0.1", "--port", String(options.port ?? 0)]), "--without-connection-token", "--accept-server-license-terms",
    "--telemetry-level", "off", ...(options.asksTrust ? [] : ["--disable-workspace-trust"]), "--force-disable-user-env",
    "--server-data-dir", path.join(dataDir, "server"), "--user-data-dir", dataDir,
    "--extensions-dir", options.extensionsDir ?? path.join(dataDir, "extensions"), ...(options.args ?? []),
  ], { cwd: options.cwd, env: serverEnvironment({ TMPDIR: scratch, TMP: scratch, TEMP: scratch, XDG_RUNTIME_DIR: scratch, ...options.env }), stdio: ["ignore", "pipe", "pipe"], detached: process.platform !== "win32" });
  const exited = new Promise((resolve) => child.once("exit", (code) => resolve(code)));
  const signal = (name) => {
    try {
      // The whole process group: server, extension host, forked engines.
      if (process.platform === "win32") child.kill(name);
      else process.kill(-child.pid, name);
    } catch {
      // It has ended already.
    }
  };
  let forwarded;
  const stop = async () => {
    if (options.isOffline && child.exitCode === null) packets.push(packetsTried(child.pid));
    forwarded?.close();
    signal("SIGTERM");
    await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, STOP_LIMIT_MS))]);
    signal("SIGKILL");
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  };
  const output = watchOutput(child, exited);
  try {
    const port = await output.port;
    if (options.isOffline) forwarded = await forward(socketPath);
    return { port: forwarded?.port ?? port, pid: child.pid, dataDir, log: output.log, exited, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Collects what the server prints, and waits for the port in it. */
function watchOutput(child, exited) {
  let log = "";
  const port = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the VS Code server did not start\n${log}`)), START_LIMIT_MS);
    const onData = (data) => {
      log = (log + data).slice(-LOG_LIMIT);
      const match = /Extension host agent listening on (\d+|\/)/.exec(log);
      if (match) {
        clearTimeout(timer);
        resolve(Number(match[1]));
      }
    };
    child.stdout.on("data", onData);
    child.stderr.on("data", onData);
    void exited.then((code) => {
      clearTimeout(timer);
      reject(new Error(`the VS Code server ended (${code})\n${log}`));
    });
  });
  return { port, log: () => log };
}

/** A local path as the workbench names it: the server is a remote to it. */
function remoteUri(port, file) {
  if (/^[a-z-]+:\/\//i.test(file)) return file;
  return `vscode-remote://127.0.0.1:${port}${encodeURI(path.resolve(file)).replace(/[?#]/g, encodeURIComponent)}`;
}

/**
 * Address of the workbench. The payload carries what a desktop VS Code takes as command line arguments.
 * @param {number} port
 * @param {{ folder?: string, workspace?: string, developmentPaths?: readonly string[], testsPath?: string, openFile?: string }} [target]
 */
export function workbenchUrl(port, target = {}) {
  const payload = [["skipWelcome", "true"], ["skipReleaseNotes", "true"]];
  for (const file of target.developmentPaths ?? []) payload.push(["extensionDevelopmentPath", remoteUri(port, file)]);
  if (target.testsPath) payload.push(["extensionTestsPath", remoteUri(port, target.testsPath)]);
  if (target.openFile) payload.push(["openFile", remoteUri(port, target.openFile)]);
  const url = new URL(`http://127.0.0.1:${port}/`);
  if (target.workspace) url.searchParams.set("workspace", path.resolve(target.workspace));
  else if (target.folder) url.searchParams.set("folder", path.resolve(target.folder));
  else url.searchParams.set("ew", "true"); // An empty window, not the last one.
  url.searchParams.set("payload", JSON.stringify(payload));
  return url.href;
}
