// Saving and copying the picture of the viewport.

import { send } from "../ui/host.ts";
import { exportPicture } from "./exportPicture.ts";
import type { Overlay } from "./overlay.ts";
import type { Deeds } from "./stageDeeds.ts";
import type { ViewportState } from "./viewportState.ts";

export function picturesOut(state: ViewportState, over: Overlay): Deeds {
  const picture = async (): Promise<Blob | null> => {
    const stage = state.stage;
    const canvas = document.querySelector("#image");
    if (stage === null || !(canvas instanceof HTMLCanvasElement)) return null;
    const slice = state.view.frame;
    return await exportPicture({ canvas, marks: state.marks().filter((mark) => mark.slice === slice), labels: state.labels(), toPane: stage.toPane, corners: over.lines() });
  };
  return {
    savePicture: () => {
      void picture().then(async (blob) => {
        if (blob !== null) send({ kind: "savePicture", png: new Uint8Array(await blob.arrayBuffer()), burnedIn: state.frame?.facts.burnedIn ?? "no" });
      });
    },
    copyPicture: () => {
      void picture().then(async (blob) => {
        if (blob !== null) await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
      });
    },
  };
}
