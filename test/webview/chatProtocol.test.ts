// What the chat's page may say to the host: anything of another shape is refused.

import assert from "node:assert/strict";
import { checkFromChat } from "../../webview/chat/protocol.ts";
import { LENGTH_MAX, QUESTION_MAX_CHARACTERS } from "../../webview/protocol.ts";

const settings = { length: 32, steps: null };
const ask = { kind: "ask", question: "Q", replacesLast: false, settings };

const ALLOWED: readonly unknown[] = [
  { kind: "ready", settings: null }, { kind: "ready", settings }, { kind: "settings", settings: { length: 64, steps: 8 } }, ask, { ...ask, replacesLast: true },
  { kind: "regenerate", settings }, { kind: "copy", id: 1 }, { kind: "insert", id: 0 },
  ...["stop", "undoClear", "unpin", "openSample", "openImage", "setUpModel"].map((kind) => ({ kind })),
];

const REFUSED: readonly unknown[] = [
  null, "stop", {}, { kind: "clear" }, { kind: "stop", extra: 1 }, { ...ask, question: "" }, { ...ask, question: "x".repeat(QUESTION_MAX_CHARACTERS + 1) },
  { ...ask, settings: { length: LENGTH_MAX + 1, steps: null } }, { ...ask, settings: { length: 32, steps: 0 } }, { ...ask, path: "x" }, { kind: "copy", id: -1 }, { kind: "insert" },
];

describe("checkFromChat", () => {
  it("takes every message of the protocol", () => {
    for (const message of ALLOWED) assert.ok(checkFromChat(message).ok, JSON.stringify(message));
  });
  it("refuses every other shape", () => {
    for (const message of REFUSED) assert.ok(!checkFromChat(message).ok, JSON.stringify(message));
  });
});
