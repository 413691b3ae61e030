// "RadDraft: Connect Archive": address and sign-in, tried before they are kept. The password or token goes into VS Code's
// secret storage and nowhere else.

import * as vscode from "vscode";
import type { Authorization } from "../../archive/protocol.ts";
import { Cancelled, ProcessError } from "../../processes/index.ts";
import { noticeOf, noticeText } from "../notices.ts";
import { setArchiveCertificates } from "../settings.ts";
import { addressFault, crossesInTheClear, plainAddress } from "./archiveAddress.ts";
import type { Account, ArchiveService } from "./archiveService.ts";

/** @returns whether an archive is connected afterwards that was tried */
export async function connectArchive(service: ArchiveService): Promise<boolean> {
  const known = await service.account();
  const account = await askAccount(known);
  if (account === undefined) return false;
  for (;;) {
    try {
      if (!(await tryOut(service, account))) return false;
      await service.save(account);
      vscode.window.setStatusBarMessage(vscode.l10n.t("Archive connected"), 5000);
      return true;
    } catch (error) {
      if (!(await goesOn(error, service))) return false;
    }
  }
}

/** Forgets address and secret. */
export async function disconnectArchive(service: ArchiveService): Promise<void> {
  await service.disconnect();
  vscode.window.setStatusBarMessage(vscode.l10n.t("The archive's address and sign-in are forgotten"), 5000);
}

async function askAccount(known: Account | null): Promise<Account | undefined> {
  const title = vscode.l10n.t("Connect Archive");
  const typed = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t("Address of the archive's DICOMweb service. RadDraft speaks to this address and to no other."),
    placeHolder: "https://archive.example/dicom-web",
    value: known?.address ?? "",
    ignoreFocusOut: true,
    validateInput: (text) => faultWords(text),
  });
  if (typed === undefined) return undefined;
  const address = plainAddress(typed);
  const authorization = await askAuthorization(title, known?.address === address ? known.authorization : null);
  if (authorization === undefined) return undefined;
  if (authorization.kind !== "none" && crossesInTheClear(address) && !(await acceptClearText())) return undefined;
  return { address, authorization };
}

function faultWords(text: string): string | undefined {
  switch (addressFault(text)) {
    case null: return undefined;
    case "form": return vscode.l10n.t("Enter an address that begins with https:// or http://.");
    case "secret": return vscode.l10n.t("Leave the name and password out of the address; they are asked for next.");
    case "query": return vscode.l10n.t("Leave out what follows ? or #.");
  }
}

async function askAuthorization(title: string, known: Authorization | null): Promise<Authorization | undefined> {
  const entries: readonly (vscode.QuickPickItem & { readonly kind_: Authorization["kind"] })[] = [
    { label: vscode.l10n.t("Name and password"), kind_: "password" },
    { label: vscode.l10n.t("Token"), detail: vscode.l10n.t("Sent as a bearer token"), kind_: "token" },
    { label: vscode.l10n.t("Without signing in"), kind_: "none" },
  ];
  const picked = await vscode.window.showQuickPick(entries, { title, placeHolder: vscode.l10n.t("How does the archive know you?"), ignoreFocusOut: true });
  if (picked === undefined || picked.kind_ === "none") return picked === undefined ? undefined : { kind: "none" };
  if (picked.kind_ === "token") {
    const token = await vscode.window.showInputBox({ title, prompt: vscode.l10n.t("Token"), password: true, ignoreFocusOut: true, validateInput: (text) => (/^[\x21-\x7e]+$/.test(text.trim()) ? undefined : vscode.l10n.t("Enter the token; it has no spaces.")) });
    return token === undefined ? undefined : { kind: "token", token: token.trim() };
  }
  const user = await vscode.window.showInputBox({ title, prompt: vscode.l10n.t("Name"), value: known?.kind === "password" ? known.user : "", ignoreFocusOut: true, validateInput: (text) => (text === "" || text.includes(":") ? vscode.l10n.t("Enter the name; it has no colon.") : undefined) });
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
async function tryOut(service: ArchiveService, account: Account): Promise<boolean> {
  return await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: vscode.l10n.t("Trying the archive"), cancellable: true }, async (_progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => { abort.abort(); });
    try {
      await service.process.check(service.connectionOf(account), abort.signal);
      return true;
    } catch (error) {
      if (error instanceof Cancelled) return false;
      throw error;
    }
  });
}

/** Says what is wrong. @returns whether to try once more */
async function goesOn(error: unknown, service: ArchiveService): Promise<boolean> {
  const again = vscode.l10n.t("Try Again");
  const file = vscode.l10n.t("Choose Certificate File…");
  const isCertificate = error instanceof ProcessError && (error.code === "archive/certificate-unknown" || error.code === "archive/certificate-file");
  const picked = await vscode.window.showErrorMessage(noticeText(noticeOf(error, service.log)), ...(isCertificate ? [file] : []), again);
  if (picked !== file) return picked === again;
  const chosen = await vscode.window.showOpenDialog({ title: vscode.l10n.t("Certificates to trust beside the well-known ones"), openLabel: vscode.l10n.t("Trust"), canSelectMany: false, filters: { PEM: ["pem", "crt", "cer"] } });
  if (chosen?.[0] === undefined) return false;
  await setArchiveCertificates(chosen[0].fsPath);
  return true;
}
