// Two windows and one big model: two clients with real engines, whose limit is so small that the demo counts as big.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Drafting, DraftJob } from "../../src/client/index.ts";
import type { DraftEvent } from "../../src/engine/protocol.ts";
import { endOf, realDrafting, SAMPLE, type RealDrafting } from "./realDrafting.ts";

const LIMIT_NAME = "RADDRAFT_LEASE_ABOVE_BYTES";

describe("two windows with one big model", function () {
  this.timeout(120_000);
  let real: RealDrafting;
  let tmp = "";
  const outside = { limit: process.env[LIMIT_NAME], tmp: process.env["TMPDIR"] };
  const open: Drafting[] = [];

  before(async () => {
    real = await realDrafting();
    tmp = mkdtempSync(path.join(os.tmpdir(), "rd-"));
    process.env["TMPDIR"] = tmp;
    process.env[LIMIT_NAME] = "0";
  });
  afterEach(() => { for (const drafting of open.splice(0)) drafting.dispose(); });
  after(() => {
    if (outside.tmp === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = outside.tmp;
    if (outside.limit === undefined) delete process.env[LIMIT_NAME];
    else process.env[LIMIT_NAME] = outside.limit;
    real.remove();
    rmSync(tmp, { recursive: true, force: true });
  });

  interface Window { readonly drafting: Drafting; readonly draft: () => Promise<string>; readonly heard: string[] }
  async function openWindow(): Promise<Window> {
    const drafting = real.start();
    open.push(drafting);
    const { view } = await drafting.open(SAMPLE);
    const job: DraftJob = {
      packagePath: real.packagePath, images: [{ path: SAMPLE, view }], messages: [{ role: "user", content: "<image>\nDescribe the image." }],
      settings: { genLength: 32, blockLength: 32, steps: 32, temperature: 0, seed: 0, remasking: "low-confidence", guidanceScale: 0, preset: "exact" }, suffix: "", stops: null,
    };
    const heard: string[] = [];
    const onEvent = (event: DraftEvent): void => {
      if (event.kind === "phase") heard.push(event.phase);
      if (event.kind === "wanted") heard.push(event.isWanted ? "wanted" : "unwanted");
    };
    return { drafting, heard, draft: async () => (await drafting.draft(job, onEvent)).text };
  }
  const loads = ({ heard }: Window): number => heard.filter((word, index) => word === "loading" && heard[index - 1] !== "loading").length;

  it("have it one after the other: the second waits for a draft and says so, the first one knows", async () => {
    const [first, second] = [await openWindow(), await openWindow()];
    const text = await first.draft();
    // Without a pause, as a report's sections follow each other, until the other one waits.
    const other = second.draft();
    for (let extra = 0; extra < 3; extra += second.heard.includes("waiting") ? 1 : 0) await first.draft();
    assert(first.heard.includes("wanted"), first.heard.join(" "));
    assert.equal(loads(second), 0);
    assert.equal(await other, text);
    assert.equal(await first.draft(), text);
    assert.deepEqual([loads(first), loads(second)], [2, 1]);
  });

  it("lose nothing when the one that has it is killed", async () => {
    const [first, second] = [await openWindow(), await openWindow()];
    const text = await first.draft();
    process.kill(first.drafting.enginePid ?? -1, "SIGKILL");
    assert.equal(await second.draft(), text);
    assert.equal(await first.draft(), text);
  });

  it("stop waiting when the person stops", async () => {
    const [first, second] = [await openWindow(), await openWindow()];
    await first.draft();
    const stop = new AbortController();
    const waiting = new Promise<void>((resolve) => {
      void endOf(second.drafting.load(real.packagePath, (event) => { if (event.kind === "phase" && event.phase === "waiting") { stop.abort(); resolve(); } }, stop.signal)).then((end) => { second.heard.push(end instanceof Error ? end.name : "loaded"); });
    });
    await waiting;
    await first.draft();
    assert.deepEqual(second.heard, ["Cancelled"]);
    assert.equal(loads(first), 1);
  });

  it("give the memory back when it is asked for", async () => {
    const window = await openWindow();
    await window.drafting.unload();
    assert.equal(window.drafting.enginePid, null);
    await window.draft();
    await window.drafting.unload();
    await window.draft();
    assert.equal(loads(window), 2);
  });
});
