// A hub for the tests of Set Up Model in a real workbench: the demo's checkpoint as if it were published, its vision
// tower in a repository of its own.

import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { root } from "../e2e/ensure.mjs";
import { startHubServer } from "../doubles/hubServer.ts";

export const REPOSITORY = "test-lab/tiny-medv";
export const TOWER = "test-lab/tiny-tower";

const IN_CHECKPOINT = "model.vision_tower.vision_tower.vision_model.";
const encode = (text) => new TextEncoder().encode(text);

/** Splits a safetensors file in two by the names of its tensors. */
function split(bytes, isTowers, rename) {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(Buffer.from(bytes.subarray(8, 8 + length)).toString("utf8"));
  const files = [new Map(), new Map()];
  for (const [name, tensor] of Object.entries(header)) if (name !== "__metadata__") files[isTowers(name) ? 1 : 0].set(isTowers(name) ? rename(name) : name, tensor);
  return files.map((tensors) => {
    let offset = 0;
    const entries = [];
    const parts = [];
    for (const [name, { dtype, shape, data_offsets: [from, to] }] of tensors) {
      entries.push([name, { dtype, shape, data_offsets: [offset, offset + to - from] }]);
      parts.push(bytes.subarray(8 + length + from, 8 + length + to));
      offset += to - from;
    }
    const head = encode(JSON.stringify(Object.fromEntries(entries)));
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(BigInt(head.byteLength));
    return { names: [...tensors.keys()], bytes: new Uint8Array(Buffer.concat([size, head, ...parts])) };
  });
}

/** Starts the hub. @param {{ token?: string | null }} [options] */
export async function startModelHub({ token = null } = {}) {
  const folder = path.join(root, "models", "medv-demo");
  const files = new Map(readdirSync(folder).filter((name) => statSync(path.join(folder, name)).isFile()).map((name) => [name, new Uint8Array(readFileSync(path.join(folder, name)))]));
  // Not marked as the demo: what is downloaded is to be told from it.
  for (const name of ["raddraft-demo.json", "golden.json", "LICENSE"]) files.delete(name);
  const config = JSON.parse(Buffer.from(files.get("config.json")).toString("utf8"));
  const [own, tower] = split(files.get("model.safetensors"), (name) => name.startsWith(IN_CHECKPOINT), (name) => `vision_model.${name.slice(IN_CHECKPOINT.length)}`);
  files.set("model.safetensors", own.bytes);
  files.set("model.safetensors.index.json", encode(JSON.stringify({ metadata: {}, weight_map: Object.fromEntries(own.names.map((name) => [name, "model.safetensors"])) })));
  files.set("config.json", encode(JSON.stringify({ ...config, mm_vision_tower: TOWER })));
  files.set("README.md", encode("---\nlicense: other\nlicense_name: test-lab-non-commercial\n---\n\n# tiny-medv\n\nA tiny model for tests.\n"));
  files.set("LICENSE", encode(`Test Lab Non-Commercial Licence\n\n${"You may use these weights for research. You may not sell them, or what they write.\n".repeat(40)}`));
  const towerFiles = new Map([
    ["config.json", encode(JSON.stringify({ vision_config: config.vision_config }))],
    ["model.safetensors", tower.bytes],
    ["README.md", encode("---\nlicense: apache-2.0\n---\n# tiny-tower\n")],
  ]);
  const hub = await startHubServer({ repository: REPOSITORY, files, lfsFrom: 100_000, token }, { repository: TOWER, files: towerFiles, lfsFrom: 100_000, token });
  return hub;
}
