// "RadDraft: Connect Archive": address and sign-in, tried before they are kept. The password or token goes into VS Code's
// secret storage and nowhere else.

import * as vscode from "vscode";
import type { Authorization } from "../../archive/protocol.ts";
import { Cancelled, ProcessError } from "../../processes/index.ts";
import { noticeOf, noticeText } from "../notices.ts";
import { setArchiveCertificates } from "../settings.ts";
import { addressFault, crossesInTheClear, plainAddress } from "./archiveAddress.ts";
import type { Account, ArchiveService, TriedAccount } from "./archiveService.ts";

/** What comes after an attempt that failed: the form from one of its questions on, or the same once more, maybe with certificates. */
type Next = { readonly kind: "address" } | { readonly kind: "signIn" } | { readonly kind: "again" } | { readonly kind: "certificates"; readonly file: string } | { readonly kind: "leave" };

/** @returns whether an archive is connected afterwards that was tried */
export async function connectArchive(service: ArchiveService): Promise<boolean> {
  const known = await service.account();
  service.tried ??= known === null ? null : triedOf(known);
  let account = await askAccount(service.tried, "address");
  let certificates: string | null = null;
  while (account !== undefined) {
    service.tried = triedOf(account);
    try {
      if (!(await tryOut(service, account, certificates))) return false;
      if (certificates !== null) await setArchiveCertificates(certificates);
      await service.save(account);
      vscode.window.setStatusBarMessage(vscode.l10n.t("Archive connected"), 5000);
      return true;
    } catch (error) {
      const next = await nextAfter(error, service);
      if (next.kind === "leave") return false;
      if (next.kind === "certificates") certificates = next.file;
      if (next.kind === "address" || next.kind === "signIn") account = await askAccount(service.tried, next.kind);
    }
  }
  return false;
}

/** Has the person connect an archive where none is, before anything else is asked. */
export async function isConnected(service: ArchiveService): Promise<boolean> {
  return (await service.account()) !== null || (await connectArchive(service));
}

/** Forgets address and secret. */
export async function disconnectArchive(service: ArchiveService): Promise<void> {
  await service.disconnect();
  vscode.window.setStatusBarMessage(vscode.l10n.t("The archive's address and sign-in are forgotten"), 5000);
}

function triedOf({ address, authorization }: Account): TriedAccount {
  return { address, kind: authorization.kind, user: authorization.kind === "password" ? authorization.user : "" };
}

/** @param from `signIn`: the address stays as it is */
async function askAccount(before: TriedAccount | null, from: "address" | "signIn"): Promise<Account | undefined> {
  const title = vscode.l10n.t("Connect Archive");
  const address = from === "signIn" && before !== null ? before.address : await askAddress(title, before?.address ?? "");
  if (address === undefined) return undefined;
  const authorization = await askAuthorization(title, before?.address === address ? before : null);
  if (authorization === undefined) return undefined;
  if (authorization.kind !== "none" && crossesInTheClear(address) && !(await acceptClearText())) return undefined;
  return { address, authorization };
}

async function askAddress(title: string, value: string): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t("Address of the archive's DICOMweb service. RadDraft speaks to this address and to no other."),
    placeHolder: "https://archive.example/dicom-web",
    value,
    ignoreFocusOut: true,
    validateInput: (text) => faultWords(text),
  });
  return typed === undefined ? undefined : plainAddress(typed);
}

function faultWords(text: string): string | undefined {
  switch (addressFault(text)) {
    case null: return undefined;
    case "form": return vscode.l10n.t("Enter an address that begins with https:// or http://.");
    case "secret": return vscode.l10n.t("Leave the name and password out of the address; they are asked for next.");
    case "query": return vscode.l10n.t("Leave out what follows ? or #.");
  }
}

/** The way that was taken last comes first. */
async function askAuthorization(title: string, before: TriedAccount | null): Promise<Authorization | undefined> {
  const entries: readonly (vscode.QuickPickItem & { readonly kind_: Authorization["kind"] })[] = [
    { label: vscode.l10n.t("Name and password"), kind_: "password" },
    { label: vscode.l10n.t("Token"), detail: vscode.l10n.t("Sent as a bearer token"), kind_: "token" },
    { label: vscode.l10n.t("Without signing in"), kind_: "none" },
  ];
  const inOrder = [...entries].sort((one, other) => Number(other.kind_ === before?.kind) - Number(one.kind_ === before?.kind));
  const picked = await vscode.window.showQuickPick(inOrder, { title, placeHolder: vscode.l10n.t("How does the archive know you?"), ignoreFocusOut: true });
  if (picked === undefined || picked.kind_ === "none") return picked === undefined ? undefined : { kind: "none" };
  if (picked.kind_ === "token") {
    const token = await vscode.window.showInputBox({ title, prompt: vscode.l10n.t("Token"), password: true, ignoreFocusOut: true, validateInput: (text) => (/^[\x21-\x7e]+$/.test(text.trim()) ? undefined : vscode.l10n.t("Enter the token; it has no spaces.")) });
    return token === undefined ? undefined : { kind: "token", token: token.trim() };
  }
  const user = await vscode.window.showInputBox({ title, prompt: vscode.l10n.t("Name"), value: before?.user ?? "", ignoreFocusOut: true, validateInput: (text) => (text === "" || text.includes(":") ? vscode.l10n.t("Enter the name; it has no colon.") : undefined) });
  if (user === undefined) return undefined;
  const password = await vscode.window.showInputBox({ title, prompt: vscode.l10n.t("Password"), password: true, ignoreFocusOut: true });
  return password === undefined ? undefined : { kind: "password", user, password };
}

async function acceptClearText(): Promise<boolean> {
  const use = vscode.l10n.t("Use It All the Same");
  const detail = vscode.l10n.t("The address begins with http: password and images can be read by everybody on the way. Use https where the archive has it.");
  return (await vscode.window.showWarningMessage(vscode.l10n.t("The connection is not encrypted."), { modal: true, detail }, use)) === use;
}

/** @returns false where the person cancelled. @throws ProcessError */
async function tryOut(service: ArchiveService, account: Account, certificates: string | null): Promise<boolean> {
  return await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: vscode.l10n.t("Trying the archive"), cancellable: true }, async (_progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => { abort.abort(); });
    try {
      await service.process.check(service.connectionOf(account, certificates), abort.signal);
      return true;
    } catch (error) {
      if (error instanceof Cancelled) return false;
      throw error;
    }
  });
}

/** Says what is wrong, and asks what is to be corrected. */
async function nextAfter(error: unknown, service: ArchiveService): Promise<Next> {
  const code = error instanceof ProcessError ? error.code : "";
  const [signIn, address, again, file] = [vscode.l10n.t("Change Sign-In…"), vscode.l10n.t("Change Address…"), vscode.l10n.t("Try Again"), vscode.l10n.t("Choose Certificate File…")];
  const isSignIn = code === "archive/unauthorized" || code === "archive/forbidden";
  const isCertificate = code === "archive/certificate-unknown" || code === "archive/certificate-file";
  const choices = isSignIn ? [signIn, address] : [...(isCertificate ? [file] : []), address, again];
  switch (await vscode.window.showErrorMessage(noticeText(noticeOf(error, service.log)), ...choices)) {
    case signIn: return { kind: "signIn" };
    case address: return { kind: "address" };
    case again: return { kind: "again" };
    case file: {
      const chosen = await vscode.window.showOpenDialog({ title: vscode.l10n.t("Certificates to trust beside the well-known ones"), openLabel: vscode.l10n.t("Trust"), canSelectMany: false, filters: { PEM: ["pem", "crt", "cer"] } });
      return chosen?.[0] === undefined ? { kind: "leave" } : { kind: "certificates", file: chosen[0].fsPath };
    }
    default: return { kind: "leave" };
  }
}
