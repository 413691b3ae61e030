// NumPy's `.npy` files, versions 1 to 3, of little-endian floats in C order.

import { readFileSync } from "node:fs";

export interface NpyArray {
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array;
}

/** Reads an array of `<f4` or `<f8`. @throws Error when it is anything else */
export function readNpy(path: string): NpyArray {
  const bytes = readFileSync(path);
  if (bytes.toString("latin1", 0, 6) !== "\x93NUMPY") throw new Error("not an .npy file");
  const isVersion1 = bytes[6] === 1;
  const headerStart = isVersion1 ? 10 : 12;
  const dataStart = headerStart + (isVersion1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8));
  const header = bytes.toString("latin1", headerStart, dataStart);
  const type = /'descr':\s*'(<f[48])'/.exec(header)?.[1];
  const shape = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  if (type === undefined || shape === undefined || !/'fortran_order':\s*False/.test(header)) throw new Error("an .npy file of another kind");
  const data = bytes.buffer.slice(bytes.byteOffset + dataStart, bytes.byteOffset + bytes.byteLength);
  const values = type === "<f4" ? new Float32Array(data) : new Float64Array(data);
  return { shape: shape.split(",").filter((side) => side.trim() !== "").map(Number), values };
}
