// Whether the facts of a package agree with each other: dimensions, tensor table, pieces.

import { calibrationFault } from "./checkpointExtras.ts";
import { ModelError } from "./errors.ts";
import type { Manifest, TensorEntry } from "./manifest.ts";
import { piecesOf, WEIGHTS_FILE_LIMIT } from "./pieces.ts";
import { expectedTensors, formOf, INT4_OF_INT8 } from "./tensorNames.ts";
import type { Form, TensorUse, Weights } from "./tensorNames.ts";

/** A weights file's name: nothing that could lead out of the package or hide in it. */
const WEIGHTS_FILE_NAME = /^weights-\d{2,4}\.bin$/;

/**
 * Whether the dimensions of tower, decoder, image and tokens fit together.
 * @throws ModelError `model/package-dimensions`
 */
export function checkDimensions({ tower, decoder, image, tokens, fillEnd, certaintyCalibration }: Manifest): void {
  const contradictions: readonly (readonly [isWrong: boolean, why: string])[] = [
    [decoder.heads * decoder.headDim !== decoder.hidden, "the heads of the decoder do not make up its hidden size"],
    [decoder.heads % decoder.kvHeads !== 0, "the key heads do not divide the heads"],
    [decoder.headDim % 2 !== 0, "the heads cannot be rotated in halves"],
    [tower.hidden % tower.heads !== 0, "the heads of the tower do not divide its hidden size"],
    [tower.patchSize > tower.imageSize, "a patch is larger than a tile"],
    [image.pinpoints.flat().some((side) => side % tower.imageSize !== 0), "a canvas is no multiple of the tile"],
    [[tokens.mask, tokens.eot, ...tokens.suppressed, fillEnd ?? 0].some((id) => id >= decoder.vocab), "a special token lies outside the vocabulary"],
    [certaintyCalibration !== undefined && calibrationFault(certaintyCalibration) !== null, "the calibration of certainties does not rise"],
  ];
  const found = contradictions.find(([isWrong]) => isWrong);
  if (found !== undefined) throw new ModelError("model/package-dimensions", { why: found[1] });
}

/**
 * Whether the table holds exactly the network's tensors, each in pieces of the form that its weights ask for.
 * @throws ModelError `model/package-tensor`
 */
export function checkTensors(manifest: Manifest): void {
  const listed = new Map(manifest.tensors.map((tensor) => [tensor.name, tensor]));
  if (listed.size !== manifest.tensors.length) throw new ModelError("model/package-manifest", { why: "a tensor is listed twice" });
  for (const expected of expectedTensors(manifest)) {
    const tensor = listed.get(expected.name);
    const wrong = (why: string): ModelError => new ModelError("model/package-tensor", { tensor: expected.name, why });
    if (tensor === undefined) throw wrong("it is not in the table");
    if (!sameNumbers(tensor.shape, expected.shape)) throw wrong("its shape does not fit the dimensions");
    if (!formsOf(expected.use, manifest.weights).some(({ form, block }) => form === tensor.form && block === tensor.block)) throw wrong("its form does not fit the weights");
    if (!areApart(tensor)) throw wrong("its channels apart are no rising list of its columns");
    checkPieces(tensor, wrong);
    listed.delete(expected.name);
  }
  const extra = [...listed.keys()][0];
  if (extra !== undefined) throw new ModelError("model/package-tensor", { tensor: extra, why: "it is not part of the network" });
}

/** In a package of int8, matrices that eight bits a row do not carry are int4. */
function formsOf(use: TensorUse, weights: Weights): readonly Form[] {
  const usual = formOf(use, weights);
  return usual.form === "int8" ? [usual, INT4_OF_INT8] : [usual];
}

function areApart({ form, apart = [], shape: [, columns = 0] }: TensorEntry): boolean {
  if (apart.length > 0 && form !== "int8") return false;
  return apart.every((channel, index) => channel < columns && channel > (apart[index - 1] ?? -1));
}

function checkPieces(tensor: TensorEntry, wrong: (why: string) => ModelError): void {
  const planned = piecesOf(tensor.shape, tensor);
  if (planned.length !== tensor.pieces.length) throw wrong("it has another number of pieces");
  for (const [index, piece] of tensor.pieces.entries()) {
    const plan = planned[index];
    if (piece.role !== plan?.role || piece.type !== plan.type) throw wrong("a piece has another role or type");
    if (!sameNumbers(piece.shape, plan.shape) || piece.length !== plan.length) throw wrong("a piece has another size");
    if (!WEIGHTS_FILE_NAME.test(piece.file)) throw wrong("a piece lies in a file that is not a weights file");
    if (piece.offset % 4 !== 0 || piece.offset + piece.length > WEIGHTS_FILE_LIMIT) throw wrong("a piece lies outside its file");
  }
}

function sameNumbers(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((number, index) => number === right[index]);
}
