// The stage as the viewport sees it: pictures in, places and marks out. Made by `cornerstone.ts`.

import type { Plane } from "./frameStore.ts";

/** Where the stage gets its pictures; asked only for slices it was told to show. */
export interface Pictures {
  plane(slice: number): Plane;
  /** The slice as displayed now, on a canvas of its size. */
  canvas(slice: number): HTMLCanvasElement;
  /** The same as RGB bytes `[rows, columns, 3]`. */
  bytes(slice: number): Uint8Array;
}

export type MarkKind = "length" | "angle" | "rectangle" | "ellipse";
export type StageTool = MarkKind | "window" | "zoom" | "pan";

/** A measurement as drawn: corners in pixels of the slice; pixel k spans k to k + 1. */
export interface Mark {
  readonly id: string;
  readonly kind: MarkKind;
  readonly slice: number;
  readonly points: readonly (readonly [number, number])[];
}

/** How the picture lies in the pane. `zoom` 1 fits the pane; `center` is what lies in its middle, pixels from the middle of the image. */
export interface Placement {
  readonly zoom: number;
  readonly center: readonly [number, number];
  readonly rotation: number;
  readonly isFlippedHorizontally: boolean;
  readonly isFlippedVertically: boolean;
}

export interface StageOptions {
  readonly element: HTMLDivElement;
  readonly pictures: Pictures;
  /** The window tool was dragged, CSS pixels. */
  readonly onWindowDrag: (dx: number, dy: number) => void;
  /** The picture lies elsewhere, or a mark was drawn, moved or removed. */
  readonly onChange: () => void;
}

export interface Stage {
  readonly isCpu: boolean;
  /** Another stack; nothing is shown until `show`. */
  readonly setStack: (slices: number) => void;
  readonly show: (slice: number) => Promise<void>;
  /** Draws a slice of a stack that is shown already within this call; only where `isCpu`. */
  readonly showNow: (slice: number) => void;
  /** The picture of the slice shown has changed. */
  readonly repaint: () => void;
  readonly resize: () => void;
  readonly use: (tool: StageTool) => void;
  readonly placement: () => Placement;
  readonly place: (placement: Placement) => void;
  /** From CSS pixels of the pane to pixels of the image, and back. */
  readonly toImage: (x: number, y: number) => readonly [number, number];
  readonly toPane: (x: number, y: number) => readonly [number, number];
  readonly marks: () => readonly Mark[];
  readonly addMark: (mark: Mark) => void;
  readonly removeMark: (id: string) => void;
}
