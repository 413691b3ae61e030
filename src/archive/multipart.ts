// Parts of a multipart/related answer one after the other, as they arrive; the only file that knows the parser (busboy's Dicer).

import { once } from "node:events";
import type { Readable } from "node:stream";

import { Dicer } from "@fastify/busboy";

import { ArchiveError } from "./errors.ts";

/** Takes one part in; resolves when it is done with it. */
export type PartReader = (part: Readable) => Promise<void>;

/** Parts that may be read at the same time: small ones come many in one packet. */
const MAX_OPEN_PARTS = 8;
/** Headers of a part: a content type and an address. */
const MAX_HEADERS = 64;

/** The boundary that a content type names (RFC 2046 5.1.1), or null. */
export function boundaryOf(contentType: string): string | null {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType) ?? [];
  return quoted ?? plain ?? null;
}

/**
 * Hands each part of a body to its reader. A body that ends before its closing boundary is an error, and so is each part
 * that it cut; those before it have been handed over.
 * @throws ArchiveError `archive/cut`; what `body` or `onPart` throws
 */
export async function readParts(body: AsyncIterable<Uint8Array>, boundary: string, onPart: PartReader): Promise<void> {
  const dicer = new Dicer({ boundary, maxHeaderPairs: MAX_HEADERS });
  const open = new Map<Readable, Promise<void>>();
  const failure = promiseOfFailure();
  let last: Readable | null = null;
  dicer.on("part", (part) => {
    last = part;
    // The parser tells of a part that was cut by an event alone, and then ends it as if it were whole.
    part.on("error", (error) => part.destroy(error));
    open.set(part, onPart(part).catch(failure.fail).finally(() => { open.delete(part); }));
  });
  let isFinished = false;
  const ended = new Promise<void>((resolve, reject) => {
    dicer.once("finish", () => {
      isFinished = true;
      resolve();
    });
    dicer.on("error", (cause) => { reject(new ArchiveError("archive/cut", {}, cause)); });
  });
  ended.catch(() => undefined);
  try {
    for await (const chunk of body) {
      // With the closing boundary it has finished, whatever follows, and takes no more.
      if (isFinished as boolean) break;
      if (!dicer.write(chunk)) await Promise.race([once(dicer, "drain"), ended, failure.promise]);
      while (open.size > MAX_OPEN_PARTS) await Promise.race([...open.values(), failure.promise]);
    }
    dicer.end();
    await Promise.race([ended, failure.promise]);
  } catch (error) {
    // The parser ends the part that was cut. Where its own reader gave up it would wait for it, so that part is ended here.
    dicer.end();
    if (failure.hasFailed()) (last as Readable | null)?.destroy(new ArchiveError("archive/cut"));
    await Promise.race([ended, failure.promise]).catch(() => undefined);
    await Promise.all(open.values());
    throw error;
  }
  await Promise.all(open.values());
  if (failure.hasFailed()) await failure.promise;
}

/** The first error of a reader, as something to wait for. */
function promiseOfFailure(): { readonly promise: Promise<never>; readonly fail: (error: unknown) => void; readonly hasFailed: () => boolean } {
  let hasFailed = false;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<never>((_resolve, onFail) => { reject = onFail; });
  promise.catch(() => undefined);
  return {
    promise,
    fail: (error) => {
      hasFailed = true;
      reject(error instanceof Error ? error : new Error("a reader failed", { cause: error }));
    },
    hasFailed: () => hasFailed,
  };
}
