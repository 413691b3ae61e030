// Conversion through the real setup process: its threads, its calibrating child, its cancel.

import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import type { Drafting } from "../../src/client/index.ts";
import { openPackage } from "../../src/model/index.ts";
import { Cancelled } from "../../src/processes/index.ts";
import type { ConvertProgress } from "../../src/setup/protocol.ts";
import { outlierCheckpoint } from "../engine/outlierCheckpoint.ts";
import { endOf, realDrafting, type RealDrafting } from "./realDrafting.ts";

describe("conversion, in the setup process", () => {
  let real: RealDrafting | null = null;
  let drafting: Drafting | null = null;
  let place = "";

  before(async () => {
    place = await mkdtemp(path.join(tmpdir(), "raddraft-conversion-"));
    await outlierCheckpoint(path.join(place, "checkpoint"), new Map([[0, (channel) => (channel === 9 ? 128 : 1)]]), new Map());
    real = await realDrafting();
    drafting = real.start();
  });
  after(async () => {
    drafting?.dispose();
    real?.remove();
    await rm(place, { recursive: true, force: true });
  });

  const request = (weights: "int8" | "int4") => ({ checkpoint: path.join(place, "checkpoint"), tower: null, out: path.join(place, weights), weights, origin: null });

  it("calibrates int8 in a process of its own, tells how far it is, and says what stands apart", async () => {
    assert(drafting !== null);
    const events: ConvertProgress[] = [];
    const { out, tensors } = await drafting.setUp("convert", request("int8"), (event) => { events.push(event); });
    const apart = tensors.filter(({ channelsApart }) => channelsApart > 0).map(({ name }) => name);
    assert.deepEqual(apart, ["q", "k", "v"].map((matrix) => `decoder.layers.0.self_attn.${matrix}_proj.weight`));
    assert(tensors.every(({ form, trial }) => (form === "int8") === (trial !== null)));
    assert(events.every(({ bytesDone }, index) => bytesDone >= (events[index - 1]?.bytesDone ?? 0)));
    assert.equal(events.at(-1)?.bytesDone, events.at(-1)?.bytesInAll);
    await (await openPackage(out)).verify(() => undefined, new AbortController().signal);
  });

  it("keeps what is finished when it is cancelled, and goes on", async () => {
    assert(drafting !== null);
    const abort = new AbortController();
    const cancelled = await endOf(drafting.setUp("convert", request("int4"), () => { abort.abort(); }, abort.signal));
    assert(cancelled instanceof Cancelled, String(cancelled));
    assert(!(await readdir(place)).includes("int4"));
    const { out, bytes } = await drafting.setUp("convert", request("int4"));
    assert(bytes > 0);
    await (await openPackage(out)).verify(() => undefined, new AbortController().signal);
    assert.deepEqual((await readdir(place)).sort(), ["checkpoint", "int4", "int8"]);
  });
});
