// Door of the layer: the parent's end of engine, reader, setup, export and archive.
export { createArchive } from "./archive.ts";
export type { Archive, ArchiveOptions } from "./archive.ts";
export { createDrafting } from "./drafting.ts";
export type { Drafting, DraftingOptions, DraftJob, EngineState } from "./drafting.ts";
export { createExporting } from "./exporting.ts";
export type { Exporting, ExportingOptions } from "./exporting.ts";
export { recordedFill } from "./reportJobs.ts";
export type { EstimateJob, FillJob, GroundJob, JobImage, MeasureJob } from "./reportJobs.ts";
