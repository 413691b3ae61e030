// Collects the licence texts of everything that a packed extension contains, as their licences ask.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./steps.mjs";

/** Packages that are packed as files beside the bundles, sharp's and onnxruntime's parts included. */
const PACKED = ["dcmjs-codecs", "dejavu-fonts-ttf", "onnxruntime-node", "onnxruntime-common", "sharp", "@img/colour", "detect-libc", "semver"];

/** Where a package publishes no licence file, its manifest's word stands in. */
function licenceOf(name) {
  const folder = path.join(root, "node_modules", name);
  const { version, license, homepage } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
  const texts = files.map((file) => readFileSync(path.join(folder, file), "utf8").trim());
  return [`${name} ${version} (${license})${homepage ? `\n${homepage}` : ""}`, ...texts].join("\n\n");
}

/** Name of the package that a bundled file belongs to, or null. */
function packageOf(input) {
  const match = /(?:^|.*\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
  return match ? match[1] : null;
}

/**
 * The text of `dist/THIRD-PARTY.txt`.
 * @param {readonly string[]} inputs files that went into the bundles, as esbuild's metafile names them
 * @param {string} target platform of the native packages, e.g. `linux-x64`
 */
export function thirdPartyLicences(inputs, target) {
  const bundled = inputs.map(packageOf).filter((name) => name !== null);
  const platform = ["sharp", "sharp-libvips"].map((name) => `@img/${name}-${target}`);
  const names = [...new Set([...bundled, ...PACKED, ...platform])].filter((name) => existsSync(path.join(root, "node_modules", name))).sort();
  const line = `\n\n${"-".repeat(80)}\n\n`;
  return `RadDraft contains the following packages, each under its own licence.${line}${names.map(licenceOf).join(line)}\n`;
}
