// Whether the file's overlays are shown, and asking for those of the slice in sight.

import type { FrameFacts, FrameOverlays } from "../protocol.ts";
import { recall, send } from "../ui/host.ts";
import type { Stage } from "./stage.ts";
import { overlayLayer } from "./overlayLayer.ts";

export class FileOverlays {
  readonly #layer = overlayLayer();
  readonly element = this.#layer.element;
  #areShown = recall().viewer?.areOverlaysShown ?? true;
  /** The slice asked for last: the same is not asked for twice. */
  #asked = -1;

  get areShown(): boolean {
    return this.#areShown;
  }

  /** The layer, where it shows anything. */
  get drawn(): HTMLCanvasElement | null {
    return this.element.hidden ? null : this.element;
  }

  toggle(): void {
    this.#areShown = !this.#areShown;
  }

  get(slice: number): FrameOverlays | null {
    return this.#layer.get(slice);
  }

  add(slice: number, overlays: FrameOverlays): void {
    this.#layer.add(slice, overlays);
  }

  /** Another file, or the slices got other numbers. */
  forget(): void {
    this.#layer.clear();
    this.#asked = -1;
  }

  draw(stage: Stage, slice: number, { nOverlays }: FrameFacts): void {
    const isWanted = this.#areShown && nOverlays > 0;
    this.#layer.draw(stage, isWanted ? slice : null);
    if (!isWanted || this.#asked === slice || this.#layer.get(slice) !== null) return;
    this.#asked = slice;
    send({ kind: "overlays", slice });
  }
}
