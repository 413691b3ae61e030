// Door of the layer: the parent's end of engine, reader and setup.
export { createDrafting } from "./drafting.ts";
export type { Drafting, DraftingOptions, DraftJob, EngineState } from "./drafting.ts";
export { recordedFill } from "./reportJobs.ts";
export type { EstimateJob, FillJob, GroundJob, JobImage, MeasureJob } from "./reportJobs.ts";
