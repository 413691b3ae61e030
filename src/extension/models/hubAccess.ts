// The hub that models come from: its address out of the settings, and a person's access token in VS Code's secret storage.

import * as vscode from "vscode";
import { hubAddress } from "../settings.ts";

/** Where an access token may be sent without encryption: it does not leave the computer. */
const OWN_COMPUTER = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/u;

export class HubAccess {
  readonly #secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  /** Address of the hub without a slash at its end; null where the setting holds none. */
  get address(): string | null {
    try {
      const { protocol, href } = new URL(hubAddress());
      return protocol === "https:" || protocol === "http:" ? href.replace(/\/+$/u, "") : null;
    } catch {
      return null;
    }
  }

  /** The token for a hub, or null: none is known, or the way to it is not encrypted. */
  async token(address: string): Promise<string | null> {
    return mayHaveToken(address) ? (await this.#secrets.get(keyOf(address))) ?? null : null;
  }

  /**
   * Asks for a token and keeps it.
   * @returns false where the person gives none
   */
  async ask(address: string): Promise<boolean> {
    const host = hostOf(address);
    if (!mayHaveToken(address)) {
      void vscode.window.showErrorMessage(vscode.l10n.t("{0} asks for an access token, but the way to it is not encrypted, so RadDraft does not send one. Use an address that begins with https in the settings.", host));
      return false;
    }
    const isRefused = (await this.token(address)) !== null;
    const prompt = isRefused
      ? vscode.l10n.t("{0} did not accept the token that is kept, or it does not reach this model. Enter another one.", host)
      : vscode.l10n.t("{0} gives this model, if it has it, only with an access token of yours. It is kept in VS Code's secret storage.", host);
    const given = await vscode.window.showInputBox({ title: vscode.l10n.t("Access Token for {0}", host), prompt, password: true, ignoreFocusOut: true, placeHolder: "hf_…" });
    const token = given?.trim() ?? "";
    if (token === "") return false;
    await this.#secrets.store(keyOf(address), token);
    return true;
  }

  /** Forgets the token for the hub in the settings. */
  async forget(): Promise<void> {
    const { address } = this;
    if (address === null || (await this.#secrets.get(keyOf(address))) === undefined) {
      void vscode.window.showInformationMessage(vscode.l10n.t("No access token is kept."));
      return;
    }
    await this.#secrets.delete(keyOf(address));
    void vscode.window.showInformationMessage(vscode.l10n.t("The access token for {0} was removed.", hostOf(address)));
  }
}

/** Host of a hub, as people know it. */
export function hostOf(address: string): string {
  return new URL(address).host;
}

/** Each hub has a token of its own: a mirror never gets another's. */
function keyOf(address: string): string {
  return `hubToken:${new URL(address).origin}`;
}

function mayHaveToken(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || OWN_COMPUTER.test(hostname);
}
