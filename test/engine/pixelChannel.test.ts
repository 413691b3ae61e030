// Pictures on the engine's channel, and whoever else knocks.

import assert from "node:assert/strict";
import net from "node:net";
import { decodeRgbAnswer, encodeRgbHeader } from "../../src/formats/index.ts";
import { ImageStore } from "../../src/engine/imageStore.ts";
import { openPixelChannel } from "../../src/engine/pixelChannel.ts";

describe("openPixelChannel", () => {
  const images = new ImageStore();
  const channel = openPixelChannel(images);
  const pixels = Uint8Array.from({ length: 4 * 3 * 3 }, (_, index) => index);
  const deliver = async (secret: string, chunks: (header: Uint8Array) => Uint8Array[]): Promise<string> => {
    const { address } = await channel;
    return await new Promise((resolve, reject) => {
      const socket = net.connect(address);
      let answer = "";
      socket.on("data", (data) => { answer += data.toString(); });
      socket.on("error", reject);
      socket.on("close", () => { resolve(answer); });
      for (const chunk of chunks(encodeRgbHeader({ secret, width: 4, height: 3 }))) socket.write(chunk);
    });
  };

  it("keeps a picture that comes in any chunks, under the hash of its bytes and its size", async () => {
    const { secret } = await channel;
    const answer = await deliver(secret, (header) => [...Array.from(header, (byte) => Uint8Array.of(byte)), pixels.subarray(0, 5), pixels.subarray(5)]);
    const imageId = decodeRgbAnswer(answer);
    assert.match(imageId, /^[0-9a-f]{64}-4x3$/);
    assert.deepEqual({ ...images.get(imageId), pixels: [...images.get(imageId).pixels] }, { width: 4, height: 3, pixels: [...pixels] });
  });

  it("closes the connection without an answer for a wrong secret, for no header of ours, and for too many bytes", async () => {
    const { secret } = await channel;
    assert.equal(await deliver("wrong", (header) => [header, pixels]), "");
    assert.equal(await deliver(secret, () => [Buffer.from("GET / HTTP/1.1\r\n\r\n")]), "");
    assert.equal(await deliver(secret, (header) => [header, pixels.subarray(1), pixels]), "");
  });

  it("says that an image is not there", () => {
    assert.throws(() => images.get("x"), { code: "engine/image-unknown" });
  });
});
