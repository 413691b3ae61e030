// What can go wrong with an archive: stable codes, the sentence for people beside each, and what they can do. No sentence
// holds an address, a name or a number of a patient.

export type ArchiveErrorCode =
  | "archive/unreachable"
  | "archive/name-unknown"
  | "archive/timeout"
  | "archive/unauthorized"
  | "archive/forbidden"
  | "archive/not-found"
  | "archive/busy"
  | "archive/fault"
  | "archive/refused"
  | "archive/redirected"
  | "archive/no-dicomweb"
  | "archive/answer-too-long"
  | "archive/cut"
  | "archive/nothing-came"
  | "archive/certificate-unknown"
  | "archive/certificate-expired"
  | "archive/certificate-name"
  | "archive/certificate-file"
  | "archive/tls"
  | "archive/not-stored"
  | "archive/not-dicom"
  | "archive/no-patient"
  | "archive/cache-too-small"
  | "archive/no-space"
  | "archive/cache-unwritable";

/** Figures of a sentence, by name. */
export type ArchiveErrorDetails = Readonly<Record<string, string | number>>;

const OPEN_AGAIN = "Open the study again to fetch the rest.";
const texts: Readonly<Record<ArchiveErrorCode, readonly [sentence: (details: ArchiveErrorDetails) => string, action: string]>> = {
  "archive/unreachable": [() => "The archive cannot be reached.", "Check the network, and the address in RadDraft: Connect Archive."],
  "archive/name-unknown": [() => "No computer of the archive's name is known.", "Check the address in RadDraft: Connect Archive."],
  "archive/timeout": [({ seconds }) => `The archive has said nothing for ${seconds ?? "?"} seconds.`, "Try again; if it stays, ask those who run it."],
  "archive/unauthorized": [() => "The archive does not accept the name, password or token (401).", "Enter them again with RadDraft: Connect Archive."],
  "archive/forbidden": [() => "The archive does not allow this to your account (403).", "Ask those who run the archive."],
  "archive/not-found": [() => "The archive has nothing under this address (404).", "Check that the address is that of its DICOMweb service, such as https://archive/dicom-web; a study may have been removed."],
  "archive/busy": [() => "The archive has too much to do (429 or 503).", "Try again in a while."],
  "archive/fault": [({ status }) => `The archive met an error of its own (${status ?? "5xx"}).`, "Try again; if it stays, ask those who run it."],
  "archive/refused": [({ status }) => `The archive refused the request (${status ?? "4xx"}).`, "Try a simpler search; it may not know this kind."],
  "archive/redirected": [() => "The archive sends on to another address, which RadDraft does not follow.", "Enter the address that it sends to in RadDraft: Connect Archive, if you trust it."],
  "archive/no-dicomweb": [() => "What answers there is no DICOMweb service, or its answer is broken.", "Check the address in RadDraft: Connect Archive."],
  "archive/answer-too-long": [({ megabytes }) => `The archive's answer is longer than ${megabytes ?? "?"} MB.`, "Search for less."],
  "archive/cut": [() => "The archive's answer ended before all of it was there.", OPEN_AGAIN],
  "archive/nothing-came": [() => "The archive sent no image of this study.", "It may keep them offline, or have sent something else. Try again, or ask those who run it."],
  "archive/certificate-unknown": [
    () => "The archive's certificate was issued by nobody whom this computer trusts, so it may be somebody else's.",
    "Ask those who run the archive for the certificate of their authority (a PEM file), and choose it in RadDraft: Connect Archive.",
  ],
  "archive/certificate-expired": [() => "The archive's certificate is not valid today.", "Check this computer's date; else those who run the archive must renew it."],
  "archive/certificate-name": [() => "The archive's certificate is for another name than that of the address.", "Use the name that the certificate is for, or ask those who run the archive."],
  "archive/certificate-file": [() => "The file of trusted certificates cannot be read, or holds none.", "Choose a PEM file in RadDraft: Connect Archive."],
  "archive/tls": [() => "There is no secure connection to the archive.", "Check whether its address begins with http or https."],
  "archive/not-stored": [({ reason }) => (reason === undefined ? "The archive did not take the object." : `The archive did not take the object (failure ${reason}).`), "Ask those who run the archive whether it takes objects of this kind from you."],
  "archive/not-dicom": [() => "This is not a DICOM file, so it cannot be stored in an archive.", "Export the report as DICOM SR or Encapsulated PDF."],
  "archive/no-patient": [() => "The file names no patient, so earlier studies cannot be found.", ""],
  "archive/cache-too-small": [({ gigabytes }) => `The study does not fit into the ${gigabytes ?? "?"} GB that archive studies may take on this disk.`, "Raise raddraft.archiveCacheGigabytes in the settings."],
  "archive/no-space": [() => "The disk is full.", "Free some space, or forget studies with RadDraft: Forget Archive Studies."],
  "archive/cache-unwritable": [({ why }) => `The study could not be written to the cache (${why ?? ""}).`, "Check that the disk can be written to."],
};

/** `message` is the sentence for people, `action` what they can do. */
export class ArchiveError extends Error {
  override readonly name = "ArchiveError";
  readonly action: string;

  constructor(readonly code: ArchiveErrorCode, readonly details: ArchiveErrorDetails = {}, cause?: unknown) {
    const [sentence, action] = texts[code];
    super(sentence(details), { cause });
    this.action = action;
  }
}

/** An answer's status that is no success (RFC 9110). */
export function statusError(status: number): ArchiveError {
  if (status >= 300 && status < 400) return new ArchiveError("archive/redirected");
  if (status === 401 || status === 407) return new ArchiveError("archive/unauthorized");
  if (status === 403) return new ArchiveError("archive/forbidden");
  if (status === 404 || status === 410) return new ArchiveError("archive/not-found");
  if (status === 429 || status === 503) return new ArchiveError("archive/busy");
  return new ArchiveError(status >= 500 ? "archive/fault" : "archive/refused", { status });
}

const CERTIFICATE_UNKNOWN = new Set(["DEPTH_ZERO_SELF_SIGNED_CERT", "SELF_SIGNED_CERT_IN_CHAIN", "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "UNABLE_TO_GET_ISSUER_CERT", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "CERT_UNTRUSTED", "CERT_REJECTED", "INVALID_CA"]);

/**
 * An error of the connection itself.
 * @param hasBegun whether the answer had begun: then a connection that ends has cut it
 */
export function connectionError(error: unknown, hasBegun: boolean): ArchiveError {
  if (error instanceof ArchiveError) return error;
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  const of = (ours: ArchiveErrorCode): ArchiveError => new ArchiveError(ours, {}, error);
  if (CERTIFICATE_UNKNOWN.has(code)) return of("archive/certificate-unknown");
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID") return of("archive/certificate-expired");
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return of("archive/certificate-name");
  if (code === "EPROTO" || code.startsWith("ERR_SSL") || code.startsWith("ERR_TLS") || code.startsWith("CERT_")) return of("archive/tls");
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return of("archive/name-unknown");
  if (code.startsWith("HPE_")) return of(hasBegun ? "archive/cut" : "archive/no-dicomweb");
  if (hasBegun) return of("archive/cut");
  return of("archive/unreachable");
}
