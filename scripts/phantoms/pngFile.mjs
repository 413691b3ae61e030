// Writes a grey PNG without compression: a compressor's bytes change with its version, stored ones never do.

import { crc32 } from "./crc32.mjs";

/** Most bytes of a stored block, RFC 1951 3.2.4. */
const BLOCK_LIMIT = 65535;

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

function adler32(bytes) {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}

/** A zlib stream (RFC 1950) of stored blocks. */
function store(bytes) {
  const parts = [Buffer.from([0x78, 0x01])];
  for (let at = 0; at < bytes.length; at += BLOCK_LIMIT) {
    const block = bytes.subarray(at, at + BLOCK_LIMIT);
    const head = Buffer.alloc(5);
    head[0] = at + BLOCK_LIMIT >= bytes.length ? 1 : 0;
    head.writeUInt16LE(block.length, 1);
    head.writeUInt16LE(block.length ^ 0xffff, 3);
    parts.push(head, block);
  }
  const check = Buffer.alloc(4);
  check.writeUInt32BE(adler32(bytes));
  return Buffer.concat([...parts, check]);
}

/**
 * An 8-bit grey PNG.
 * @param {number} width
 * @param {number} height
 * @param {Uint8Array} grey `[height, width]`
 * @param {string} description the tEXt chunk of keyword Description, Latin-1
 * @returns {Buffer}
 */
export function greyPng(width, height, grey, description) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const rows = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < height; row += 1) rows.set(grey.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const text = Buffer.from(`Description\0${description}`, "latin1");
  return Buffer.concat([signature, chunk("IHDR", header), chunk("tEXt", text), chunk("IDAT", store(rows)), chunk("IEND", Buffer.alloc(0))]);
}
