// What every deed on models works with, and how failures of them are told.

import * as vscode from "vscode";
import type { SetupCalls } from "../../setup/protocol.ts";
import { Cancelled, ProcessError } from "../../processes/index.ts";
import type { Notice } from "../../../webview/protocol.ts";
import type { DraftService } from "../draftService.ts";
import { withLateProgress } from "../lateProgress.ts";
import type { Log } from "../log.ts";
import { noticeOf, noticeText } from "../notices.ts";
import type { HubAccess } from "./hubAccess.ts";
import type { LongWork } from "./longWork.ts";
import type { ModelLibrary } from "./modelLibrary.ts";

export interface Models {
  readonly extensionUri: vscode.Uri;
  readonly service: DraftService;
  readonly library: ModelLibrary;
  readonly hub: HubAccess;
  readonly work: LongWork;
  readonly log: Log;
}

/** Asks the setup process. @throws Cancelled; ProcessError */
export async function setUp<K extends keyof SetupCalls>(models: Models, kind: K, request: SetupCalls[K]["request"], onEvent?: (event: SetupCalls[K]["event"]) => void, signal?: AbortSignal): Promise<SetupCalls[K]["result"]> {
  return await models.service.drafting.setUp(kind, request, onEvent, signal);
}

/** Has the engine let go of its model: after the draft that runs, if one does. @throws Cancelled where the person does not wait for it */
export async function letGo({ service }: Models): Promise<void> {
  await withLateProgress(vscode.l10n.t("Waiting for the draft that runs"), (signal) => service.drafting.unload(signal));
}

/** The sentence for an error of the setup process. */
export function setUpNotice(error: unknown, log: Log): Notice {
  if (error instanceof ProcessError && error.code === "process/died") {
    log.line(`error ${error.code}`);
    return { sentence: vscode.l10n.t("The process that sets models up stopped."), action: vscode.l10n.t("Start again: a download goes on where it ended, and no package was harmed.") };
  }
  return noticeOf(error, log);
}

/**
 * Tells of a failure; of a cancel nothing is told.
 * @returns the choice that the person took, if any
 */
export async function tellFailure(error: unknown, { log }: Models, ...choices: readonly string[]): Promise<string | undefined> {
  if (error instanceof Cancelled) return undefined;
  return await vscode.window.showErrorMessage(noticeText(setUpNotice(error, log)), ...choices);
}
