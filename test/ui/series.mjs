// A made-up CT series on disk: slices of 512 x 512 with 16 bits, a disc that grows, numbered files in one folder.

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const SIDE = 512;
const UID = "1.2.826.0.1.3680043.10.999.7";

/** Explicit little-endian element. */
function element(group, number, vr, value) {
  const bytes = typeof value === "string" ? Buffer.from(value, "latin1") : value;
  const padded = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.from(vr === "UI" ? "\0" : " ")]);
  const isLong = ["OB", "OW", "SQ", "UN"].includes(vr);
  const head = Buffer.alloc(isLong ? 12 : 8);
  head.writeUInt16LE(group, 0);
  head.writeUInt16LE(number, 2);
  head.write(vr, 4, "latin1");
  if (isLong) head.writeUInt32LE(padded.length, 8);
  else head.writeUInt16LE(padded.length, 6);
  return Buffer.concat([head, padded]);
}

function word(value) {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16LE(value);
  return bytes;
}

function pixels(slice) {
  const values = new Int16Array(SIDE * SIDE);
  const radius = (60 + slice * 2) ** 2;
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const isInside = (x - 256) ** 2 + (y - 256) ** 2 < radius;
      values[y * SIDE + x] = isInside ? (((x >> 4) + (y >> 4)) % 2) * 120 + ((x * 7 + y * 13) % 40) : -1000;
    }
  }
  return Buffer.from(values.buffer);
}

/**
 * Writes `000.dcm` and so on.
 * @param {string} folder
 * @param {number} slices
 */
export function writeSeries(folder, slices) {
  mkdirSync(folder, { recursive: true });
  for (let slice = 0; slice < slices; slice++) {
    const instance = `${UID}.${slice + 1}`;
    const syntax = element(0x0002, 0x0010, "UI", "1.2.840.10008.1.2.1");
    const body = [
      element(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.2"), element(0x0008, 0x0018, "UI", instance), element(0x0008, 0x0060, "CS", "CT"),
      element(0x0010, 0x0010, "PN", "Made^Up"), element(0x0010, 0x0020, "LO", "made"), element(0x0020, 0x000d, "UI", `${UID}.1000`), element(0x0020, 0x000e, "UI", `${UID}.1001`),
      element(0x0020, 0x0011, "IS", "4"), element(0x0020, 0x0013, "IS", String(slice + 1)), element(0x0020, 0x0032, "DS", `-128\\-128\\${slice * 2}`), element(0x0020, 0x0037, "DS", "1\\0\\0\\0\\1\\0"),
      element(0x0028, 0x0002, "US", word(1)), element(0x0028, 0x0004, "CS", "MONOCHROME2"), element(0x0028, 0x0010, "US", word(SIDE)), element(0x0028, 0x0011, "US", word(SIDE)),
      element(0x0028, 0x0030, "DS", "0.5\\0.5"), element(0x0028, 0x0100, "US", word(16)), element(0x0028, 0x0101, "US", word(16)), element(0x0028, 0x0102, "US", word(15)), element(0x0028, 0x0103, "US", word(1)),
      element(0x0028, 0x1050, "DS", "40"), element(0x0028, 0x1051, "DS", "400"), element(0x0028, 0x1052, "DS", "0"), element(0x0028, 0x1053, "DS", "1"), element(0x7fe0, 0x0010, "OW", pixels(slice)),
    ];
    writeFileSync(path.join(folder, `${String(slice).padStart(3, "0")}.dcm`), Buffer.concat([Buffer.alloc(128), Buffer.from("DICM"), syntax, ...body]));
  }
}
