// The parent's end of the export process. It is started by an export and ends soon after.

import { Child, findNodeExecutable } from "../processes/index.ts";
import type { DeidentifyProgress, DeidentifyRequest, DeidentifyResult, ExportCalls, ReportRequest, ReportResult } from "../export/protocol.ts";

export interface ExportingOptions {
  /** Bundle of the process. */
  readonly script: string;
  /** Node that the person named; null: found by itself. */
  readonly nodeExecutable: string | null;
  readonly log: (line: string) => void;
}

export interface Exporting {
  /** Writes a report in a format. @throws Cancelled; ProcessError `export/...`, `report/...`, `dicom/...`, `process/died` */
  report(request: ReportRequest, signal?: AbortSignal): Promise<ReportResult>;
  /** Writes de-identified copies of an image or of all images of a folder. @throws Cancelled; ProcessError `export/...`, `process/died` */
  deidentify(request: DeidentifyRequest, onEvent: (event: DeidentifyProgress) => void, signal?: AbortSignal): Promise<DeidentifyResult>;
  dispose(): void;
}

/** Exports are rare; their process need not wait long for another. */
const IDLE_MS = 30_000;
/** It writes no half files, so it may be killed at once. */
const CANCEL_GRACE_MS = 1000;

/** Makes the object; no process is started before the first request. */
export function createExporting({ script, nodeExecutable, log }: ExportingOptions): Exporting {
  const child = new Child<ExportCalls>({ name: "export", script, scriptArguments: [], executable: () => findNodeExecutable(nodeExecutable), cancelGraceMs: CANCEL_GRACE_MS, idleMs: IDLE_MS, log });
  return {
    report: async (request, signal) => await child.ask("report", request, { signal }),
    deidentify: async (request, onEvent, signal) => await child.ask("deidentify", request, { onEvent, signal }),
    dispose: () => { child.dispose(); },
  };
}
