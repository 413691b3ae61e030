// Where the reader delivers pictures: a socket in a folder of the user's own, or a named pipe, and a secret. Pixels so
// never pass the extension host, and no file of them is written.

import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { encodeRgbAnswer, RgbReceiver, type RgbHeader, type RgbPicture } from "../formats/index.ts";
import { EngineError } from "./errors.ts";
import type { ImageStore } from "./imageStore.ts";
import type { PixelChannel } from "./protocol.ts";

/** Begins the name of the socket's folder; the process id follows. */
const FOLDER_PREFIX = "raddraft-engine-";
/** A connection that stays silent this long is closed, milliseconds: a whole picture takes a fraction of it. */
const SILENCE_MS = 60_000;

/**
 * Opens the channel; pictures that arrive are kept in `images` until the process ends.
 * @throws EngineError `engine/channel-failed`
 */
export async function openPixelChannel(images: ImageStore): Promise<PixelChannel> {
  const secret = randomBytes(32).toString("hex");
  const server = net.createServer((socket) => { receive(socket, secret, images); });
  server.unref(); // The messages of the parent keep the process alive, not this.
  const address = addressOfOurOwn();
  return await new Promise((resolve, reject) => {
    server.once("error", (error) => { reject(new EngineError("engine/channel-failed", {}, error)); });
    server.listen(address, () => { resolve({ address, secret }); });
  });
}

/** Id of a picture: the hash of its bytes, and its size, since the same bytes can be two pictures. */
export function imageIdOf(picture: RgbPicture): string {
  const hash = createHash("sha256").update(picture.pixels).digest("hex");
  return `${hash}-${String(picture.header.width)}x${String(picture.header.height)}`;
}

function addressOfOurOwn(): string {
  if (process.platform === "win32") return `\\\\.\\pipe\\raddraft-${randomBytes(16).toString("hex")}`;
  removeStaleFolders();
  const folder = mkdtempSync(path.join(tmpdir(), `${FOLDER_PREFIX}${String(process.pid)}-`));
  process.once("exit", () => { rmSync(folder, { recursive: true, force: true }); });
  return path.join(folder, "pixels");
}

/** A killed engine leaves its folder behind; the next one takes it away. Folders of other people cannot be removed and stay. */
function removeStaleFolders(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(FOLDER_PREFIX) ? Number.parseInt(name.slice(FOLDER_PREFIX.length), 10) : NaN;
    if (Number.isNaN(pid) || isRunning(pid)) continue;
    try {
      rmSync(path.join(tmpdir(), name), { recursive: true });
    } catch {
      // Somebody else's, or gone already: either way nothing of ours is left.
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function receive(socket: net.Socket, secret: string, images: ImageStore): void {
  const receiver = new RgbReceiver((header) => { checkSecret(header, secret); });
  socket.setTimeout(SILENCE_MS, () => { socket.destroy(); });
  socket.on("error", () => { socket.destroy(); });
  socket.on("data", (chunk) => {
    try {
      const picture = receiver.push(chunk);
      if (picture === null) return;
      const imageId = imageIdOf(picture);
      images.keep(imageId, { width: picture.header.width, height: picture.header.height, pixels: picture.pixels });
      socket.end(encodeRgbAnswer(imageId));
    } catch {
      // Whoever sends something else than a picture learns nothing; the reader reports that its picture was not taken.
      socket.destroy();
    }
  });
}

/** Compares hashes of equal length, so that the time tells nothing about the secret. */
function checkSecret(header: RgbHeader, secret: string): void {
  const hash = (text: string): Buffer => createHash("sha256").update(text).digest();
  if (!timingSafeEqual(hash(header.secret), hash(secret))) throw new EngineError("engine/channel-failed");
}
