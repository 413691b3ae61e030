// Pictures that are made, not taken from a data set: uniform grey ones of any size, and such as are no radiology image.

import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { randomNumbers } from "../metrics/statistics.ts";

/** The engine's grey (`src/engine/groundings.ts`). */
const GREY = 128;

/** RGB of a pixel. */
type Pixel = readonly [number, number, number];

/** A picture by its size and the colour of each pixel. */
export interface MadePicture {
  readonly width: number;
  readonly height: number;
  readonly at: (x: number, y: number) => Pixel;
}

/** Bytes of an uncompressed BMP of 24 bits (BITMAPINFOHEADER). */
export function bmpOf({ width, height, at }: MadePicture): Uint8Array {
  const rowBytes = Math.ceil((width * 3) / 4) * 4;
  const headerBytes = 54;
  const bytes = new Uint8Array(headerBytes + rowBytes * height);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, headerBytes, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, width, true);
  view.setInt32(22, height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 24, true);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [red, green, blue] = at(x, y);
      // Rows from the bottom up, blue first.
      bytes.set([blue, green, red], headerBytes + (height - 1 - y) * rowBytes + x * 3);
    }
  }
  return bytes;
}

/** File of a uniform grey picture; made when it is first asked for. */
export async function greyFile(folder: string, width: number, height: number): Promise<string> {
  const file = path.join(folder, `grey-${String(width)}x${String(height)}.bmp`);
  if (!existsSync(file)) await write(file, { width, height, at: () => [GREY, GREY, GREY] });
  return file;
}

const SIDE = 128;
const KINDS = ["noise", "blank", "stripes", "shapes"] as const;

/** Ids of made pictures that are no radiology image: noise, blanks, stripes, coloured shapes. */
export function madePictureIds(perKind: number): string[] {
  return KINDS.flatMap((kind) => Array.from({ length: perKind }, (_, index) => `made/${kind}-${String(index)}`));
}

/** File of a made picture, by its id; made when it is first asked for. */
export async function madeFile(folder: string, id: string): Promise<string> {
  const file = path.join(folder, `${id.replaceAll("/", "-")}.bmp`);
  if (!existsSync(file)) await write(file, madePicture(id));
  return file;
}

function madePicture(id: string): MadePicture {
  const [kind = "", number = "0"] = id.replace("made/", "").split("-");
  const random = randomNumbers(Number(number) * KINDS.length + KINDS.indexOf(kind as (typeof KINDS)[number]));
  const level = (): number => Math.floor(random() * 256);
  const colour = (): Pixel => [level(), level(), level()];
  const size = { width: SIDE, height: SIDE };
  if (kind === "noise") return { ...size, at: () => { const grey = level(); return [grey, grey, grey]; } };
  const ground = colour();
  if (kind === "blank") return { ...size, at: () => ground };
  const figure = colour();
  const period = 4 + Math.floor(random() * 24);
  if (kind === "stripes") return { ...size, at: (x, y) => (Math.floor((x + y) / period) % 2 === 0 ? ground : figure) };
  const discs = Array.from({ length: 5 }, () => ({ x: random() * SIDE, y: random() * SIDE, radius: 6 + random() * 24, colour: colour() }));
  return { ...size, at: (x, y) => discs.find((disc) => Math.hypot(x - disc.x, y - disc.y) < disc.radius)?.colour ?? ground };
}

async function write(file: string, picture: MadePicture): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, bmpOf(picture));
}
