// Opens the workbench of a VS Code server in headless Chromium.

import path from "node:path";
import { chromium } from "playwright-core";
import { ensureChromium, root } from "./ensure.mjs";
import { startServer, workbenchUrl } from "./server.mjs";

const CHROMIUM_ARGS = [
  "--no-sandbox", "--disable-quic", "--no-first-run", "--no-default-browser-check", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--disable-features=Translate,OptimizationHints",
  // Pages are put together without WebGL, as a browser does that finds no graphics card: through SwiftShader a change of the
  // page takes ten times as long. WebGL2 stays there for who asks for it.
  "--disable-gpu", "--enable-unsafe-swiftshader",
];

/** A headless Chromium with an empty profile; what it keeps beside a profile stays out of the home folder. */
export function launchChromium() {
  const home = path.join(root, ".vscode-test", "chromium");
  const env = { ...process.env, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home };
  return chromium.launch({ executablePath: ensureChromium(), headless: true, args: CHROMIUM_ARGS, env });
}

/**
 * Server, browser and a page whose workbench is up.
 * @param {{ server?: object, viewport?: { width: number, height: number }, folder?: string, developmentPaths?: readonly string[], openFile?: string }} [options]
 *   what `workbenchUrl` takes, what `startServer` takes as `server`, and the size of the window
 */
export async function openWorkbench({ server: serverOptions, viewport = { width: 1400, height: 900 }, ...target } = {}) {
  const server = await startServer(serverOptions);
  let browser;
  const close = async () => {
    await browser?.close().catch(() => undefined);
    await server.stop();
  };
  try {
    browser = await launchChromium();
    const context = await browser.newContext({ viewport, locale: "en-US", permissions: ["clipboard-read", "clipboard-write"] });
    const page = await context.newPage();
    await page.goto(workbenchUrl(server.port, target));
    await page.waitForSelector(".monaco-workbench .statusbar", { timeout: 60_000 });
    return { server, browser, context, page, close };
  } catch (error) {
    await close();
    throw error;
  }
}
