// Work on models that takes a while: shown as a notification with a bar, an estimate and a way to stop it, and known to
// the Models view meanwhile.

import * as vscode from "vscode";
import { Cancelled } from "../../processes/index.ts";
import type { ByteProgress } from "../../setup/protocol.ts";
import { TimeLeft } from "./timeLeft.ts";
import { percent, progressLine, shortProgressLine } from "./words.ts";

/** What it tells of itself; comparing what is there goes at another speed than the rest. Who knows how long it takes says so. */
export type WorkProgress = ByteProgress & { readonly isChecking?: boolean; readonly secondsLeft?: number | null };

/** What a cancel leaves where the person stopped the work in the view, which shows it: nothing more needs to be said. */
export const SEEN = "seen";

/** Work that runs. */
export interface Running {
  /** What is done, e.g. `Downloading LLaDA-MedV`. */
  readonly title: string;
  /** How far it is, at length and in short; empty while that is not known. */
  readonly line: string;
  readonly short: string;
  readonly stop: () => void;
}

export class LongWork implements vscode.Disposable {
  readonly #running = new Map<string, Running>();
  readonly #changes = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changes.event;

  /** What runs by its key: the folder that it works on. */
  get all(): ReadonlyMap<string, Running> {
    return this.#running;
  }

  /**
   * Runs work.
   * @param key one at a time for each
   * @returns what the work gives
   * @throws what the work throws: Cancelled where the person stopped it, with `SEEN` where that was in the view
   */
  async run<T>(key: string, title: string, work: (report: (progress: WorkProgress) => void, signal: AbortSignal) => Promise<T>): Promise<T> {
    const abort = new AbortController();
    const time = new TimeLeft();
    const stopped = { isSeen: false };
    const stop = (): void => {
      stopped.isSeen = true;
      abort.abort();
    };
    const tell = (line: string, short: string): void => {
      this.#running.set(key, { title, line, short, stop });
      this.#changes.fire();
    };
    tell("", "");
    try {
      return await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (bar, token) => {
        token.onCancellationRequested(() => { abort.abort(); });
        let shown = 0;
        const report = (progress: WorkProgress): void => {
          const isChecking = progress.isChecking === true;
          if (isChecking) time.forget();
          const seconds = isChecking ? null : progress.secondsLeft ?? time.after(progress.bytesDone, progress.bytesInAll, performance.now());
          const line = isChecking ? vscode.l10n.t("comparing what is there, {0}", progressLine(progress, null)) : progressLine(progress, seconds);
          const now = percent(progress);
          bar.report({ increment: Math.max(0, now - shown), message: line });
          shown = Math.max(shown, now);
          tell(line, shortProgressLine(progress, seconds));
        };
        return await work(report, abort.signal);
      });
    } catch (error) {
      throw error instanceof Cancelled && stopped.isSeen ? new Cancelled(SEEN) : error;
    } finally {
      this.#running.delete(key);
      this.#changes.fire();
    }
  }

  dispose(): void {
    for (const { stop } of this.#running.values()) stop();
    this.#changes.dispose();
  }
}
