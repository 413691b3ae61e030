// Windowing: presets by modality, the file's own windows, full range, inversion, and by dragging.

import type { Window } from "../protocol.ts";
import type { Deeds } from "./stageDeeds.ts";
import { windowOf } from "./greyTable.ts";
import { presetsOf } from "./presets.ts";
import type { ViewportState } from "./viewportState.ts";

/** Dragging over this many pixels changes the window by the whole range of the values. */
const DRAG_PIXELS = 900;

export interface WindowDeeds {
  readonly deeds: Deeds;
  /** To the right is wider (less contrast), downwards is darker, as in other viewers. */
  readonly drag: (dx: number, dy: number) => void;
}

export function windowDeeds(state: ViewportState): WindowDeeds {
  /** Windowing on from a VOI LUT begins with all values. */
  const current = (): Window | null => {
    const facts = state.frame?.facts;
    return facts === undefined ? null : (windowOf(facts, state.view.window) ?? facts.fullWindow);
  };
  /** Where the modality has no presets, the number keys choose the frame's own windows. */
  const preset = (index: number): void => {
    const presets = presetsOf(state.frame?.facts.modality ?? "");
    const window = presets.length > 0 ? presets[index]?.window : state.frame?.facts.windows[index]?.window;
    if (window !== undefined && state.file?.isColour === false) state.change({ window });
  };
  return {
    deeds: {
      preset1: () => { preset(0); },
      preset2: () => { preset(1); },
      preset3: () => { preset(2); },
      preset4: () => { preset(3); },
      preset5: () => { preset(4); },
      nextFileWindow: () => {
        if (state.file?.isColour !== false) return;
        // The first is the frame's own: it is chosen by choosing none, so that it goes with the scroll.
        const windows = [null, ...(state.frame?.facts.windows ?? []).slice(1).map(({ window }) => window)];
        const at = windows.findIndex((each) => JSON.stringify(each) === JSON.stringify(state.view.window));
        state.change({ window: windows[(at + 1) % windows.length] ?? null });
      },
      fullRange: () => {
        const window = state.frame?.facts.fullWindow;
        if (window !== undefined && window !== null) state.change({ window });
      },
      invert: () => { state.change({ isInverted: !state.view.isInverted }); },
    },
    drag: (dx, dy) => {
      const window = current();
      const full = state.frame?.facts.fullWindow;
      if (window === null || full === null || full === undefined) return;
      const step = Math.max(full.width / DRAG_PIXELS, full.width < 16 ? 0.001 : 0.25);
      const round = (value: number): number => (full.width < 16 ? value : Math.round(value * 4) / 4);
      const least = window.function === "LINEAR" ? 1 : step;
      state.change({ window: { ...window, center: round(window.center + dy * step), width: Math.max(least, round(window.width + dx * step)) } });
    },
  };
}
