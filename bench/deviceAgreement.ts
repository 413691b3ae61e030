// How far int4 drafts on a device are those of the CPU: kernels there multiply int4 by floats, the CPU's by 8-bit rows.

import path from "node:path";
import type { Placement } from "../src/engine/index.ts";
import { GoldenFolder } from "../test/goldens/goldenFolder.ts";
import { GoldenModel } from "../test/goldens/goldenModel.ts";
import { draft, sameIds } from "./agreement.ts";

/**
 * Drafts every prompt of a folder of reference values in both places.
 * @param only beginnings of prompts' names
 * @returns a line for people
 */
export async function deviceAgreement(place: string, placement: Placement, only: readonly string[] = [""]): Promise<string> {
  const folder = new GoldenFolder(place);
  const [here, there] = [new GoldenModel(folder.file("checkpoint"), undefined, "int4"), new GoldenModel(folder.file("checkpoint"), placement, "int4")];
  try {
    const prompts = Object.entries(folder.prompts()).filter(([name]) => only.some((start) => name.startsWith(start)));
    const shares: number[] = [];
    for (const [, prompt] of prompts) shares.push(sameIds((await draft(await here.open(), folder, prompt, "exact")).ids, (await draft(await there.open(), folder, prompt, "exact")).ids));
    const mean = shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
    return `${path.basename(place)}, int4 on ${placement.provider}: ${(100 * mean).toFixed(0)} % of tokens as on the CPU, ${String(shares.length)} prompts`;
  } finally {
    await here.close();
    await there.close();
  }
}
