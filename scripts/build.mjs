// Bundles every entry point with esbuild, and makes the demo's model package with the converter just built.
// `node scripts/build.mjs [--production]`: production is minified and has no source maps and no test bundles.

import "./requireNode.mjs";
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { makeDemoPackage } from "./demoPackage.mjs";
import { ensureInstalled } from "./install.mjs";
import { fail, root, step } from "./steps.mjs";

const dist = path.join(root, "dist");
/** Written last: newer than every source when the build is up to date. */
const stamp = path.join(dist, ".built");

/** Programs that run in Node.js, by the name of their bundle. */
const PROGRAMS = {
  extension: "src/extension/main.ts",
  engine: "src/engine/main.ts",
  probe: "src/engine/probeMain.ts",
  reader: "src/reader/main.ts",
  codecs: "src/dicom/codecWorker.mjs",
  setup: "src/setup/main.ts",
  export: "src/export/main.ts",
  archive: "src/archive/main.ts",
  cli: "src/cli/main.ts",
};

const LICENCES = "dist/THIRD-PARTY.txt";

/** Read by the codec thread from beside its bundle (`src/dicom/codecWorker.mjs`). */
const CODEC_FILE = { from: "node_modules/dcmjs-codecs/build/dcmjs-native-codecs.wasm", to: "dist/dcmjs-native-codecs.wasm" };

/** The fonts of exported PDFs (`src/export/fonts.ts`). */
const FONT_FILES = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"].map((name) => ({ from: `node_modules/dejavu-fonts-ttf/ttf/${name}`, to: `dist/fonts/${name}` }));

/** Packages with native parts load them from beside their own files, and `vscode` exists only inside VS Code. */
const EXTERNAL = ["vscode", "onnxruntime-node", "sharp"];

/** `import.meta` has no meaning in CommonJS, so its three useful parts are given one. */
const IMPORT_META = {
  define: { "import.meta.url": "importMetaUrl", "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" },
  banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
};

/** ES modules with splitting: the page is there while the viewport's large part (Cornerstone3D) still loads. */
const WEBVIEW = { format: "esm", splitting: true, chunkNames: "[name]-[hash]", define: { "process.env.NODE_ENV": '"production"', global: "globalThis" } };

function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath || entry.path, entry.name));
}

/** Entry points of the webviews: every `webview/<name>/main.ts`, as `dist/webview/<name>.js` and `.css`. */
function webviewEntries() {
  const folder = path.join(root, "webview");
  const names = readdirSync(folder).filter((name) => existsSync(path.join(folder, name, "main.ts")));
  return Object.fromEntries(names.map((name) => [name, path.join("webview", name, "main.ts")]));
}

/** Entry points of the tests that run inside VS Code: their runner and every `*.test.ts` beside it. */
function hostTestEntries() {
  const names = readdirSync(path.join(root, "test", "vscode")).filter((name) => name === "index.ts" || name.endsWith(".test.ts"));
  return Object.fromEntries(names.map((name) => [name.slice(0, -".ts".length), path.join("test", "vscode", name)]));
}

function optionsFor(isProduction) {
  const every = { absWorkingDir: root, bundle: true, metafile: true, minify: isProduction, sourcemap: !isProduction, logLevel: "warning", legalComments: "none" };
  // Names stay: error classes and stack traces are read by people.
  const node = { ...every, ...IMPORT_META, keepNames: isProduction, platform: "node", target: "node20", format: "cjs", outExtension: { ".js": ".cjs" } };
  return { every, node };
}

/**
 * Bundles a program of the benches as the reader is bundled, beside it: translated on the fly it would run more slowly.
 * @param {string} name of a file in `bench/`
 * @returns {Promise<string>} the bundle
 */
export async function bundleBench(name) {
  const { build } = await import("esbuild");
  await build({ ...optionsFor(false).node, entryPoints: { [`bench-${name}`]: `bench/${name}.ts` }, outdir: "dist", external: [...EXTERNAL, "dcmjs-codecs"] });
  return path.join(dist, `bench-${name}.cjs`);
}

const inputsOf = (metafiles) => metafiles.flatMap((metafile) => Object.keys(metafile.inputs));

/** The bundles that people run: programs and webviews. */
function productBundles({ isProduction, write }, build) {
  const { every, node } = optionsFor(isProduction);
  return [
    build({ ...node, write, entryPoints: PROGRAMS, outdir: "dist", external: EXTERNAL }),
    build({ ...every, write, entryPoints: webviewEntries(), outdir: "dist/webview", platform: "browser", target: "es2022", ...WEBVIEW }),
  ];
}

/**
 * Files that go into the product's bundles, as esbuild names them; nothing is written.
 * @returns {Promise<string[]>}
 */
export async function bundledInputs() {
  const { build } = await import("esbuild");
  return inputsOf((await Promise.all(productBundles({ isProduction: true, write: false }, build))).map((result) => result.metafile));
}

async function bundle({ isProduction, target }) {
  const { build } = await import("esbuild");
  const { node } = optionsFor(isProduction);
  const results = productBundles({ isProduction, write: true }, build);
  if (!isProduction) results.push(build({ ...node, entryPoints: hostTestEntries(), outdir: "dist/test", external: [...EXTERNAL, "mocha"] }));
  const copied = [CODEC_FILE, ...FONT_FILES];
  for (const { from, to } of copied) {
    mkdirSync(path.dirname(path.join(root, to)), { recursive: true });
    copyFileSync(path.join(root, from), path.join(root, to));
  }
  const metafiles = (await Promise.all(results)).map((result) => result.metafile);
  if (isProduction) {
    const { shippedIn, thirdPartyText } = await import("./licences.mjs"); // Needs a package, which a fresh clone does not have yet.
    writeFileSync(path.join(root, LICENCES), thirdPartyText(shippedIn(inputsOf(metafiles), [target])));
  }
  return [...metafiles.flatMap((metafile) => Object.keys(metafile.outputs)), ...copied.map(({ to }) => to), ...(isProduction ? [LICENCES] : [])];
}

/** Removes what an earlier build left and this one did not write; bundles in use are never absent in between. */
function removeStale(outputs) {
  const kept = new Set(outputs.map((output) => path.join(root, output)));
  for (const file of filesUnder(dist)) {
    if (!kept.has(file) && !file.startsWith(path.join(dist, "models") + path.sep)) rmSync(file);
  }
}

/**
 * Builds everything into `dist/`.
 * @param {{ isProduction: boolean, target?: string }} options `target`: the platform whose packages' licences are collected, this one's where left out
 */
export async function build({ isProduction, target = `${process.platform}-${process.arch}` }) {
  await ensureInstalled();
  const outputs = await step("Building", () => bundle({ isProduction, target }));
  removeStale(outputs);
  await makeDemoPackage();
  writeFileSync(stamp, isProduction ? "production\n" : "development\n");
}

/** Whether `dist/` is newer than everything it is made of. */
export function isBuilt() {
  if (!existsSync(stamp)) return false;
  const builtMs = statSync(stamp).mtimeMs;
  const sources = ["src", "webview", "models", "scripts", "test/vscode"].flatMap((folder) => filesUnder(path.join(root, folder)));
  return [...sources, path.join(root, "package-lock.json")].every((file) => statSync(file).mtimeMs <= builtMs);
}

/** Builds where a source is newer than the last build. */
export async function ensureBuilt() {
  if (!isBuilt()) await build({ isProduction: false });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build({ isProduction: process.argv.includes("--production") }).catch(fail);
}
