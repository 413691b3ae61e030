// Pictures that the reader handed over, by the SHA-256 of their RGB bytes.

import { ByteCache } from "./byteCache.ts";
import { EngineError } from "./errors.ts";

/** An RGB image `[height, width, 3]`, 8 bit. */
export interface HeldImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Room for some dozens of radiographs; a picture is handed over again when it was dropped. */
const LIMIT_BYTES = 512 * 1024 * 1024;

export class ImageStore {
  readonly #images = new ByteCache<HeldImage>(LIMIT_BYTES);

  /** Keeps an image under its id; the pixels are owned by the store from now on. */
  keep(imageId: string, image: HeldImage): void {
    this.#images.set(imageId, image, image.pixels.length);
  }

  /** @throws EngineError `engine/image-unknown` */
  get(imageId: string): HeldImage {
    const image = this.#images.get(imageId);
    if (image === undefined) throw new EngineError("engine/image-unknown");
    return image;
  }
}
