// One work at a time for each place: the newer cancels the older, waits for its ending, and Stop reaches what is meant.

import assert from "node:assert/strict";
import { Places, type Place } from "../../src/extension/places.ts";

const CT: Place = "image:ct";
const MR: Place = "image:mr";

/** Work that ends when it is cancelled or released, and writes down what happens to it. */
function listedWork(name: string, list: string[]): { readonly work: (signal: AbortSignal) => Promise<string>; readonly release: () => void } {
  let release: () => void = () => undefined;
  const work = async (signal: AbortSignal): Promise<string> => {
    list.push(`${name} begins${signal.aborted ? " cancelled" : ""}`);
    await new Promise<void>((resolve) => {
      release = resolve;
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => { setImmediate(resolve); }); // An ending takes a while.
    });
    list.push(`${name} ends${signal.aborted ? " cancelled" : ""}`);
    return name;
  };
  return { work, release: () => { release(); } };
}

const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

describe("Places", () => {
  let list: string[];
  let places: Places;
  beforeEach(() => {
    list = [];
    places = new Places(() => undefined);
  });

  it("cancels the older work of a place and begins the newer after its ending", async () => {
    const [older, newer] = [listedWork("older", list), listedWork("newer", list)];
    const first = places.run(CT, older.work);
    await turn();
    const second = places.run(CT, newer.work);
    assert.equal(await first, "older");
    await turn();
    assert.ok(places.has(CT), "the newer one runs");
    newer.release();
    assert.equal(await second, "newer");
    assert.deepEqual(list, ["older begins", "older ends cancelled", "newer begins", "newer ends"]);
    assert.ok(!places.has(CT));
  });

  it("begins work that was overtaken while it waited, but cancelled", async () => {
    const [one, two, three] = [listedWork("one", list), listedWork("two", list), listedWork("three", list)];
    const all = [places.run(CT, one.work), places.run(CT, two.work), places.run(CT, three.work)];
    await turn();
    await turn();
    await turn();
    three.release();
    assert.deepEqual(await Promise.all(all), ["one", "two", "three"]);
    assert.deepEqual(list.filter((line) => line.startsWith("two")), ["two begins cancelled", "two ends cancelled"]);
    assert.deepEqual(places.all, []);
  });

  it("leaves other places alone", async () => {
    const [ct, mr] = [listedWork("ct", list), listedWork("mr", list)];
    const [first, second] = [places.run(CT, ct.work), places.run(MR, mr.work)];
    await turn();
    assert.deepEqual(places.all, [CT, MR]);
    places.stop(MR);
    await second;
    assert.deepEqual(places.all, [CT]);
    places.stopAll();
    await first;
    assert.deepEqual(list.slice(2), ["mr ends cancelled", "ct ends cancelled"]);
  });

  it("gives what work throws to who asked, and the place is free again", async () => {
    await assert.rejects(places.run(CT, () => Promise.reject(new Error("broken"))), /broken/);
    assert.ok(!places.has(CT));
    assert.equal(await places.run(CT, () => Promise.resolve(1)), 1);
  });

  it("announces each beginning and ending", async () => {
    const counts: number[] = [];
    const announcing: Places = new Places(() => { counts.push(announcing.all.length); });
    await announcing.run(CT, () => Promise.resolve());
    assert.deepEqual(counts, [1, 0]);
  });
});
