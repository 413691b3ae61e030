// One engine at a time has a big model in memory: two processes ask each other, wait, stop waiting, and die.

import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { buildSync } from "esbuild";

const SHORT_MS = 30;
const LIMIT_MS = 10_000;

describe("the lease of a big model", function () {
  this.timeout(40_000);
  let root = "";
  let folder = "";
  let script = "";
  const started: Actor[] = [];

  before(() => {
    root = mkdtempSync(path.join(os.tmpdir(), "raddraft-lease-"));
    script = path.join(root, "leaseChild.cjs");
    buildSync({ entryPoints: [path.join(__dirname, "leaseChild.ts")], outfile: script, bundle: true, platform: "node", format: "cjs", target: "node20" });
  });
  beforeEach(() => { folder = path.join(root, `person-${String(started.length)}`); });
  afterEach(() => { for (const actor of started) actor.kill(); });
  after(() => { rmSync(root, { recursive: true, force: true }); });

  /** A process that says what happens to it. */
  class Actor {
    readonly #child: ChildProcess;
    readonly heard: string[] = [];
    #wake: () => void = () => undefined;

    constructor(graceMs = SHORT_MS) {
      this.#child = spawn(process.execPath, [script, folder, String(graceMs)], { stdio: ["pipe", "pipe", "inherit"] });
      if (this.#child.stdout !== null) createInterface({ input: this.#child.stdout }).on("line", (line) => { this.heard.push(line); this.#wake(); });
      started.push(this);
    }

    /** Tells it something, and waits until it has said a word since. */
    async tell(line: string, until: string): Promise<void> {
      const from = this.heard.length;
      this.#child.stdin?.write(`${line}\n`);
      await this.says(until, from);
    }

    async says(word: string, from = 0): Promise<void> {
      for (const endMs = Date.now() + LIMIT_MS; !this.heard.slice(from).includes(word);) {
        if (Date.now() > endMs) throw new Error(`${word} was not heard: ${this.heard.join(", ")}`);
        await new Promise<void>((resolve) => { this.#wake = resolve; setTimeout(resolve, 100); });
      }
    }

    kill(): void {
      this.#child.kill("SIGKILL");
    }

    async exit(): Promise<void> {
      const ended = new Promise((resolve) => { this.#child.once("exit", resolve); });
      this.#child.stdin?.write("exit\n");
      await ended;
    }
  }

  it("goes from an idle owner to whoever asks, and back", async () => {
    const [a, b] = [new Actor(), new Actor()];
    await a.tell("acquire", "acquired");
    await b.tell("acquire", "acquired");
    assert.deepEqual([a.heard, b.heard], [["ready", "acquired", "wanted", "unloaded", "unwanted"], ["ready", "waiting", "acquired"]]);
    await a.tell("acquire", "acquired");
    await b.says("unloaded");
  });

  it("stays with a busy owner until its work is done, which knows that it is waited for", async () => {
    const [a, b] = [new Actor(), new Actor()];
    await a.tell("acquire", "acquired");
    await a.tell("work", "working");
    await b.tell("acquire", "waiting");
    await a.says("wanted");
    await new Promise((resolve) => { setTimeout(resolve, 5 * SHORT_MS); });
    assert(!a.heard.includes("unloaded") && !b.heard.includes("acquired"));
    await a.tell("finish", "unloaded");
    await b.says("acquired");
  });

  it("stays with an owner whose next piece of work follows at once", async () => {
    const [a, b] = [new Actor(1000), new Actor()];
    await a.tell("acquire", "acquired");
    await a.tell("work", "working");
    await b.tell("acquire", "waiting");
    await a.tell("finish", "finished");
    await a.tell("work", "working");
    await new Promise((resolve) => { setTimeout(resolve, 1200); });
    assert(!a.heard.includes("unloaded"));
    await a.tell("finish", "unloaded");
    await b.says("acquired");
  });

  it("is waited for in vain by nobody who stopped waiting", async () => {
    const [a, b] = [new Actor(), new Actor()];
    await a.tell("acquire", "acquired");
    await a.tell("work", "working");
    await b.tell("acquire", "waiting");
    await a.says("wanted");
    await b.tell("stop", "stopped");
    await a.says("unwanted");
    await a.tell("finish", "finished");
    await new Promise((resolve) => { setTimeout(resolve, 5 * SHORT_MS); });
    assert(!a.heard.includes("unloaded"));
  });

  it("is kept by an owner that hears nothing for a while, because its network runs", async () => {
    const [a, b] = [new Actor(), new Actor()];
    await a.tell("acquire", "acquired");
    await a.tell("work", "working");
    await a.tell("block", "blocking");
    await b.tell("acquire", "waiting");
    await a.says("wanted");
    assert(!b.heard.includes("acquired"));
    await a.tell("finish", "unloaded");
    await b.says("acquired");
  });

  it("is lost by an owner that is killed, and by one that exits", async () => {
    const [a, b, c] = [new Actor(), new Actor(), new Actor()];
    await a.tell("acquire", "acquired");
    await a.tell("work", "working");
    await b.tell("acquire", "waiting");
    a.kill();
    await b.says("acquired");
    await b.tell("work", "working");
    await c.tell("acquire", "waiting");
    await b.exit();
    await c.says("acquired");
    await c.exit();
    assert.deepEqual(readdirSync(folder).filter((name) => !name.startsWith("engine-")), []);
  });

  it("goes from one to the next where three want it", async () => {
    const actors = [new Actor(), new Actor(), new Actor()];
    for (const actor of actors) void actor.tell("acquire", "acquired").catch(() => undefined);
    for (const actor of actors) await actor.says("acquired");
    // Each owner but the last one gave it up before the next had it.
    assert.equal(actors.filter(({ heard }) => heard.includes("unloaded")).length, 2);
  });

  it("is had by nobody who finds its folder open to others, until it is closed", async () => {
    mkdirSync(folder, { mode: 0o777 });
    chmodSync(folder, 0o777);
    await new Actor().tell("acquire", "acquired");
    if (process.platform !== "win32") assert.equal(statSync(folder).mode & 0o777, 0o700);
  });

  it("does not keep anybody from working where there is no place for it", async () => {
    writeFileSync(folder, "");
    await new Actor().tell("acquire", "acquired");
    assert(!existsSync(path.join(folder, "lease.json")));
  });
});
