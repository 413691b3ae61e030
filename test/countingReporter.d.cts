// Type of the reporter for the runner inside VS Code.

import type { ReporterConstructor } from "mocha";

declare const CountingReporter: ReporterConstructor;
export = CountingReporter;
