// The safetensors header parser against files that are right, wrong and random.

import assert from "node:assert/strict";

import { FormatError, MAX_HEADER_BYTES, readSafetensorsHeader } from "../../src/formats/index.ts";
import type { ByteSource } from "../../src/formats/index.ts";
import { safetensorsOf, seededRandom, withHeader } from "../model/tinyCheckpoint.ts";
import type { HeaderEntry, TinyTensor } from "../model/tinyCheckpoint.ts";

/** `read` counts what was asked for: a lying header must not cost memory. */
function sourceOf(bytes: Uint8Array, size = bytes.length): ByteSource & { read: number } {
  const source = {
    name: "test.safetensors",
    size,
    read: 0,
    readAt(offset: number, length: number): Promise<Uint8Array> {
      source.read += length;
      return Promise.resolve(bytes.slice(offset, offset + length));
    },
  };
  return source;
}

async function codeOf(bytes: Uint8Array): Promise<string> {
  return readSafetensorsHeader(sourceOf(bytes)).then(() => "fine", (error: unknown) => {
    if (!(error instanceof FormatError)) throw error;
    return error.code;
  });
}

function two(): Map<string, TinyTensor> {
  return new Map([
    ["a", { dtype: "F32", shape: [2, 3], values: new Float32Array(6) }],
    ["b", { dtype: "BF16", shape: [4], values: new Float32Array(4) }],
  ]);
}

function bent(bend: (a: HeaderEntry, b: HeaderEntry) => void): Uint8Array {
  return safetensorsOf(two(), (header) => {
    const { a, b } = header;
    assert(a !== undefined && b !== undefined);
    bend(a, b);
  });
}

const zeros = (count: number): Uint8Array => new Uint8Array(count);
const entry = '{"dtype":"F32","shape":[1],"data_offsets":[0,4]}';

describe("safetensors header", () => {
  it("gives each tensor's place in the file, in the order of the bytes", async () => {
    const bytes = safetensorsOf(two(), (header) => {
      // The order of JSON keys means nothing.
      const { a } = header;
      assert(a !== undefined);
      delete header["a"];
      header["a"] = a;
    });
    const header = await readSafetensorsHeader(sourceOf(bytes));
    assert.deepEqual(header.tensors.map(({ name, dtype, shape, length }) => ({ name, dtype, shape, length })), [
      { name: "a", dtype: "F32", shape: [2, 3], length: 24 },
      { name: "b", dtype: "BF16", shape: [4], length: 8 },
    ]);
    assert.equal(header.tensors[0]?.offset, header.dataOffset);
    assert.equal(header.dataOffset, bytes.length - 32);
  });

  it("takes metadata, scalars, empty tensors, a header with trailing spaces, and __proto__ as a name", async () => {
    const text = '{"__metadata__":{"format":"pt"},"__proto__":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"e":{"dtype":"F16","shape":[0,9],"data_offsets":[4,4]}}   ';
    const header = await readSafetensorsHeader(sourceOf(withHeader(text, zeros(4))));
    assert.deepEqual(header.metadata, { format: "pt" });
    assert.deepEqual(header.tensors.map((tensor) => tensor.name), ["__proto__", "e"]);
  });

  const broken: readonly (readonly [symptom: string, bytes: Uint8Array, code: string])[] = [
    ["an empty file", zeros(0), "formats/safetensors-truncated"],
    ["a header longer than the file", withHeader(`{"a":${entry}}`).slice(0, 20), "formats/safetensors-truncated"],
    ["a shard that was cut", withHeader(`{"a":${entry}}`, zeros(3)), "formats/safetensors-truncated"],
    ["a header that is no JSON", withHeader("{"), "formats/safetensors-header"],
    ["a header that is a list", withHeader("[]"), "formats/safetensors-header"],
    ["a header that is not UTF-8", Buffer.concat([Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0), Uint8Array.of(0xff, 0xfe)]), "formats/safetensors-header"],
    ["metadata that are no texts", withHeader('{"__metadata__":{"n":1}}'), "formats/safetensors-header"],
    ["an entry without offsets", withHeader('{"a":{"dtype":"F32","shape":[1]}}', zeros(4)), "formats/safetensors-header"],
    ["a negative side", bent((a) => { a.shape = [-2, -3]; }), "formats/safetensors-header"],
    ["a name twice", withHeader(`{"a":${entry},"a":${entry}}`, zeros(4)), "formats/safetensors-duplicate"],
    ["a name twice, once escaped", withHeader(`{"a":${entry},"\\u0061":${entry}}`, zeros(4)), "formats/safetensors-duplicate"],
    ["an unknown type", bent((a) => { a.dtype = "Q4"; }), "formats/safetensors-dtype"],
    ["a type with a name that every object has", bent((a) => { a.dtype = "toString"; }), "formats/safetensors-dtype"],
    ["a shape with more values", bent((a) => { a.shape = [2, 4]; }), "formats/safetensors-length"],
    ["a shape whose product passes 2^53", bent((a) => { a.shape = [2 ** 52, 2 ** 52]; }), "formats/safetensors-length"],
    ["offsets in the wrong order", bent((a) => { a.data_offsets = [24, 0]; }), "formats/safetensors-length"],
    ["overlapping tensors", bent((_, b) => { b.data_offsets = [20, 28]; }), "formats/safetensors-overlap"],
    ["a tensor outside the file", bent((_, b) => { b.data_offsets = [1000, 1008]; }), "formats/safetensors-range"],
    ["a hole between tensors", withHeader(`{"a":${entry},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}`, zeros(12)), "formats/safetensors-gap"],
    ["bytes after the last tensor", withHeader(`{"a":${entry}}`, zeros(5)), "formats/safetensors-gap"],
  ];
  for (const [symptom, bytes, code] of broken) {
    it(`refuses ${symptom}`, async () => { assert.equal(await codeOf(bytes), code); });
  }

  it("refuses a header over its limit, and one longer than the file, before reading it", async () => {
    for (const [claim, code] of [[MAX_HEADER_BYTES + 1, "formats/safetensors-header-limit"], [MAX_HEADER_BYTES, "formats/safetensors-truncated"]] as const) {
      const bytes = zeros(64);
      new DataView(bytes.buffer).setBigUint64(0, BigInt(claim), true);
      const source = sourceOf(bytes);
      await assert.rejects(readSafetensorsHeader(source), { code });
      assert.equal(source.read, 8);
    }
  });

  it("gives a value or a typed error for any bytes", async () => {
    const random = seededRandom(7);
    const valid = safetensorsOf(two());
    const codes = new Map<string, number>();
    for (let round = 0; round < 3000; round++) {
      const bytes = round % 3 === 0 ? Uint8Array.from({ length: Math.floor(random() * 64) }, () => Math.floor(random() * 256)) : valid.slice();
      if (round % 3 === 1) bytes[8 + Math.floor(random() * (bytes.length - 40))] = Math.floor(random() * 256);
      if (round % 3 === 2) {
        // A digit becomes another: still JSON, so that shapes and offsets are tried, too.
        const digits = [...bytes.keys()].filter((at) => (bytes[at] ?? 0) >= 0x30 && (bytes[at] ?? 0) <= 0x39);
        bytes[digits[Math.floor(random() * digits.length)] ?? 8] = 0x30 + Math.floor(random() * 10);
      }
      const code = await codeOf(round % 50 === 1 ? bytes.slice(0, Math.floor(random() * bytes.length)) : bytes);
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    // The mutations reach behind the JSON parser.
    assert((codes.get("formats/safetensors-length") ?? 0) > 10, JSON.stringify([...codes]));
    assert((codes.get("fine") ?? 0) > 10, JSON.stringify([...codes]));
  });
});
