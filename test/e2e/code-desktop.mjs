#!/usr/bin/env node
// Stands in for the desktop VS Code executable: takes the arguments that @vscode/test-electron passes, runs the tests
// in the real extension host of a VS Code server, and exits with their result.

import { statSync } from "node:fs";
import { startServer, workbenchUrl } from "./server.mjs";
import { launchChromium } from "./workbench.mjs";

const LIMIT_MS = Number(process.env.VSCODE_E2E_TIMEOUT_MS ?? 600_000);
/** Closing must not hang. */
const CLOSE_LIMIT_MS = 10_000;
/** Messages of the workbench itself; VSCODE_E2E_VERBOSE=1 shows them. */
const NOISE = /^(Resolv(ing|ed) connection token|Creating a socket|Updating additional builtin|Ignoring fetching additional|ChatSessionStore|Creation of workbench contribution|\[Service Worker\]|\[remote-connection\]|Assertion Failed: Argument is `undefined`)/;
const TAKES_VALUE = new Set(["extensionDevelopmentPath", "extensionTestsPath", "user-data-dir", "extensions-dir", "folder-uri", "file-uri", "locale", "timeout", "enable-proposed-api", "disable-extension"]);

/** Splits desktop arguments into values by name and plain paths. Other switches (--no-sandbox, ...) mean nothing here. */
function parseArguments(argv) {
  const values = new Map();
  const paths = [];
  for (let i = 0; i < argv.length; i += 1) {
    const match = /^--([^=]+)(?:=(.*))?$/s.exec(argv[i]);
    if (!match) {
      paths.push(argv[i]);
    } else if (TAKES_VALUE.has(match[1])) {
      const value = match[2] ?? argv[(i += 1)];
      values.set(match[1], [...(values.get(match[1]) ?? []), value]);
    }
  }
  return { all: (name) => values.get(name) ?? [], one: (name) => values.get(name)?.at(-1), paths };
}

function targetOf(args) {
  const target = { developmentPaths: args.all("extensionDevelopmentPath"), testsPath: args.one("extensionTestsPath") };
  const folderUri = args.one("folder-uri");
  const opened = folderUri ? new URL(folderUri).pathname : args.paths[0];
  if (!opened) return target;
  if (opened.endsWith(".code-workspace")) return { ...target, workspace: opened };
  return statSync(opened).isDirectory() ? { ...target, folder: opened } : { ...target, openFile: opened };
}

let server;
let browser;
let isFinishing = false;
async function finish(code, why) {
  if (isFinishing) return;
  isFinishing = true;
  if (why) console.error(why);
  setTimeout(() => process.exit(code || 1), CLOSE_LIMIT_MS).unref();
  await browser?.close().catch(() => undefined);
  await server?.stop().catch(() => undefined);
  process.exit(code);
}

/** The web workbench calls these two functions where they exist: for what tests print, and at their end. */
async function listen(page) {
  let isConnectionLost = false;
  await page.exposeFunction("codeAutomationLog", (type, args) => {
    const text = args.map(String).join(" ");
    if (/^\[remote-connection\]\[ExtensionHost\].*received socket close event/.test(text)) isConnectionLost = true;
    if (NOISE.test(text) && !process.env.VSCODE_E2E_VERBOSE) return;
    // The first argument may be a format string.
    (type === "error" ? console.error : console.log)(...args);
  });
  await page.exposeFunction("codeAutomationExit", async (code) => {
    await new Promise((resolve) => setTimeout(resolve, 300)); // The last lines of the log are on their way.
    // The workbench reports 0 when the extension host dies, so the death itself is looked for.
    const death = /Extension Host Process exited with code: (?!0,).*/.exec(server.log());
    if (code === 0 && (isConnectionLost || death)) void finish(1, `the extension host ended before the tests did: ${death?.[0] ?? "connection lost"}`);
    else void finish(code);
  });
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void finish(130, `stopped by ${signal}`));
process.on("unhandledRejection", (error) => void finish(1, error));
setTimeout(() => void finish(1, `no result after ${LIMIT_MS} ms\n${server?.log() ?? ""}`), LIMIT_MS).unref();

try {
  const args = parseArguments(process.argv.slice(2));
  const passed = ["enable-proposed-api", "disable-extension"].flatMap((name) => args.all(name).flatMap((value) => [`--${name}`, value]));
  server = await startServer({ userDataDir: args.one("user-data-dir"), extensionsDir: args.one("extensions-dir"), args: passed });
  void server.exited.then((code) => finish(1, `the VS Code server ended early (${code})\n${server.log()}`));
  browser = await launchChromium();
  browser.on("disconnected", () => void finish(1, "Chromium ended early"));
  const page = await (await browser.newContext({ viewport: { width: 1400, height: 900 } })).newPage();
  page.on("crash", () => void finish(1, "the page of the workbench crashed"));
  await listen(page);
  await page.goto(workbenchUrl(server.port, targetOf(args)));
} catch (error) {
  await finish(1, error);
}
