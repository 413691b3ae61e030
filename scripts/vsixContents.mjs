// What a .vsix holds, from the archive's own directory, and what must and must not be in it.

import { readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";

/** Platforms that onnxruntime-node and sharp have binaries for; onnxruntime has none for Intel Macs since 1.24. */
export const TARGETS = ["linux-x64", "linux-arm64", "darwin-arm64", "win32-x64", "win32-arm64"];

/** @typedef {{ readonly name: string, readonly packed: number, readonly unpacked: number }} ArchiveEntry */

/**
 * Files of the archive and their sizes.
 * @param {string} file
 * @returns {ArchiveEntry[]}
 */
export function listArchive(file) {
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  const entries = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString("utf8", at + 46, at + 46 + nameLength);
    entries.push({ name, packed: bytes.readUInt32LE(at + 20), unpacked: bytes.readUInt32LE(at + 24) });
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

/**
 * The text of a file in the archive.
 * @param {string} file
 * @param {string} wanted `extension/package.json`
 * @returns {string}
 * @throws where there is none
 */
export function readArchived(file, wanted) {
  const bytes = readFileSync(file);
  const name = Buffer.from(wanted);
  for (let at = bytes.indexOf("PK\x01\x02", 0, "latin1"); at !== -1; at = bytes.indexOf("PK\x01\x02", at + 4, "latin1")) {
    if (bytes.readUInt16LE(at + 28) !== name.length || !bytes.subarray(at + 46, at + 46 + name.length).equals(name)) continue;
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const content = bytes.subarray(start, start + bytes.readUInt32LE(at + 20));
    return (bytes.readUInt16LE(at + 10) === 0 ? content : inflateRawSync(content)).toString("utf8");
  }
  throw new Error(`${wanted} is not in ${file}`);
}

/** Files that the product cannot do without, on every platform. */
const NEEDED = [
  "package.json", "package.nls.json", "readme.md", "changelog.md", "LICENSE.txt", "dist/extension.cjs", "dist/engine.cjs", "dist/probe.cjs", "dist/reader.cjs", "dist/setup.cjs", "dist/export.cjs",
  "package.nls.de.json", "package.nls.es.json", "l10n/bundle.l10n.json", "l10n/bundle.l10n.de.json", "l10n/bundle.l10n.es.json",
  "dist/THIRD-PARTY.txt", "dist/dcmjs-native-codecs.wasm", "dist/fonts/DejaVuSans.ttf", "dist/fonts/DejaVuSans-Bold.ttf", "dist/webview/image.js", "dist/webview/chat.js", "dist/models/demo/raddraft.json", "samples/README.md",
  "node_modules/onnxruntime-node/dist/index.js", "node_modules/sharp/package.json",
  "dist/archive.cjs",
];
/** Nothing of these is for people who use it. */
const FORBIDDEN = [/\.ts$/, /\.map$/, /\.test\./, /(^|\/)tests?\//, /^(src|webview|test|bench|scripts|training|evaluation|\.)/, /\.py$/, /\.pdb$/, /\.md$/];
const ALLOWED_TEXTS = [/^(readme|changelog)\.md$/, /^samples\//, /^models\/[^/]+\/[^/]+\.md$/, /^media\//, /^node_modules\/[^/]+(\/[^/]+)?\/(README|LICENSE)[^/]*\.md$/];

/** Native files of a platform: its binding of onnxruntime, and sharp's. */
function natives(target) {
  const [os, cpu] = target.split("-");
  const sharp = os === "win32" ? [`node_modules/@img/sharp-${target}/lib/libvips-42.dll`] : [`node_modules/@img/sharp-libvips-${target}/`];
  return [`node_modules/onnxruntime-node/bin/napi-v6/${os}/${cpu}/onnxruntime_binding.node`, `node_modules/@img/sharp-${target}/`, ...sharp];
}

/**
 * What is wrong with the contents of a package; empty: nothing.
 * @param {readonly string[]} names of the archive's files
 * @param {string} target one of `TARGETS`
 * @returns {string[]}
 */
export function faultsOf(names, target) {
  const own = names.flatMap((name) => (name.startsWith("extension/") ? [name.slice("extension/".length)] : []));
  const missing = [...NEEDED, ...natives(target)].filter((needed) => !own.some((name) => name === needed || (needed.endsWith("/") && name.startsWith(needed))));
  const foreign = TARGETS.filter((other) => other !== target).flatMap((other) => own.filter((name) => natives(other).some((native) => name === native || (native.endsWith("/") && name.startsWith(native)))));
  const useless = own.filter((name) => FORBIDDEN.some((pattern) => pattern.test(name)) && !ALLOWED_TEXTS.some((pattern) => pattern.test(name)));
  return [...missing.map((name) => `${name} is missing`), ...foreign.map((name) => `${name} is of another platform`), ...useless.map((name) => `${name} is of no use to people`)];
}
