// `npm run package [-- --target TARGET]`: makes the .vsix of this platform, of those named, or of `all`, from this machine;
// prints sizes and what weighs what, and ends with 1 where a package lacks something or holds what it should not.

import "./requireNode.mjs";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { capture, fail, npm, root, step } from "./steps.mjs";
import { faultsOf, listArchive, TARGETS } from "./vsixContents.mjs";

const ignoreFile = path.join(root, ".vscodeignore");
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

/** Names the packages to be made: `--target NAME`, several, `all`, or this platform's. */
function chosenTargets(argv) {
  const named = argv.flatMap((word, index) => (argv[index - 1] === "--target" ? [word] : []));
  if (named.includes("all")) return TARGETS;
  const targets = named.length > 0 ? named : [`${process.platform}-${process.arch}`];
  const unknown = targets.find((target) => !TARGETS.includes(target));
  if (unknown !== undefined) throw new Error(`no binaries for ${unknown}: choose of ${TARGETS.join(", ")}, or all`);
  return targets;
}

/** Brings sharp's binaries of another platform beside those of this one, from the registry, in the version of the lock file. */
async function ensureNatives(target) {
  const { optionalDependencies } = JSON.parse(readFileSync(path.join(root, "node_modules", "sharp", "package.json"), "utf8"));
  for (const name of [`@img/sharp-${target}`, `@img/sharp-libvips-${target}`]) {
    const version = optionalDependencies[name];
    const folder = path.join(root, "node_modules", ...name.split("/"));
    if (version === undefined || statSync(folder, { throwIfNoEntry: false })) continue;
    await step(`Fetching ${name}`, async () => {
      const packs = path.join(root, ".cache", "packs");
      mkdirSync(packs, { recursive: true });
      const packed = await npm(["pack", `${name}@${version}`, "--pack-destination", packs, "--silent"]);
      if (packed.code !== 0) throw new Error(`npm pack ${name} failed (${packed.code}):\n${packed.output}`);
      mkdirSync(folder, { recursive: true });
      const tarball = path.join(packs, packed.output.trim().split("\n").at(-1));
      const unpacked = await capture("tar", ["-xzf", tarball, "-C", folder, "--strip-components=1"]);
      if (unpacked.code !== 0) throw new Error(`tar failed (${unpacked.code}):\n${unpacked.output}`);
      rmSync(tarball);
    });
  }
}

/** The allow-list with the native files of one platform added. */
function ignoreRules(target) {
  const [os, cpu] = target.split("-");
  const onnxruntime = `node_modules/onnxruntime-node/bin/napi-v6/${os}/${cpu}`;
  // The package for macOS holds the same library under two names; the binding loads the shorter one.
  const libraries = os === "darwin" ? [`!${onnxruntime}/onnxruntime_binding.node`, `!${onnxruntime}/libonnxruntime.1.dylib`] : [`!${onnxruntime}/**`];
  const native = [...libraries, `!node_modules/@img/sharp-${target}/**`, `!node_modules/@img/sharp-libvips-${target}/**`];
  return `${readFileSync(ignoreFile, "utf8")}${native.join("\n")}\n`;
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

async function makePackage(target) {
  await ensureNatives(target);
  await build({ isProduction: true, target });
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const out = path.join(root, `raddraft-${target}-${version}.vsix`);
  const rules = path.join(root, ".cache", "vscodeignore");
  mkdirSync(path.dirname(rules), { recursive: true });
  writeFileSync(rules, ignoreRules(target));
  const vsce = path.join(root, "node_modules", "@vscode", "vsce", "vsce");
  const args = [vsce, "package", "--target", target, "--out", out, "--ignoreFile", rules, "--allow-missing-repository", "--no-rewrite-relative-links"];
  const { code, output } = await step(`Packaging for ${target}`, () => capture(process.execPath, args));
  if (code !== 0) throw new Error(`vsce failed (${code}):\n${output}`);
  printContents(out);
  const faults = faultsOf(listArchive(out).map(({ name }) => name), target);
  if (faults.length > 0) throw new Error(`${path.basename(out)}:\n${faults.join("\n")}`);
}

async function makePackages() {
  const targets = chosenTargets(process.argv.slice(2));
  await ensureInstalled();
  for (const name of readdirSync(root)) if (name.endsWith(".vsix")) rmSync(path.join(root, name));
  for (const target of targets) await makePackage(target);
}

await makePackages().catch(fail);
