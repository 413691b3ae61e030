// `webgpuAgreement.ts FOLDER PROMPT`: agreement of int4 on WebGPU with the CPU, about the prompts whose names begin so.

import { deviceAgreement } from "../../bench/deviceAgreement.ts";

const [folder = "", prompt = ""] = process.argv.slice(2);
void deviceAgreement(folder, { provider: "webgpu", target: { kind: "gpu", float: "float32", attention: "plain" }, gflops: null }, [prompt]).then((line) => { console.log(line); });
