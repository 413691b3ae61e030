// Entry of the command line: `draft` (npm start) and `convert` (npm run convert).

import path from "node:path";
import { convertCommand } from "./convert.ts";
import { draftCommand } from "./draft.ts";
import { lineOf } from "./errors.ts";

const dist = __dirname;

async function main(): Promise<number> {
  const [command, ...args] = process.argv.slice(2);
  switch (command) {
    case "draft":
      return await draftCommand(args, {
        dist,
        sample: path.join(dist, "..", "samples", "ct_small", "CT_small.dcm"),
        demoPackage: path.join(dist, "models", "demo"),
      });
    case "convert":
      return await convertCommand(args, { dist });
    default:
      process.stderr.write("Commands: draft [FILE], convert CHECKPOINT OUT\n");
      return 1;
  }
}

main().then(
  (code) => { process.exitCode = code; },
  (error: unknown) => {
    process.stderr.write(`${lineOf(error)}\n`);
    process.exitCode = 1;
  },
);
