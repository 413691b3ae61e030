// Hands a picture to the engine through its own channel, at full size: the host never carries it.

import { createConnection } from "node:net";
import type { Socket } from "node:net";

import { decodeRgbAnswer, encodeRgbHeader } from "../formats/index.ts";
import { ReaderError } from "./errors.ts";
import type { Picture } from "./imageFile.ts";
import type { DeliverRequest, DeliveredImage } from "./protocol.ts";

/** An engine that is in a run of the network answers after it; a shard takes seconds, milliseconds. */
const ANSWER_TIMEOUT_MS = 120_000;
/** The answer is one short line. */
const MAX_ANSWER_BYTES = 1024;

/**
 * Sends the picture as RGB and waits for its id.
 * @throws ReaderError `reader/channel-failed`; the signal's reason
 */
export async function deliverPicture(picture: Picture, channel: DeliverRequest["channel"], signal: AbortSignal): Promise<DeliveredImage> {
  const { width, height } = picture;
  signal.throwIfAborted();
  const socket = createConnection(channel.address);
  const abort = (): void => {
    socket.destroy(signal.reason instanceof Error ? signal.reason : undefined);
  };
  signal.addEventListener("abort", abort, { once: true });
  try {
    const answer = readAnswer(socket);
    socket.write(encodeRgbHeader({ secret: channel.secret, width, height }));
    socket.write(rgbOf(picture));
    return { imageId: decodeRgbAnswer(await answer), width, height };
  } catch (cause) {
    signal.throwIfAborted();
    throw new ReaderError("reader/channel-failed", {}, cause);
  } finally {
    signal.removeEventListener("abort", abort);
    socket.destroy();
  }
}

/** `[height, width, 3]`; grey is replicated, as the reference's conversion to RGB does. */
export function rgbOf({ channels, pixels }: Picture): Uint8Array {
  if (channels === 3) return pixels;
  const rgb = new Uint8Array(pixels.length * 3);
  for (let from = 0, to = 0; from < pixels.length; from++, to += 3) {
    const grey = pixels[from] ?? 0;
    rgb[to] = grey;
    rgb[to + 1] = grey;
    rgb[to + 2] = grey;
  }
  return rgb;
}

/** The line that comes back; rejects when the connection ends before it. */
function readAnswer(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let line = "";
    socket.setEncoding("utf8");
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => socket.destroy(new Error("no answer in time")));
    socket.on("data", (text) => {
      line += String(text);
      const end = line.indexOf("\n");
      if (end >= 0) resolve(line.slice(0, end));
      else if (line.length > MAX_ANSWER_BYTES) socket.destroy(new Error("the answer is too long"));
    });
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the connection ended without an answer")));
  });
}
