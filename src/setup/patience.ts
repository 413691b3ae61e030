// How long to wait before a hub is asked again, and when to give up for now.

import { setTimeout as wait } from "node:timers/promises";

import { SetupError } from "./errors.ts";

/** Tries in a row that bring no byte before it is given up; it can be started again. */
const MAX_IDLE_TRIES = 5;
/** Waits between tries double from the first to the last; a hub that asks for more is told "later" to the person. */
const [FIRST_WAIT_MS, LAST_WAIT_MS] = [250, 60_000];

/** What a failed try may tell about the next one. */
interface NotNow {
  readonly status: number;
  /** What the hub asked for; null: nothing. */
  readonly retryAfterMs: number | null;
}

/**
 * Waits before the next try.
 * @param failed what the last try ended in; null: it brought something, but not all
 * @param idleTries tries in a row that brought nothing
 * @throws SetupError `setup/hub-busy`, `setup/hub-unreachable` where there is no sense in another try now
 */
export async function waitBeforeRetry(failed: unknown, idleTries: number, signal: AbortSignal): Promise<void> {
  const notNow = isNotNow(failed) ? failed : null;
  const waitMs = notNow?.retryAfterMs ?? Math.min(LAST_WAIT_MS, FIRST_WAIT_MS * 2 ** idleTries);
  if (idleTries >= MAX_IDLE_TRIES || waitMs > LAST_WAIT_MS) throw new SetupError(notNow?.status === 429 ? "setup/hub-busy" : "setup/hub-unreachable", {}, failed);
  await wait(waitMs, undefined, { signal });
}

function isNotNow(failed: unknown): failed is NotNow {
  return failed instanceof Error && "status" in failed && typeof failed.status === "number" && "retryAfterMs" in failed;
}
