// Program of a thread that quantises, for benches; in the product the setup process is that program.

import { serveEncoder } from "../src/model/index.ts";

serveEncoder();
