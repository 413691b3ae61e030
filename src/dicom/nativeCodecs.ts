// The pixel codecs, compiled from C and C++ (IJG JPEG for 8, 12 and 16 bits, CharLS, OpenJPEG, OpenJPH, and RLE): the
// only file that knows dcmjs-codecs, whose WebAssembly file is run without the rest of that package.

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { DicomError } from "./errors.ts";

const WASM_PACKAGE = "dcmjs-codecs/build/dcmjs-native-codecs.wasm";
/** The build puts it beside the bundle of the reader under this name. */
const WASM_BESIDE = "dcmjs-native-codecs.wasm";

/** Memory that an instance may grow to; it never shrinks, so above this the instance is dropped after the frame. */
const MAX_KEPT_MEMORY_BYTES = 512 * 1024 * 1024;

export type CodecFamily = "rle" | "jpeg" | "jpegLs" | "jpeg2000" | "htJpeg2000";

/** A compressed frame and what its samples are. */
export interface CodedFrame {
  readonly bytes: Uint8Array;
  readonly rows: number;
  readonly columns: number;
  readonly samples: number;
  /** Bits of a decoded sample's cell. */
  readonly bitsAllocated: 8 | 16 | 32;
  /** Bits of a sample in the codestream. */
  readonly precision: number;
  readonly isSigned: boolean;
}

const ENTRY_POINTS = { rle: "DecodeRle", jpeg: "DecodeJpeg", jpegLs: "DecodeJpegLs", jpeg2000: "DecodeJpeg2000", htJpeg2000: "DecodeHtJpeg2000" } as const satisfies Record<CodecFamily, string>;

/** Numbers that the codecs give to colour models. */
const MONOCHROME2 = 1;
const RGB = 3;

/**
 * Decodes a frame. Colour comes as it is in the codestream (YCbCr stays so), but for the transforms of JPEG 2000.
 * @returns samples little endian, interleaved by pixel; cells of `bitsAllocated`
 * @throws DicomError `dicom/codec-failed`
 */
export function decodeNative(family: CodecFamily, frame: CodedFrame): Uint8Array {
  const codecs = startedCodecs();
  try {
    return codecs.decode(family, frame);
  } catch (cause) {
    // An exception leaves the instance's stack and heap as they were in its middle: it is not used again.
    started = null;
    throw new DicomError("dicom/codec-failed", { family }, cause);
  } finally {
    if (codecs.memory.buffer.byteLength > MAX_KEPT_MEMORY_BYTES) started = null;
  }
}

/** Compiled once, at the first compressed frame. */
let compiled: WebAssembly.Module | null = null;
let started: Codecs | null = null;

function startedCodecs(): Codecs {
  compiled ??= new WebAssembly.Module(readFileSync(wasmPath()));
  started ??= new Codecs(compiled);
  return started;
}

function wasmPath(): string {
  const beside = join(import.meta.dirname, WASM_BESIDE);
  return existsSync(beside) ? beside : createRequire(import.meta.url).resolve(WASM_PACKAGE);
}

/** An instance with its memory. */
class Codecs {
  readonly memory: WebAssembly.Memory;
  readonly #exports: Readonly<Record<string, unknown>>;

  constructor(module: WebAssembly.Module) {
    const instance = new WebAssembly.Instance(module, { env: this.#environment(), wasi_snapshot_preview1: this.#system() });
    this.#exports = instance.exports;
    const memory = this.#exports["memory"];
    if (!hasBuffer(memory)) throw new Error("the codecs have no memory");
    this.memory = memory;
    this.#call("_initialize");
  }

  decode(family: CodecFamily, frame: CodedFrame): Uint8Array {
    const context = this.#call("CreateCodecsContext");
    const set = (name: string, value: number): number => this.#call(name, context, value);
    set("SetColumns", frame.columns);
    set("SetRows", frame.rows);
    set("SetBitsAllocated", frame.bitsAllocated);
    set("SetBitsStored", frame.precision);
    set("SetSamplesPerPixel", frame.samples);
    set("SetPixelRepresentation", frame.isSigned ? 1 : 0);
    set("SetPlanarConfiguration", 0);
    set("SetPhotometricInterpretation", frame.samples === 1 ? MONOCHROME2 : RGB);
    set("SetEncodedBufferSize", frame.bytes.length);
    this.#bytes().set(frame.bytes, this.#call("GetEncodedBuffer", context));
    const parameters = this.#call("CreateDecoderParameters");
    this.#call("SetConvertColorspaceToRgb", parameters, 0);
    this.#call(ENTRY_POINTS[family], context, parameters);
    const at = this.#call("GetDecodedBuffer", context);
    const length = this.#call("GetDecodedBufferSize", context);
    const decoded = this.#bytes().slice(at, at + length);
    const isInterleaved = this.#call("GetPlanarConfiguration", context) === 0 || frame.samples === 1;
    this.#call("ReleaseDecoderParameters", parameters);
    this.#call("ReleaseCodecsContext", context);
    const expected = frame.rows * frame.columns * frame.samples * (frame.bitsAllocated / 8);
    if (decoded.length !== expected || !isInterleaved) throw new Error("the codec gave another layout than asked for");
    return decoded;
  }

  #call(name: string, ...values: readonly number[]): number {
    const entry = this.#exports[name];
    if (typeof entry !== "function") throw new Error(`the codecs have no ${name}`);
    const result: unknown = Reflect.apply(entry, undefined, values);
    // Pointers are unsigned.
    return typeof result === "number" ? result >>> 0 : 0;
  }

  /** Made anew each time: growth detaches the buffer. */
  #bytes(): Uint8Array {
    return new Uint8Array(this.memory.buffer);
  }

  #environment(): Readonly<Record<string, unknown>> {
    const ignore = (): void => undefined;
    return {
      emscripten_notify_memory_growth: ignore,
      onCodecsInfo: ignore,
      onCodecsTrace: ignore,
      onCodecsException: (at: number, length: number): never => {
        throw new Error(new TextDecoder("iso-8859-1").decode(this.#bytes().subarray(at, at + length)));
      },
    };
  }

  /** The system calls of a program that prints and asks for nothing. */
  #system(): Readonly<Record<string, unknown>> {
    const none = (): number => 0;
    const put = (at: number, value: number): void => {
      new DataView(this.memory.buffer).setUint32(at, value, true);
    };
    return {
      environ_get: none,
      environ_sizes_get: (countAt: number, sizeAt: number): number => {
        put(countAt, 0);
        put(sizeAt, 0);
        return 0;
      },
      proc_exit: (code: number): never => {
        throw new Error(`the codec ended with ${code}`);
      },
      clock_time_get: none,
      fd_write: (_file: number, vectors: number, nVectors: number, writtenAt: number): number => {
        const view = new DataView(this.memory.buffer);
        let nWritten = 0;
        for (let i = 0; i < nVectors; i++) nWritten += view.getUint32(vectors + i * 8 + 4, true);
        put(writtenAt, nWritten);
        return 0;
      },
      fd_seek: none,
      fd_close: none,
    };
  }
}

function hasBuffer(value: unknown): value is WebAssembly.Memory {
  return typeof value === "object" && value !== null && "buffer" in value;
}
