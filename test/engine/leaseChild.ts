// An engine's part in the lease, without an engine, for its tests: told by lines what to do, it tells by lines what happens.

import { createInterface } from "node:readline";
import { Lease } from "../../src/engine/lease.ts";

const [folder = "", graceMs = "0"] = process.argv.slice(2);
const say = (line: string): void => { process.stdout.write(`${line}\n`); };
const lease = new Lease({
  folder,
  graceMs: Number(graceMs),
  unload: () => { say("unloaded"); return Promise.resolve(); },
  onWanted: (isWanted) => { say(isWanted ? "wanted" : "unwanted"); },
});
let stop = new AbortController();
let finish: () => void = () => undefined;

createInterface({ input: process.stdin }).on("line", (line) => {
  switch (line) {
    case "acquire":
      stop = new AbortController();
      void lease.acquire(stop.signal, () => { say("waiting"); }).then(() => { say("acquired"); }, () => { say("stopped"); });
      return;
    case "work": void lease.during(() => new Promise<void>((resolve) => { finish = resolve; say("working"); })); return;
    case "finish": finish(); say("finished"); return;
    case "stop": stop.abort(); return;
    case "release": lease.release(); say("released"); return;
    // As a run of the network does: nothing is heard meanwhile.
    case "block": say("blocking"); for (const endMs = Date.now() + 1500; Date.now() < endMs;); return;
    case "exit": process.exit(0);
  }
});
say("ready");
