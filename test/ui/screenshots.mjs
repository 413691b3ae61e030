// A sheet of pictures: every file of a folder opened through the UI, each compared with its own values.
// `npm run screenshots [-- DIR] [--only PATTERN] [--again]`: the default folder is the public DICOM files beside the repository where they
// are, else the samples; `--only` takes files whose path matches; pictures of an earlier run are kept but for `--again`.
// Nothing of it is ever committed.

import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { findCommand } from "../e2e/drive.mjs";
import { root } from "../e2e/ensure.mjs";
import { openWorkbench } from "../e2e/workbench.mjs";
import { expectedOf, judge, renderingOf } from "./sheetJudging.mjs";
import { goToSlice, openByName, readOff, stackOf } from "./sheetOpening.mjs";

const NOT_IMAGES = /\.(json|md|txt|pydicom|gdcm)$|^LICENSE/i;
const PICTURES = ["png", "jpg", "jpeg", "tif", "tiff", "webp", "bmp"];
const PICTURE = new RegExp(`\\.(${PICTURES.join("|")})$`, "i");
const ON_A_PAGE = 24;

const { values: options, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: "string", default: "" }, again: { type: "boolean", default: false } } });
const publicFolder = path.join(root, "..", "shared", "dicom", "public");
const folder = path.resolve(positionals[0] ?? (existsSync(publicFolder) ? publicFolder : path.join(root, "samples")));
const only = new RegExp(options.only, "i");
/** One place for each folder, so that a sheet of one does not take pictures of another. */
const out = path.join(root, ".vscode-test", "screenshots", `sheet-${createHash("sha256").update(folder).digest("hex").slice(0, 8)}`);

/** Files to open one by one, and folders of slices to scroll through: those with more than one DICOM file. */
function jobsOf() {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !NOT_IMAGES.test(entry.name))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((file) => only.test(file))
    .sort();
  const slicesOf = new Map();
  for (const file of files.filter((each) => !PICTURE.test(each) && path.dirname(each) !== ".")) slicesOf.set(path.dirname(file), [...(slicesOf.get(path.dirname(file)) ?? []), file]);
  const series = [...slicesOf].filter(([, slices]) => slices.length > 1);
  const inSeries = new Set(series.flatMap(([, slices]) => slices));
  return [...files.filter((file) => !inSeries.has(file)).map((file) => ({ files: [file] })), ...series.map(([name, slices]) => ({ series: name, files: slices }))];
}

/**
 * The folder that is opened: each file in a folder of its own so that none becomes the stack of another. Names get their
 * number, so that each is found by it. DICOM files without an ending and pictures are tied to RadDraft by VS Code's own setting.
 */
function lay(jobs) {
  const copy = mkdtempSync(path.join(os.tmpdir(), "raddraft-sheet-"));
  const ties = Object.fromEntries(PICTURES.map((ending) => [`*.${ending}`, "raddraft.picture"]));
  for (const [at, job] of jobs.entries()) {
    job.names = job.files.map((file) => `${String(at).padStart(3, "0")}-${path.basename(file)}`);
    mkdirSync(path.join(copy, String(at)));
    job.files.forEach((file, i) => { cpSync(path.join(folder, file), path.join(copy, String(at), job.names[i])); });
    for (const name of job.names) if (path.extname(name) === "") ties[name] = "raddraft.dicom";
  }
  mkdirSync(path.join(copy, ".vscode"));
  writeFileSync(path.join(copy, ".vscode", "settings.json"), JSON.stringify({ "workbench.editorAssociations": ties }));
  return copy;
}

const shotFile = (name, ending) => path.join(out, `${name.replace(/[^\w.+-]/g, "_")}.${ending}`);

const sliceName = (series, slice) => `${series}/slice ${String(slice).padStart(3, "0")}`;

/** Keeps a picture and what was found, so that a run that was cut off goes on. */
function keepShot(name, png, verdict) {
  writeFileSync(shotFile(name, "png"), png);
  writeFileSync(shotFile(name, "verdict.json"), JSON.stringify({ name, ...verdict }));
  console.log(`${verdict.isRight ? "ok    " : "WRONG "} ${name}: ${verdict.says}`);
}

async function shootFile(page, seen, job, expected) {
  const own = await renderingOf(path.join(folder, job.files[0]));
  const frame = await openByName(page, job.names[0], seen);
  const { png, ...shot } = await readOff(frame, own?.places ?? null);
  keepShot(job.files[0], png, judge(shot, own, expected.files.get(job.files[0])));
}

/** Every slice of a stack, from the first to the last by the arrow key. */
async function shootSeries(page, seen, job, expected) {
  const frame = await openByName(page, job.names[0], seen);
  const [, slices] = await stackOf(frame);
  const order = orderOf(job, expected.series.get(job.series));
  await goToSlice(page, frame, "Home", 1, slices);
  for (let slice = 1; slice <= slices; slice++) {
    if (slice > 1) await goToSlice(page, frame, "ArrowDown", slice, slices);
    const file = order?.[slice - 1] ?? null;
    const own = file === null ? null : await renderingOf(path.join(folder, file));
    const { png, ...shot } = await readOff(frame, own?.places ?? null);
    const verdict = slices !== job.files.length ? { isRight: false, says: `${slices} slices of ${job.files.length} files` } : file === null ? { isRight: true, says: "shown" } : judge(shot, own, expected.files.get(file));
    keepShot(sliceName(job.series, slice), png, verdict);
  }
}

/** Files in the order of the stack, where it is known. */
function orderOf(job, known) {
  return known === undefined || known.order.length !== job.files.length ? null : known.order.map((name) => path.join(job.series, name));
}

async function sheetPages(context) {
  const names = readdirSync(out).filter((name) => name.endsWith(".verdict.json")).sort();
  const shots = names.map((name) => ({ ...JSON.parse(readFileSync(path.join(out, name), "utf8")), png: readFileSync(path.join(out, name.replace(/verdict\.json$/, "png"))) }));
  const page = await context.newPage();
  await page.setViewportSize({ width: 1500, height: 900 });
  for (let from = 0; from < shots.length; from += ON_A_PAGE) {
    await page.setContent("<style>body{margin:6px;display:grid;grid-template-columns:repeat(6,1fr);gap:6px;font:10px sans-serif}figure{margin:0;overflow-wrap:anywhere}img{width:100%}.wrong{outline:3px solid red}</style>");
    await page.evaluate(async (cells) => {
      for (const { name, says, isRight, png } of cells) {
        const figure = document.createElement("figure");
        const image = document.createElement("img");
        image.src = `data:image/png;base64,${png}`;
        figure.className = isRight ? "" : "wrong";
        figure.append(image, `${name}: ${says}`.slice(0, 160));
        document.body.append(figure);
        await image.decode();
      }
    }, shots.slice(from, from + ON_A_PAGE).map((shot) => ({ ...shot, png: shot.png.toString("base64") })));
    await page.screenshot({ path: path.join(out, `page-${String(from / ON_A_PAGE + 1).padStart(2, "0")}.png`), fullPage: true });
  }
  return shots;
}

/** Pictures of a job that an earlier run found right. */
const isKept = ({ series, files }) => {
  const verdicts = series === undefined ? [shotFile(files[0], "verdict.json")] : files.map((_, at) => shotFile(sliceName(series, at + 1), "verdict.json"));
  return verdicts.every((file) => existsSync(file) && JSON.parse(readFileSync(file, "utf8")).isRight);
};

if (options.again) rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const expected = expectedOf(folder);
const jobs = jobsOf().filter((job) => !isKept(job));
const copy = lay(jobs);
const workbench = await openWorkbench({ folder: copy, developmentPaths: [root] });
try {
  const { page, context } = workbench;
  await findCommand(page, "RadDraft: Describe Image");
  await page.keyboard.press("Escape");
  const seen = new WeakSet();
  for (const job of jobs) {
    try {
      await (job.series === undefined ? shootFile : shootSeries)(page, seen, job, expected);
    } catch (error) {
      keepShot(job.series ?? job.files[0], await page.screenshot(), { isRight: false, says: error instanceof Error ? error.message.split("\n")[0] : "" });
    }
  }
  const shots = await sheetPages(context);
  const dark = shots.filter(({ says }) => says.startsWith("dark by its own values"));
  console.log(`\ndark by its own values (${dark.length}): ${dark.map(({ name }) => name).join(", ")}`);
  const nFailed = shots.filter(({ isRight }) => !isRight).length;
  console.log(`${path.join(out, "page-*.png")}\n${shots.length - nFailed} passed, ${nFailed} failed`);
  process.exitCode = nFailed === 0 ? 0 : 1;
} finally {
  await workbench.close();
  rmSync(copy, { recursive: true, force: true });
}
