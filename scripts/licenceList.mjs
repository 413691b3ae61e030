// `npm run licences`: writes `docs/dependencies.md`, the list of what the packages contain of others. Ends with 1 where one of
// them is under a licence that RadDraft does not ship.

import "./requireNode.mjs";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bundledInputs } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { fail, root } from "./steps.mjs";
import { TARGETS } from "./vsixContents.mjs";

async function writeList() {
  await ensureInstalled();
  const { dependencyList, licenceFaults, shippedIn } = await import("./licences.mjs"); // Needs a package, which a fresh clone does not have yet.
  const list = shippedIn(await bundledInputs(), TARGETS);
  const faults = licenceFaults(list);
  if (faults.length > 0) throw new Error(faults.join("\n"));
  mkdirSync(path.join(root, "docs"), { recursive: true });
  writeFileSync(path.join(root, "docs", "dependencies.md"), dependencyList(list));
  process.stdout.write(`docs/dependencies.md: ${list.length} packages\n`);
}

await writeList().catch(fail);
