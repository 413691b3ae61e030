// Writes a DICOM file of explicit little-endian elements: what the phantoms need of PS3.5 and PS3.10, no more.

import { createHash } from "node:crypto";

const EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";
/** Value representations with a 32-bit length after two reserved bytes, PS3.5 7.1.2. */
const LONG = new Set(["OB", "OW", "SQ", "UN", "UT"]);

/**
 * A UID under 2.25 (PS3.5 B.2): a UUID as a decimal number. It is made from a name, so that it is the same each time.
 * @param {string} name
 */
export function uidOf(name) {
  const bytes = createHash("sha256").update(`RadDraft phantom ${name}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x80; // Version 8: made by a rule of one's own, RFC 9562.
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return `2.25.${BigInt(`0x${bytes.toString("hex")}`)}`;
}

function encodeValue(representation, value) {
  if (Buffer.isBuffer(value)) return value;
  if (representation === "US") {
    const bytes = Buffer.alloc(2);
    bytes.writeUInt16LE(value);
    return bytes;
  }
  const text = Buffer.from(String(value), "latin1");
  if (text.length % 2 === 0) return text;
  return Buffer.concat([text, Buffer.from(representation === "UI" ? "\0" : " ", "latin1")]);
}

function element([tag, representation, value]) {
  const bytes = encodeValue(representation, value);
  const isLong = LONG.has(representation);
  const head = Buffer.alloc(isLong ? 12 : 8);
  head.writeUInt16LE(tag >>> 16, 0);
  head.writeUInt16LE(tag & 0xffff, 2);
  head.write(representation, 4, "latin1");
  if (isLong) head.writeUInt32LE(bytes.length, 8);
  else head.writeUInt16LE(bytes.length, 6);
  return Buffer.concat([head, bytes]);
}

/**
 * A whole file: preamble, file meta information, data set.
 * @param {readonly (readonly [number, string, string | number | Buffer])[]} elements tag, value representation, value; in any order
 * @returns {Buffer}
 */
export function dicomFile(elements) {
  const value = (tag) => elements.find(([each]) => each === tag)[2];
  const meta = Buffer.concat([
    [0x00020001, "OB", Buffer.from([0, 1])],
    [0x00020002, "UI", value(0x00080016)],
    [0x00020003, "UI", value(0x00080018)],
    [0x00020010, "UI", EXPLICIT_LITTLE_ENDIAN],
    [0x00020012, "UI", uidOf("implementation")],
  ].map(element));
  const length = Buffer.alloc(12);
  length.writeUInt16LE(0x0002, 0);
  length.write("UL", 4, "latin1");
  length.writeUInt16LE(4, 6);
  length.writeUInt32LE(meta.length, 8);
  const dataSet = [...elements].sort((a, b) => a[0] - b[0]).map(element);
  return Buffer.concat([Buffer.alloc(128), Buffer.from("DICM", "latin1"), length, meta, ...dataSet]);
}
