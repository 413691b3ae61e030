// The safetensors format: 8 bytes of header length, a JSON header, then the tensors' bytes without a hole.
// Only the header is parsed here; values are read through the same port by whoever needs them.
// See huggingface/safetensors, README "Format" and `safetensors/src/tensor.rs` (`Metadata::validate`).

import { FormatError } from "./errors.ts";
import type { ByteSource } from "./byteSource.ts";
import { array, check, integer, maxLength, maxValue, minValue, number, pipe, record, strictObject, string, tuple } from "./schema.ts";

/** The format's own library refuses longer headers (`MAX_HEADER_SIZE`): they stop a lying length before memory is asked for. */
export const MAX_HEADER_BYTES = 100_000_000;

const LENGTH_BYTES = 8;
const count = pipe(number(), integer(), minValue(0), maxValue(Number.MAX_SAFE_INTEGER));
const tensorSchema = strictObject({
  dtype: pipe(string(), maxLength(32)),
  shape: pipe(array(count), maxLength(64)),
  data_offsets: tuple([count, count]),
});
const metadataSchema = record(string(), string());

const dtypeBytes = { F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4, I16: 2, I8: 1, U64: 8, U32: 4, U16: 2, U8: 1, BOOL: 1, F8_E4M3: 1, F8_E5M2: 1 } as const;

/** Number types of the format whose layout this parser can check; only F32, F16 and BF16 are weights for us. */
export type SafetensorsDtype = keyof typeof dtypeBytes;

/** Where one tensor lies. */
export interface SafetensorsEntry {
  readonly name: string;
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  /** Bytes from the start of the file. */
  readonly offset: number;
  readonly length: number;
}

/** A checked header. */
export interface SafetensorsHeader {
  /** In the order of their bytes; they follow each other without a gap up to the end of the file. */
  readonly tensors: readonly SafetensorsEntry[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Where the first tensor begins, bytes from the start of the file. */
  readonly dataOffset: number;
}

/** Bytes of one value. */
export function bytesPerValue(dtype: SafetensorsDtype): number {
  return dtypeBytes[dtype];
}

/**
 * Reads and checks the header: every range lies in the file, fits its shape, and overlaps no other.
 * @throws FormatError any `formats/safetensors-*`, `formats/file-unreadable`
 */
export async function readSafetensorsHeader(source: ByteSource): Promise<SafetensorsHeader> {
  const text = await readHeaderText(source);
  const dataOffset = LENGTH_BYTES + text.bytes;
  const parsed = parseObject(source.name, text.json);
  refuseDuplicates(source.name, text.json);
  const metadata = check(metadataSchema, parsed["__metadata__"] ?? {});
  if (!metadata.ok) throw new FormatError("formats/safetensors-header", { file: source.name, why: "its metadata are not texts" });
  const tensors = Object.entries(parsed)
    .filter(([name]) => name !== "__metadata__")
    .map(([name, value]) => entryOf(source.name, name, value, dataOffset))
    .sort((a, b) => a.offset - b.offset || a.length - b.length);
  checkLayout(source, tensors, dataOffset);
  return { tensors, metadata: metadata.value, dataOffset };
}

async function readHeaderText(source: ByteSource): Promise<{ json: string; bytes: number }> {
  const file = source.name;
  const prefix = await source.readAt(0, LENGTH_BYTES);
  if (prefix.length < LENGTH_BYTES) throw new FormatError("formats/safetensors-truncated", { file, need: LENGTH_BYTES, have: prefix.length });
  const claimed = new DataView(prefix.buffer, prefix.byteOffset).getBigUint64(0, true);
  if (claimed > BigInt(MAX_HEADER_BYTES)) {
    throw new FormatError("formats/safetensors-header-limit", { file, length: claimed.toString(), limit: MAX_HEADER_BYTES });
  }
  const bytes = Number(claimed);
  // Before the buffer is made: a short file must not cost its claim in memory.
  if (LENGTH_BYTES + bytes > source.size) throw new FormatError("formats/safetensors-truncated", { file, need: LENGTH_BYTES + bytes, have: source.size });
  const header = await source.readAt(LENGTH_BYTES, bytes);
  if (header.length < bytes) throw new FormatError("formats/safetensors-truncated", { file, need: LENGTH_BYTES + bytes, have: LENGTH_BYTES + header.length });
  try {
    return { json: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(header), bytes };
  } catch (cause) {
    throw new FormatError("formats/safetensors-header", { file, why: "not UTF-8" }, cause);
  }
}

function parseObject(file: string, json: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (cause) {
    throw new FormatError("formats/safetensors-header", { file, why: "not JSON" }, cause);
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new FormatError("formats/safetensors-header", { file, why: "not a JSON object" });
  }
  return { ...parsed };
}

/** `JSON.parse` keeps the last of two equal keys without a word, so the keys are read from the text once more. */
function refuseDuplicates(file: string, json: string): void {
  const seen = new Set<string>();
  let depth = 0;
  for (const match of json.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g)) {
    const token = match[0];
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    else if (depth === 1 && match[1] !== undefined) {
      const name = String(JSON.parse(token.slice(0, token.length - match[1].length)));
      if (seen.has(name)) throw new FormatError("formats/safetensors-duplicate", { file, tensor: name });
      seen.add(name);
    }
  }
}

function entryOf(file: string, name: string, value: unknown, dataOffset: number): SafetensorsEntry {
  const checked = check(tensorSchema, value);
  if (!checked.ok) throw new FormatError("formats/safetensors-header", { file, why: `${name}: ${checked.where} ${checked.why}`.replace("  ", " ") });
  const { dtype, shape, data_offsets: [start, end] } = checked.value;
  if (!isDtype(dtype)) throw new FormatError("formats/safetensors-dtype", { file, tensor: name, dtype });
  // BigInt: a product of honest-looking dimensions may pass 2^53 and come out right by rounding.
  const bytes = shape.reduce((product, side) => product * BigInt(side), BigInt(bytesPerValue(dtype)));
  if (BigInt(end) - BigInt(start) !== bytes) throw new FormatError("formats/safetensors-length", { file, tensor: name });
  return { name, dtype, shape, offset: dataOffset + start, length: end - start };
}

function isDtype(text: string): text is SafetensorsDtype {
  return Object.hasOwn(dtypeBytes, text);
}

function checkLayout(source: ByteSource, tensors: readonly SafetensorsEntry[], dataOffset: number): void {
  const file = source.name;
  const endOf = (tensor: SafetensorsEntry | undefined): number => (tensor === undefined ? dataOffset : tensor.offset + tensor.length);
  const misplaced = tensors.find((tensor, index) => tensor.offset !== endOf(tensors[index - 1]));
  const end = endOf(tensors.at(-1));
  if (misplaced === undefined) {
    // All in their places but not all there: the file was cut.
    if (end > source.size) throw new FormatError("formats/safetensors-truncated", { file, need: end, have: source.size });
    if (end < source.size) throw new FormatError("formats/safetensors-gap", { file, bytes: source.size - end });
    return;
  }
  const outside = tensors.find((tensor) => endOf(tensor) > source.size);
  if (outside !== undefined) throw new FormatError("formats/safetensors-range", { file, tensor: outside.name });
  const before = endOf(tensors[tensors.indexOf(misplaced) - 1]);
  if (misplaced.offset < before) throw new FormatError("formats/safetensors-overlap", { file, tensor: misplaced.name });
  throw new FormatError("formats/safetensors-gap", { file, bytes: misplaced.offset - before });
}
