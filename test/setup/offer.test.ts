// What a download is said to be before anything large is loaded.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { convert } from "../../src/model/index.ts";
import { download } from "../../src/setup/download.ts";
import { SetupError } from "../../src/setup/errors.ts";
import { offerOf } from "../../src/setup/offer.ts";
import { REPOSITORY } from "../../src/setup/protocol.ts";
import type { Offer, OfferRequest } from "../../src/setup/protocol.ts";
import { COMMIT, startHubServer } from "../doubles/hubServer.ts";
import type { HubServer } from "../doubles/hubServer.ts";
import { tinyCheckpoint, writeCheckpoint } from "../model/tinyCheckpoint.ts";
import type { TinyCheckpoint } from "../model/tinyCheckpoint.ts";

const CHECKPOINT = "lab/tiny-medv";
const TOWER = "tower-lab/tiny-siglip";
const IN_CHECKPOINT = "model.vision_tower.vision_tower.vision_model.";
const PLENTY = 2 ** 50;
const CARD = "---\nlicense: other\nlicense_name: lab-nc\n---\n# Tiny\n\n## License\nFor research.\n";

describe("the offer of a download", () => {
  let place = "";
  let hub: HubServer | null = null;
  beforeEach(async () => { place = await mkdtemp(join(tmpdir(), "raddraft-offer-")); });
  afterEach(async () => {
    await hub?.close();
    await rm(place, { recursive: true, force: true });
  });

  async function filesOf(name: string, checkpoint: TinyCheckpoint): Promise<Map<string, Uint8Array>> {
    await writeCheckpoint(join(place, name), checkpoint);
    const files = new Map<string, Uint8Array>();
    for (const file of await readdir(join(place, name))) files.set(file, await readFile(join(place, name, file)));
    return files;
  }
  /** A checkpoint whose tower lies in a repository of its own. */
  async function apart(named: string): Promise<[checkpoint: Map<string, Uint8Array>, tower: Map<string, Uint8Array>]> {
    const whole = tinyCheckpoint();
    const tower = tinyCheckpoint();
    whole.config["mm_vision_tower"] = named;
    const towerConfig = whole.config["vision_config"];
    tower.tensors.clear();
    for (const [name, tensor] of [...whole.tensors]) {
      if (!name.startsWith(IN_CHECKPOINT)) continue;
      whole.tensors.delete(name);
      tower.tensors.set(`vision_model.${name.slice(IN_CHECKPOINT.length)}`, tensor);
    }
    const towerFiles = await filesOf("tower", tower);
    towerFiles.set("config.json", new TextEncoder().encode(JSON.stringify({ vision_config: towerConfig })));
    towerFiles.set("README.md", new TextEncoder().encode("---\nlicense: apache-2.0\n---\n"));
    const files = await filesOf("checkpoint", whole);
    files.set("README.md", new TextEncoder().encode(CARD));
    return [files, towerFiles];
  }
  async function serve(...repositories: readonly (readonly [repository: string, files: Map<string, Uint8Array>, token?: string])[]): Promise<HubServer> {
    hub = await startHubServer(...repositories.map(([repository, files, token = null]) => ({ repository, files, lfsFrom: 4096, token })));
    return hub;
  }
  function ask(change: Partial<OfferRequest> = {}): Promise<Offer> {
    const request = { hubUrl: hub?.url ?? "", repository: CHECKPOINT, token: null, tower: null, folder: join(place, "got"), ...change };
    return offerOf(request, { signal: new AbortController().signal, freeBytes: () => Promise.resolve(PLENTY) });
  }
  async function assertFails(code: string, attempt: Promise<unknown>): Promise<void> {
    await assert.rejects(attempt, (error) => error instanceof Error && "code" in error && error.code === code);
  }

  it("names files, sizes and licence of a checkpoint that holds its tower, and asks for nothing large", async () => {
    const files = await filesOf("checkpoint", tinyCheckpoint());
    files.set("README.md", new TextEncoder().encode(CARD));
    files.set("optimizer.bin", new Uint8Array(10));
    const { asked } = await serve([CHECKPOINT, files]);
    const offer = await ask();
    const wanted = [...files.keys()].filter((name) => name !== "optimizer.bin");
    assert.deepEqual(offer.parts.map(({ files: names, ...part }) => ({ ...part, files: [...names].sort() })), [{ repository: CHECKPOINT, revision: COMMIT, into: "", files: wanted.sort() }]);
    assert.equal(offer.bytes, wanted.reduce((sum, name) => sum + (files.get(name)?.byteLength ?? 0), 0));
    assert.deepEqual([offer.bytesThere, offer.freeBytes], [0, PLENTY]);
    assert.deepEqual(offer.licences, [{ repository: CHECKPOINT, name: "lab-nc", link: "", text: "## License\nFor research." }]);
    const weights = [...files.keys()].filter((name) => name.endsWith(".safetensors"));
    for (const { path, range } of asked) assert(!weights.includes(path) || /^bytes=\d+-\d+$/u.test(range ?? ""), "weights are read in small ranges at most");
  });

  it("says how large the package will be at most", async () => {
    await serve([CHECKPOINT, await filesOf("checkpoint", tinyCheckpoint())]);
    for (const { weights, bytes, memoryBytes } of (await ask()).choices) {
      const made = await convert({ checkpoint: join(place, "checkpoint"), tower: null, out: join(place, weights), weights, onProgress: () => undefined, signal: new AbortController().signal });
      assert(made.bytes <= bytes && bytes < 1.3 * made.bytes && memoryBytes > bytes, weights);
    }
  });

  it("brings a tower of its own repository, so that the download can be converted", async () => {
    const [files, tower] = await apart(TOWER);
    await serve([CHECKPOINT, files], [TOWER, tower]);
    const offer = await ask();
    assert.deepEqual(offer.parts.map(({ repository, into }) => [repository, into]), [[CHECKPOINT, ""], [TOWER, "vision_tower"]]);
    assert.deepEqual(offer.licences.map(({ name }) => name), ["lab-nc", "apache-2.0"]);
    const job = { version: 1 as const, hubUrl: hub?.url ?? "", repository: CHECKPOINT, parts: offer.parts as Offer["parts"][number][], weights: "int4" as const, bytes: offer.bytes, packageBytes: 0, licence: "", acceptedAt: "" };
    const signal = new AbortController().signal;
    await download(job, join(place, "got"), { token: null, onProgress: () => undefined, signal, freeBytes: () => Promise.resolve(PLENTY) });
    await convert({ checkpoint: join(place, "got"), tower: null, out: join(place, "package"), weights: "int4", onProgress: () => undefined, signal });
    assert.equal((await ask()).bytesThere, offer.bytes);
  });

  it("finds the usual tower where the checkpoint names a folder of its authors, and asks where there is none", async () => {
    const [files, tower] = await apart("checkpoints/siglip");
    await serve([CHECKPOINT, files], ["google/siglip2-so400m-patch14-384", tower]);
    assert.equal((await ask()).parts[1]?.repository, "google/siglip2-so400m-patch14-384");
    await hub?.close();
    await serve([CHECKPOINT, files], [TOWER, tower]);
    await assertFails("setup/tower-not-found", ask());
    assert.equal((await ask({ tower: TOWER })).parts[1]?.repository, TOWER);
  });

  it("knows of shards by their index alone", async () => {
    const files = await filesOf("checkpoint", tinyCheckpoint());
    const weightMap = Object.fromEntries([...tinyCheckpoint().tensors.keys()].map((name) => [name, "model-00001-of-00001.safetensors"]));
    files.set("model-00001-of-00001.safetensors", files.get("model.safetensors") ?? new Uint8Array());
    files.set("model.safetensors.index.json", new TextEncoder().encode(JSON.stringify({ weight_map: weightMap })));
    const { asked } = await serve([CHECKPOINT, files]);
    const [part] = (await ask()).parts;
    assert(part?.files.includes("model-00001-of-00001.safetensors") === true && !part.files.includes("model.safetensors"));
    assert(asked.every(({ path }) => !path.endsWith(".safetensors")));
    files.delete("model-00001-of-00001.safetensors");
    await assertFails("setup/no-checkpoint", ask());
  });

  it("refuses early what could not be converted", async () => {
    const scaled = tinyCheckpoint();
    scaled.config["rope_scaling"] = {};
    await serve([CHECKPOINT, await filesOf("scaled", scaled)], ["lab/data", new Map([["data.csv", new Uint8Array(3)]])]);
    await assertFails("model/config-rope-scaling", ask());
    await assertFails("setup/no-checkpoint", ask({ repository: "lab/data" }));
  });

  it("asks for a token where the hub does, and waits where it is busy", async () => {
    const server = await serve([CHECKPOINT, await filesOf("checkpoint", tinyCheckpoint()), "secret"]);
    await assertFails("setup/hub-token", ask());
    await assertFails("setup/hub-token", ask({ token: "wrong" }));
    server.listFaults.push({ status: 429, retryAfter: "0" }, { status: 503, retryAfter: "0" });
    server.faults.push({ kind: "status", status: 429, retryAfter: "0" }, { kind: "cut", afterBytes: 5, received: new Promise((resolve) => { setTimeout(resolve, 50); }), only: /^config/u });
    assert.equal((await ask({ token: "secret" })).parts[0]?.revision, COMMIT);
    server.listFaults.push({ status: 429, retryAfter: "3600" });
    await assertFails("setup/hub-busy", ask({ token: "secret" }));
    await assertFails("setup/hub-not-found", ask({ repository: "lab/none" }));
    await assertFails("setup/hub-unreachable", ask({ hubUrl: "http://127.0.0.1:9" }));
  });

  it("counts what an earlier download left", async () => {
    await serve([CHECKPOINT, await filesOf("checkpoint", tinyCheckpoint())]);
    await mkdir(join(place, "got"));
    await writeFile(join(place, "got", "config.json"), await readFile(join(place, "checkpoint", "config.json")));
    assert.equal((await ask()).bytesThere, (await readFile(join(place, "checkpoint", "config.json"))).byteLength);
  });
});

describe("the name of a repository", () => {
  for (const [name, isOne] of [
    ["XZDong123/LLaDA-MedV", true], ["google/siglip2-so400m-patch14-384", true], ["a/.b", true],
    ["name", false], ["a/b/c", false], ["../..", false], ["a/..", false], ["./b", false], ["a b/c", false], ["a/", false], ["https://x/y", false],
  ] as const) {
    it(`${isOne ? "may" : "may not"} be ${name}`, () => { assert.equal(REPOSITORY.test(name), isOne); });
  }
});

describe("an error of the setup process", () => {
  it("has a sentence and says what to do", () => {
    const error = new SetupError("setup/no-space", { neededBytes: 2.5e9, freeBytes: 1e9 });
    assert.match(error.message, /2\.5 GB.*1\.0 GB/u);
    assert.notEqual(error.action, "");
  });
});
