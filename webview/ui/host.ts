// The webview's only line to the extension host, and what survives while the page is hidden.

import type { FromWebview, Panel, ToWebview, View, ViewerAction } from "../protocol.ts";
import type { TagsKept } from "../tags/tagPane.ts";
import type { Mark, Placement } from "../viewport/stage.ts";

/** Kept by VS Code for this editor over hiding and reloading; all else is sent again by the host. */
export interface Kept {
  readonly panel: Panel | null;
  readonly view: View | null;
  readonly isAdvancedOpen: boolean;
  readonly viewer: ViewerKept | null;
  /** Names of people and places, over the picture and in the table of attributes; null: the person has not chosen here. */
  readonly isPatientShown: boolean | null;
  readonly tags: TagsKept | null;
}

/** What the viewport keeps: nothing of it reaches the model. */
export interface ViewerKept {
  readonly tool: ViewerAction;
  /** Undefined where an earlier version kept it. */
  readonly areOverlaysShown?: boolean | undefined;
  readonly placement: Placement;
  readonly marks: readonly Mark[];
  /** How many the stack had by whose numbers the marks are; undefined where an earlier version kept them. */
  readonly slices?: number | undefined;
}

interface VsCodeApi {
  postMessage(message: FromWebview): void;
  getState(): Kept | undefined;
  setState(kept: Kept): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();
let kept: Kept = { panel: null, view: null, isAdvancedOpen: false, viewer: null, isPatientShown: null, tags: null, ...api.getState() };

export function send(message: FromWebview): void {
  api.postMessage(message);
}

/** Calls back for each message of the host. The host is trusted: it is the same program, and only it can post here. */
export function onHostMessage(listener: (message: ToWebview) => void): void {
  window.addEventListener("message", (event: MessageEvent<ToWebview>) => { listener(event.data); });
}

export function recall(): Kept {
  return kept;
}

/** Keeps some values; the others stay as they are. */
export function keep(changes: Partial<Kept>): void {
  kept = { ...kept, ...changes };
  api.setState(kept);
}
