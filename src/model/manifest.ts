// `raddraft.json`: the facts of a model package, and where each tensor lies in its weights files.
// Every dimension of the network is read from here; nothing else in the program knows one.

import { array, boolean, check, finite, integer, literal, maxLength, maxValue, minLength, minValue, nullable, number, optional, picklist, pipe, record, strictObject, string } from "../formats/schema.ts";
import type { Checked, ShapeOf } from "../formats/schema.ts";
import { calibrationSchema } from "./checkpointExtras.ts";

/** Format this release writes; it reads this one and the one before (`formerFormat.ts`). */
export const WEIGHTS_FORMAT = 2;
/** File that makes a folder a package. */
export const MANIFEST_FILE = "raddraft.json";

/** Bounds of what a file may claim, far above any published model: they stop a lying file before memory is asked for. */
const MAX_DIMENSION = 1 << 20;
/** Layers of decoder or tower that a file may claim. */
export const MAX_LAYERS = 1024;
const MAX_TENSORS = 100_000;
/** Channels of a matrix that may stand apart: beyond this int4 is as fast. */
const MAX_APART = 64;

const dimension = pipe(number(), integer(), minValue(1), maxValue(MAX_DIMENSION));
const layerCount = pipe(number(), integer(), minValue(0), maxValue(MAX_LAYERS));
const tokenId = pipe(number(), integer(), minValue(0), maxValue(MAX_DIMENSION * 4));
const byteCount = pipe(number(), integer(), minValue(0), maxValue(Number.MAX_SAFE_INTEGER));
const positive = pipe(number(), finite(), minValue(Number.MIN_VALUE));
const name = pipe(string(), minLength(1), maxLength(512));
const share = pipe(number(), finite(), minValue(0));

const pieceSchema = strictObject({
  /** `values` alone for fp32 and fp16; int8 and int4 add `scales`, int8 with channels apart their `columns`. */
  role: picklist(["values", "scales", "columns"]),
  type: picklist(["float32", "float16", "int8", "uint8"]),
  shape: pipe(array(pipe(number(), integer(), minValue(0))), maxLength(8)),
  /** A plain file name inside the package. */
  file: pipe(string(), minLength(1), maxLength(64)),
  offset: byteCount,
  length: byteCount,
  sha256: string(),
});

const errorSchema = strictObject({
  /** Root of the squared differences over the squared values. */
  relativeRms: share,
  /** Largest difference of a value. */
  maximum: pipe(number(), finite(), minValue(0)),
});

/** One line of the table. */
export const tensorSchema = strictObject({
  /** Name in the checkpoint, without the tower's long prefix: `decoder.layers.0.self_attn.q_proj.weight`. */
  name,
  /** Shape in the checkpoint, PyTorch order: a linear weight is `[out, in]`. */
  shape: pipe(array(dimension), maxLength(8)),
  form: picklist(["fp32", "fp16", "int8", "int4"]),
  /** Weights of a row that share a scale; int4 alone has it. */
  block: optional(picklist([32, 128])),
  /**
   * Input channels, rising, that are so much larger than the others that eight bits a row would lose those: they are
   * multiplied in float32, and their weights are zero among the values. int8 alone has them.
   */
  apart: optional(pipe(array(pipe(number(), integer(), minValue(0), maxValue(MAX_DIMENSION))), minLength(1), maxLength(MAX_APART))),
  pieces: pipe(array(pieceSchema), minLength(1), maxLength(3)),
  /** What this form made of the checkpoint's values; left out in packages of format 1. */
  error: optional(errorSchema),
  /** In packages of int8: relative errors of this matrix's products with rows of a real prompt, in both forms. */
  trial: optional(strictObject({ int8: share, int4: share })),
});

const towerSchema = strictObject({
  hidden: dimension,
  intermediate: dimension,
  /** Layers that run: the reference drops the last one of the configuration. */
  layers: layerCount,
  heads: dimension,
  channels: dimension,
  /** Side of a tile, pixels. */
  imageSize: dimension,
  patchSize: dimension,
  layerNormEps: positive,
});

const decoderSchema = strictObject({
  hidden: dimension,
  intermediate: dimension,
  layers: layerCount,
  heads: dimension,
  kvHeads: dimension,
  headDim: dimension,
  vocab: dimension,
  ropeTheta: positive,
  rmsNormEps: positive,
});

const imageSchema = strictObject({
  /** Allowed canvases `[width, height]`, in the order in which they are tried. */
  pinpoints: pipe(array(pipe(array(dimension), minLength(2), maxLength(2))), minLength(1), maxLength(4096)),
  /** N of `anyres_max_N`: the feature map is shrunk above N tiles' worth of patches. Null: plain `anyres`, never. */
  maxTiles: nullable(dimension),
  mean: pipe(array(pipe(number(), finite())), minLength(3), maxLength(3)),
  std: pipe(array(positive), minLength(3), maxLength(3)),
  merge: literal("spatial_unpad"),
});

const tokensSchema = strictObject({
  mask: tokenId,
  eot: tokenId,
  /** Never candidates at a masked position: the reference's four. */
  suppressed: pipe(array(tokenId), maxLength(64)),
});

const promptSchema = strictObject({
  /** Jinja template of the tokenizer config. */
  chatTemplate: pipe(string(), maxLength(100_000)),
  /** Variables that the template reads beside the messages, e.g. `bos_token`. */
  templateVariables: record(string(), string()),
  systemPrompt: string(),
  /** The published joiner drops the first id after every image; false only for packages trained otherwise. */
  dropsTokenAfterImage: boolean(),
  /** Longer prompts are cut at their end (`tokenizer_model_max_length`); null: no limit of their own. */
  maxPromptPositions: nullable(dimension),
});

export const manifestSchema = strictObject({
  weightsFormat: literal(WEIGHTS_FORMAT),
  name,
  isDemo: boolean(),
  /** Licence of the weights, one line; shown where the model is named. */
  licence: string(),
  revision: string(),
  /** SHA-256 of every source file, by name. */
  sources: record(string(), string()),
  /** What most of the decoder's matrices are; `int4-128` has blocks of 128, `int4` of 32. */
  weights: picklist(["fp32", "int8", "int4", "int4-128"]),
  tower: towerSchema,
  decoder: decoderSchema,
  image: imageSchema,
  tokens: tokensSchema,
  prompt: promptSchema,
  /** Token that ends a blank inside a report, where the package learnt one. */
  fillEnd: nullable(tokenId),
  /**
   * Mean certainty of a blank's first pass at some lengths, by rising length, where it was measured: what a length tried
   * is divided by. Left out: none.
   */
  lengthBias: optional(pipe(array(strictObject({ length: dimension, certainty: positive })), minLength(1), maxLength(64))),
  /** Measured on statements that labels could check. Left out: certainties are shown as the model has them. */
  certaintyCalibration: optional(calibrationSchema),
  maxPositions: dimension,
  trainedCanvas: array(dimension),
  tensors: pipe(array(tensorSchema), maxLength(MAX_TENSORS)),
});

export type Manifest = ShapeOf<typeof manifestSchema>;
export type WeightsKind = Manifest["weights"];
export type TensorEntry = ShapeOf<typeof tensorSchema>;
export type TensorPiece = ShapeOf<typeof pieceSchema>;
export type TowerFacts = ShapeOf<typeof towerSchema>;
export type DecoderFacts = ShapeOf<typeof decoderSchema>;
export type ImageFacts = ShapeOf<typeof imageSchema>;

/** Checks the shape of a parsed `raddraft.json`; what it says about files is checked by `package.ts`. */
export function checkManifest(value: unknown): Checked<Manifest> {
  return check(manifestSchema, value);
}
