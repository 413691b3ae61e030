// What the overlay says of a frame as it lies in the pane.

import type { FrameFacts, FrameOverlays, View } from "../protocol.ts";
import { t } from "../ui/strings.ts";
import type { Stage } from "./stage.ts";
import type { HeldFrame } from "./frameStore.ts";
import { edgesByLetters, edgesOf, type Edges } from "./orientation.ts";
import { scaleOf, type OverlayShown } from "./overlay.ts";
import { windowWords } from "./valueWords.ts";
import type { OpenFile } from "./viewportState.ts";

export interface Seen {
  readonly file: OpenFile;
  readonly view: View;
  readonly slice: number;
  readonly isPatientShown: boolean;
  /** Null while they are hidden or not there yet. */
  readonly overlays: FrameOverlays | null;
  readonly areOverlaysShown: boolean;
}

export function overlayShown(stage: Stage, frame: HeldFrame, { file, view, slice, isPatientShown, overlays, areOverlaysShown }: Seen): OverlayShown {
  const { facts } = frame;
  const [x0, y0] = stage.toPane(0, 0);
  const [x1, y1] = stage.toPane(1, 0);
  const zoom = Math.hypot(x1 - x0, y1 - y0);
  const marks = [
    ...(frame.isWhole ? [] : [t("Loading full size…")]),
    ...(facts.spacing?.source === "ImagerPixelSpacing" ? [t("mm at detector")] : []),
    ...(facts.nOverlays > 0 && !areOverlaysShown ? [t("Overlays hidden")] : []),
    ...(areOverlaysShown && overlays !== null && overlays.nLeftOut > 0 ? [t("Overlays that cannot be shown: {0}", overlays.nLeftOut)] : []),
    ...(facts.isLossy ? [t("Lossy")] : []),
  ];
  return {
    patient: isPatientShown ? facts.patient : "",
    subject: file.subject,
    slice,
    slices: file.frames,
    zoom,
    window: windowWords(frame, view.window),
    marks,
    edges: edgesShown(facts, ...paneAxes(stage)),
    scale: facts.spacing === null ? null : scaleOf(zoom / facts.spacing.column),
  };
}

/** By the direction cosines, which are exact, else by the letters that projections have. */
function edgesShown({ orientation, patientOrientation }: FrameFacts, right: readonly [number, number], down: readonly [number, number]): Edges | null {
  if (orientation !== null) return edgesOf(orientation, right, down);
  return patientOrientation === null ? null : edgesByLetters(patientOrientation, right, down);
}

/** What right and down in the pane are in the image: columns and rows. */
function paneAxes(stage: Stage): [right: readonly [number, number], down: readonly [number, number]] {
  const [x, y] = stage.toImage(0, 0);
  const [rightX, rightY] = stage.toImage(1, 0);
  const [downX, downY] = stage.toImage(0, 1);
  return [[rightX - x, rightY - y], [downX - x, downY - y]];
}
