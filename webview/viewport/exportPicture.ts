// A picture of the viewport as PNG: what is seen with its marks and corners, and "not for diagnostic use" in its pixels.

import { t } from "../ui/strings.ts";
import type { Mark } from "./stage.ts";

export interface ExportOptions {
  /** The pane's canvas, in device pixels. */
  readonly canvas: HTMLCanvasElement;
  /** Overlays over it, of the same size; null while none are shown. */
  readonly layer: HTMLCanvasElement | null;
  readonly marks: readonly Mark[];
  readonly labels: readonly { readonly x: number; readonly y: number; readonly lines: readonly string[] }[];
  /** From pixels of the image to CSS pixels of the pane. */
  readonly toPane: (x: number, y: number) => readonly [number, number];
  readonly corners: { readonly left: readonly string[]; readonly right: readonly string[] };
}

const LINE = 16;
const MARGIN = 8;

export async function exportPicture({ canvas, layer, marks, labels, toPane, corners }: ExportOptions): Promise<Blob> {
  const scale = canvas.width / Math.max(1, canvas.clientWidth);
  const width = canvas.width / scale;
  const height = canvas.height / scale;
  const out = document.createElement("canvas");
  out.width = canvas.width;
  out.height = canvas.height + Math.round(2 * LINE * scale);
  const context = out.getContext("2d");
  if (context === null) throw new Error("no canvas to draw on");
  context.fillRect(0, 0, out.width, out.height);
  context.drawImage(canvas, 0, 0);
  if (layer !== null) context.drawImage(layer, 0, 0, canvas.width, canvas.height);
  context.scale(scale, scale);
  context.font = "12px sans-serif";
  context.textBaseline = "top";
  context.strokeStyle = "#ffd75e";
  context.lineWidth = 1.5;
  for (const mark of marks) drawMark(context, mark, toPane);
  const write = (text: string, x: number, y: number, align: CanvasTextAlign, colour: string): void => {
    context.textAlign = align;
    context.fillStyle = "#000";
    for (const [dx, dy] of [[-1, 0], [1, 0], [0, -1], [0, 1]] as const) context.fillText(text, x + dx, y + dy);
    context.fillStyle = colour;
    context.fillText(text, x, y);
  };
  for (const { x, y, lines } of labels) lines.forEach((text, at) => { write(text, x, y + at * LINE, "left", "#ffd75e"); });
  corners.left.forEach((text, at) => { write(text, MARGIN, MARGIN + at * LINE, "left", "#d8d8d8"); });
  corners.right.forEach((text, at) => { write(text, width - MARGIN, height - MARGIN - (corners.right.length - at) * LINE, "right", "#d8d8d8"); });
  write(t("Not for diagnostic use"), width / 2, height + LINE / 2, "center", "#ffb0a0");
  return await new Promise((resolve, reject) => {
    out.toBlob((blob) => { if (blob === null) reject(new Error("the picture could not be encoded")); else resolve(blob); }, "image/png");
  });
}

function drawMark(context: CanvasRenderingContext2D, { kind, points }: Mark, toPane: ExportOptions["toPane"]): void {
  const [a, b, c, d] = points.map(([x, y]) => toPane(x, y));
  if (a === undefined || b === undefined) return;
  context.beginPath();
  if (kind === "ellipse" && c !== undefined && d !== undefined) {
    const tilt = Math.atan2(b[1] - a[1], b[0] - a[0]);
    context.ellipse((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, Math.hypot(b[0] - a[0], b[1] - a[1]) / 2, Math.hypot(d[0] - c[0], d[1] - c[1]) / 2, tilt, 0, 2 * Math.PI);
  } else {
    const corners = kind === "rectangle" && c !== undefined && d !== undefined ? [a, b, d, c, a] : [a, b, ...(c === undefined ? [] : [c])];
    corners.forEach(([x, y], at) => { if (at === 0) context.moveTo(x, y); else context.lineTo(x, y); });
  }
  context.stroke();
}
