// Door of the layer: a checkpoint's configuration, its conversion, and the package that the engine loads.
export { convert } from "./convert.ts";
export type { Converted, ConvertOptions, ConvertProgress } from "./convert.ts";
export { openCheckpoint } from "./checkpoint.ts";
export type { Checkpoint, CheckpointPlace } from "./checkpoint.ts";
export { DEMO_CARD_FILE } from "./demoCard.ts";
export { ModelError } from "./errors.ts";
export type { ModelErrorCode } from "./errors.ts";
export { isPackageFolder, openPackage } from "./package.ts";
export type { ModelPackage, VerifyProgress } from "./package.ts";
export { parseAspectRatio, parsePinpoints } from "./pinpoints.ts";
export { MANIFEST_FILE, WEIGHTS_FORMAT } from "./manifest.ts";
export type { DecoderFacts, ImageFacts, Manifest, TensorEntry, TensorPiece, TowerFacts } from "./manifest.ts";
export { DEFAULT_SYSTEM_PROMPT } from "./tokenizerConfig.ts";
export type { Weights } from "./tensorNames.ts";
export { INT4_BLOCK } from "./pieces.ts";
export { buildShardGraph, buildTailGraph, SHARD, TAIL } from "./decoderGraph.ts";
export type { TailKind } from "./decoderGraph.ts";
export { buildVisionGraph, VISION } from "./visionGraph.ts";
