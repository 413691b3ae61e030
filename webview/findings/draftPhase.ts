// Whether a draft still runs, and what is said about its state. Pure.

import type { DraftShown } from "../protocol.ts";
import { assertNever } from "../ui/element.ts";
import { t } from "../ui/strings.ts";

/** A screen reader hears a quarter at a time; each step would drown everything else. */
const SPOKEN_PARTS = 4;

export function isRunning(draft: DraftShown | null): boolean {
  return draft !== null && draft.phase !== "finished" && draft.phase !== "stopped" && draft.phase !== "failed";
}

/** The line under the bar, e.g. `Step 12 of 32, about 3 s left`. */
export function progressLine(draft: DraftShown): string {
  const seconds = (draft.elapsedMs / 1000).toFixed(1);
  switch (draft.phase) {
    case "queued": return t("Waiting for the drafting engine");
    case "waiting": return t("Another window uses the model; this draft begins when it is free");
    case "device": return t("Trying the graphics card");
    case "loading": return withShare(t("Loading the model"), draft.done);
    case "image": return withShare(t("Looking at the image"), draft.done);
    case "prompt": return t("Reading the question");
    case "drafting": return draft.secondsLeft === null || draft.step === 0
      ? t("Step {0} of {1}", draft.step, draft.steps)
      : t("Step {0} of {1}, about {2} s left", draft.step, draft.steps, Math.max(1, Math.round(draft.secondsLeft)));
    case "finished": return t("Finished after {0} steps in {1} s", draft.step, seconds);
    case "stopped": return t("Stopped at step {0} of {1}", draft.step, draft.steps);
    case "failed": return t("Ended at step {0} of {1}", draft.step, draft.steps);
    default: return assertNever(draft.phase);
  }
}

/** What a screen reader says: it changes a few times in a draft. */
export function spokenLine(draft: DraftShown): string {
  if (draft.phase === "finished") return t("Draft finished: {0}", draft.text);
  if (draft.phase !== "drafting") return progressLine({ ...draft, done: null });
  const part = Math.floor((draft.done ?? 0) * SPOKEN_PARTS);
  return part === 0 ? t("Drafting has begun") : t("{0} % drafted", Math.round((part / SPOKEN_PARTS) * 100));
}

function withShare(words: string, done: number | null): string {
  return done === null ? words : t("{0}, {1} %", words, Math.round(done * 100));
}
