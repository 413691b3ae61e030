// Measurements in words: on the picture, in the list, in the report.

import { t } from "../ui/strings.ts";
import type { LengthUnit, Measured } from "./measure.ts";

/** What stands beside a mark, line by line. */
export function linesOf(measured: Measured, unit: string): readonly string[] {
  switch (measured.kind) {
    case "length": return [`${rounded(measured.length)} ${lengthUnit(measured.unit)}`];
    case "angle": return [`${rounded(measured.degrees)}°`];
    case "area": {
      const area = t("Area {0} {1}²", rounded(measured.area), lengthUnit(measured.unit));
      if (measured.nPixels === 0) return [area];
      const values = `${rounded(measured.mean)} ± ${rounded(measured.deviation)} ${unit}`.trim();
      return [t("Mean {0}", values), t("Range {0} to {1}", rounded(measured.min), rounded(measured.max)), area];
    }
  }
}

/** A sentence for the report. @param place which slice of which series */
export function sentenceOf(measured: Measured, unit: string, place: string): string {
  switch (measured.kind) {
    case "length": return t("Length {0} {1} ({2}).", rounded(measured.length), lengthUnit(measured.unit), place);
    case "angle": return t("Angle {0}° ({1}).", rounded(measured.degrees), place);
    case "area": {
      const values = `${rounded(measured.mean)} ± ${rounded(measured.deviation)} ${unit}`.trim();
      return measured.nPixels === 0
        ? t("Region of {0} {1}² ({2}).", rounded(measured.area), lengthUnit(measured.unit), place)
        : t("Region of {0} {1}², mean {2} ({3}).", rounded(measured.area), lengthUnit(measured.unit), values, place);
    }
  }
}

export function lengthUnit(unit: LengthUnit): string {
  return unit === "mm at detector" ? t("mm at detector") : unit;
}

/** One decimal below a hundred, none above. */
export function rounded(value: number): string {
  if (Number.isNaN(value)) return "–";
  return Math.abs(value) < 100 ? String(Math.round(value * 10) / 10) : String(Math.round(value));
}

/** Where a measurement was made, for its sentence. @param slice from 0 */
export function placeWords(seriesNumber: number | null, slice: number, slices: number): string {
  const series = seriesNumber === null ? [] : [t("series {0}", seriesNumber)];
  const place = [...series, ...(slices > 1 ? [t("slice {0} of {1}", slice + 1, slices)] : [])];
  return place.length === 0 ? t("this image") : place.join(", ");
}
