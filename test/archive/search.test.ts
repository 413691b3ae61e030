// Searches of an archive: what is asked, what is told of it, and each way in which an answer can fail.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { writeFileSync } from "node:fs";
import { ProcessError } from "../../src/processes/index.ts";
import { PAGE_SIZE, type Connection } from "../../src/archive/protocol.ts";
import { sliceFile } from "../dicom/sliceFile.ts";
import { startArchiveServer, type ArchiveFault, type ArchiveServer } from "../doubles/archiveServer.ts";
import { ANY, archiveBench, connectionTo, madeStudy, type ArchiveBench } from "./archiveProcess.ts";

const N_STUDIES = 2 * PAGE_SIZE + 7;
const studies = Array.from({ length: N_STUDIES }, (_, i) => madeStudy({ number: i + 1, patientId: i % 2 === 0 ? "EVEN" : "ODD", patient: i % 2 === 0 ? "Even^E" : "Odd^O", date: `2020${String(1 + (i % 12)).padStart(2, "0")}15`, modality: i % 3 === 0 ? "MR" : "CT" }));

describe("a search of an archive", () => {
  let bench: ArchiveBench;
  let server: ArchiveServer;
  before(async () => { bench = await archiveBench(); server = await startArchiveServer(studies); });
  after(async () => { bench.remove(); await server.close(); });
  afterEach(() => { server.faults.length = 0; });

  const codeOf = async (connection: Connection, fault?: ArchiveFault): Promise<string> => {
    if (fault !== undefined) server.faults.push(fault);
    return await bench.archive.search({ connection, query: ANY, offset: 0, showPatient: true }).then(() => "none", (error: unknown) => {
      assert.ok(error instanceof ProcessError, String(error));
      assert.doesNotMatch(error.message, /127\.0\.0\.1|Secret|dicom-web\/studies/);
      assert.match(error.message, /^[A-Z][^\n]*\.$/);
      return error.code;
    });
  };

  it("gives all studies page by page, each once", async () => {
    const found: string[] = [];
    for (let offset: number | null = 0; offset !== null;) {
      const page = await bench.archive.search({ connection: connectionTo(server.address), query: ANY, offset, showPatient: true });
      found.push(...page.studies.map(({ study }) => study));
      offset = page.nextOffset;
    }
    assert.equal(found.length, N_STUDIES);
    assert.equal(new Set(found).size, N_STUDIES);
  });

  it("tells names, identifiers and days only where they are to be shown", async () => {
    const ask = (showPatient: boolean) => bench.archive.search({ connection: connectionTo(server.address), query: { ...ANY, PatientID: "ODD", modality: "mr" }, offset: 0, showPatient });
    const [hidden, shown] = [await ask(false), await ask(true)];
    assert.ok(hidden.studies.length > 5);
    assert.doesNotMatch(JSON.stringify(hidden), /Odd|ODD|ACC|2020/);
    assert.deepEqual(shown.studies[0]?.patient, { PatientName: "Odd^O", PatientID: "ODD", AccessionNumber: "ACC4", StudyDate: "20200415" });
    assert.equal(hidden.studies[0]?.StudyDescription, "Examination 4");
    assert.deepEqual(hidden.studies[0]?.modalities, ["MR"]);
    assert.equal(hidden.studies[0]?.nImages, 3);
  });

  it("asks with QIDO's keys, and nothing that was left empty", async () => {
    server.asked.length = 0;
    await bench.archive.search({ connection: connectionTo(server.address), query: { ...ANY, PatientName: "Müller", AccessionNumber: " A1 ", from: "20240101", modality: "ct" }, offset: 50, showPatient: false });
    const { searchParams, pathname } = new URL(server.asked[0]?.split(" ")[1] ?? "", "http://localhost");
    assert.equal(pathname, "/dicom-web/studies");
    const { includefield, ...asked } = Object.fromEntries(searchParams);
    assert.match(includefield ?? "", /^StudyDescription,/);
    assert.match(server.asked[0] ?? "", /[?&]includefield=StudyDescription,ModalitiesInStudy,/, "commas as they are: some servers do not read %2C");
    assert.deepEqual(asked, { PatientName: "Müller*", AccessionNumber: "A1", ModalitiesInStudy: "CT", StudyDate: "20240101-", limit: String(PAGE_SIZE), offset: "50" });
  });

  it("says who asks, in UTF-8 or with a token", async () => {
    server.authorizations.length = 0;
    await bench.archive.check(connectionTo(server.address, { authorization: { kind: "password", user: "röntgen", password: "ключ:1" } }));
    await bench.archive.check(connectionTo(server.address, { authorization: { kind: "token", token: "abc.def" } }));
    assert.deepEqual(server.authorizations, [`Basic ${Buffer.from("röntgen:ключ:1").toString("base64")}`, "Bearer abc.def"]);
  });

  it("finds earlier studies of the patient of a file, and none of a namesake's or of another kind", async () => {
    const file = path.join(bench.folder, "own.dcm");
    const own = { patient: "Odd^O", patientId: "ODD", study: "1.2.3.9999", studyDate: "20200601", modality: "MR", size: [2, 2] as const, instance: "1.1", series: "1.2" };
    writeFileSync(file, sliceFile(own));
    const found = await bench.archive.earlier({ connection: connectionTo(server.address), path: file, showPatient: true });
    assert.ok(found.studies.length > 2);
    for (const { patient, modalities, daysEarlier } of found.studies) {
      assert.equal(patient?.PatientID, "ODD");
      assert.ok(patient.StudyDate <= "20200601", patient.StudyDate);
      assert.deepEqual(modalities, ["MR"]);
      assert.ok(daysEarlier !== null && daysEarlier >= 17);
    }
    writeFileSync(file, sliceFile({ ...own, patient: "Somebody^Else" }));
    assert.deepEqual((await bench.archive.earlier({ connection: connectionTo(server.address), path: file, showPatient: true })).studies, []);
    writeFileSync(file, sliceFile({ ...own, patientId: "" }));
    await assert.rejects(bench.archive.earlier({ connection: connectionTo(server.address), path: file, showPatient: true }), { code: "archive/no-patient" });
  });

  for (const [status, code] of [[401, "unauthorized"], [403, "forbidden"], [404, "not-found"], [429, "busy"], [503, "busy"], [500, "fault"], [400, "refused"]] as const) {
    it(`says in one sentence what ${String(status)} means`, async () => {
      assert.equal(await codeOf(connectionTo(server.address), { kind: "status", status }), `archive/${code}`);
    });
  }

  it("follows no redirect: only the address that was given is spoken to", async () => {
    server.asked.length = 0;
    assert.equal(await codeOf(connectionTo(server.address), { kind: "status", status: 302, headers: { Location: `${server.address}/studies` } }), "archive/redirected");
    assert.equal(server.asked.length, 1);
  });

  it("gives up an archive that says nothing", async () => {
    assert.equal(await codeOf(connectionTo(server.address, { timeoutMs: 150 }), { kind: "silent" }), "archive/timeout");
  });

  it("does not believe a length that is not kept, too long or too short", async () => {
    assert.equal(await codeOf(connectionTo(server.address), { kind: "length", by: 50 }), "archive/cut");
    assert.match(await codeOf(connectionTo(server.address), { kind: "length", by: -20 }), /^archive\/(?:cut|no-dicomweb)$/);
  });

  it("calls what is no DICOMweb so: a page to log in, broken JSON, JSON of another shape", async () => {
    for (const body of ["<html>Log in</html>", "[{\"0020000D\":", "{\"studies\": 3}", "[1, 2]"]) {
      assert.equal(await codeOf(connectionTo(server.address), { kind: "body", contentType: "application/json", body }), "archive/no-dicomweb", body);
    }
  });

  it("leaves out what a server makes up, and reads the rest", async () => {
    const body = JSON.stringify([{ "0020000D": { Value: ["../../etc/passwd"] } }, {}, { "0020000D": { Value: ["1.2.3"] }, "00100010": { Value: [null] }, "00201208": { Value: ["many"] }, "00080061": "CT" }]);
    server.faults.push({ kind: "body", contentType: "application/dicom+json", body });
    const { studies: found } = await bench.archive.search({ connection: connectionTo(server.address), query: ANY, offset: 0, showPatient: true });
    assert.deepEqual(found.map(({ study, nImages, modalities }) => [study, nImages, modalities]), [["1.2.3", null, []]]);
  });

  it("cannot reach a port where nobody listens, nor a name that nobody has", async () => {
    const idle = createServer();
    const port = await new Promise<number>((resolve) => idle.listen(0, "127.0.0.1", () => { resolve((idle.address() as AddressInfo).port); }));
    await new Promise((resolve) => idle.close(resolve));
    assert.equal(await codeOf(connectionTo(`http://127.0.0.1:${String(port)}/x`)), "archive/unreachable");
    assert.match(await codeOf(connectionTo("http://raddraft.invalid/x")), /^archive\/(?:name-unknown|unreachable)$/);
  });

  it("explains a certificate that nobody vouches for, and takes it once its file is named", async function () {
    const pem = path.join(bench.folder, "server.pem");
    const key = path.join(bench.folder, "server.key");
    try {
      execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", pem, "-days", "2", "-subj", "/CN=archive", "-addext", "subjectAltName=IP:127.0.0.1"], { stdio: "ignore" });
    } catch {
      console.log("      skipped: openssl is not installed");
      this.skip();
    }
    const secure = await startArchiveServer(studies.slice(0, 2), { key: readFileSync(key, "utf8"), cert: readFileSync(pem, "utf8") });
    try {
      assert.equal(await codeOf(connectionTo(secure.address)), "archive/certificate-unknown");
      assert.equal(await codeOf(connectionTo(secure.address, { certificates: pem })), "none");
      assert.equal(await codeOf(connectionTo(secure.address.replace("127.0.0.1", "localhost"), { certificates: pem })), "archive/certificate-name");
      assert.equal(await codeOf(connectionTo(secure.address, { certificates: key })), "archive/certificate-file");
      assert.equal(await codeOf(connectionTo(secure.address.replace("https", "http"))), "archive/unreachable");
      assert.equal(await codeOf(connectionTo(server.address.replace("http", "https"))), "archive/tls");
    } finally {
      await secure.close();
    }
  });

  it("prints nothing of what was asked or answered", () => {
    assert.ok(bench.lines.length > 0);
    assert.doesNotMatch(bench.lines.join("\n"), /Odd|ODD|Even|Examination|127\.0\.0\.1|1\.2\.3/);
  });
});
