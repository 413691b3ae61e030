// Progress for what is mostly over at once.

import * as vscode from "vscode";

/** Shorter work shows no progress: a notification that comes and goes is noise. */
const QUIET_MS = 1000;

/** Shows progress, with a way to cancel, only for what takes longer than a second. */
export async function withLateProgress<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const running = work(controller.signal);
  const isDone = await Promise.race([running.then(() => true, () => true), new Promise<boolean>((resolve) => setTimeout(() => { resolve(false); }, QUIET_MS))]);
  if (isDone) return await running;
  return await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (_progress, token) => {
    token.onCancellationRequested(() => { controller.abort(); });
    return await running;
  });
}
