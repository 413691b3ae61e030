// Builds small DICOM files: explicit little or big endian, implicit, deflated; with or without a header.

import { deflateRawSync } from "node:zlib";

import { TAGS } from "../../src/dicom/tags.ts";
import type { Keyword } from "../../src/dicom/tags.ts";

/** Text, 16-bit numbers, or bytes as they are; a sequence is a list of items. */
export type Value = string | readonly number[] | Uint8Array | { readonly items: readonly Attributes[] };
/** By PS3.6 keyword, or by tag in eight hexadecimal digits: repeating groups have no keyword. */
export type Attributes = Partial<Readonly<Record<Keyword | OverlayTag, Value>>>;
type OverlayTag = `60${string}`;

export type Syntax = "implicit" | "explicit" | "bigEndian" | "deflated";

const UIDS: Readonly<Record<Syntax, string>> = {
  implicit: "1.2.840.10008.1.2",
  explicit: "1.2.840.10008.1.2.1",
  bigEndian: "1.2.840.10008.1.2.2",
  deflated: "1.2.840.10008.1.2.1.99",
};

const LONG = ["OB", "OW", "SQ", "UN"];

/** A whole file with preamble and header. */
export function dicomFile(attributes: Attributes, syntax: Syntax = "explicit", transferSyntaxUid = UIDS[syntax]): Buffer {
  const meta = dataSet({ TransferSyntaxUID: transferSyntaxUid }, "explicit");
  const body = dataSet(attributes, syntax);
  return Buffer.concat([Buffer.alloc(128), Buffer.from("DICM"), meta, syntax === "deflated" ? deflateRawSync(body) : body]);
}

/** A data set alone. */
export function dataSet(attributes: Attributes, syntax: Syntax): Buffer {
  const tagOf = (key: string): string => (key.startsWith("60") ? key : TAGS[key as Keyword]);
  const keys = (Object.keys(attributes) as (keyof Attributes)[]).sort((a, b) => (tagOf(a) < tagOf(b) ? -1 : 1));
  return Buffer.concat(keys.map((key) => element(tagOf(key), attributes[key] ?? "", syntax)));
}

/** The attributes of a small grey image. */
export function greyImage(pixels: Uint8Array, extra: Attributes = {}): Attributes {
  return {
    Modality: "OT",
    SamplesPerPixel: [1],
    PhotometricInterpretation: "MONOCHROME2",
    Rows: [2],
    Columns: [3],
    BitsAllocated: [8],
    BitsStored: [8],
    HighBit: [7],
    PixelRepresentation: [0],
    PixelData: pixels,
    ...extra,
  };
}

/** 16-bit words as bytes. */
export function words(values: readonly number[], isLittleEndian = true): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 2));
  values.forEach((value, i) => view.setUint16(i * 2, value & 0xffff, isLittleEndian));
  return new Uint8Array(view.buffer);
}

function element(tag: string, value: Value, syntax: Syntax): Buffer {
  const isBig = syntax === "bigEndian";
  const [vr, bytes] = encode(value, syntax);
  const group = Number.parseInt(tag.slice(0, 4), 16);
  const number = Number.parseInt(tag.slice(4), 16);
  const padded = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.from(vr === "UI" ? "\0" : " ")]);
  const isLong = syntax === "implicit" || LONG.includes(vr);
  const head = Buffer.alloc(syntax === "implicit" ? 8 : isLong ? 12 : 8);
  const put = (at: number, size: 2 | 4, x: number) => (isBig ? head.writeUIntBE(x, at, size) : head.writeUIntLE(x, at, size));
  put(0, 2, group);
  put(2, 2, number);
  if (syntax !== "implicit") head.write(vr, 4, "latin1");
  if (isLong) put(head.length - 4, 4, padded.length);
  else put(6, 2, padded.length);
  return Buffer.concat([head, padded]);
}

function encode(value: Value, syntax: Syntax): readonly [vr: string, bytes: Buffer] {
  if (typeof value === "string") return [/^[0-9.]{8,}$/.test(value) ? "UI" : "LO", Buffer.from(value, "utf8")];
  if (value instanceof Uint8Array) return ["OW", Buffer.from(value)];
  if ("items" in value) return ["SQ", Buffer.concat(value.items.map((item) => itemOf(dataSet(item, syntax), syntax)))];
  return ["US", Buffer.from(words(value, syntax !== "bigEndian"))];
}

function itemOf(bytes: Buffer, syntax: Syntax): Buffer {
  const head = Buffer.from(words([0xfffe, 0xe000, 0, 0], syntax !== "bigEndian"));
  if (syntax === "bigEndian") head.writeUInt32BE(bytes.length, 4);
  else head.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([head, bytes]);
}
