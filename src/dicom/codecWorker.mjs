// The thread that the pixel codecs run in: IJG JPEG for 8, 12 and 16 bits, CharLS, OpenJPEG, OpenJPH and RLE, compiled from
// C and C++. The only file that knows dcmjs-codecs, whose WebAssembly file is run without the rest of that package. Plain
// JavaScript: the thread that waits for it cannot also translate it.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
/** As in `codecMessages.ts`. */
const DONE = 1;
const FAILED = 2;

const WASM_PACKAGE = "dcmjs-codecs/build/dcmjs-native-codecs.wasm";
/** The build puts it beside the bundles under this name. */
const WASM_BESIDE = "dcmjs-native-codecs.wasm";
/** Memory that an instance may keep: it never shrinks, so above this the instance is dropped after the frame. */
const MAX_KEPT_MEMORY_BYTES = 512 * 1024 * 1024;
const ENTRY_POINTS = { rle: "DecodeRle", jpeg: "DecodeJpeg", jpegLs: "DecodeJpegLs", jpeg2000: "DecodeJpeg2000", htJpeg2000: "DecodeHtJpeg2000" };
/** Numbers that the codecs give to colour models. */
const MONOCHROME2 = 1;
const RGB = 3;
const module = new WebAssembly.Module(readFileSync(wasmPath()));
let codecs = null;

function wasmPath() {
  const beside = join(import.meta.dirname, WASM_BESIDE);
  return existsSync(beside) ? beside : createRequire(import.meta.url).resolve(WASM_PACKAGE);
}

/** An instance with its memory. */
class Codecs {
  memory;
  #exports;
  constructor(module) {
    const instance = new WebAssembly.Instance(module, { env: this.#environment(), wasi_snapshot_preview1: this.#system() });
    this.#exports = instance.exports;
    const memory = this.#exports["memory"];
    if (!hasBuffer(memory))
      throw new Error("the codecs have no memory");
    this.memory = memory;
    this.#call("_initialize");
  }
  /** Decodes into `decoded`, which has the size that the frame must have. */
  decode(family, frame, decoded) {
    const context = this.#call("CreateCodecsContext");
    const set = (name, value) => this.#call(name, context, value);
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
    const isInterleaved = this.#call("GetPlanarConfiguration", context) === 0 || frame.samples === 1;
    if (decoded.length !== length || !isInterleaved)
      throw new Error("the codec gave another layout than asked for");
    decoded.set(this.#bytes().subarray(at, at + length));
    this.#call("ReleaseDecoderParameters", parameters);
    this.#call("ReleaseCodecsContext", context);
  }
  #call(name, ...values) {
    const entry = this.#exports[name];
    if (typeof entry !== "function")
      throw new Error(`the codecs have no ${name}`);
    const result = Reflect.apply(entry, undefined, values);
    // Pointers are unsigned.
    return typeof result === "number" ? result >>> 0 : 0;
  }
  /** Made anew each time: growth detaches the buffer. */
  #bytes() {
    return new Uint8Array(this.memory.buffer);
  }
  #environment() {
    const ignore = () => undefined;
    return {
      emscripten_notify_memory_growth: ignore,
      onCodecsInfo: ignore,
      onCodecsTrace: ignore,
      onCodecsException: (at, length) => {
        throw new Error(new TextDecoder("iso-8859-1").decode(this.#bytes().subarray(at, at + length)));
      },
    };
  }
  /** The system calls of a program that prints and asks for nothing. */
  #system() {
    const none = () => 0;
    const put = (at, value) => {
      new DataView(this.memory.buffer).setUint32(at, value, true);
    };
    return {
      environ_get: none,
      environ_sizes_get: (countAt, sizeAt) => {
        put(countAt, 0);
        put(sizeAt, 0);
        return 0;
      },
      proc_exit: (code) => {
        throw new Error(`the codec ended with ${code}`);
      },
      clock_time_get: none,
      fd_write: (_file, vectors, nVectors, writtenAt) => {
        const view = new DataView(this.memory.buffer);
        let nWritten = 0;
        for (let i = 0; i < nVectors; i++)
          nWritten += view.getUint32(vectors + i * 8 + 4, true);
        put(writtenAt, nWritten);
        return 0;
      },
      fd_seek: none,
      fd_close: none,
    };
  }
}

function hasBuffer(value) {
  return typeof value === "object" && value !== null && "buffer" in value;
}

/** @param {import("./codecMessages.ts").DecodeRequest} request */
function answer({ family, frame, decoded, state }) {
  const flag = new Int32Array(state);
  try {
    codecs ??= new Codecs(module);
    codecs.decode(family, frame, new Uint8Array(decoded));
    Atomics.store(flag, 0, DONE);
  }
  catch {
    // An exception leaves the instance's stack and heap as they were in its middle: it is not used again.
    codecs = null;
    Atomics.store(flag, 0, FAILED);
  }
  Atomics.notify(flag, 0);
  if (codecs !== null && codecs.memory.buffer.byteLength > MAX_KEPT_MEMORY_BYTES)
    codecs = null;
}

parentPort?.on("message", answer);
if (workerData instanceof SharedArrayBuffer) {
  const ready = new Int32Array(workerData);
  Atomics.store(ready, 0, DONE);
  Atomics.notify(ready, 0);
}
