// The chat page's line to the extension host, and what survives while the page is hidden or the window reloads.

import type { ChatSettings, FromChat, ToChat } from "./protocol.ts";

/** Kept by VS Code for this view; all else is sent again by the host. */
export interface Kept {
  readonly settings: ChatSettings | null;
  /** What stands in the box. */
  readonly text: string;
  readonly isCertaintyShown: boolean;
}

interface VsCodeApi {
  postMessage(message: FromChat): void;
  getState(): Kept | undefined;
  setState(kept: Kept): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();
let kept: Kept = { settings: null, text: "", isCertaintyShown: true, ...api.getState() };

export function send(message: FromChat): void {
  api.postMessage(message);
}

/** Calls back for each message of the host. The host is trusted: it is the same program, and only it can post here. */
export function onHostMessage(listener: (message: ToChat) => void): void {
  window.addEventListener("message", (event: MessageEvent<ToChat>) => { listener(event.data); });
}

export function recall(): Kept {
  return kept;
}

/** Keeps some values; the others stay as they are. */
export function keep(changes: Partial<Kept>): void {
  kept = { ...kept, ...changes };
  api.setState(kept);
}
