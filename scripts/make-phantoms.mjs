// `npm run phantoms [-- FOLDER]`: makes the phantoms of samples/, the same bytes each time.

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CHEST_SIZE, chestRadiograph } from "./phantoms/chestRadiograph.mjs";
import { dicomFile, uidOf } from "./phantoms/dicomFile.mjs";
import { greyPng } from "./phantoms/pngFile.mjs";
import { root } from "./steps.mjs";
import { CT_SIZE, CT_SLICES, CT_SLICE_SPACING_MM, CT_SPACING_MM, thoraxCt } from "./phantoms/thoraxCt.mjs";

const DESCRIPTION = "RadDraft phantom, made by a script";
const COMPUTED_RADIOGRAPHY = "1.2.840.10008.5.1.4.1.1.1";
const COMPUTED_TOMOGRAPHY = "1.2.840.10008.5.1.4.1.1.2";
/** The stored CT values are unsigned: Hounsfield units plus this. */
const CT_OFFSET = 1024;

/** What both phantoms say about themselves: nobody, made here, on a fixed date. */
function commonElements(study, instance, sopClass) {
  return [
    [0x00080005, "CS", "ISO_IR 100"],
    [0x00080016, "UI", sopClass],
    [0x00080018, "UI", uidOf(`${study} ${instance}`)],
    [0x00080020, "DA", "20250101"],
    [0x00080030, "TM", "120000"],
    [0x00080050, "SH", ""],
    [0x00080070, "LO", "RadDraft"],
    [0x00080090, "PN", ""],
    [0x00081090, "LO", DESCRIPTION],
    [0x00100010, "PN", "RadDraft^Phantom"],
    [0x00100020, "LO", "PHANTOM"],
    [0x00100030, "DA", ""],
    [0x00100040, "CS", "O"],
    [0x0020000d, "UI", uidOf(study)],
    [0x0020000e, "UI", uidOf(`${study} series`)],
    [0x00200010, "SH", "1"],
    [0x00200011, "IS", 1],
    [0x00200013, "IS", instance],
    [0x00280002, "US", 1],
    [0x00280004, "CS", "MONOCHROME2"],
    [0x00280100, "US", 16],
    [0x00280101, "US", 12],
    [0x00280102, "US", 11],
    [0x00280103, "US", 0],
  ];
}

function littleEndian(values) {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => bytes.writeUInt16LE(value, index * 2));
  return bytes;
}

function chestDicom(pixels) {
  return dicomFile([
    ...commonElements("chest", 1, COMPUTED_RADIOGRAPHY),
    [0x00080060, "CS", "CR"],
    [0x00081030, "LO", "Chest phantom"],
    [0x0008103e, "LO", "Chest phantom"],
    [0x00180015, "CS", "CHEST"],
    [0x00185101, "CS", "PA"],
    [0x00181164, "DS", "0.8\\0.8"],
    [0x00200020, "CS", "L\\F"],
    [0x00280010, "US", CHEST_SIZE],
    [0x00280011, "US", CHEST_SIZE],
    [0x00281050, "DS", 2048],
    [0x00281051, "DS", 4096],
    [0x7fe00010, "OW", littleEndian(pixels)],
  ]);
}

function ctDicom(pixels, slice) {
  const corner = -((CT_SIZE - 1) / 2) * CT_SPACING_MM;
  const z = (CT_SLICES - 1 - slice) * CT_SLICE_SPACING_MM;
  return dicomFile([
    ...commonElements("thorax", slice + 1, COMPUTED_TOMOGRAPHY),
    [0x00080008, "CS", "DERIVED\\SECONDARY\\AXIAL"],
    [0x00080060, "CS", "CT"],
    [0x00081030, "LO", "CT phantom"],
    [0x0008103e, "LO", "CT phantom"],
    [0x00180015, "CS", "CHEST"],
    [0x00180050, "DS", CT_SLICE_SPACING_MM],
    [0x00180060, "DS", 120],
    [0x00180088, "DS", CT_SLICE_SPACING_MM],
    [0x00185100, "CS", "HFS"],
    [0x00200032, "DS", `${corner.toFixed(1)}\\${corner.toFixed(1)}\\${z}`],
    [0x00200037, "DS", "1\\0\\0\\0\\1\\0"],
    [0x00200052, "UI", uidOf("thorax frame of reference")],
    [0x00201040, "LO", ""],
    [0x00201041, "DS", z],
    [0x00280010, "US", CT_SIZE],
    [0x00280011, "US", CT_SIZE],
    [0x00280030, "DS", `${CT_SPACING_MM}\\${CT_SPACING_MM}`],
    [0x00281050, "DS", "40\\-600"],
    [0x00281051, "DS", "400\\1500"],
    [0x00281052, "DS", -CT_OFFSET],
    [0x00281053, "DS", 1],
    [0x00281054, "LO", "HU"],
    [0x00281055, "LO", "MEDIASTINUM\\LUNG"],
    [0x7fe00010, "OW", littleEndian(Array.from(pixels, (value) => value + CT_OFFSET))],
  ]);
}

/** Every file of the phantoms by its path inside samples/. */
function phantomFiles() {
  const chest = chestRadiograph();
  const files = new Map([
    ["phantom_chest/phantom_chest.png", greyPng(CHEST_SIZE, CHEST_SIZE, Uint8Array.from(chest, (value) => value >> 4), DESCRIPTION)],
    ["phantom_chest/phantom_chest.dcm", chestDicom(chest)],
  ]);
  thoraxCt().forEach((pixels, slice) => files.set(`phantom_ct/phantom_ct_${String(slice + 1).padStart(2, "0")}.dcm`, ctDicom(pixels, slice)));
  return files;
}

const out = process.argv[2] ? path.resolve(process.argv[2]) : path.join(root, "samples");
for (const [name, bytes] of phantomFiles()) {
  mkdirSync(path.dirname(path.join(out, name)), { recursive: true });
  writeFileSync(path.join(out, name), bytes);
}
