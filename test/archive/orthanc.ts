// Orthanc, a real archive, started on the loopback for a test: Debian's packages `orthanc` and `orthanc-dicomweb`.

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const PROGRAM = "/usr/sbin/Orthanc";
const PLUGIN = "/usr/share/orthanc/plugins/libOrthancDicomWeb.so";
/** It starts within a second or two; a busy machine takes longer. */
const START_LIMIT_MS = 30_000;

export const ORTHANC_USER = { user: "reader", password: "grün & 1" } as const;

export interface Orthanc {
  /** Address of its DICOMweb service. */
  readonly address: string;
  stop(): Promise<void>;
}

/** Why it cannot be started here, or null. */
export function whyNoOrthanc(): string | null {
  return existsSync(PROGRAM) && existsSync(PLUGIN) ? null : "no Orthanc: install the packages orthanc and orthanc-dicomweb";
}

/** @param folder gets its database; removed by the caller */
export async function startOrthanc(folder: string): Promise<Orthanc> {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const configuration = {
    Name: "test", StorageDirectory: folder, IndexDirectory: folder, Plugins: [PLUGIN], HttpPort: port, HttpServerEnabled: true, DicomServerEnabled: false,
    RemoteAccessAllowed: false, AuthenticationEnabled: true, RegisteredUsers: { [ORTHANC_USER.user]: ORTHANC_USER.password }, DicomWeb: { Enable: true, Root: "/dicom-web/" },
  };
  const file = path.join(folder, "configuration.json");
  writeFileSync(file, JSON.stringify(configuration));
  const child = spawn(PROGRAM, [file], { stdio: "ignore" });
  const ended = once(child, "exit");
  const address = `http://127.0.0.1:${String(port)}/dicom-web`;
  const endMs = Date.now() + START_LIMIT_MS;
  while (!(await answers(address))) {
    if (child.exitCode !== null || Date.now() > endMs) throw new Error("Orthanc did not start");
    await wait(100);
  }
  return { address, stop: async () => { child.kill("SIGKILL"); await ended; } };
}

async function answers(address: string): Promise<boolean> {
  return await fetch(`${address}/studies`).then(({ status }) => status === 401, () => false);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
