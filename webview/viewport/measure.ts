// What a mark measures: lengths and angles in the plane, mean and standard deviation of the values inside.

import type { FrameFacts } from "../protocol.ts";
import type { Values } from "./greyTable.ts";

type Point = readonly [number, number];

/** What a mark says. Lengths and areas are in `unit` and its square. */
export type Measured =
  | { readonly kind: "length"; readonly length: number; readonly unit: LengthUnit }
  | { readonly kind: "angle"; readonly degrees: number }
  | { readonly kind: "area"; readonly area: number; readonly unit: LengthUnit; readonly mean: number; readonly deviation: number; readonly min: number; readonly max: number; readonly nPixels: number };

/** `mm` by PixelSpacing, `mm at detector` by ImagerPixelSpacing (larger than in the patient by the magnification), `px` where the file has neither. */
export type LengthUnit = "mm" | "mm at detector" | "px";

export function lengthUnitOf({ spacing }: FrameFacts): LengthUnit {
  if (spacing === null) return "px";
  return spacing.source === "PixelSpacing" ? "mm" : "mm at detector";
}

/**
 * Measures a mark.
 * @param kind how its points are meant: two ends; three points with the corner in the middle; four corners of a rectangle
 *   (upper left, upper right, lower left, lower right); four ends of an ellipse's axes (two and two)
 * @param points in pixels; pixel k spans k to k + 1
 * @returns null while it has too few points; an area of colour has no values
 */
export function measure(kind: "length" | "angle" | "rectangle" | "ellipse", points: readonly Point[], frame: Values): Measured | null {
  const unit = lengthUnitOf(frame.facts);
  const wide = frame.facts.spacing?.column ?? 1;
  const high = frame.facts.spacing?.row ?? frame.facts.pixelAspect;
  const [a, b, c, d] = points.map(([x, y]): Point => [x * wide, y * high]);
  if (a === undefined || b === undefined) return null;
  if (kind === "length") return { kind, length: Math.hypot(b[0] - a[0], b[1] - a[1]), unit };
  if (c === undefined) return null;
  if (kind === "angle") return { kind, degrees: angleOf(a, b, c) };
  if (d === undefined) return null;
  const shape = kind === "rectangle" ? rectangleOf(a, b, c) : ellipseOf([a, b], [c, d]);
  return { kind: "area", area: shape.area, unit, ...statistics(frame, (x, y) => shape.holds((x + 0.5) * wide, (y + 0.5) * high), points) };
}

function angleOf(a: Point, corner: Point, c: Point): number {
  const one = Math.atan2(a[1] - corner[1], a[0] - corner[0]);
  const other = Math.atan2(c[1] - corner[1], c[0] - corner[0]);
  const degrees = (Math.abs(one - other) * 180) / Math.PI;
  return degrees > 180 ? 360 - degrees : degrees;
}

interface Shape {
  readonly area: number;
  holds(x: number, y: number): boolean;
}

function rectangleOf(corner: Point, along: Point, down: Point): Shape {
  const u: Point = [along[0] - corner[0], along[1] - corner[1]];
  const v: Point = [down[0] - corner[0], down[1] - corner[1]];
  const isWithin = (part: number, whole: number): boolean => part >= 0 && part <= whole;
  return {
    area: Math.abs(u[0] * v[1] - u[1] * v[0]),
    holds: (x, y) => {
      const d: Point = [x - corner[0], y - corner[1]];
      return isWithin(dot(d, u), dot(u, u)) && isWithin(dot(d, v), dot(v, v));
    },
  };
}

function ellipseOf([a, b]: readonly [Point, Point], [c, d]: readonly [Point, Point]): Shape {
  const center: Point = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const u: Point = [(b[0] - a[0]) / 2, (b[1] - a[1]) / 2];
  const v: Point = [(d[0] - c[0]) / 2, (d[1] - c[1]) / 2];
  return {
    area: Math.PI * Math.hypot(...u) * Math.hypot(...v),
    holds: (x, y) => {
      const from: Point = [x - center[0], y - center[1]];
      return (dot(from, u) / dot(u, u)) ** 2 + (dot(from, v) / dot(v, v)) ** 2 <= 1;
    },
  };
}

function dot(one: Point, other: Point): number {
  return one[0] * other[0] + one[1] * other[1];
}

/** Over the pixels whose centre lies inside; the deviation is that of the sample (n - 1). */
function statistics({ rows, columns, channels, values }: Values, holds: (x: number, y: number) => boolean, points: readonly Point[]): { mean: number; deviation: number; min: number; max: number; nPixels: number } {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const within = (value: number, limit: number): number => Math.min(limit, Math.max(0, Math.floor(value)));
  let nPixels = 0;
  let mean = 0;
  let squares = 0;
  let min = Infinity;
  let max = -Infinity;
  if (channels === 1) {
    for (let y = within(Math.min(...ys), rows); y < within(Math.max(...ys) + 1, rows); y++) {
      for (let x = within(Math.min(...xs), columns); x < within(Math.max(...xs) + 1, columns); x++) {
        const value = values[y * columns + x] ?? NaN;
        if (!holds(x, y) || Number.isNaN(value)) continue;
        // Welford: no large sums of squares.
        nPixels += 1;
        const step = value - mean;
        mean += step / nPixels;
        squares += step * (value - mean);
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
    }
  }
  return { mean: nPixels === 0 ? NaN : mean, deviation: nPixels < 2 ? NaN : Math.sqrt(squares / (nPixels - 1)), min, max, nPixels };
}
