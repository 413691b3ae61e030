// Door of the layer: byte formats, no meaning.
export { array, boolean, check, finite, integer, literal, looseObject, maxLength, maxValue, minLength, minValue, nullable, number, optional, picklist, pipe, record, strictObject, string, union, unknown, variant } from "./schema.ts";
export type { Checked, Schema, ShapeOf } from "./schema.ts";
export { FormatError } from "./errors.ts";
export type { FormatErrorCode } from "./errors.ts";
export { openFileBytes } from "./byteSource.ts";
export type { ByteSource, FileBytes } from "./byteSource.ts";
export { float32Of, roundToFp16, widenBf16, widenFp16 } from "./float.ts";
export { bytesPerValue, MAX_HEADER_BYTES, readSafetensorsHeader } from "./safetensors.ts";
export type { SafetensorsDtype, SafetensorsEntry, SafetensorsHeader } from "./safetensors.ts";
export { DATA_TYPES, OnnxGraph } from "./onnx.ts";
export type { Dimension, NodeOptions, OnnxAttribute, OnnxType, TensorBytes } from "./onnx.ts";
export { decodeRgbAnswer, encodeRgbAnswer, encodeRgbHeader, RgbReceiver } from "./rgbStream.ts";
export type { RgbHeader, RgbPicture } from "./rgbStream.ts";
