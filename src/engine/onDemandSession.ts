// A session that is in memory only while it is needed.

import type { Session } from "./onnxruntime.ts";

/**
 * Opened by the first run, and again by the first run after its release.
 * @param open throws EngineError `engine/session-failed`, as `run` then does; the next run tries again
 */
export function onDemand(open: () => Promise<Session>): Session {
  let opened: Session | null = null;
  return {
    async run(feeds, outputs) {
      opened ??= await open();
      return await opened.run(feeds, outputs);
    },
    async release() {
      const held = opened;
      opened = null;
      await held?.release();
    },
  };
}
