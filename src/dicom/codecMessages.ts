// What the codec thread is asked. Mirrored by `nativeCodecs.ts` (asks and waits) and `codecWorker.mjs` (decodes).

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

/** One frame to decode. */
export interface DecodeRequest {
  readonly family: CodecFamily;
  readonly frame: CodedFrame;
  /** Where the samples go: as many bytes as the frame must have. */
  readonly decoded: SharedArrayBuffer;
  /** One 32-bit integer: 0 while the thread works, then `DONE` or `FAILED`. */
  readonly state: SharedArrayBuffer;
}

export const DONE = 1;
export const FAILED = 2;
