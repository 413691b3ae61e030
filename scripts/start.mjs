// `npm start [-- FILE] [options]`: drafts from an image in the terminal; without a file from the sample CT.

import "./requireNode.mjs";
import { runCli } from "./runCli.mjs";

await runCli("draft");
