// A structured report as a DICOM file, with as many rows as asked for: it has tags but no image.

const COMPREHENSIVE_SR = "1.2.840.10008.5.1.4.1.1.88.33";
const EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";
const LONG = ["SQ", "UT"];

function element(group, number, vr, value) {
  const given = Buffer.from(value);
  const bytes = given.length % 2 === 0 ? given : Buffer.concat([given, Buffer.from(vr === "UI" ? "\0" : " ")]);
  const head = Buffer.alloc(LONG.includes(vr) ? 12 : 8);
  head.writeUInt16LE(group, 0);
  head.writeUInt16LE(number, 2);
  head.write(vr, 4, "latin1");
  if (head.length === 12) head.writeUInt32LE(bytes.length, 8);
  else head.writeUInt16LE(bytes.length, 6);
  return Buffer.concat([head, bytes]);
}

function item(...elements) {
  const inside = Buffer.concat(elements);
  const head = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
  head.writeUInt32LE(inside.length, 4);
  return Buffer.concat([head, inside]);
}

/**
 * @param {number} nRows rows of its table, about; those at the top, not folded away
 * @returns {Buffer}
 */
export function reportFile(nRows) {
  // Retired comments of overlays and many others would do as well: groups of the standard with unknown elements.
  const many = Array.from({ length: nRows }, (_, at) => element(0x0042 + 2 * Math.floor(at / 4096), 0x1000 + (at % 4096), "LO", `value ${at}`));
  const content = item(element(0x0040, 0xa040, "CS", "TEXT"), element(0x0040, 0xa160, "UT", "No acute findings."));
  return Buffer.concat([
    Buffer.alloc(128), Buffer.from("DICM"), element(0x0002, 0x0010, "UI", EXPLICIT_LITTLE_ENDIAN),
    element(0x0008, 0x0005, "CS", "ISO_IR 192"), element(0x0008, 0x0016, "UI", COMPREHENSIVE_SR), element(0x0008, 0x0060, "CS", "SR"),
    element(0x0040, 0xa123, "PN", "Wang^XiaoDong=王^小東"), element(0x0040, 0xa730, "SQ", content), ...many,
  ]);
}
