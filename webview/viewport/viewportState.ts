// What the deeds of the viewport may look at and change.

import type { FileShown, View, ViewerAction } from "../protocol.ts";
import type { Mark, Stage } from "./stage.ts";
import type { HeldFrame } from "./frameStore.ts";
import type { LabelShown } from "./overlay.ts";

export type OpenFile = Extract<FileShown, { readonly kind: "open" }>;

/** The table of attributes beside the viewport; it knows whether patient data are shown, in both. */
export interface Beside {
  readonly deeds: Partial<Record<ViewerAction, () => void>>;
  isOpen(): boolean;
  isPatientShown(): boolean;
}

export interface ViewportState {
  readonly file: OpenFile | null;
  readonly view: View;
  /** The frame that is shown, which may lag behind the view while it loads. */
  readonly frame: HeldFrame | null;
  readonly stage: Stage | null;
  /** The layer of overlays, where it shows any. */
  readonly layer: HTMLCanvasElement | null;
  isFrameThere(slice: number): boolean;
  marks(): readonly Mark[];
  labels(): readonly LabelShown[];
  change(changes: Partial<View>): void;
}
