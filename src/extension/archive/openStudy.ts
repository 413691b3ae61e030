// Opens a study of the archive: the first image as soon as it is there, the rest of its series while it comes.

import * as vscode from "vscode";
import type { FetchEvent } from "../../archive/protocol.ts";
import { Cancelled } from "../../processes/index.ts";
import type { ImageEditor } from "../imageEditor.ts";
import { noticeOf, noticeText } from "../notices.ts";
import { notConnected, type ArchiveService } from "./archiveService.ts";

/** Open images are told of new slices this often at most, milliseconds: each time their folder is looked through. */
const GROW_MS = 700;

export interface OpenStudyOptions {
  readonly service: ArchiveService;
  readonly editor: ImageEditor;
  /** The cache has other studies now. */
  readonly changed: () => void;
}

/** How a study is opened. */
export interface HowToOpen {
  /** Modality whose series come first; empty: by number. */
  readonly first: string;
  readonly column: vscode.ViewColumn;
  /** Called when no more of it comes, however that ended. */
  readonly onFetched?: () => void;
}

interface Running {
  /** The image that was opened, as soon as it is. */
  readonly opened: Promise<vscode.Uri | null>;
  readonly ended: Promise<void>;
}

/** Studies that are being fetched, by UID: asked for once more they are not fetched twice. */
const running = new Map<string, Running>();

/**
 * Fetches a study with progress and a way to cancel, and opens its first image.
 * @returns the image that was opened, as soon as it is; null where none came
 */
export async function openStudy(options: OpenStudyOptions, study: string, how: HowToOpen): Promise<vscode.Uri | null> {
  const one = running.get(study) ?? begin(options, study, how);
  void one.ended.then(() => how.onFetched?.());
  return await one.opened;
}

function begin(options: OpenStudyOptions, study: string, how: HowToOpen): Running {
  let tellOpened: (uri: vscode.Uri | null) => void = () => undefined;
  const opened = new Promise<vscode.Uri | null>((resolve) => { tellOpened = resolve; });
  const ended = fetchAll(options, study, how, tellOpened).finally(() => {
    tellOpened(null);
    running.delete(study);
  });
  running.set(study, { opened, ended });
  return { opened, ended };
}

async function fetchAll({ service, editor, changed }: OpenStudyOptions, study: string, { first, column }: HowToOpen, tellOpened: (uri: vscode.Uri) => void): Promise<void> {
  const cache = service.cache();
  const seen: { last: FetchEvent | null; other: string | null; opening: Promise<void> | null } = { last: null, other: null, opening: null };
  try {
    const connection = await service.connection();
    if (connection === null) throw notConnected();
    await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: vscode.l10n.t("Fetching the study"), cancellable: true }, async (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => { abort.abort(); });
      const grow = growing(() => { editor.grow(cache.folder); });
      let percent = 0;
      const onEvent = (event: FetchEvent): void => {
        seen.last = event;
        const { path, hasImage, done, total } = event;
        seen.other ??= path;
        if (seen.opening === null && path !== null && hasImage) {
          const uri = vscode.Uri.file(path);
          seen.opening = editor.open(uri, column).then(() => { tellOpened(uri); });
        }
        const now = total === null || total === 0 ? percent : Math.floor((100 * done) / total);
        progress.report({ message: countWords(done, total), increment: Math.max(0, now - percent) });
        percent = Math.max(percent, now);
        grow.soon();
      };
      try {
        const { foreign } = await service.process.fetch({ connection, study, first, cache, keep: editor.foldersUnder(cache.folder) }, onEvent, abort.signal);
        // A study of reports alone: its attributes can be read.
        if (seen.opening === null && seen.other !== null) await editor.open(vscode.Uri.file(seen.other), column);
        if (foreign > 0) void vscode.window.showWarningMessage(vscode.l10n.t("The archive also sent {0} objects that are not of this study; they were thrown away.", foreign));
      } finally {
        grow.now();
      }
    });
  } catch (error) {
    if (error instanceof Cancelled) return;
    const { done, total } = seen.last ?? { done: 0, total: null };
    const there = done === 0 ? "" : ` ${vscode.l10n.t("{0} are there.", countWords(done, total))}`;
    void vscode.window.showErrorMessage(`${noticeText(noticeOf(error, service.log))}${there}`);
  } finally {
    changed();
    // All may have come before the first is shown.
    await seen.opening?.catch(() => undefined);
  }
}

function countWords(done: number, total: number | null): string {
  return total === null ? vscode.l10n.t("{0} images", done) : vscode.l10n.t("{0} of {1} images", done, total);
}

/** Calls now and then while it is asked to, and once at the end. */
function growing(call: () => void): { readonly soon: () => void; readonly now: () => void } {
  let timer: NodeJS.Timeout | null = null;
  const now = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    call();
  };
  return { soon: () => { timer ??= setTimeout(now, GROW_MS); }, now };
}
