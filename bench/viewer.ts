// How fast the viewer is: `npm run bench:viewer [-- --without-webview] [-- --files N]`. Ends with 1 where a requirement
// fails. What is asked: from bytes to the frame buffer at most 1.5 times the bare libraries; 30 slices a second in the
// real webview; no block of the host above 50 ms of its own work.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { createDrafting } from "../src/client/index.ts";
import type { Drafting } from "../src/client/index.ts";
import type { LoopFigures } from "./eventLoop.ts";
import { makeCompressedFiles, makePlainFiles } from "./files.ts";
import type { ReaderSpeed } from "./readerSpeed.ts";
import { benchScan } from "./scan.ts";
import { median } from "./timing.ts";
import type { Timing } from "./timing.ts";

const root = path.resolve(import.meta.dirname, "..");
/** From bytes to the frame buffer ours may take this much of bare parse and decode. */
const MAX_RATIO = 1.5;
const MIN_SLICES_A_SECOND = 30;
/** Own work of the host in one go. */
const MAX_BLOCK_MS = 50;
const OPENINGS = 9;
const READER_LIMIT_MS = 400_000;
const WEBVIEW_LIMIT_MS = 400_000;

const failures: string[] = [];
const judge = (isMet: boolean, sentence: string): void => {
  console.log(`  ${isMet ? "met" : "NOT MET"}: ${sentence}`);
  if (!isMet) failures.push(sentence);
};
const ms = (value: number): string => value.toFixed(value < 1 ? 3 : value < 10 ? 2 : 0);
const shown = ({ coldMs, warmMs, leastMs }: Timing): string => `${ms(leastMs)} (${ms(warmMs)}; ${ms(coldMs)})`;

/** In a process of its own, bundled as the reader is. */
async function benchReader(): Promise<void> {
  console.log("\nReader, milliseconds: fastest round (median; first round, cold). Plain pixels have one copy for a codec. The rounds of all columns take turns; the ratio is that of the fastest ones, since other work on the machine only adds time.");
  console.log("| file | MB | bare parse | bare codec | bytes to frame buffer | ratio | open and frame |\n| --- | --- | --- | --- | --- | --- | --- |");
  const program = await run("import('./scripts/build.mjs').then(async (build) => { console.log(await build.bundleBench('readerSpeed')); })");
  const { stdout } = await promisify(execFile)(process.execPath, [program.trim()], { cwd: root, timeout: READER_LIMIT_MS });
  const all = stdout.trim().split("\n").map((line) => JSON.parse(line) as ReaderSpeed);
  for (const { name, megabytes, parse, decode, buffer, shown: frame, ratio } of all) {
    console.log(`| ${name} | ${megabytes.toFixed(1)} | ${shown(parse)} | ${shown(decode)} | ${shown(buffer)} | ${ratio.toFixed(2)} | ${shown(frame)} |`);
  }
  const slow = all.filter(({ ratio }) => ratio > MAX_RATIO).map(({ name, ratio }) => `${name}: ${ratio.toFixed(2)}`);
  judge(slow.length === 0, `bytes to frame buffer at most ${String(MAX_RATIO)} times bare parse and decode${slow.length === 0 ? "" : `, not for ${slow.join("; ")}`}`);
}

async function run(program: string): Promise<string> {
  return (await promisify(execFile)(process.execPath, ["-e", program], { cwd: root })).stdout;
}

/** Through the reader process, as the extension host asks: open, and the first part of the first frame; and what came over. */
async function benchProcess(drafting: Drafting, paths: readonly string[]): Promise<void> {
  console.log("\nReader process to host, milliseconds: warm median (first). The transfer is the rest after the reader's own work above.");
  console.log("| file | open | first part of the first frame | MB in it |\n| --- | --- | --- | --- |");
  for (const file of paths) {
    const [opens, frames]: [number[], number[]] = [[], []];
    let bytes = 0;
    for (let round = 0; round < OPENINGS; round++) {
      const started = performance.now();
      const { fileId } = await drafting.open(file);
      const opened = performance.now();
      const part = await drafting.frame(fileId, 0, null);
      opens.push(opened - started);
      frames.push(performance.now() - opened);
      bytes = part.values.byteLength;
      await drafting.close(fileId);
    }
    console.log(`| ${path.basename(file, ".dcm")} | ${ms(median(opens.slice(1)))} (${ms(opens[0] ?? 0)}) | ${ms(median(frames.slice(1)))} (${ms(frames[0] ?? 0)}) | ${(bytes / 1e6).toFixed(2)} |`);
  }
}

interface WebviewFigures {
  readonly opened: Readonly<Record<string, { readonly fromClickMs: number; readonly fromPageMs: number }>>;
  readonly rounds: readonly { readonly perSecond: number; readonly drawn: number; readonly slices: number }[];
  /** Of the extension host, by what was done; the first file opened is first. */
  readonly host: Readonly<Record<string, LoopFigures>>;
}

async function benchWebview(folder: string, names: readonly string[]): Promise<void> {
  console.log("\nReal webview (VS Code server and Chromium, software rendering)");
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(root, "bench", "webview.mjs"), folder, ...names], { cwd: root, timeout: WEBVIEW_LIMIT_MS, maxBuffer: 1e8 });
  const figures = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as WebviewFigures;
  for (const [name, { fromClickMs, fromPageMs }] of Object.entries(figures.opened)) console.log(`  ${name}: first pixel ${ms(fromClickMs)} ms after the double click, ${ms(fromPageMs)} ms after the page began`);
  for (const { perSecond, drawn, slices } of figures.rounds) console.log(`  cached stack of 512 x 512, 16 bits: ${perSecond.toFixed(1)} slices a second (${String(slices)} slices other than the last, ${String(drawn)} drawings)`);
  const best = Math.max(...figures.rounds.map(({ perSecond }) => perSecond));
  judge(best >= MIN_SLICES_A_SECOND, `${String(MIN_SLICES_A_SECOND)} slices a second in the best of ${String(figures.rounds.length)} rounds: ${best.toFixed(1)}`);
  for (const [what, { blockMs, workMs }] of Object.entries(figures.host)) console.log(`  extension host, ${what}: longest block ${ms(blockMs)} ms, longest own work ${ms(workMs)} ms`);
  // With the first file the editor starts the extension: once, and for all files.
  const workMs = Math.max(...Object.values(figures.host).slice(1).map((each) => each.workMs));
  judge(workMs <= MAX_BLOCK_MS, `own work of the extension host while files after the first are opened and scrolled at most ${String(MAX_BLOCK_MS)} ms in one go: ${ms(workMs)} ms`);
}

/** Why the real webview cannot be had here; null where it can. */
async function whyNoWebview(): Promise<string | null> {
  if (process.argv.includes("--without-webview")) return "left out as asked";
  const asked = "import('./test/e2e/ensure.mjs').then((e) => { if (!e.canHaveChromium()) process.exit(3); e.ensureChromium(); e.ensureServer(); })";
  return await promisify(execFile)(process.execPath, ["-e", asked], { cwd: root }).then(() => null, () => "no Chromium or no VS Code server");
}

async function main(): Promise<void> {
  const script = (name: string): string => path.join(root, "dist", `${name}.cjs`);
  if (!existsSync(script("reader"))) throw new Error("build first: npm run build");
  console.log(`${os.cpus()[0]?.model ?? "?"}, ${String(os.cpus().length)} cores, ${String(Math.round(os.totalmem() / 2 ** 30))} GB, Node.js ${process.version}, ${new Date().toISOString().slice(0, 10)}, load ${os.loadavg().map((load) => load.toFixed(1)).join(" ")}`);
  const folder = await mkdtemp(path.join(os.tmpdir(), "raddraft-bench-"));
  const drafting = createDrafting({ scripts: { engine: script("engine"), reader: script("reader"), setup: script("setup") }, nodeExecutable: null, threads: null, log: () => undefined });
  try {
    await benchReader();
    const files = [...makePlainFiles(), ...(await makeCompressedFiles())];
    const names = new Map(files.map((file) => [file, `${file.name.replace(/\W+/g, "-")}.dcm`]));
    for (const [file, name] of names) await writeFile(path.join(folder, name), file.bytes);
    await benchProcess(drafting, [...names.values()].map((name) => path.join(folder, name)));
    const why = await whyNoWebview();
    if (why === null) {
      await mkdir(path.join(folder, "series"));
      await promisify(execFile)(process.execPath, ["-e", "import('./test/ui/series.mjs').then((s) => { s.writeSeries(process.argv[1], 60); })", path.join(folder, "series")], { cwd: root });
      await benchWebview(folder, files.filter(({ coding }) => coding === "plain").map((file) => names.get(file) ?? ""));
    } else console.log(`\nReal webview: skipped (${why})`);
    const at = process.argv.indexOf("--files");
    const workMs = await benchScan(drafting, at < 0 ? undefined : Number(process.argv[at + 1]));
    judge(workMs <= MAX_BLOCK_MS, `own work of the host during a scan at most ${String(MAX_BLOCK_MS)} ms in one go: ${workMs.toFixed(1)} ms`);
  } finally {
    drafting.dispose();
    await rm(folder, { recursive: true, force: true });
  }
  console.log(failures.length === 0 ? "\nall requirements met" : `\n${String(failures.length)} requirements failed:\n${failures.map((each) => `  ${each}`).join("\n")}`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

void main();
