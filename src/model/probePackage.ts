// A network of a few thousand made-up weights, which stand inside its graphs instead of in files: what a device is tried
// with before a real one is trusted to it.

import { roundToFp16 } from "../formats/index.ts";
import { ModelError } from "./errors.ts";
import { checkManifest, WEIGHTS_FORMAT, type Manifest, type TensorPiece } from "./manifest.ts";
import type { ModelPackage } from "./package.ts";
import { planPieces } from "./pieces.ts";
import { quantiseInt4 } from "./quantise.ts";
import { expectedTensors, formOf, type ExpectedTensor, type Weights } from "./tensorNames.ts";

/** Sizes that reach every kernel: heads in groups of four values, several blocks of int4, more patches than a tile of any kernel. */
const FACTS = {
  tower: { hidden: 32, intermediate: 64, layers: 1, heads: 2, channels: 3, imageSize: 28, patchSize: 4, layerNormEps: 1e-6 },
  decoder: { hidden: 128, intermediate: 192, layers: 2, heads: 4, kvHeads: 4, headDim: 32, vocab: 384, ropeTheta: 10_000, rmsNormEps: 1e-5 },
};

/** A package that is nowhere on the disk. */
export function probePackage(weights: Extract<Weights, "fp32" | "int4">): ModelPackage {
  const expected = expectedTensors(FACTS);
  const bytes = new Map<string, Uint8Array>();
  const tensors = planPieces(expected, ({ use }) => formOf(use, weights)).map((planned, index) => {
    const values = valuesOf(expected[index], index);
    const pieces = planned.pieces.map((piece) => ({ ...piece, file: `${planned.name}:${piece.role}`, sha256: "" }));
    for (const piece of pieces) bytes.set(piece.file, encoded(piece, values, { columns: planned.shape[1] ?? 1, block: planned.block ?? 1 }));
    return { ...planned, pieces };
  });
  const bytesOf = (piece: TensorPiece): Uint8Array => bytes.get(piece.file) ?? new Uint8Array(0);
  const none = (): Promise<never> => Promise.reject(new ModelError("model/not-a-package", {}));
  return {
    folder: "",
    manifest: manifestOf(weights, tensors),
    tensor(name) {
      const found = tensors.find((tensor) => tensor.name === name);
      if (found === undefined) throw new ModelError("model/package-tensor", { tensor: name, why: "it is not in the table" });
      return found;
    },
    inline: bytesOf,
    tokenizerJson: none,
    tokenizerConfigJson: none,
    readPiece: (piece) => Promise.resolve(bytesOf(piece)),
    readRows: (piece, rowStart, rows) => {
      const rowBytes = piece.length / (piece.shape[0] ?? 1);
      return Promise.resolve(bytesOf(piece).slice(rowStart * rowBytes, (rowStart + rows) * rowBytes));
    },
    verify: none,
  };
}

function manifestOf(weights: Weights, tensors: Manifest["tensors"]): Manifest {
  const { decoder } = FACTS;
  const checked = checkManifest({
    weightsFormat: WEIGHTS_FORMAT, name: "probe", isDemo: false, licence: "", revision: "", sources: {}, weights, ...FACTS,
    image: { pinpoints: [[FACTS.tower.imageSize, FACTS.tower.imageSize]], maxTiles: null, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], merge: "spatial_unpad" },
    tokens: { mask: decoder.vocab - 1, eot: decoder.vocab - 2, suppressed: [] },
    prompt: { chatTemplate: "", templateVariables: {}, systemPrompt: "", dropsTokenAfterImage: true, maxPromptPositions: null },
    fillEnd: null, maxPositions: 512, trainedCanvas: [], tensors,
  });
  if (!checked.ok) throw new ModelError("model/package-manifest", { why: `${checked.where}: ${checked.why}` });
  return checked.value;
}

/** Norms near one, matrices that keep the length of a row, biases small. */
function valuesOf(tensor: ExpectedTensor | undefined, seed: number): Float32Array {
  const shape = tensor?.shape ?? [];
  const isNorm = shape.length === 1 && tensor?.name.endsWith("norm.weight") === true;
  const width = shape.slice(1).reduce((product, side) => product * side, 1);
  let state = seed + 1;
  return Float32Array.from({ length: shape.reduce((product, side) => product * side, 1) }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const even = state / 2 ** 31 - 1;
    return isNorm ? 1 + even / 4 : shape.length === 1 ? even / 10 : even * Math.sqrt(3 / width);
  });
}

function encoded({ role, type }: Pick<TensorPiece, "role" | "type">, values: Float32Array, { columns, block }: { readonly columns: number; readonly block: number }): Uint8Array {
  if (type === "float32" && role === "values") return new Uint8Array(values.buffer);
  if (type === "float16") return new Uint8Array(roundToFp16(values).buffer);
  const { codes, scales } = quantiseInt4(values, columns, block);
  return role === "values" ? codes : new Uint8Array(scales.buffer);
}
