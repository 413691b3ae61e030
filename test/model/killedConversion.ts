// Converts a checkpoint and kills itself when it has read some tensors: CHECKPOINT OUT TENSORS.

import { convert } from "../../src/model/index.ts";

const [checkpoint = "", out = "", tensors = ""] = process.argv.slice(2);
const seen = new Set<string>();

void convert({
  checkpoint, tower: null, out, weights: "int4", signal: new AbortController().signal,
  onProgress({ tensor }) {
    if (seen.add(tensor).size > Number(tensors)) process.kill(process.pid, "SIGKILL");
  },
});
