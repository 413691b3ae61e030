// Why the model runs nowhere faster, in the terminal.

import type { DeviceFacts, WhyNot } from "../engine/protocol.ts";

const WORDS: Readonly<Record<WhyNot, string>> = {
  "no-build": "there is no build of it for this platform",
  "no-loader": "the Vulkan loader is missing (Debian, Ubuntu: libvulkan1)",
  "no-adapter": "no driver offers a graphics card",
  crashed: "its driver crashed when it was tried",
  hung: "its driver gave no answer when it was tried",
  wrong: "it computes other numbers than the CPU",
  failed: "trying it failed",
  slower: "it is slower than the CPU",
  listed: "this release does not use it",
  form: "weights in int8 run on the CPU alone",
  small: "a model as small as this is as fast on the CPU",
  session: "the model could not be loaded there",
  lost: "it was lost twice in ten minutes",
  chosen: "the CPU was chosen",
};
const NAMES = { webgpu: "WebGPU", cuda: "CUDA", dml: "DirectML" } as const;

/** A line for each device that is not used for a reason that is not plain; nothing where there is none. */
export function whyNotFaster(facts: DeviceFacts | null): string {
  // Who chose the CPU, or drafts with the demo, need not be told.
  const told = (facts?.notUsed ?? []).filter(({ why }) => why !== "chosen" && why !== "small");
  return told.map(({ device, why }) => `${NAMES[device]} not used: ${WORDS[why]}\n`).join("");
}
