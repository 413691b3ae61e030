// Loaded into the processes of a VS Code server before their own programs: in its extension host it watches the event
// loop. A file that is put there asks for the figures since the last time; the answer is put beside it.

import { existsSync, rmSync, writeFileSync } from "node:fs";

import { LoopWatch } from "./eventLoop.ts";

/** How often the question is looked for. */
const LOOK_MS = 100;

const question = process.env["RADDRAFT_HOST_WATCH"];
if (question !== undefined && process.argv.includes("--type=extensionHost")) {
  const watch = new LoopWatch();
  setInterval(() => {
    if (!existsSync(question)) return;
    rmSync(question);
    writeFileSync(`${question}.answer`, JSON.stringify(watch.take()));
  }, LOOK_MS).unref();
}
