// What a webview may say to the host: anything of another shape is refused.

import assert from "node:assert/strict";
import { checkFromWebview, COPY_MAX_CHARACTERS, LENGTH_MAX, QUESTION_MAX_CHARACTERS, SEED_MAX, type Panel } from "../../webview/protocol.ts";

const panel: Panel = { question: "Q", length: 32, steps: null, temperature: 0, seed: 0, preset: "auto" };
const view = { frame: 0, window: null, isInverted: false };

const ALLOWED: readonly unknown[] = [
  { kind: "ready", panel: null, view: null },
  { kind: "ready", panel, view },
  { kind: "panel", panel: { ...panel, steps: 1, seed: SEED_MAX } },
  { kind: "view", view: { frame: 3, window: { center: 40, width: 400, function: "LINEAR" }, isInverted: true } },
  { kind: "generate", panel },
  { kind: "tags", slice: 0, showPatient: false },
  { kind: "copyText", text: "(0008,0060)" },
  ...["stop", "copy", "insert", "setUpModel", "showLog", "reopen"].map((kind) => ({ kind })),
];

const REFUSED: readonly unknown[] = [
  null,
  "stop",
  {},
  { kind: "unknown" },
  { kind: "stop", extra: 1 },
  { kind: "generate" },
  { kind: "tags", slice: -1, showPatient: false },
  { kind: "tags", slice: 0 },
  { kind: "copyText", text: "x".repeat(COPY_MAX_CHARACTERS + 1) },
  { kind: "generate", panel: { ...panel, length: LENGTH_MAX + 1 } },
  { kind: "generate", panel: { ...panel, length: 15 } },
  { kind: "generate", panel: { ...panel, steps: 0 } },
  { kind: "generate", panel: { ...panel, temperature: Number.NaN } },
  { kind: "generate", panel: { ...panel, seed: -1 } },
  { kind: "generate", panel: { ...panel, question: "x".repeat(QUESTION_MAX_CHARACTERS + 1) } },
  { kind: "generate", panel: { ...panel, path: "x" } },
  { kind: "view", view: { ...view, frame: -1 } },
  { kind: "view", view: { ...view, window: { center: 1, width: 1, function: "OTHER" } } },
];

describe("checkFromWebview", () => {
  it("takes every message of the protocol", () => {
    for (const message of ALLOWED) assert.ok(checkFromWebview(message).ok, JSON.stringify(message));
  });
  it("refuses every other shape", () => {
    for (const message of REFUSED) assert.ok(!checkFromWebview(message).ok, JSON.stringify(message));
  });
});
