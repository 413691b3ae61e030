// What could not be kept beside a report, because the disk is full or may not be written to: the person is told, once.

import * as vscode from "vscode";
import type { Log } from "./log.ts";

/**
 * Tells of failures to keep something. The person hears of it once for a window, since it is kept again and again; the
 * log each time.
 * @param what for the log
 * @param sentence what that means, and what to do
 */
export function unkeptTeller(log: Log, what: string, sentence: string): (error: unknown) => void {
  let isTold = false;
  return (error) => {
    log.line(`${what} not kept: ${error instanceof vscode.FileSystemError ? error.code : "unknown"}`);
    if (isTold) return;
    isTold = true;
    void vscode.window.showWarningMessage(sentence);
  };
}
