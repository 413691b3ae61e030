// Deeds on the stage and the stack: zoom, rotation, flips, slices.

import type { ViewerAction } from "../protocol.ts";
import type { Placement } from "./stage.ts";
import type { ViewportState } from "./viewportState.ts";

/** What an action does; one that is not here is a tool. */
export type Deeds = Partial<Record<ViewerAction, () => void>>;

const ZOOM_STEP = 1.25;

const AT_REST: Placement = { zoom: 1, center: [0, 0], rotation: 0, isFlippedHorizontally: false, isFlippedVertically: false };

export function stageDeeds(state: ViewportState): Deeds {
  const place = (changes: (placement: Placement) => Partial<Placement>): void => {
    const stage = state.stage;
    if (stage === null) return;
    const placement = stage.placement();
    stage.place({ ...placement, ...changes(placement) });
  };
  /** Screen pixels for a pixel of the image. */
  const scale = (): number => {
    const stage = state.stage;
    if (stage === null) return 1;
    const [x0, y0] = stage.toPane(0, 0);
    const [x1, y1] = stage.toPane(1, 0);
    return Math.hypot(x1 - x0, y1 - y0) * window.devicePixelRatio;
  };
  const step = (by: number): void => { state.change({ frame: state.view.frame + by }); };
  return {
    fit: () => { place(() => ({ zoom: 1, center: [0, 0] })); },
    oneToOne: () => { place(({ zoom }) => ({ zoom: zoom / scale() })); },
    zoomIn: () => { place(({ zoom }) => ({ zoom: zoom * ZOOM_STEP })); },
    zoomOut: () => { place(({ zoom }) => ({ zoom: zoom / ZOOM_STEP })); },
    rotateRight: () => { place(({ rotation }) => ({ rotation: (rotation + 90) % 360 })); },
    rotateLeft: () => { place(({ rotation }) => ({ rotation: (rotation + 270) % 360 })); },
    flipHorizontal: () => { place(({ isFlippedHorizontally: is }) => ({ isFlippedHorizontally: !is })); },
    flipVertical: () => { place(({ isFlippedVertically: is }) => ({ isFlippedVertically: !is })); },
    reset: () => {
      place(() => AT_REST);
      state.change({ window: null, isInverted: false });
    },
    previousSlice: () => { step(-1); },
    nextSlice: () => { step(1); },
    firstSlice: () => { state.change({ frame: 0 }); },
    lastSlice: () => { state.change({ frame: (state.file?.frames ?? 1) - 1 }); },
  };
}
