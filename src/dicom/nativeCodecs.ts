// Decodes compressed frames in a thread of their own and waits for it: a codec that a broken frame keeps running is ended,
// and its memory goes with it.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";

import { DONE } from "./codecMessages.ts";
import type { CodecFamily, CodedFrame, DecodeRequest } from "./codecMessages.ts";
import { DicomError } from "./errors.ts";

/** The build bundles the thread's program under this name. */
const BUNDLED = "codecs.cjs";
/** Time for a thread to start and compile the codecs. */
const START_LIMIT_MS = 60_000;
/** Work for a frame, and for each of its samples: the slowest codec takes 0.2 microseconds for one, on a busy machine 0.7. */
const FRAME_LIMIT_MS = 700;
const SAMPLE_LIMIT_MS = 0.001;
/** How much longer than its work a frame may take: what other programs take of the processor is not held against it. */
const WAITING_FACTOR = 2.5;
/** A compressed frame of a usual size; larger ones have memory of their own, which goes with them. */
const MAX_KEPT_BYTES = 4 * 1024 * 1024;
/** The work done is looked at this often, milliseconds. */
const LOOK_MS = 200;

/**
 * Decodes a frame. Colour comes as it is in the codestream (YCbCr stays so), but for the transforms of JPEG 2000.
 * @returns samples little endian, interleaved by pixel; cells of `bitsAllocated`
 * @throws DicomError `dicom/codec-failed`, `dicom/limit-frame-time`
 */
export function decodeNative(family: CodecFamily, frame: CodedFrame): Uint8Array {
  const nSamples = frame.rows * frame.columns * frame.samples;
  const decoded = new SharedArrayBuffer(nSamples * (frame.bitsAllocated / 8));
  const state = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const request: DecodeRequest = { family, frame: { ...frame, bytes: sharedCopyOf(frame.bytes) }, decoded, state };
  startedThread().postMessage(request);
  const limitMs = FRAME_LIMIT_MS + nSamples * SAMPLE_LIMIT_MS;
  const flag = new Int32Array(state);
  if (!isDoneInTime(flag, limitMs)) {
    endThread();
    throw new DicomError("dicom/limit-frame-time", { limit: Math.round(limitMs) });
  }
  if (Atomics.load(flag, 0) !== DONE) throw new DicomError("dicom/codec-failed", { family });
  return new Uint8Array(decoded);
}

/** Where the bytes of a frame are put for the thread; used again, since only one frame is decoded at a time. */
let handedOver = new SharedArrayBuffer(0);

/**
 * A frame's bytes for the thread. Shared, not transferred: V8 reads all arrays of a thread more slowly once a buffer of it
 * was transferred (a slice's bits are looked through in 0.068 instead of 0.047 ms).
 */
function sharedCopyOf(bytes: Uint8Array): Uint8Array {
  const isKept = bytes.length <= MAX_KEPT_BYTES;
  if (isKept && handedOver.byteLength < bytes.length) handedOver = new SharedArrayBuffer(bytes.length);
  const copy = new Uint8Array(isKept ? handedOver : new SharedArrayBuffer(bytes.length), 0, bytes.length);
  copy.set(bytes);
  return copy;
}

/** Waits for the thread. This thread stands still meanwhile, so what the process works is the codec's work. */
function isDoneInTime(flag: Int32Array, limitMs: number): boolean {
  const cpuBefore = process.cpuUsage();
  const before = performance.now();
  for (;;) {
    if (Atomics.wait(flag, 0, 0, Math.min(limitMs, LOOK_MS)) !== "timed-out") return true;
    const { user, system } = process.cpuUsage(cpuBefore);
    if (isOverdue(limitMs, { workedMs: (user + system) / 1000, waitedMs: performance.now() - before })) return false;
  }
}

/** Whether a frame has been worked on, or been waited for, for too long. */
export function isOverdue(limitMs: number, { workedMs, waitedMs }: { readonly workedMs: number; readonly waitedMs: number }): boolean {
  return workedMs >= limitMs || waitedMs >= limitMs * WAITING_FACTOR;
}

/** Started at the first compressed frame; it does not keep the process alive. */
let thread: Worker | null = null;

function startedThread(): Worker {
  if (thread !== null) return thread;
  const ready = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const bundled = join(import.meta.dirname, BUNDLED);
  const started = new Worker(existsSync(bundled) ? bundled : join(import.meta.dirname, "codecWorker.mjs"), { workerData: ready, execArgv: [] });
  started.unref();
  // What ends it is seen by the wait that times out; without a listener it would end this process too.
  started.on("error", () => {
    if (thread === started) thread = null;
  });
  if (Atomics.wait(new Int32Array(ready), 0, 0, START_LIMIT_MS) === "timed-out") {
    void started.terminate();
    throw new DicomError("dicom/codec-failed", { family: "none" });
  }
  thread = started;
  return started;
}

function endThread(): void {
  void thread?.terminate();
  thread = null;
}
