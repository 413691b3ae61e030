// The log channel. No text of a report, no tag of a patient and no folder of the person ever gets into it.

import * as vscode from "vscode";
import { withoutPaths } from "./withoutPaths.ts";

export interface Log {
  /** One line about the processes or about what was done. */
  line(text: string): void;
  /** An error that has no sentence for people: its kind and where in our code it arose. */
  unexpected(what: string, error: unknown): void;
  show(): void;
  dispose(): void;
}

export function createLog(): Log {
  const channel = vscode.window.createOutputChannel("RadDraft", { log: true });
  return {
    line: (text) => { channel.info(withoutPaths(text)); },
    unexpected: (what, error) => { channel.error(withoutPaths(`${what}: ${error instanceof Error ? (error.stack ?? error.name) : typeof error}`)); },
    show: () => { channel.show(); },
    dispose: () => { channel.dispose(); },
  };
}
