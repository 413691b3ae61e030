// Cine: the slices as a film.

import type { Deeds } from "./stageDeeds.ts";
import type { ViewportState } from "./viewportState.ts";

/** Where the file asks for no rate. */
const DEFAULT_RATE = 15;
const MAX_RATE = 60;

export interface Cine {
  readonly deeds: Deeds;
  isRunning(): boolean;
}

/** Runs through the slices in a circle, at the file's rate or the person's; waits where a frame is not there yet. */
export function cineOf(state: ViewportState): Cine {
  let timer: number | null = null;
  let rate: number | null = null;
  const currentRate = (): number => Math.min(MAX_RATE, rate ?? state.frame?.facts.framesPerSecond ?? DEFAULT_RATE);
  const stop = (): void => {
    if (timer !== null) window.clearInterval(timer);
    timer = null;
  };
  const run = (): void => {
    stop();
    timer = window.setInterval(() => {
      const slices = state.file?.frames ?? 1;
      const now = state.view.frame;
      if (state.isFrameThere(now)) state.change({ frame: (now + 1) % slices });
    }, 1000 / currentRate());
  };
  const faster = (by: number): void => {
    rate = Math.max(1, Math.round(currentRate() * by));
    if (timer !== null) run();
  };
  return {
    isRunning: () => timer !== null,
    deeds: {
      cine: () => { if (timer === null && (state.file?.frames ?? 1) > 1) run(); else stop(); },
      cineFaster: () => { faster(1.5); },
      cineSlower: () => { faster(1 / 1.5); },
    },
  };
}
