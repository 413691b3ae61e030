// `node --import tsx test/goldens/recordPhantom.ts`: records `small/phantom.json` anew, after a change that is meant to
// change it (another demo model).

import { join } from "node:path";
import { GoldenModel } from "./goldenModel.ts";
import { recordPhantom } from "./phantom.ts";

const model = new GoldenModel(join(import.meta.dirname, "..", "..", "models", "demo"));
void recordPhantom(model).finally(() => model.close());
