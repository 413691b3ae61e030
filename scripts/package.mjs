// `npm run package [-- --target TARGET]`: makes the .vsix for this platform, and prints its size and what weighs what.

import "./requireNode.mjs";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { capture, fail, root, step } from "./steps.mjs";

const ignoreFile = path.join(root, ".vscodeignore");
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

/** Platforms that onnxruntime-node and sharp have binaries for. */
const TARGETS = ["linux-x64", "linux-arm64", "darwin-arm64", "win32-x64", "win32-arm64"];

function chosenTarget(argv) {
  const index = argv.indexOf("--target");
  const target = index >= 0 ? argv[index + 1] : `${process.platform}-${process.arch}`;
  if (!TARGETS.includes(target)) throw new Error(`no binaries for ${target}: choose one of ${TARGETS.join(", ")}`);
  const sharp = path.join(root, "node_modules", "@img", `sharp-${target}`);
  if (!statSync(sharp, { throwIfNoEntry: false })) {
    const [os, cpu] = target.split("-");
    throw new Error(`sharp's binaries for ${target} are not installed: npm ci --os=${os} --cpu=${cpu}`);
  }
  return target;
}

/** The allow-list with the native files of one platform added. */
function ignoreRules(target) {
  const [os, cpu] = target.split("-");
  const native = [`!node_modules/onnxruntime-node/bin/napi-v6/${os}/${cpu}/**`, `!node_modules/@img/sharp-${target}/**`, `!node_modules/@img/sharp-libvips-${target}/**`];
  return `${readFileSync(ignoreFile, "utf8")}${native.join("\n")}\n`;
}

/** Files of the archive and their sizes packed and unpacked, from the archive's own directory. */
function listArchive(file) {
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

/** Groups what weighs: by package under node_modules, by folder elsewhere. */
function groupOf(name) {
  const parts = name.replace(/^extension\//, "").split("/");
  if (parts[0] === "node_modules") return parts.slice(0, parts[1].startsWith("@") ? 3 : 2).join("/");
  if (parts[0] === "dist") return parts.length > 2 ? parts.slice(0, 2).join("/") : "dist";
  return parts.length > 1 ? parts[0] : "files at the top";
}

function printContents(file) {
  const entries = listArchive(file);
  const groups = new Map();
  for (const { name, packed, unpacked } of entries) {
    const group = groups.get(groupOf(name)) || { packed: 0, unpacked: 0, files: 0 };
    groups.set(groupOf(name), { packed: group.packed + packed, unpacked: group.unpacked + unpacked, files: group.files + 1 });
  }
  process.stdout.write(`${path.basename(file)}: ${megabytes(statSync(file).size)}, ${entries.length} files\n`);
  for (const [name, { packed, unpacked, files }] of [...groups].sort((a, b) => b[1].packed - a[1].packed)) {
    process.stdout.write(`  ${megabytes(packed).padStart(9)} packed ${megabytes(unpacked).padStart(9)} unpacked ${String(files).padStart(4)} files  ${name}\n`);
  }
}

async function makePackage() {
  const target = chosenTarget(process.argv.slice(2));
  await ensureInstalled();
  await build({ isProduction: true });
  for (const name of readdirSync(root)) if (name.endsWith(".vsix")) rmSync(path.join(root, name));
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const out = path.join(root, `raddraft-${target}-${version}.vsix`);
  const rules = path.join(root, ".cache", "vscodeignore");
  mkdirSync(path.dirname(rules), { recursive: true });
  writeFileSync(rules, ignoreRules(target));
  const vsce = path.join(root, "node_modules", "@vscode", "vsce", "vsce");
  const args = [vsce, "package", "--target", target, "--out", out, "--ignoreFile", rules, "--allow-missing-repository", "--no-rewrite-relative-links"];
  const { code, output } = await step("Packaging", () => capture(process.execPath, args));
  if (code !== 0) throw new Error(`vsce failed (${code}):\n${output}`);
  printContents(out);
}

await makePackage().catch(fail);
