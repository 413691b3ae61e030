// Where the network is to run, where it runs, and why nowhere faster. Types and validators only, for `protocol.ts`.

import { array, boolean, finite, maxLength, minValue, nullable, number, picklist, pipe, strictObject, string } from "../formats/schema.ts";
import type { ShapeOf } from "../formats/schema.ts";

/** What a person may choose; `auto`: the fastest that computes rightly. */
export const DEVICE_CHOICES = ["auto", "cpu", "webgpu", "cuda"] as const;
export type DeviceChoice = (typeof DEVICE_CHOICES)[number];

/** Devices that are tried, in the order in which they are preferred. */
export const DEVICES = ["cuda", "webgpu", "dml"] as const;
export type Device = (typeof DEVICES)[number];

/**
 * Why a device is not used.
 * - `no-build`: onnxruntime has no build of it for this platform, or lacks a library for it
 * - `no-loader`: the library that finds Vulkan's drivers is not installed
 * - `no-adapter`: no driver offers a GPU
 * - `crashed`, `hung`: the process that tried it ended, or did not end
 * - `wrong`: it computes other numbers than the processor
 * - `failed`: it could not run the trial
 * - `slower`: it multiplies more slowly than the processor
 * - `listed`: it is looked for but not used by this release
 * - `form`: the package's weights have no kernels there
 * - `small`: the model is so small that the processor is as fast
 * - `session`: the model could not be loaded there, as when its memory is too small
 * - `lost`: it was lost twice in ten minutes
 * - `chosen`: the person chose another
 */
export const WHYS_NOT = ["no-build", "no-loader", "no-adapter", "crashed", "hung", "wrong", "failed", "slower", "listed", "form", "small", "session", "lost", "chosen"] as const;
export type WhyNot = (typeof WHYS_NOT)[number];

/** What trying a device found. */
export const probeOutcomeSchema = strictObject({
  device: picklist(DEVICES),
  /** What it was found with: onnxruntime, platform, drivers. */
  key: pipe(string(), maxLength(2000)),
  /** Null: it computes rightly. */
  why: nullable(picklist(WHYS_NOT)),
  /** It has 16-bit floats. */
  halves: boolean(),
  /** The attention that is right there. */
  attention: picklist(["flash", "plain"]),
  /** Billions of operations a second in products of many rows. */
  gflops: pipe(number(), finite(), minValue(0)),
  /** How much faster than the processor it multiplies a block's rows. */
  speed: pipe(number(), finite(), minValue(0)),
});
export type ProbeOutcome = ShapeOf<typeof probeOutcomeSchema>;

export const deviceWishSchema = strictObject({
  choice: picklist(DEVICE_CHOICES),
  /** A GPU was lost twice in ten minutes: none is used. */
  isLost: boolean(),
  /** What was found before, by an engine that is gone. */
  known: pipe(array(probeOutcomeSchema), maxLength(DEVICES.length)),
});
export type DeviceWish = ShapeOf<typeof deviceWishSchema>;

/** Where the loaded model runs. */
export interface DeviceFacts {
  readonly runsOn: "cpu" | Exclude<Device, "dml">;
  readonly threads: number;
  /** Of the floats in the layers. */
  readonly bits: 16 | 32;
  /** Why other devices are not used, one entry a device; none where the person chose the processor. */
  readonly notUsed: readonly { readonly device: Device; readonly why: WhyNot }[];
}

/** A model was loaded, and where. */
export interface DeviceEvent {
  readonly kind: "device";
  readonly facts: DeviceFacts;
  /** For the next engine's `known`. */
  readonly probed: readonly ProbeOutcome[];
}
