// A sheet of pictures: every file of a folder opened through the UI. `node test/ui/screenshots.mjs [DIR]`; the default is
// the public DICOM files beside the repository where they are, else the samples. Nothing of it is ever committed.

import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { findCommand, webviewFrame } from "../e2e/drive.mjs";
import { root } from "../e2e/ensure.mjs";
import { openWorkbench } from "../e2e/workbench.mjs";

const NOT_IMAGES = /\.(json|md|txt|pydicom)$|^LICENSE/i;
/** A file that is neither shown nor refused by then is a finding, milliseconds. */
const LIMIT_MS = 30_000;

const publicFolder = path.join(root, "..", "shared", "dicom", "public");
const folder = path.resolve(process.argv[2] ?? (existsSync(publicFolder) ? publicFolder : path.join(root, "samples")));
const out = path.join(root, ".vscode-test", "screenshots");

const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !NOT_IMAGES.test(entry.name))
  .map((entry) => path.join(entry.parentPath, entry.name))
  .sort();

/** Opens one file by its name, each in a folder of its own so that none becomes the stack of another. */
async function picture(page, name) {
  await page.keyboard.press("Control+p");
  await page.locator(".quick-input-widget input").fill(name);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().waitFor();
  await page.keyboard.press("Enter");
  const frame = await webviewFrame(page, "#image, #image-failure:not([hidden])", LIMIT_MS);
  await page.waitForTimeout(700); // Larger frames come in parts.
  const isRefused = await frame.locator("#image-failure").isVisible();
  const words = isRefused ? await frame.locator("#image-failure strong").innerText() : "";
  const png = await frame.locator(".picture").screenshot();
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Control+w");
  await page.locator("iframe.webview").waitFor({ state: "detached" });
  return { png, words };
}

async function sheet(context, shots) {
  const page = await context.newPage();
  const cells = shots.map(({ name, png, words }) => `<figure><img src="data:image/png;base64,${png.toString("base64")}"><figcaption>${name.replace(/[<&]/g, "")}<br>${words.replace(/[<&]/g, "")}</figcaption></figure>`);
  await page.setViewportSize({ width: 1600, height: 900 });
  await page.setContent(`<style>body{margin:8px;display:grid;grid-template-columns:repeat(7,1fr);gap:6px;font:10px sans-serif}figure{margin:0;overflow-wrap:anywhere}img{width:100%}</style>${cells.join("")}`);
  await page.screenshot({ path: path.join(out, "sheet.png"), fullPage: true });
}

mkdirSync(out, { recursive: true });
const copy = mkdtempSync(path.join(os.tmpdir(), "raddraft-sheet-"));
const names = files.map((file, at) => {
  const name = `${String(at).padStart(3, "0")}-${path.basename(file)}`;
  mkdirSync(path.join(copy, String(at)));
  // Files without an ending open with RadDraft by it only.
  const shown = /\.(dcm|dicom|png|jpe?g|tiff?|webp|bmp)$/i.test(name) ? name : `${name}.dcm`;
  cpSync(file, path.join(copy, String(at), shown));
  return shown;
});
const workbench = await openWorkbench({ folder: copy, developmentPaths: [root] });
let nFailed = 0;
try {
  const { page, context } = workbench;
  await findCommand(page, "RadDraft: Describe Image");
  await page.keyboard.press("Escape");
  const shots = [];
  for (const name of names.filter((each) => /\.(dcm|dicom)$/i.test(each))) {
    try {
      const shot = await picture(page, name);
      shots.push({ name, ...shot });
      console.log(`${shot.words === "" ? "shown  " : "refused"} ${name} ${shot.words}`);
    } catch (error) {
      nFailed += 1;
      console.log(`FAILED  ${name} ${error instanceof Error ? error.message.split("\n")[0] : ""}`);
    }
  }
  await sheet(context, shots);
  console.log(`${shots.length} passed, ${nFailed} failed: ${path.join(out, "sheet.png")}`);
} finally {
  await workbench.close();
  rmSync(copy, { recursive: true, force: true });
}
process.exitCode = nFailed === 0 ? 0 : 1;
