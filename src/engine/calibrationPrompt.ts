// The prompt over which a checkpoint is calibrated: what drafts are made of, a picture, words about it, and masks.

import type { RgbImage } from "../imaging/index.ts";
import type { Manifest } from "../model/index.ts";
import { IMAGE_POSITION } from "../sampler/index.ts";
import { buildPrompt, layoutPrompt, type Tokenizer } from "../tokenizer/index.ts";

/** Positions of the canvas. */
const MASKS = 64;

const MESSAGES = [
  { role: "user", content: "<image>\nDescribe the findings of this image." },
  {
    role: "assistant",
    content: "FINDINGS: The heart is normal in size. The lungs are clear without focal consolidation, pleural effusion or pneumothorax. " +
      "There is a 6 mm nodule in the left upper lobe (series 3, image 42). Mild degenerative changes of the thoracic spine.\nIMPRESSION: 1. No acute disease. 2. Follow-up CT in 12 months.",
  },
  { role: "user", content: "Is there a pneumothorax? Answer concisely in English." },
] as const;

/**
 * The positions of that prompt and a canvas of masks.
 * @param imageRows rows that stand for the image; a template that shows no image gets none
 */
export function calibrationIds(manifest: Manifest, tokenizer: Tokenizer, imageRows: number): Int32Array {
  const { ids } = buildPrompt(MESSAGES, manifest.prompt, tokenizer);
  const laid = layoutPrompt(ids, ids.includes(IMAGE_POSITION) ? [imageRows] : [], manifest.prompt.maxPromptPositions).ids;
  return Int32Array.of(...laid, ...new Array<number>(MASKS).fill(manifest.tokens.mask));
}

/** A picture with soft and hard edges, dark and bright: two lungs in a chest, very roughly. @param side pixels */
export function calibrationImage(side: number): RgbImage {
  const pixels = new Uint8Array(side * side * 3);
  const inside = (x: number, y: number, [cx, cy, rx, ry]: readonly [number, number, number, number]): number => 1 - ((x - cx) / rx) ** 2 - ((y - cy) / ry) ** 2;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const [x, y] = [column / side, row / side];
      const chest = Math.max(0, Math.min(1, 4 * inside(x, y, [0.5, 0.55, 0.42, 0.5])));
      const lung = Math.max(inside(x, y, [0.33, 0.5, 0.14, 0.3]), inside(x, y, [0.67, 0.5, 0.14, 0.3])) > 0 ? 0.6 : 0;
      const ribs = 0.1 * Math.sin(40 * y + 6 * Math.abs(x - 0.5));
      const level = Math.round(255 * Math.max(0, Math.min(1, chest * (0.85 - lung + ribs))));
      pixels.fill(level, (row * side + column) * 3, (row * side + column + 1) * 3);
    }
  }
  return { width: side, height: side, pixels };
}
