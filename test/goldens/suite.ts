// All comparisons that a folder of reference values allows, by name.

import type { Placement } from "../../src/engine/index.ts";
import { blankChecks } from "./fills.ts";
import type { GoldenCheck } from "./outcome.ts";
import { GoldenFolder } from "./goldenFolder.ts";
import { GoldenModel } from "./goldenModel.ts";
import { gridChecks, imageChecks, pixelChecks } from "./imageStages.ts";
import { featureChecks } from "./networkStages.ts";
import { draftChecks, infillChecks } from "./runs.ts";
import { promptChecks, tokenizerChecks } from "./textStages.ts";

export interface GoldenSuite {
  readonly checks: readonly GoldenCheck[];
  /** Removes what the checks made. */
  close(): Promise<void>;
}

/** Lists the checks of a folder; nothing runs yet. */
export function goldenSuite(path: string, placement?: Placement): GoldenSuite {
  const folder = new GoldenFolder(path);
  const model = new GoldenModel(folder.file("checkpoint"), placement);
  return {
    checks: [
      ...tokenizerChecks(folder),
      ...promptChecks(folder, model),
      ...gridChecks(folder),
      ...imageChecks(folder),
      ...pixelChecks(folder),
      ...featureChecks(folder, model),
      ...draftChecks(folder, model, "generation.json"),
      ...draftChecks(folder, model, "text_only.json"),
      ...draftChecks(folder, model, "generation_fast.json"),
      ...infillChecks(folder, model),
      ...blankChecks(folder, model, "generation.json"),
      ...blankChecks(folder, model, "text_only.json"),
    ],
    close: () => model.close(),
  };
}
