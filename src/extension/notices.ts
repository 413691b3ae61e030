// Errors as sentences: what the person reads and can do. A cancellation is no error and never comes here.

import * as vscode from "vscode";
import type { Notice } from "../../webview/protocol.ts";
import { ProcessError } from "../processes/index.ts";
import type { Log } from "./log.ts";
import { sentenceIn } from "./sentenceIn.ts";
import { translations } from "./webviewStart.ts";

/** Sentence and action for any error; what is not one of ours goes to the log and gets a general sentence. */
export function noticeOf(error: unknown, log: Log): Notice {
  if (error instanceof ProcessError) {
    log.line(`error ${error.code}`);
    if (error.code === "process/died") return { sentence: vscode.l10n.t("The drafting engine stopped."), action: vscode.l10n.t("Generate again.") };
    return { sentence: inDisplayLanguage(error.message), action: inDisplayLanguage(error.action) };
  }
  log.unexpected("unexpected error", error);
  return { sentence: vscode.l10n.t("RadDraft met an error it does not know."), action: vscode.l10n.t("Try again; if it stays, see the log and report it.") };
}

let bundle: Readonly<Record<string, string>> | null = null;

/** A sentence that came in English from another process or layer; without a translation it stays. */
export function inDisplayLanguage(english: string): string {
  if (vscode.l10n.bundle === undefined || english === "") return english;
  bundle ??= translations();
  return sentenceIn(bundle, english);
}

/** The same for a file that could not be opened or shown: its process is the reader. */
export function fileNoticeOf(error: unknown, log: Log): Notice {
  if (error instanceof ProcessError && error.code === "process/died") {
    log.line(`error ${error.code}`);
    return { sentence: vscode.l10n.t("The process that reads images stopped."), action: vscode.l10n.t("Try again.") };
  }
  return noticeOf(error, log);
}

/** One line of a notice, for a message box. */
export function noticeText(notice: Notice): string {
  return notice.action === "" ? notice.sentence : `${notice.sentence} ${notice.action}`;
}
