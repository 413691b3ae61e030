// Answers of the chat that are stopped while they are written.

import { stopInTime } from "../e2e/drive.mjs";

/**
 * Stops the answer under way with Escape; one that was over before is drafted again.
 * @param {{ page: import("playwright-core").Page, frame: import("playwright-core").Frame | import("playwright-core").FrameLocator }} chat
 * @param {() => Promise<unknown>} running waits for its first words
 */
export async function stopAnswer({ page, frame }, running) {
  await stopInTime({
    running,
    stop: () => page.keyboard.press("Escape"),
    wasStopped: async () => {
      await frame.locator(".exchange.running").waitFor({ state: "detached" });
      return (await frame.locator(".exchange").last().locator(".outcome", { hasText: "Stopped" }).count()) > 0;
    },
    again: () => frame.getByRole("button", { name: "Regenerate", exact: true }).click(),
  });
}
