// Independent checkers of what is exported, Debian packages: dciodvfy of dicom3tools, dsrdump of dcmtk, pdftotext of poppler-utils.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** A warning that is accepted. */
export interface AcceptedWarning {
  readonly checker: "dciodvfy" | "dsrdump";
  /** Its words, as far as they are always the same. */
  readonly words: string;
  readonly pattern: RegExp;
  readonly reason: string;
}

/** Warnings that are accepted; one of another kind fails a test, as every error does. `docs/exports.md` lists the same. */
export const ACCEPTED_WARNINGS: readonly AcceptedWarning[] = [
  {
    checker: "dciodvfy",
    words: "Unrecognized defined term <99RADDRAFT> for value 1 of attribute <Coding Scheme Designator>",
    pattern: /Unrecognized defined term <99RADDRAFT> .* <Coding Scheme Designator>/,
    reason: "headings that the standard has no code for have one of our own, as PS3.16 8 allows",
  },
  {
    checker: "dciodvfy",
    words: "Missing attribute or value that would be needed to build DICOMDIR",
    pattern: /needed to build DICOMDIR/,
    reason: "a report without a DICOM image has no patient and no time of its study; the attributes are there and empty, as their type 2 allows",
  },
  {
    checker: "dsrdump",
    words: "The VR checker does not support this Specific Character Set: ISO_IR 192",
    pattern: /^W: The VR checker does not support this Specific Character Set: ISO_IR 192$/,
    reason: "the text is in UTF-8, so that every writing system fits; the checker leaves out the look at the characters of its values, and checks the rest",
  },
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
  return lines.filter((line) => !line.startsWith("Warning") || !isAccepted("dciodvfy", line));
}

/** Errors of dsrdump, and warnings that are not accepted. */
export function reportFaults(bytes: Uint8Array): string[] {
  const lines = outputOf("dsrdump", ["+U8", "-v", "{}"], bytes).split("\n").filter((line) => /^[WEF]: /.test(line));
  return lines.filter((line) => !line.startsWith("W") || !isAccepted("dsrdump", line));
}

function isAccepted(checker: AcceptedWarning["checker"], line: string): boolean {
  return ACCEPTED_WARNINGS.some((accepted) => accepted.checker === checker && accepted.pattern.test(line));
}
