// The rules of the tidy test: pure functions from files to what is wrong with them.

import ts from "typescript";
import { FORBIDDEN_NAMES, LAYER_PACKAGES, LAYERS, MAX_LINES, PROTOCOL_MAY_IMPORT, WITHOUT_ERRORS } from "./layers.ts";

/** A file of the repository. */
export interface SourceFile {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** The layer a path belongs to, or null: `src/engine/main.ts` is of `engine`. */
export function layerOf(path: string): string | null {
  const parts = path.split("/");
  const name = parts[0] === "src" ? parts[1] : parts[0];
  return name !== undefined && name in LAYERS && parts.length > 1 ? name : null;
}

/** What a file imports, in its own words: static, dynamic, `require` and type-only imports alike. */
function importsOf(file: SourceFile): string[] {
  return ts.preProcessFile(file.text, true, true).importedFiles.map((each) => each.fileName);
}

/** Path that a relative import means, from the root of the repository. */
function resolveImport(from: string, specifier: string): string {
  const parts = from.split("/").slice(0, -1);
  for (const part of specifier.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}

const isRelative = (specifier: string): boolean => specifier.startsWith(".");
const isBuiltin = (specifier: string): boolean => specifier.startsWith("node:");

/** Name of the package that a specifier means: `@scope/name/sub` is `@scope/name`. */
function packageOf(specifier: string): string {
  return specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}

/** Why an import from one layer into another is wrong, or null. */
function wrongArrow(from: string, to: string): string | null {
  const layer = layerOf(from);
  const target = layerOf(to);
  if (layer === null || layer === target) return null;
  if (target === null) return `leaves the layers: ${to}`;
  if (from.endsWith("/protocol.ts") && PROTOCOL_MAY_IMPORT.includes(to)) return null;
  const arrows = LAYERS[layer];
  if (to.endsWith("/protocol.ts") && arrows?.protocols.includes(target)) return null;
  if (!arrows?.layers.includes(target)) return `${layer} may not import ${target}`;
  if (to.endsWith("/index.ts") || to.endsWith("/protocol.ts") || PROTOCOL_MAY_IMPORT.includes(to)) return null;
  return `${target} is imported through its index.ts, not ${to}`;
}

/** Imports that point where the layers do not allow, go around a door, or miss their `.ts`. */
export function wrongImports(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    importsOf(file).filter(isRelative).flatMap((specifier) => {
      if (!/\.(ts|css|json)$/.test(specifier)) return [`${file.path}: ${specifier} must end in .ts`];
      const why = wrongArrow(file.path, resolveImport(file.path, specifier));
      return why === null ? [] : [`${file.path}: ${why}`];
    }),
  );
}

/** Packages that more than one file imports, `vscode` outside its layer, and builtins without `node:`. */
export function secondDoors(files: readonly SourceFile[], builtins: readonly string[]): string[] {
  const doors = new Map<string, string[]>();
  const problems: string[] = [];
  for (const file of files) {
    for (const name of new Set(importsOf(file).filter((each) => !isRelative(each) && !isBuiltin(each)).map(packageOf))) {
      const owner = LAYER_PACKAGES[name];
      if (builtins.includes(name)) problems.push(`${file.path}: write node:${name}`);
      else if (owner === undefined) doors.set(name, [...(doors.get(name) ?? []), file.path]);
      else if (layerOf(file.path) !== owner) problems.push(`${file.path}: only ${owner} may import ${name}`);
    }
  }
  for (const [name, paths] of doors) if (paths.length > 1) problems.push(`${name} has more than one door: ${paths.join(", ")}`);
  return problems;
}

/** `export *`, which hides what a door lets out. */
export function starExports(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ES2022);
    const stars = tree.statements.filter((statement) => ts.isExportDeclaration(statement) && (statement.exportClause === undefined || ts.isNamespaceExport(statement.exportClause)));
    return stars.map(() => `${file.path}: export * names nothing`);
  });
}

/** Folders and files whose name says nothing about their subject. */
export function forbiddenNames(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const names = file.path.split("/").map((part) => part.split(".")[0] ?? "");
    return names.filter((name) => FORBIDDEN_NAMES.includes(name)).map((name) => `${file.path}: "${name}" is no subject`);
  });
}

/** Files that do not begin with a sentence about themselves: a comment of three words at least. */
export function missingHeaders(files: readonly SourceFile[]): string[] {
  return files.filter((file) => !/^(#!.*\n)?\/\/ \S+ \S+ \S/.test(file.text)).map((file) => `${file.path}: no header sentence`);
}

/** Files longer than one idea. */
export function longFiles(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const lines = file.text.replace(/\n$/, "").split("\n").length;
    return lines > MAX_LINES ? [`${file.path}: ${lines} lines, at most ${MAX_LINES}`] : [];
  });
}

/** Layers that lack what each has: a `tsconfig.json`, an `errors.ts`, a row in the table. */
export function incompleteLayers(files: readonly SourceFile[], tsconfigs: readonly string[]): string[] {
  const problems: string[] = [];
  for (const file of files) if (layerOf(file.path) === null) problems.push(`${file.path}: belongs to no layer of the table`);
  for (const layer of new Set(files.map((file) => layerOf(file.path)))) {
    if (layer === null) continue;
    const folder = layer === "webview" ? "webview" : `src/${layer}`;
    if (!tsconfigs.includes(`${folder}/tsconfig.json`)) problems.push(`${folder} has no tsconfig.json`);
    if (!WITHOUT_ERRORS.includes(layer) && !files.some((file) => file.path === `${folder}/errors.ts`)) problems.push(`${folder} has no errors.ts`);
  }
  return [...new Set(problems)];
}

/** Comments that switch a rule off, and tests that are switched off or alone. */
export function switchedOff(files: readonly SourceFile[]): string[] {
  const patterns: readonly RegExp[] = [/eslint-disable/, /@ts-(ignore|nocheck|expect-error)/, /\b(describe|it|context)\.(only|skip)\b/, /\bTODO\b/];
  return files.flatMap((file) => patterns.filter((pattern) => pattern.test(file.text)).map((pattern) => `${file.path}: ${pattern.source}`));
}

/** Addresses of registries in a lock file: they name a mirror of the person who made it. */
export function registryAddresses(lockFile: string): string[] {
  const lock = JSON.parse(lockFile) as { packages?: Record<string, { resolved?: string }> };
  return Object.entries(lock.packages ?? {}).flatMap(([name, entry]) => (entry.resolved === undefined ? [] : [`package-lock.json: ${name} has an address`]));
}

/** Dependencies that are not pinned to one version. */
export function looseVersions(packageFile: string): string[] {
  const { dependencies, devDependencies } = JSON.parse(packageFile) as Record<"dependencies" | "devDependencies", Record<string, string> | undefined>;
  const all = Object.entries({ ...dependencies, ...devDependencies });
  return all.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version)).map(([name, version]) => `package.json: ${name} ${version} is not one version`);
}

/** Files that are no JSON: a merge of two lists leaves one without its comma. */
export function brokenJson(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    try {
      JSON.parse(file.text);
      return [];
    } catch {
      return [`${file.path} is no JSON`];
    }
  });
}
