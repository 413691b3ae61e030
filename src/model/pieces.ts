// How a tensor of each form is cut into pieces, and where the pieces of a package lie in its weights files.

import { ModelError } from "./errors.ts";
import type { TensorEntry, TensorPiece } from "./manifest.ts";
import type { ExpectedTensor, Form } from "./tensorNames.ts";

/** Of int4 tensors that name none; checked packages have none of those. */
export const DEFAULT_BLOCK = 32;

/** Pieces begin at a page, so that they can be mapped. */
export const PIECE_ALIGNMENT = 4096;
/** Each weights file stays below: Electron's allocator refuses blocks near 2 GiB, and an arena may double them. */
export const WEIGHTS_FILE_LIMIT = 1024 ** 3;

/** A piece whose place is not decided yet; `length` in bytes. */
export type PieceShape = Pick<TensorPiece, "role" | "type" | "shape" | "length">;
/** A form, and how it came about. */
export type PlannedForm = Form & Pick<TensorEntry, "trial">;
/** A tensor with all its pieces' places, but not yet their hashes. */
export type PlannedTensor = Omit<TensorEntry, "pieces"> & { readonly pieces: readonly Omit<TensorPiece, "sha256">[] };

const bytesOf = { float32: 4, float16: 2, int8: 1, uint8: 1 } as const;

/**
 * The pieces of a tensor.
 * - fp32, fp16: `values`, the tensor's own shape
 * - int8: `values` transposed `[in, out]` (`MatMulInteger` takes its second matrix so), `scales` `[out]`; `columns`
 *   `[apart, out]`, float32, where channels stand apart
 * - int4: `values` `[out, blocks, block / 2]`, two codes a byte, low nibble first, code 8 is zero; `scales` `[out, blocks]`
 * @param shape of the tensor; int8 and int4 need `[out, in]`
 */
export function piecesOf(shape: readonly number[], { form, block = DEFAULT_BLOCK, apart = [] }: Form): PieceShape[] {
  const piece = (role: TensorPiece["role"], type: TensorPiece["type"], sides: readonly number[]): PieceShape =>
    ({ role, type, shape: [...sides], length: sides.reduce((product, side) => product * side, bytesOf[type]) });
  if (form === "fp32") return [piece("values", "float32", shape)];
  if (form === "fp16") return [piece("values", "float16", shape)];
  const [rows = 1, columns = 1] = shape;
  if (form === "int8") {
    const floats = apart.length === 0 ? [] : [piece("columns", "float32", [apart.length, rows])];
    return [piece("values", "int8", [columns, rows]), piece("scales", "float32", [rows]), ...floats];
  }
  const blocks = Math.ceil(columns / block);
  return [piece("values", "uint8", [rows, blocks, block / 2]), piece("scales", "float32", [rows, blocks])];
}

/**
 * Lays all tensors out in files.
 * @param formOfTensor the form of each
 * @returns the tensors in the order given
 * @throws ModelError `model/tensor-too-large`
 */
export function planPieces(expected: readonly ExpectedTensor[], formOfTensor: (tensor: ExpectedTensor) => PlannedForm): PlannedTensor[] {
  let fileNumber = 0;
  let offset = 0;
  return expected.map((tensor) => {
    const form = formOfTensor(tensor);
    const pieces = piecesOf(tensor.shape, form).map((piece) => {
      if (piece.length >= WEIGHTS_FILE_LIMIT) throw new ModelError("model/tensor-too-large", { tensor: tensor.source, form: form.form });
      offset = Math.ceil(offset / PIECE_ALIGNMENT) * PIECE_ALIGNMENT;
      if (offset + piece.length >= WEIGHTS_FILE_LIMIT) {
        fileNumber += 1;
        offset = 0;
      }
      const placed = { ...piece, file: `weights-${String(fileNumber).padStart(2, "0")}.bin`, offset };
      offset += piece.length;
      return placed;
    });
    return { name: tensor.name, shape: [...tensor.shape], ...form, pieces };
  });
}
