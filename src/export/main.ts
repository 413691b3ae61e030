// The export process: writes reports in the forms in which they leave, and images without what identifies. Serves `protocol.ts`, and ends when it is idle.

import path from "node:path";
import { serve } from "../processes/index.ts";
import { deidentifyFiles } from "./deidentifyFiles.ts";
import { identitiesOf } from "./imageFiles.ts";
import { exportRequests, type ExportCalls } from "./protocol.ts";
import { writeReport } from "./write.ts";

/** The build puts the fonts beside the bundles. */
const fontFolder = path.join(path.dirname(process.argv[1] ?? ""), "fonts");

serve<ExportCalls>(
  "export",
  {
    deidentify: (request, { event, signal }) => deidentifyFiles(request, event, signal),
    report: async (request, { signal }) => await writeReport(request, await identitiesOf(request.images, signal), fontFolder),
  },
  exportRequests,
);
