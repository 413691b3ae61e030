// Builds DICOM files element by element, in explicit little endian: any tag, any representation, sequences in items.

/** Tag in eight hexadecimal digits, representation, and value: text in ASCII, or bytes as they are. */
export type Element = readonly [tag: string, vr: string, value: string | Uint8Array];

const LONG: readonly string[] = ["OB", "OW", "SQ", "UN", "UT"];
const EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";

/** A file with preamble and header; elements in the order given. */
export function fileOfElements(elements: readonly Element[]): Buffer {
  return Buffer.concat([Buffer.alloc(128), Buffer.from("DICM"), bytesOf(["00020010", "UI", EXPLICIT_LITTLE_ENDIAN]), ...elements.map(bytesOf)]);
}

/** The value of a sequence. */
export function sequence(items: readonly (readonly Element[])[]): Uint8Array {
  return Buffer.concat(items.map((item) => {
    const inside = Buffer.concat(item.map(bytesOf));
    const head = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
    head.writeUInt32LE(inside.length, 4);
    return Buffer.concat([head, inside]);
  }));
}

function bytesOf([tag, vr, value]: Element): Buffer {
  const given = typeof value === "string" ? Buffer.from(value, "utf8") : Buffer.from(value);
  const bytes = given.length % 2 === 0 ? given : Buffer.concat([given, Buffer.from(vr === "UI" || typeof value !== "string" ? "\0" : " ")]);
  const isLong = LONG.includes(vr);
  const head = Buffer.alloc(isLong ? 12 : 8);
  head.writeUInt16LE(Number.parseInt(tag.slice(0, 4), 16), 0);
  head.writeUInt16LE(Number.parseInt(tag.slice(4), 16), 2);
  head.write(vr, 4, "latin1");
  if (isLong) head.writeUInt32LE(bytes.length, 8);
  else head.writeUInt16LE(bytes.length, 6);
  return Buffer.concat([head, bytes]);
}
