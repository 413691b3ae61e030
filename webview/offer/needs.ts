// What a choice of weights needs of disk and memory, and whether there is enough of it. Pure.

import type { OfferShown } from "./protocol.ts";

export interface Needs {
  /** Still to be written to the disk: what is left of the download, and the package; bytes. */
  readonly diskBytes: number;
  readonly isDiskEnough: boolean;
  readonly memoryBytes: number;
  /** `never`: more than the computer has; `later`: more than is free now. */
  readonly memory: "enough" | "later" | "never";
}

export function needsOf(offer: OfferShown, { bytes, memoryBytes }: OfferShown["choices"][number]): Needs {
  const diskBytes = Math.max(0, offer.bytes - offer.bytesThere) + bytes;
  const { totalBytes, freeBytes } = offer.memory;
  return {
    diskBytes,
    isDiskEnough: diskBytes + offer.spareBytes <= offer.freeBytes,
    memoryBytes,
    memory: memoryBytes > totalBytes ? "never" : memoryBytes > freeBytes ? "later" : "enough",
  };
}

/** A size as people write it. */
export function gigabytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${String(Math.max(1, Math.round(bytes / 1e6)))} MB`;
}
