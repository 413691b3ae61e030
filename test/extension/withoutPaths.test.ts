// Log lines lose every folder, and with it names of people.

import assert from "node:assert/strict";
import { withoutPaths } from "../../src/extension/withoutPaths.ts";

const CASES: readonly (readonly [line: string, expected: string])[] = [
  ["engine: started, pid 12", "engine: started, pid 12"],
  ["error process/died", "error process/died"],
  ["drafting 3/32", "drafting 3/32"],
  ["open /home/doe/scan.dcm failed", "open <path> failed"],
  ["ENOENT: '/home/doe/John Doe.dcm'", "ENOENT: '<path>'"],
  ["open C:\\Users\\doe\\scan.dcm: no", "open <path>: no"],
  ["file:///home/doe/John%20Doe/scan.dcm", "<path>"],
  ["at run (/opt/x/dist/engine.cjs:10:5)", "at run (engine.cjs:10:5)"],
];

describe("withoutPaths", () => {
  for (const [line, expected] of CASES) it(`makes "${line}" "${expected}"`, () => { assert.equal(withoutPaths(line), expected); });
});
