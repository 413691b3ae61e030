// Entry of the process that tries a device: `probe.cjs DEVICE THREADS`. It answers with one message, and its parent ends it.

import { startWatchdog } from "../processes/index.ts";
import { probeDevice } from "./deviceProbe.ts";
import { DEVICES } from "./deviceProtocol.ts";

startWatchdog();
const [named, threads] = process.argv.slice(2);
const device = DEVICES.find((known) => known === named);
if (device === undefined) process.exit(2);
void probeDevice(device, Number(threads)).then((outcome) => process.send?.(outcome), (error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
