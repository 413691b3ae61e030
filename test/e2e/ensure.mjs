// Puts a VS Code server, and Chromium where root may install it, on this machine. Both do nothing when it is there.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of the repository. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");

/** The last code-server release for Node 20. It carries the genuine server and web workbench of VS Code 1.100.3. */
const CODE_SERVER_VERSION = "4.100.3";
const CODE_SERVER_INTEGRITY = "sha512-q/Fh2DOxCRNhC/WiG/6sAhSKnj7ZACTVBaeeZ+rWjol//0FCbl/qg1ln5ecZ99jYcfqMxZZAyWcN+YBIo0DgpA==";
const RIPGREP_VERSION = "1.18.0";
/** VSCODE_SERVER_CACHE lets several checkouts share one server. */
const serverFolder = process.env.VSCODE_SERVER_CACHE || path.join(root, ".vscode-test", `code-server-${CODE_SERVER_VERSION}`);

/** In place of the server's native logger, so that nothing needs a compiler; same methods, same format of a line. */
const LOGGER = `"use strict";
const fs = require("fs"), path = require("path");
const names = ["trace", "debug", "info", "warning", "error", "critical"];
class Logger {
  constructor(type, name, file) { this.file = file; this.level = 2; this.raw = false; fs.mkdirSync(path.dirname(file), { recursive: true }); }
  write(level, text) {
    if (level < this.level) return;
    const time = new Date().toISOString().replace("T", " ").slice(0, -1);
    fs.appendFileSync(this.file, this.raw ? text : time + " [" + names[level] + "] " + text + "\\n");
  }
  trace(text) { this.write(0, text); } debug(text) { this.write(1, text); } info(text) { this.write(2, text); }
  warn(text) { this.write(3, text); } error(text) { this.write(4, text); } critical(text) { this.write(5, text); }
  getLevel() { return this.level; } setLevel(level) { this.level = level; } setPattern() {} clearFormatters() { this.raw = true; } flush() {} drop() {}
}
const create = async (name, file) => new Logger("rotating", name, file);
exports.version = 0; exports.setLevel = () => {}; exports.setFlushOn = () => {}; exports.Logger = Logger;
exports.createRotatingLogger = create; exports.createAsyncRotatingLogger = create;
`;
const WATCHDOG = "exports.start = () => {}; exports.exit = (code) => process.exit(code || 0);\n";

function run(program, args, options = {}) {
  const isShell = process.platform === "win32" && program === "npm";
  const result = spawnSync(program, args, { stdio: ["ignore", "pipe", "pipe"], encoding: "utf8", shell: isShell, ...options });
  if (result.status !== 0) throw new Error(`${program} ${args.join(" ")} failed (${result.status ?? result.error})\n${result.stdout}${result.stderr}`);
}

function unpackCodeServer(into) {
  run("npm", ["pack", `code-server@${CODE_SERVER_VERSION}`, "--ignore-scripts"], { cwd: into });
  const archive = path.join(into, readdirSync(into).find((name) => name.endsWith(".tgz")));
  const integrity = `sha512-${createHash("sha512").update(readFileSync(archive)).digest("base64")}`;
  if (integrity !== CODE_SERVER_INTEGRITY) throw new Error(`the code-server archive has checksum ${integrity}, expected ${CODE_SERVER_INTEGRITY}`);
  run("tar", ["xzf", archive, "--strip-components=1", "--exclude=*.map", "-C", into]);
  rmSync(archive);
}

function installServerPackages(vscode, scratch) {
  // Only the server's own packages, without install scripts: nothing is compiled, nothing else is fetched.
  run("npm", ["install", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: vscode });
  const inModules = (...parts) => path.join(vscode, "node_modules", ...parts);
  writeFileSync(inModules("@vscode", "spdlog", "index.js"), LOGGER);
  writeFileSync(inModules("native-watchdog", "index.js"), WATCHDOG);
  // File search needs ripgrep where the server's own package would put it from the network; a newer release
  // brings the same program in packages by platform.
  const ripgrep = `@vscode/ripgrep-${process.platform}-${process.arch}`;
  run("npm", ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", scratch, `${ripgrep}@${RIPGREP_VERSION}`], { cwd: scratch });
  cpSync(path.join(scratch, "node_modules", ripgrep, "bin"), inModules("@vscode", "ripgrep", "bin"), { recursive: true });
}

/**
 * Installs the VS Code server where it is missing: a quarter of a minute, 152 MB, from the npm registry.
 * @returns {string} the folder that holds `out/server-main.js`
 */
export function ensureServer() {
  const vscode = path.join(serverFolder, "lib", "vscode");
  if (existsSync(path.join(serverFolder, ".complete"))) return vscode;
  process.stderr.write(`Installing a VS Code server (code-server ${CODE_SERVER_VERSION}) into .vscode-test ...\n`);
  const partial = `${serverFolder}.partial-${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  const scratch = path.join(partial, "ripgrep");
  mkdirSync(scratch, { recursive: true });
  unpackCodeServer(partial);
  installServerPackages(path.join(partial, "lib", "vscode"), scratch);
  rmSync(scratch, { recursive: true });
  writeFileSync(path.join(partial, ".complete"), `${CODE_SERVER_VERSION}\n`);
  rmSync(serverFolder, { recursive: true, force: true });
  renameSync(partial, serverFolder);
  return vscode;
}

/** Path of a Chromium on this machine (CHROMIUM_PATH, else on PATH), or undefined. */
export function findChromium() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter((folder) => folder !== "");
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find((file) => existsSync(file));
}

/** Whether this process may install Debian packages. */
function isDebianRoot() {
  return process.platform === "linux" && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
}

/** Whether there is a Chromium here, or `ensureChromium` may install one. */
export function canHaveChromium() {
  return findChromium() !== undefined || isDebianRoot();
}

/**
 * Installs Debian's Chromium where it is missing and this process may do so.
 * @returns {string} path of the browser
 * @throws an Error that says what to install
 */
export function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  if (isDebianRoot()) {
    process.stderr.write("Installing the Debian package chromium ...\n");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const apt = ["-o", "DPkg::Lock::Timeout=300", "-q"];
    run("apt-get", [...apt, "update"], { env });
    run("apt-get", [...apt, "-y", "--no-install-recommends", "install", "chromium"], { env });
  }
  const installed = findChromium();
  if (!installed) throw new Error("no Chromium: install the package chromium, or set CHROMIUM_PATH");
  return installed;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(`${ensureServer()}\n${ensureChromium()}\n`);
}
