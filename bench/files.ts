// The files that the viewer's bench reads: a CT slice, a radiograph and a run of 200 frames, plain and compressed,
// the same each time. Pixels are made up (smooth shapes and noise), so that codecs have what they have in practice.

import { Context, NativeCodecs } from "dcmjs-codecs";

import { dicomFile, greyImage } from "../test/dicom/dicomFile.ts";
import type { Attributes } from "../test/dicom/dicomFile.ts";

/** How the pixels of a file are compressed. */
export type Coding = "plain" | "rle" | "jpegLs" | "jpeg2000" | "htJpeg2000";

/** A file of the bench and what the bare comparison needs to know of it. */
export interface BenchFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly coding: Coding;
  /** The first frame as it lies in the file, and what it becomes. */
  readonly first: { readonly encoded: Uint8Array; readonly rows: number; readonly columns: number; readonly bitsStored: number; readonly isSigned: boolean };
}

interface Kind {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly bitsStored: number;
  readonly isSigned: boolean;
  readonly facts: Attributes;
}

/** 0.5 MB: a CT slice with its rescale and two windows. */
const SLICE: Kind = {
  name: "CT slice, 0.5 MB", rows: 512, columns: 512, frames: 1, bitsStored: 12, isSigned: false,
  facts: { Modality: "CT", RescaleSlope: "1", RescaleIntercept: "-1024", WindowCenter: "40\\-600", WindowWidth: "400\\1500", PixelSpacing: "0.7\\0.7", ImagePositionPatient: "-180\\-180\\12", ImageOrientationPatient: "1\\0\\0\\0\\1\\0" },
};
/** 10 MB: a radiograph of 14 bits, without a window of its own. */
const RADIOGRAPH: Kind = { name: "radiograph, 10 MB", rows: 2500, columns: 2000, frames: 1, bitsStored: 14, isSigned: false, facts: { Modality: "DX", PhotometricInterpretation: "MONOCHROME1", ImagerPixelSpacing: "0.15\\0.15" } };
/** 200 frames of 256 x 256: a cine run. */
const RUN: Kind = { name: "200 frames", rows: 256, columns: 256, frames: 200, bitsStored: 12, isSigned: false, facts: { Modality: "XA", FrameTime: "66.7", WindowCenter: "2048", WindowWidth: "4096" } };

/** A slice of a present CT scanner has 150 to 300, private ones included. */
const HEADER_ATTRIBUTES = 150;

const UIDS: Readonly<Record<Coding, string>> = {
  plain: "1.2.840.10008.1.2.1",
  rle: "1.2.840.10008.1.2.5",
  jpegLs: "1.2.840.10008.1.2.4.80",
  jpeg2000: "1.2.840.10008.1.2.4.90",
  htJpeg2000: "1.2.840.10008.1.2.4.201",
};

const KINDS = [SLICE, RADIOGRAPH, RUN];
const CODINGS: Readonly<Record<string, readonly Coding[]>> = {
  [SLICE.name]: ["rle", "jpegLs", "jpeg2000", "htJpeg2000"],
  [RADIOGRAPH.name]: ["jpegLs", "jpeg2000"],
  [RUN.name]: ["rle", "jpegLs"],
};

/** Makes the files without compression. */
export function makePlainFiles(): readonly BenchFile[] {
  return KINDS.map((kind) => fileOf(kind, "plain"));
}

/** Makes the compressed ones. Frames of a run are three different ones, in turn: the encoder is slow. */
export async function makeCompressedFiles(): Promise<readonly BenchFile[]> {
  await NativeCodecs.initializeAsync();
  return KINDS.flatMap((kind) => (CODINGS[kind.name] ?? []).map((coding) => fileOf(kind, coding)));
}

function fileOf(kind: Kind, coding: Coding): BenchFile {
  const different = Array.from({ length: Math.min(kind.frames, 3) }, (_, frame) => pixelsOf(kind, frame));
  const encoded = different.map((pixels) => (coding === "plain" ? pixels : encode(kind, coding, pixels)));
  const frames = Array.from({ length: kind.frames }, (_, frame) => encoded[frame % encoded.length] ?? new Uint8Array());
  const { rows, columns, bitsStored, isSigned } = kind;
  const attributes = greyImage(coding === "plain" ? Buffer.concat(frames) : encapsulated(frames), {
    Rows: [rows], Columns: [columns], BitsAllocated: [16], BitsStored: [bitsStored], HighBit: [bitsStored - 1], PixelRepresentation: [isSigned ? 1 : 0],
    PatientName: "Bench^Made", StudyDescription: "Bench", SeriesDescription: kind.name, ...(kind.frames > 1 ? { NumberOfFrames: String(kind.frames) } : {}), ...kind.facts,
  });
  const bytes = withEndOfItems(withHeader(dicomFile(attributes, "explicit", UIDS[coding]), UIDS[coding]), coding);
  return { name: `${kind.name}, ${coding}`, bytes, coding, first: { encoded: frames[0] ?? new Uint8Array(), rows, columns, bitsStored, isSigned } };
}

/** As many attributes as scanners write, before the others: their number is what parsing takes its time for. */
function withHeader(bytes: Buffer, uid: string): Buffer {
  const metaEnd = 128 + 4 + 8 + uid.length + (uid.length % 2);
  const attributes = Array.from({ length: HEADER_ATTRIBUTES }, (_, i) => {
    const element = Buffer.alloc(8 + 16, " ");
    element.writeUInt16LE(0x0009, 0);
    element.writeUInt16LE(0x1000 + i, 2);
    element.write("LO", 4, "latin1");
    element.writeUInt16LE(16, 6);
    element.write(`attribute ${String(i)}`, 8, "latin1");
    return element;
  });
  return Buffer.concat([bytes.subarray(0, metaEnd), ...attributes, bytes.subarray(metaEnd)]);
}

/** A bright ellipse on a slope, with noise of some levels. */
function pixelsOf({ rows, columns, bitsStored }: Kind, frame: number): Uint8Array {
  const values = new Uint16Array(rows * columns);
  const top = 2 ** bitsStored - 1;
  let noise = 12345 + frame;
  for (let y = 0, i = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++, i++) {
      noise = (noise * 1103515245 + 12345) & 0x7fffffff;
      const isInside = ((x / columns - 0.5) / 0.4) ** 2 + ((y / rows - 0.5) / 0.3) ** 2 < 1 + frame * 0.02;
      const level = 0.1 + 0.2 * (y / rows) + (isInside ? 0.3 + 0.1 * Math.sin(x / 20) * Math.cos(y / 30) : 0);
      values[i] = Math.min(top, Math.floor(level * top) + ((noise >> 16) & 7));
    }
  }
  return new Uint8Array(values.buffer);
}

function encode({ rows, columns, bitsStored, isSigned }: Kind, coding: Exclude<Coding, "plain">, pixels: Uint8Array): Uint8Array {
  const context = contextOf({ rows, columns, bitsStored, isSigned });
  context.setDecodedBuffer(pixels);
  const coded = {
    rle: () => NativeCodecs.encodeRle(context),
    jpegLs: () => NativeCodecs.encodeJpegLs(context, { lossy: false }),
    jpeg2000: () => NativeCodecs.encodeJpeg2000(context, { lossy: false }),
    htJpeg2000: () => NativeCodecs.encodeHtJpeg2000(context, { lossy: false }),
  }[coding]();
  const bytes = coded.getEncodedBuffer();
  if (bytes === undefined) throw new Error(`${coding} gave nothing`);
  return bytes.slice();
}

function contextOf({ rows, columns, bitsStored, isSigned }: Omit<BenchFile["first"], "encoded">): Context {
  return new Context({ width: columns, height: rows, bitsAllocated: 16, bitsStored, samplesPerPixel: 1, pixelRepresentation: isSigned ? 1 : 0, planarConfiguration: 0, photometricInterpretation: "MONOCHROME2" });
}

/** What the codec library does with a frame when nothing else is done. */
export function decodeBare(coding: Exclude<Coding, "plain">, { encoded, ...frame }: BenchFile["first"]): number {
  const context = contextOf(frame);
  context.setEncodedBuffer(encoded);
  const decoded = {
    rle: () => NativeCodecs.decodeRle(context),
    jpegLs: () => NativeCodecs.decodeJpegLs(context),
    jpeg2000: () => NativeCodecs.decodeJpeg2000(context),
    htJpeg2000: () => NativeCodecs.decodeHtJpeg2000(context),
  }[coding]();
  return decoded.getDecodedBuffer()?.length ?? 0;
}

/** Fragments after an empty offset table (PS3.5 A.4). */
function encapsulated(frames: readonly Uint8Array[]): Buffer {
  const item = (bytes: Uint8Array): Buffer => {
    const padded = bytes.length + (bytes.length % 2);
    const head = Buffer.alloc(8);
    head.writeUInt32LE(0xe000_fffe, 0);
    head.writeUInt32LE(padded, 4);
    return Buffer.concat([head, bytes, Buffer.alloc(padded - bytes.length)]);
  };
  const end = Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]);
  return Buffer.concat([item(new Uint8Array()), ...frames.map(item), end]);
}

/** Compressed pixels have no length of their own (PS3.5 A.4): PixelData is the last element of the file. */
function withEndOfItems(bytes: Buffer, coding: Coding): Buffer {
  if (coding === "plain") return bytes;
  const at = bytes.indexOf(Buffer.from([0xe0, 0x7f, 0x10, 0x00]));
  bytes.writeUInt32LE(0xffff_ffff, at + 8);
  return bytes;
}
