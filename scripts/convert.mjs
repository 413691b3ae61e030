// `npm run convert -- CHECKPOINT OUT [--weights fp32|int8|int4]`: makes a model package from a checkpoint.

import "./requireNode.mjs";
import { runCli } from "./runCli.mjs";

await runCli("convert");
