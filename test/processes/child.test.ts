// A real child process: endings, cancels, deaths, restarts.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { buildSync } from "esbuild";
import { Cancelled, Child, ProcessError, type ChildState } from "../../src/processes/index.ts";
import type { EchoCalls } from "./echoChild.ts";

describe("Child", function () {
  this.timeout(20_000);
  let folder = "";
  let script = "";
  const children: Child<EchoCalls>[] = [];

  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "raddraft-child-"));
    script = path.join(folder, "echoChild.cjs");
    buildSync({ entryPoints: [path.join(__dirname, "echoChild.ts")], outfile: script, bundle: true, platform: "node", format: "cjs", target: "node20" });
  });
  after(() => {
    for (const child of children) child.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = (options: { cancelGraceMs?: number; idleMs?: number; script?: string } = {}): Child<EchoCalls> => {
    const child = new Child<EchoCalls>({
      name: "echo",
      script: options.script ?? script,
      scriptArguments: [],
      executable: () => Promise.resolve(process.execPath),
      cancelGraceMs: options.cancelGraceMs ?? 5000,
      idleMs: options.idleMs ?? 60_000,
      log: () => undefined,
    });
    children.push(child);
    return child;
  };
  const codeOf = async (promise: Promise<unknown>): Promise<string> =>
    await promise.then(() => "result", (error: unknown) => (error instanceof ProcessError ? error.code : error instanceof Cancelled ? "cancelled" : String(error)));

  it("answers with the result after the events, typed arrays intact", async () => {
    const events: number[] = [];
    const result = await start().ask("echo", { text: "a" }, { onEvent: (event) => events.push(event.count) });
    assert.deepEqual(events, [1, 2]);
    assert.deepEqual(result, { text: "a", bytes: Uint8Array.of(1, 2, 3) });
  });

  it("gives a known error its code and its sentence, and an unknown one no text of its own", async () => {
    const child = start();
    await assert.rejects(child.ask("fail", { text: "known" }), { code: "echo/known", message: "A known thing went wrong.", action: "Do something else." });
    await assert.rejects(child.ask("fail", { text: "x" }), (error) => error instanceof ProcessError && error.code === "echo/internal" && !error.message.includes("secret"));
  });

  it("refuses a request of the wrong shape or of an unknown kind", async () => {
    const child = start();
    assert.equal(await codeOf(child.ask("echo", { text: 1 } as unknown as { text: string })), "process/request-invalid");
    assert.equal(await codeOf(child.ask("toString" as "echo", { text: "" })), "process/request-invalid");
  });

  it("ends a cancelled request with what the child has", async () => {
    const abort = new AbortController();
    const child = start();
    const asked = child.ask("wait", { ms: 15_000 }, { signal: abort.signal });
    await child.ask("echo", { text: "" });
    abort.abort();
    await assert.rejects(asked, (error) => error instanceof Cancelled && (error.partial as { waited: string }).waited === "some");
  });

  it("kills a child that stays silent after a cancel, and the next request works", async () => {
    const abort = new AbortController();
    const child = start({ cancelGraceMs: 100 });
    await child.ask("echo", { text: "" });
    const asked = child.ask("block", { ms: 15_000 }, { signal: abort.signal });
    abort.abort();
    assert.equal(await codeOf(asked), "cancelled");
    assert.equal((await child.ask("echo", { text: "b" })).text, "b");
  });

  it("rejects all open requests when the child dies, starts a fresh one, and stops doing so after three deaths", async () => {
    const child = start();
    const states: ChildState[] = [];
    child.onState((state) => states.push(state));
    for (let death = 0; death < 3; death++) {
      const open = [codeOf(child.ask("wait", { ms: 15_000 })), codeOf(child.ask("wait", { ms: 15_000 }))];
      await child.ask("echo", { text: "" });
      process.kill(child.pid ?? -1, "SIGKILL");
      assert.deepEqual(await Promise.all(open), ["process/died", "process/died"]);
    }
    assert.equal(await codeOf(child.ask("echo", { text: "" })), "process/restarts-ended");
    assert.equal(states.filter((state) => state === "died").length, 3);
  });

  it("ends an idle child without calling it a death", async () => {
    const child = start({ idleMs: 50 });
    await child.ask("echo", { text: "" });
    await new Promise<void>((resolve) => child.onState((state) => { if (state === "stopped") resolve(); }));
    assert.equal(child.pid, null);
    assert.equal((await child.ask("echo", { text: "again" })).text, "again");
  });

  it("says so when the script cannot run", async () => {
    assert.equal(await codeOf(start({ script: path.join(folder, "missing.cjs") }).ask("echo", { text: "" })), "process/died");
  });
});
