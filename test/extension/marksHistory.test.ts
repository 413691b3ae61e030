// The marks of a text come back with it, and only the latest of a text count.

import assert from "node:assert/strict";
import { MarksHistory } from "../../src/extension/report/marksHistory.ts";
import type { AiSpan } from "../../src/report/index.ts";

const span = (start: number, end: number, state: AiSpan["state"] = "unreviewed"): AiSpan => ({ range: { start, end }, state, words: [], provenance: "a", replaced: null });

describe("marks of earlier texts", () => {
  it("come back with their text", () => {
    const history = new MarksHistory();
    history.remember("[Lines: None*]", []);
    history.remember("Lines: None", [span(7, 11)]);
    assert.deepEqual(history.at("[Lines: None*]"), []);
    assert.deepEqual(history.at("Lines: None"), [span(7, 11)]);
    assert.equal(history.at("Lines:"), null);
  });

  it("are those the text had last", () => {
    const history = new MarksHistory();
    history.remember("None", [span(0, 4)]);
    history.remember("None", [span(0, 4, "accepted")]);
    assert.deepEqual(history.at("None"), [span(0, 4, "accepted")]);
  });

  it("are kept within a limit, the oldest go first", () => {
    const history = new MarksHistory();
    const long = (letter: string): string => letter.repeat(900_000);
    for (const letter of ["a", "b", "a", "c"]) history.remember(long(letter), []);
    assert.equal(history.at(long("b")), null);
    assert.deepEqual(history.at(long("a")), []);
    assert.deepEqual(history.at(long("c")), []);
    history.remember("d".repeat(3_000_000), []);
    assert.deepEqual(history.at("d".repeat(3_000_000)), [], "the text of now is never given up");
  });
});
