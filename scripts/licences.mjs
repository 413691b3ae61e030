// What a packed extension contains of others, under which licence, with the texts as these licences ask for them; and what of
// it may be copyleft: libvips and its parts, a shared library that anyone may replace, and the demo's weights.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import satisfies from "spdx-satisfies";
import { root } from "./steps.mjs";

/**
 * @typedef {object} Shipped
 * @property {string} name of a package, or `models/medv-demo`
 * @property {string} version empty for the demo's weights, which have none
 * @property {string} licence SPDX expression, as its manifest states it
 * @property {string} homepage empty where none is stated
 * @property {string} folder in the repository; empty for a package of another platform, which is not installed
 */

/** Packages that are packed as files beside the bundles; `.vscodeignore` lets them in. Sharp's parts of a platform come on top. */
const PACKED = ["dcmjs-codecs", "dejavu-fonts-ttf", "onnxruntime-node", "onnxruntime-common", "sharp", "@img/colour", "detect-libc", "semver"];

/** Not a package, but others' rights all the same. */
const DEMO = { name: "models/medv-demo", version: "", licence: "CC-BY-SA-4.0", homepage: "https://creativecommons.org/licenses/by-sa/4.0/", folder: "models/medv-demo" };

const PERMISSIVE = ["0BSD", "Apache-2.0", "Bitstream-Vera", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "ISC", "MIT", "Unlicense", "Zlib"];

/** What stands in the licence files of packages whose manifests do not say it in a form that can be read. */
const READ_IN_THE_TEXT = { "dejavu-fonts-ttf": "Bitstream-Vera", "png-js": "MIT" };

/** What may be copyleft. On Windows libvips is a DLL in sharp's own package, elsewhere a package by itself. */
const COPYLEFT = [
  { pattern: /^@img\/sharp-(?:libvips|win32)-/, licence: "LGPL-3.0-or-later" },
  { pattern: /^models\/medv-demo$/, licence: "CC-BY-SA-4.0" },
];

/** Packages of sharp for a platform: its binding, and libvips where that is a package by itself. */
const sharpOf = (target) => [`@img/sharp-${target}`, ...(target.startsWith("win32") ? [] : [`@img/sharp-libvips-${target}`])];

/** Folder of the package that a bundled file belongs to, `node_modules/a/node_modules/b`, or null. */
function packageFolder(input) {
  const match = /^(.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input);
  return match ? match[0] : null;
}

function shipped(folder) {
  const { name, version, license, homepage } = JSON.parse(readFileSync(path.join(root, folder, "package.json"), "utf8"));
  return { name, version, licence: READ_IN_THE_TEXT[name] || license || "UNKNOWN", homepage: homepage || "", folder };
}

/** A package of another platform, as the lock file knows it. */
function locked(name) {
  const { version, license } = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")).packages[`node_modules/${name}`];
  return { name, version, licence: license, homepage: "https://sharp.pixelplumbing.com", folder: "" };
}

/**
 * All that packages for these platforms contain of others, by name.
 * @param {readonly string[]} inputs files that went into the bundles, as esbuild's metafile names them
 * @param {readonly string[]} targets e.g. `linux-x64`
 * @returns {Shipped[]}
 */
export function shippedIn(inputs, targets) {
  const beside = [...PACKED, ...targets.flatMap(sharpOf)].map((name) => `node_modules/${name}`);
  const folders = [...new Set([...inputs.map(packageFolder).filter((folder) => folder !== null), ...beside])];
  const packages = folders.map((folder) => (existsSync(path.join(root, folder)) ? shipped(folder) : locked(folder.slice("node_modules/".length))));
  return [...packages, DEMO].sort((a, b) => (a.name === b.name ? (a.version < b.version ? -1 : 1) : a.name < b.name ? -1 : 1));
}

/**
 * What must not be shipped; empty: nothing.
 * @param {readonly Pick<Shipped, "name" | "licence">[]} list
 * @returns {string[]}
 */
export function licenceFaults(list) {
  return list.flatMap(({ name, licence }) => {
    const allowed = [...PERMISSIVE, ...COPYLEFT.filter(({ pattern }) => pattern.test(name)).map((each) => each.licence)];
    try {
      return satisfies(licence, allowed) ? [] : [`${name} is under ${licence}`];
    } catch {
      return [`${name} states no licence that can be read: ${licence}`];
    }
  });
}

/** The standard's text of each licence in an expression. */
function standardTexts(licence, name) {
  const texts = createRequire(import.meta.url)("spdx-license-list/full");
  const ids = licence.split(/\s+(?:AND|OR|WITH)\s+|[()]/).map((id) => id.trim()).filter((id) => id in texts);
  return ids.map((id) => texts[id].licenseText.trim().replace("<year> <copyright holders>", `the authors of ${name}`));
}

/** A package's own texts; the standard's where it publishes none, and of a copyleft licence always. */
function textsOf({ name, licence, folder }) {
  const own = readdirSync(path.join(root, folder)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
  const isCopyleft = COPYLEFT.some(({ pattern }) => pattern.test(name));
  // libvips' package names the libraries in it, and their licences, in its README.
  const readme = /^@img\/sharp-(?:libvips|win32)-/.test(name) ? ["README.md"] : [];
  const texts = [...own, ...readme].map((file) => readFileSync(path.join(root, folder, file), "utf8").trim());
  return own.length === 0 || isCopyleft ? [...texts, ...standardTexts(licence, name)] : texts;
}

const titleOf = ({ name, version }) => [name, version].filter((part) => part !== "").join(" ");

/**
 * The text of `dist/THIRD-PARTY.txt`: first one line for each package, then the texts.
 * @param {readonly Shipped[]} list all installed
 * @throws where a licence is not one that may be shipped, or has no text
 */
export function thirdPartyText(list) {
  const faults = [...licenceFaults(list), ...list.filter((each) => textsOf(each).length === 0).map(({ name }) => `${name} has no licence text`)];
  if (faults.length > 0) throw new Error(faults.join("\n"));
  const line = `\n\n${"-".repeat(80)}\n\n`;
  const summary = list.map((each) => `${titleOf(each)}: ${each.licence}`).join("\n");
  const blocks = list.map((each) => [`${titleOf(each)} (${each.licence})${each.homepage ? `\n${each.homepage}` : ""}`, ...textsOf(each)].join("\n\n"));
  return `RadDraft contains the following, each under its own licence.\n\n${summary}${line}${blocks.join(line)}\n`;
}

/**
 * The lines at the start of a text that `thirdPartyText` made.
 * @param {string} text
 * @returns {{ name: string, version: string, licence: string }[]}
 */
export function summaryOf(text) {
  const [, summary = ""] = text.split("\n\n");
  return summary.split("\n").map((line) => {
    const [, name = line, version = "", licence = ""] = /^(\S+?)(?: (\S+))?: (.+)$/.exec(line) ?? [];
    return { name, version, licence };
  });
}

/**
 * The text of `docs/dependencies.md`.
 * @param {readonly Shipped[]} list of all platforms
 */
export function dependencyList(list) {
  const rows = list.map((each) => `| ${each.homepage ? `[${each.name}](${each.homepage})` : each.name} | ${each.version} | ${each.licence} |`);
  return `# What the packages contain of others

Made by \`npm run licences\` from what the bundler reads and what is packed beside the bundles, for all platforms; a test holds it up to date. The licence texts are in each package, in \`dist/THIRD-PARTY.txt\`. Copyleft are libvips with its parts (LGPL, cairo in it MPL; a shared library of its own that you may replace) and the weights of the demo model (CC BY-SA); everything else is under a permissive licence, and a build with anything that is not fails.

| package | version | licence (SPDX) |
| --- | --- | --- |
${rows.join("\n")}
`;
}
