// The file's overlays (PS3.3 C.9.2) as a layer over the picture: it turns, flips and zooms with it, and is no part of it.

import type { FrameOverlays, OverlayPlane } from "../protocol.ts";
import { element } from "../ui/element.ts";
import type { Stage } from "./stage.ts";

export interface OverlayLayer {
  readonly element: HTMLCanvasElement;
  add(slice: number, overlays: FrameOverlays): void;
  /** The overlays of a slice; null while they are not there. */
  get(slice: number): FrameOverlays | null;
  clear(): void;
  /** Draws those of a slice as the picture lies in the pane; null: nothing. */
  draw(stage: Stage, slice: number | null): void;
}

/** Memory for packed planes: 32 of 4096 x 4096. */
const MAX_HELD_BYTES = 64 * 1024 * 1024;
/** Each group has a colour of its own, as words of ABGR; none is that of the marks. */
const COLOURS = [0xffff_e15c, 0xffe0_9dff, 0xff6b_ffb6, 0xff5c_b4ff] as const;
/** A region lets the picture through. */
const REGION_MASK = 0x60ff_ffff;

export function overlayLayer(): OverlayLayer {
  const layer = element("canvas", { class: "overlay-layer", attributes: { "aria-hidden": "true" } });
  const held = new Map<number, FrameOverlays>();
  let painted: { readonly of: FrameOverlays; readonly pictures: readonly HTMLCanvasElement[] } | null = null;
  const picturesOf = (overlays: FrameOverlays): readonly HTMLCanvasElement[] => {
    if (painted?.of !== overlays) painted = { of: overlays, pictures: overlays.planes.map(pictureOf) };
    return painted.pictures;
  };
  return {
    element: layer,
    add: (slice, overlays) => {
      held.delete(slice);
      held.set(slice, overlays);
      let bytes = 0;
      for (const { planes } of held.values()) for (const { bits } of planes) bytes += bits.length;
      for (const [other, { planes }] of held) {
        if (bytes <= MAX_HELD_BYTES || other === slice) break;
        held.delete(other);
        for (const { bits } of planes) bytes -= bits.length;
      }
    },
    get: (slice) => held.get(slice) ?? null,
    clear: () => {
      held.clear();
      painted = null;
    },
    draw: (stage, slice) => {
      const overlays = slice === null ? undefined : held.get(slice);
      const isEmpty = overlays === undefined || overlays.planes.length === 0;
      if (isEmpty && layer.hidden) return;
      layer.hidden = isEmpty;
      const context = isEmpty ? null : sized(layer);
      if (overlays === undefined || context === null) return;
      placeAsPicture(context, stage);
      const pictures = picturesOf(overlays);
      overlays.planes.forEach(({ firstRow, firstColumn }, at) => {
        const picture = pictures[at];
        if (picture !== undefined) context.drawImage(picture, firstColumn, firstRow);
      });
    },
  };
}

/** The layer's context, cleared, the layer being as large as the pane in device pixels. */
function sized(layer: HTMLCanvasElement): CanvasRenderingContext2D | null {
  const width = Math.round(layer.clientWidth * devicePixelRatio);
  const height = Math.round(layer.clientHeight * devicePixelRatio);
  if (layer.width !== width || layer.height !== height) {
    layer.width = width;
    layer.height = height;
  }
  const context = layer.getContext("2d");
  context?.setTransform(1, 0, 0, 1, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}

/** From here on a unit is a pixel of the image. */
function placeAsPicture(context: CanvasRenderingContext2D, stage: Stage): void {
  const [x, y] = stage.toPane(0, 0);
  const [columnX, columnY] = stage.toPane(1, 0);
  const [rowX, rowY] = stage.toPane(0, 1);
  context.setTransform(columnX - x, columnY - y, rowX - x, rowY - y, x, y);
  const scaled = new DOMMatrix().scale(devicePixelRatio).multiply(context.getTransform());
  context.setTransform(scaled);
  // Enlarged, a point is a square; made smaller, a thin line must not fall between the pixels.
  context.imageSmoothingEnabled = Math.min(Math.hypot(scaled.a, scaled.b), Math.hypot(scaled.c, scaled.d)) < 1;
}

/** A plane on a canvas of its size. */
function pictureOf({ group, kind, rows, columns, bits }: OverlayPlane): HTMLCanvasElement {
  const picture = document.createElement("canvas");
  picture.width = columns;
  picture.height = rows;
  const image = new ImageData(columns, rows);
  paintPlane(bits, colourOf(group, kind), new Uint32Array(image.data.buffer));
  picture.getContext("2d")?.putImageData(image, 0, 0);
  return picture;
}

function colourOf(group: number, kind: OverlayPlane["kind"]): number {
  const colour = COLOURS[((group - 0x6000) / 2) % COLOURS.length] ?? COLOURS[0];
  return kind === "region" ? (colour & REGION_MASK) >>> 0 : colour;
}

/**
 * Sets the points of a plane.
 * @param bits a bit a point, the first in the lowest bit
 * @param pixels `[rows * columns]`, points that are not set stay as they are
 */
export function paintPlane(bits: Uint8Array, colour: number, pixels: Uint32Array): void {
  for (let i = 0; i < pixels.length; i++) if (((bits[i >> 3] ?? 0) >> (i & 7)) & 1) pixels[i] = colour;
}
