// Independent checkers of what is exported, Debian packages: dciodvfy of dicom3tools, dsrdump of dcmtk, pdftotext of poppler-utils.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/**
 * Warnings of dciodvfy that are accepted, with the reason.
 * A warning of another kind fails a test, as every error does.
 */
export const ACCEPTED_WARNINGS: readonly (readonly [warning: RegExp, reason: string])[] = [
  [/Unrecognized defined term <99RADDRAFT> .* <Coding Scheme Designator>/, "headings that the standard has no code for have one of our own, as PS3.16 8 allows"],
  [/needed to build DICOMDIR/, "a report without a DICOM image has no patient and no time of its study; the attributes are there and empty, as their type 2 allows"],
];

/** Whether a program is installed; says so where it is not. */
export function isInstalled(program: string, ofPackage: string): boolean {
  const isThere = spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
  if (!isThere) console.log(`      skipped: ${program} is not installed (Debian package ${ofPackage})`);
  return isThere;
}

/** What a program prints about a file; `{}` in its arguments stands for the file. */
export function outputOf(program: string, programArguments: readonly string[], bytes: Uint8Array): string {
  const folder = mkdtempSync(path.join(tmpdir(), "raddraft-checker-"));
  try {
    const file = path.join(folder, "object");
    writeFileSync(file, bytes);
    const { stdout, stderr } = spawnSync(program, programArguments.map((each) => (each === "{}" ? file : each)), { encoding: "utf8" });
    return `${stdout}${stderr}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Errors of dciodvfy, and warnings that are not accepted. */
export function dicomFaults(bytes: Uint8Array): string[] {
  const lines = outputOf("dciodvfy", ["{}"], bytes).split("\n").filter((line) => /^(Error|Warning|Abort)/.test(line));
  return lines.filter((line) => !line.startsWith("Warning") || !ACCEPTED_WARNINGS.some(([pattern]) => pattern.test(line)));
}
