// Earlier questions behind the arrow keys.

import assert from "node:assert/strict";
import { questionHistory } from "../../webview/chat/questionHistory.ts";

describe("questionHistory", () => {
  it("goes back to the first question and comes forward to what was being typed", () => {
    const history = questionHistory();
    history.take(["one", "two", "two", "three"]);
    assert.deepEqual([history.back("typed"), history.back("three"), history.back("two"), history.back("one")], ["three", "two", "one", null]);
    assert.deepEqual([history.forward(), history.forward(), history.forward(), history.forward()], ["two", "three", "typed", null]);
  });

  it("begins at the end again once the person types", () => {
    const history = questionHistory();
    history.take(["one", "two"]);
    history.back("");
    history.back("two");
    history.reset();
    assert.equal(history.back("new"), "two");
  });

  it("has nothing to recall at first", () => {
    const history = questionHistory();
    assert.deepEqual([history.back("x"), history.forward()], [null, null]);
  });
});
