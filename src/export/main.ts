// The export process: writes reports in the forms in which they leave. Serves `protocol.ts`, and ends when it is idle.

import { serve } from "../processes/index.ts";
import { identitiesOf } from "./imageFiles.ts";
import { exportRequests, type ExportCalls } from "./protocol.ts";
import { writeReport } from "./write.ts";

serve<ExportCalls>(
  "export",
  {
    report: async (request, { signal }) => writeReport(request, await identitiesOf(request.images, signal)),
  },
  exportRequests,
);
