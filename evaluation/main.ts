// Entry of `npm run eval`, `npm run eval:sweep`, `npm run eval:folds` and `npm run eval:calibrate`.

import path from "node:path";
import { calibrateCommand } from "./calibrate.ts";
import { errorLine, evaluate, EXIT } from "./evaluate.ts";
import { foldsCommand } from "./foldsCommand.ts";
import { evaluationOptions, USAGE } from "./options.ts";
import { sweepCommand } from "./sweep.ts";
import { realWorld } from "./world.ts";

const root = path.join(import.meta.dirname, "..");
const world = realWorld({ dist: path.join(root, "dist"), cache: path.join(root, ".cache", "evaluation"), baselines: path.join(root, "evaluation", "baselines") });
const abort = new AbortController();
process.once("SIGINT", () => { abort.abort(new Error("interrupted")); });

async function main(): Promise<number> {
  const [command, ...args] = process.argv.slice(2);
  if (command === "folds") return await foldsCommand(args, world);
  if (command === "calibrate") return await calibrateCommand(args, world, abort.signal);
  if (command === "sweep") return await sweepCommand(args, world, abort.signal);
  const options = evaluationOptions(args);
  if (options === null) {
    world.output.write(`${USAGE}\n`);
    return EXIT.met;
  }
  return await evaluate(options, world, abort.signal);
}

main().then(
  (code) => { process.exitCode = code; },
  (error: unknown) => {
    if (abort.signal.aborted) process.stderr.write("\nStopped. The same command goes on from here.\n");
    else process.stderr.write(`${errorLine(error)}\n`);
    process.exitCode = abort.signal.aborted ? EXIT.interrupted : EXIT.error;
  },
);
