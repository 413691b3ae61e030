// What an offered model needs, and whether the page's messages are what they should be.

import assert from "node:assert/strict";
import { gigabytes, needsOf } from "../../webview/offer/needs.ts";
import { checkFromOffer, type OfferShown } from "../../webview/offer/protocol.ts";

const OFFER: OfferShown = {
  name: "", deed: "download", from: [], bytes: 100, bytesThere: 40, nFiles: 1, folder: "", choices: [], licences: [], freeBytes: 100, spareBytes: 10,
  memory: { totalBytes: 50, freeBytes: 20 },
};
const choice = (bytes: number, memoryBytes = 1): OfferShown["choices"][number] => ({ weights: "int4", bytes, memoryBytes });

describe("the needs of an offered model", () => {
  it("are what is left of the download, the package, and what stays free", () => {
    assert.deepEqual([needsOf(OFFER, choice(30)).diskBytes, needsOf(OFFER, choice(30)).isDiskEnough], [90, true]);
    assert.equal(needsOf(OFFER, choice(31)).isDiskEnough, false);
    assert.equal(needsOf({ ...OFFER, bytes: 0, bytesThere: 0 }, choice(90)).isDiskEnough, true);
  });

  it("are compared with the memory there is, and with what is free of it", () => {
    assert.deepEqual([20, 21, 50, 51].map((bytes) => needsOf(OFFER, choice(1, bytes)).memory), ["enough", "later", "later", "never"]);
  });

  it("are said in gigabytes", () => {
    assert.deepEqual([0, 1_400_000, 999_600_000, 1e9, 17_249_000_000].map(gigabytes), ["1 MB", "1 MB", "1000 MB", "1.0 GB", "17.2 GB"]);
  });
});

describe("a message of the offer's page", () => {
  for (const [message, isAllowed] of [
    [{ kind: "ready" }, true], [{ kind: "decline" }, true], [{ kind: "accept", weights: "int4" }, true],
    [{ kind: "accept", weights: "int2" }, false], [{ kind: "accept" }, false], [{ kind: "other" }, false], [null, false],
  ] as const) {
    it(`is ${isAllowed ? "taken" : "refused"}: ${JSON.stringify(message)}`, () => { assert.equal(checkFromOffer(message).ok, isAllowed); });
  }
});
