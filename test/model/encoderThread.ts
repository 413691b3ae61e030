// Program of a thread that quantises, for tests; in the product the setup process is that program.

import { serveEncoder } from "../../src/model/index.ts";

serveEncoder();
