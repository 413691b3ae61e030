// Which buttons of the toolbar are pressed: the tool in use, and what is switched on.

import type { View, ViewerAction } from "../protocol.ts";
import type { Placement } from "./stage.ts";

/** What the buttons follow; `placement` is null before a picture lies in the pane. */
export interface SwitchedOn {
  readonly tool: ViewerAction;
  readonly view: View;
  readonly placement: Placement | null;
  readonly isCineRunning: boolean;
  readonly areOverlaysShown: boolean;
  readonly isPatientShown: boolean;
  readonly areTagsShown: boolean;
}

/** The actions whose buttons are pressed. */
export function pressedOf({ tool, view, placement, isCineRunning, areOverlaysShown, isPatientShown, areTagsShown }: SwitchedOn): ReadonlySet<ViewerAction> {
  const on = new Set<ViewerAction>([tool]);
  if (view.isInverted) on.add("invert");
  if (placement?.isFlippedHorizontally === true) on.add("flipHorizontal");
  if (placement?.isFlippedVertically === true) on.add("flipVertical");
  if (isCineRunning) on.add("cine");
  if (areOverlaysShown) on.add("overlays");
  if (isPatientShown) on.add("togglePatientData");
  if (areTagsShown) on.add("showTags");
  return on;
}
