// Where the model runs, and why not somewhere faster, in words for people.

import * as vscode from "vscode";
import type { Device, DeviceChoice, DeviceFacts, WhyNot } from "../engine/protocol.ts";

/** A word or two for the status bar. */
export function shortDevice({ runsOn }: DeviceFacts): string {
  return runsOn === "cpu" ? vscode.l10n.t("CPU") : vscode.l10n.t("GPU");
}

/** Lines for a tooltip: the device first, then why others are not used. */
export function deviceLines(facts: DeviceFacts): string[] {
  return [vscode.l10n.t("Device: {0}", longDevice(facts)), ...facts.notUsed.map(({ device, why }) => whyNotUsed(device, why))];
}

/** The sentence for a GPU that was lost too often; null where none was. */
export function lostSentence({ notUsed }: DeviceFacts): string | null {
  return notUsed.some(({ why }) => why === "lost")
    ? vscode.l10n.t("The graphics card was lost twice in ten minutes. RadDraft drafts on the CPU until the window is loaded again or the setting “Device” is changed.")
    : null;
}

/** The sentence for a device that was named and is not used; null where it is. */
export function refusedSentence(choice: DeviceChoice, { runsOn, notUsed }: DeviceFacts): string | null {
  if (choice === "auto" || choice === runsOn) return null;
  const why = notUsed.filter(({ device }) => device === choice).map(({ device, why }) => whyNotUsed(device, why));
  return [...why, vscode.l10n.t("The model runs on the CPU.")].join(" ");
}

function longDevice({ runsOn, threads, bits }: DeviceFacts): string {
  if (runsOn === "cpu") return threads === 1 ? vscode.l10n.t("CPU (1 thread)") : vscode.l10n.t("CPU ({0} threads)", threads);
  if (runsOn === "cuda") return vscode.l10n.t("graphics card through CUDA");
  return bits === 16
    ? vscode.l10n.t("graphics card through WebGPU, 16-bit floats")
    : vscode.l10n.t("graphics card through WebGPU, 32-bit floats: its driver has no 16-bit ones (shader-f16)");
}

function whyNotUsed(device: Device, why: WhyNot): string {
  const name = { webgpu: "WebGPU", cuda: "CUDA", dml: "DirectML" }[device];
  switch (why) {
    case "no-build": return vscode.l10n.t("{0} is not used: there is no build of it for this platform.", name);
    case "no-loader": return vscode.l10n.t("{0} is not used: the Vulkan loader is missing. Install the package libvulkan1 (Debian, Ubuntu) or vulkan-loader.", name);
    case "no-adapter": return vscode.l10n.t("{0} is not used: no driver offers a graphics card.", name);
    case "crashed": return vscode.l10n.t("{0} is not used: its driver crashed when it was tried.", name);
    case "hung": return vscode.l10n.t("{0} is not used: its driver gave no answer when it was tried.", name);
    case "wrong": return vscode.l10n.t("{0} is not used: it computes other numbers than the CPU. A newer driver may help.", name);
    case "failed": return vscode.l10n.t("{0} is not used: trying it failed.", name);
    case "slower": return vscode.l10n.t("{0} is not used: it is slower than the CPU.", name);
    case "listed": return vscode.l10n.t("{0} is there, but this release does not use it.", name);
    case "form": return vscode.l10n.t("{0} is not used: weights in int8 run on the CPU alone. Convert the checkpoint to int4 for it.", name);
    case "small": return vscode.l10n.t("{0} is not used: a model as small as this is as fast on the CPU.", name);
    case "session": return vscode.l10n.t("{0} is not used: the model could not be loaded there; its memory may be too small.", name);
    case "lost": return vscode.l10n.t("{0} is not used: it was lost twice in ten minutes.", name);
    case "chosen": return vscode.l10n.t("{0} is not used: you chose the CPU.", name);
  }
}
