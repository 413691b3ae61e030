// From features of tiles to the rows of an image in the prompt: the map is put together, unpadded, shrunk and given a
// newline column; base view first (`spatial_unpad` with `anyres_max_N`, `llava_arch.py` of LLaDA-V).

import { ImagingError } from "./errors.ts";
import type { Grid } from "./grid.ts";

/** Features of one image after the projector, and what they are merged with. */
export interface TileFeatures {
  /** `[nTiles, patchesPerSide * patchesPerSide, hidden]`, base view first; borrowed. */
  readonly features: Float32Array;
  /** The learned `image_newline`, `[hidden]`. */
  readonly newline: Float32Array;
  readonly grid: Grid;
  readonly patchesPerSide: number;
}

/** A feature map `[height, width, hidden]`. */
interface FeatureMap {
  readonly height: number;
  readonly width: number;
  readonly values: Float32Array;
}

/**
 * The image's rows of the prompt.
 * @returns `[grid.imageTokens, hidden]`
 * @throws ImagingError `imaging/facts-invalid` when the features have another size than the grid asks for
 */
export function mergeFeatures(input: TileFeatures): Float32Array {
  const { features, newline, grid, patchesPerSide } = input;
  const hidden = newline.length;
  const perTile = patchesPerSide * patchesPerSide * hidden;
  if (features.length !== grid.nTiles * perTile) {
    throw new ImagingError("imaging/facts-invalid", { why: `${features.length} feature values where the grid asks for ${grid.nTiles * perTile}` });
  }
  const unpadded = gatherUnpadded(input, hidden);
  const map = grid.isShrunk ? resizeBilinear(unpadded, grid.finalHeight, grid.finalWidth, hidden) : unpadded;
  const merged = new Float32Array(grid.imageTokens * hidden);
  merged.set(features.subarray(0, perTile));
  const rowLength = map.width * hidden;
  let to = perTile;
  for (let row = 0; row < map.height; row++) {
    merged.set(map.values.subarray(row * rowLength, (row + 1) * rowLength), to);
    merged.set(newline, to + rowLength);
    to += rowLength + hidden;
  }
  return merged;
}

/** The tiles' features as one map, without its padding. */
function gatherUnpadded({ features, grid, patchesPerSide }: TileFeatures, hidden: number): FeatureMap {
  const { unpaddedTop, unpaddedLeft, unpaddedHeight: height, unpaddedWidth: width } = grid;
  const values = new Float32Array(height * width * hidden);
  for (let y = 0; y < height; y++) {
    const mapRow = unpaddedTop + y;
    const tileRow = Math.floor(mapRow / patchesPerSide);
    for (let x = 0; x < width; x++) {
      const mapColumn = unpaddedLeft + x;
      const tileColumn = Math.floor(mapColumn / patchesPerSide);
      const tile = 1 + tileRow * grid.gridColumns + tileColumn;
      const patch = (mapRow % patchesPerSide) * patchesPerSide + (mapColumn % patchesPerSide);
      const from = (tile * patchesPerSide * patchesPerSide + patch) * hidden;
      values.set(features.subarray(from, from + hidden), (y * width + x) * hidden);
    }
  }
  return { height, width, values };
}

/** For each output index the two inputs between which it lies and the share of the second, float32 as in PyTorch. */
function bilinearSources(inSize: number, outSize: number): readonly { low: number; high: number; share: number }[] {
  const scale = Math.fround(inSize / outSize);
  return Array.from({ length: outSize }, (_, out) => {
    const position = Math.max(0, Math.fround(Math.fround(scale * Math.fround(out + 0.5)) - 0.5));
    const low = Math.min(Math.floor(position), inSize - 1);
    return { low, high: Math.min(low + 1, inSize - 1), share: Math.min(1, Math.fround(position - low)) };
  });
}

/** PyTorch's `interpolate(mode="bilinear", align_corners=False, antialias=False)`. */
function resizeBilinear(map: FeatureMap, height: number, width: number, hidden: number): FeatureMap {
  const rows = bilinearSources(map.height, height);
  const columns = bilinearSources(map.width, width);
  const values = new Float32Array(height * width * hidden);
  const source = map.values;
  let to = 0;
  for (const row of rows) {
    for (const column of columns) {
      const topLeft = (row.low * map.width + column.low) * hidden;
      const topRight = (row.low * map.width + column.high) * hidden;
      const bottomLeft = (row.high * map.width + column.low) * hidden;
      const bottomRight = (row.high * map.width + column.high) * hidden;
      for (let i = 0; i < hidden; i++, to++) {
        const top = (1 - column.share) * (source[topLeft + i] ?? 0) + column.share * (source[topRight + i] ?? 0);
        const bottom = (1 - column.share) * (source[bottomLeft + i] ?? 0) + column.share * (source[bottomRight + i] ?? 0);
        values[to] = (1 - row.share) * top + row.share * bottom;
      }
    }
  }
  return { height, width, values };
}
