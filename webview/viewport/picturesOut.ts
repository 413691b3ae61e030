// Saving and copying the picture of the viewport, after a word about letters in its pixels that may name the patient.

import { send } from "../ui/host.ts";
import { isAgreed } from "../ui/question.ts";
import { t } from "../ui/strings.ts";
import { exportPicture } from "./exportPicture.ts";
import type { Overlay } from "./overlay.ts";
import type { Deeds } from "./stageDeeds.ts";
import type { ViewportState } from "./viewportState.ts";

/** How long the page may take to get the focus back from the palette, without which nothing can be copied. */
const FOCUS_LIMIT_MS = 2000;

export function picturesOut(state: ViewportState, over: Overlay): Deeds {
  const picture = async (): Promise<Blob | null> => {
    const stage = state.stage;
    const canvas = document.querySelector("#image");
    if (stage === null || !(canvas instanceof HTMLCanvasElement)) return null;
    const slice = state.view.frame;
    return await exportPicture({ canvas, layer: state.layer, marks: state.marks().filter((mark) => mark.slice === slice), labels: state.labels(), toPane: stage.toPane, corners: over.lines() });
  };
  const isAllowed = async (agree: string): Promise<boolean> => {
    const sentence = warningOf(state);
    const detail = t("Look at the picture before you hand it on: hiding patient data hides the letters around it, not those in it.");
    return sentence === null || (await isAgreed({ sentence, detail, agree }));
  };
  return {
    savePicture: () => {
      void isAllowed(t("Save Picture")).then(async (isYes) => {
        const blob = isYes ? await picture() : null;
        if (blob !== null) send({ kind: "savePicture", png: new Uint8Array(await blob.arrayBuffer()) });
      });
    },
    copyPicture: () => {
      void isAllowed(t("Copy Picture")).then(async (isYes) => {
        const blob = isYes ? await picture() : null;
        if (blob !== null) over.say((await isCopied(blob)) ? t("Picture copied") : t("The picture could not be copied. Click into the image and try again."));
      });
    },
  };
}

/** Why the person must look first; null where nothing speaks for letters in the picture. */
function warningOf({ frame, layer }: ViewportState): string | null {
  switch (frame?.facts.burnedIn) {
    case "yes": return t("This image says that the patient's data are written in its pixels.");
    case "maybe": return t("Images of this kind often have the patient's data written in their pixels.");
    default: return layer === null ? null : t("The overlays of this image may hold the patient's data.");
  }
}

async function isCopied(png: Blob): Promise<boolean> {
  try {
    for (const endMs = Date.now() + FOCUS_LIMIT_MS; !document.hasFocus() && Date.now() < endMs; ) await new Promise((resolve) => { setTimeout(resolve, 50); });
    await navigator.clipboard.write([new ClipboardItem({ "image/png": png })]);
    return true;
  } catch {
    // The browser refuses without the focus, or by a policy; which one it does not tell apart for people.
    return false;
  }
}
