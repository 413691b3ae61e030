// Builds the DICOM files of made-up series: a header as scanners write it, and a few pixels.

import { deflateRawSync } from "node:zlib";

/** What one file says of itself; what is left out is not in the file. */
export interface SliceFile {
  readonly patient?: string;
  readonly patientId?: string;
  readonly study?: string;
  readonly studyDate?: string;
  readonly studyDescription?: string;
  readonly series?: string;
  readonly seriesNumber?: number;
  readonly seriesDescription?: string;
  readonly modality?: string;
  readonly instance?: string;
  readonly number?: number;
  readonly position?: readonly number[];
  readonly orientation?: readonly number[];
  readonly frames?: number;
  readonly size?: readonly [rows: number, columns: number];
  /** Bytes of a private attribute before the description of the image. */
  readonly privateBytes?: number;
}

export type SliceSyntax = "implicit" | "explicit" | "bigEndian" | "deflated" | "bare";

const UIDS: Readonly<Record<SliceSyntax, string>> = {
  implicit: "1.2.840.10008.1.2",
  explicit: "1.2.840.10008.1.2.1",
  bigEndian: "1.2.840.10008.1.2.2",
  deflated: "1.2.840.10008.1.2.1.99",
  bare: "1.2.840.10008.1.2",
};
const SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";

type Part = readonly [tag: number, vr: string, value: string | number | Uint8Array | undefined];

/** The bytes of a file with 8-bit grey pixels, all zero. */
export function sliceFile(slice: SliceFile, syntax: SliceSyntax = "explicit"): Buffer {
  const body = Buffer.concat(partsOf(slice).flatMap((part) => (part[2] === undefined ? [] : [element(part, syntax)])));
  if (syntax === "bare") return body;
  const meta = element([0x0002_0010, "UI", UIDS[syntax]], "explicit");
  return Buffer.concat([Buffer.alloc(128), Buffer.from("DICM"), meta, syntax === "deflated" ? deflateRawSync(body) : body]);
}

function partsOf(slice: SliceFile): readonly Part[] {
  const [rows, columns] = slice.size ?? [2, 2];
  const list = (values: readonly number[] | undefined): string | undefined => values?.join("\\");
  return [
    [0x0008_0016, "UI", SECONDARY_CAPTURE],
    [0x0008_0018, "UI", slice.instance],
    [0x0008_0020, "DA", slice.studyDate],
    [0x0008_0060, "CS", slice.modality],
    [0x0008_1030, "LO", slice.studyDescription],
    [0x0008_103e, "LO", slice.seriesDescription],
    [0x0009_1001, "OB", slice.privateBytes === undefined ? undefined : new Uint8Array(slice.privateBytes)],
    [0x0010_0010, "PN", slice.patient],
    [0x0010_0020, "LO", slice.patientId],
    // A sequence of undefined length, with an item of undefined length.
    [0x0012_0064, "SQ", Uint8Array.of()],
    [0x0020_000d, "UI", slice.study],
    [0x0020_000e, "UI", slice.series],
    [0x0020_0011, "IS", slice.seriesNumber?.toString()],
    [0x0020_0013, "IS", slice.number?.toString()],
    [0x0020_0032, "DS", list(slice.position)],
    [0x0020_0037, "DS", list(slice.orientation)],
    [0x0028_0002, "US", 1],
    [0x0028_0004, "CS", "MONOCHROME2"],
    [0x0028_0008, "IS", slice.frames?.toString()],
    [0x0028_0010, "US", rows],
    [0x0028_0011, "US", columns],
    [0x0028_0100, "US", 8],
    [0x0028_0101, "US", 8],
    [0x0028_0102, "US", 7],
    [0x0028_0103, "US", 0],
    [0x7fe0_0010, "OB", new Uint8Array(rows * columns * Math.max(1, slice.frames ?? 1))],
  ];
}

function element([tag, vr, value]: Part, syntax: SliceSyntax): Buffer {
  const isBig = syntax === "bigEndian";
  const isExplicit = syntax !== "implicit" && syntax !== "bare";
  const bytes = vr === "SQ" ? itemOfUndefinedLength(syntax) : bytesOf(vr, value ?? "", isBig);
  const isLong = vr === "OB" || vr === "SQ";
  const head = Buffer.alloc(isExplicit && isLong ? 12 : 8);
  put(head, 0, 2, Math.floor(tag / 0x1_0000), isBig);
  put(head, 2, 2, tag % 0x1_0000, isBig);
  const length = vr === "SQ" ? 0xffff_ffff : bytes.length;
  if (isExplicit) head.write(vr, 4, "latin1");
  if (isExplicit && !isLong) put(head, 6, 2, length, isBig);
  else put(head, head.length - 4, 4, length, isBig);
  return Buffer.concat([head, bytes]);
}

function itemOfUndefinedLength(syntax: SliceSyntax): Buffer {
  const mark = (element: number, length: number): Buffer => {
    const bytes = Buffer.alloc(8);
    put(bytes, 0, 2, 0xfffe, syntax === "bigEndian");
    put(bytes, 2, 2, element, syntax === "bigEndian");
    put(bytes, 4, 4, length, syntax === "bigEndian");
    return bytes;
  };
  return Buffer.concat([mark(0xe000, 0xffff_ffff), element([0x0008_1150, "UI", SECONDARY_CAPTURE], syntax), mark(0xe00d, 0), mark(0xe0dd, 0)]);
}

function bytesOf(vr: string, value: string | number | Uint8Array, isBig: boolean): Buffer {
  if (typeof value === "number") {
    const word = Buffer.alloc(2);
    put(word, 0, 2, value, isBig);
    return word;
  }
  const bytes = typeof value === "string" ? Buffer.from(value, "latin1") : Buffer.from(value);
  return bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.from(vr === "UI" || vr === "OB" ? "\0" : " ")]);
}

function put(bytes: Buffer, at: number, size: 2 | 4, value: number, isBig: boolean): void {
  if (isBig) bytes.writeUIntBE(value, at, size);
  else bytes.writeUIntLE(value, at, size);
}
