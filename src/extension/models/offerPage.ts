// The page on which a person reads what a model costs and its licence, and agrees or declines.

import * as vscode from "vscode";
import type { Weights } from "../../setup/protocol.ts";
import { checkFromOffer, type OfferShown } from "../../../webview/offer/protocol.ts";
import { webviewHtml, webviewOptions } from "../webviewHtml.ts";
import { translations } from "../webviewStart.ts";

const PAGE = "offer";

/**
 * Shows an offer.
 * @returns the weights that the person agreed to; null where the person declined or closed the page
 */
export async function askConsent(extensionUri: vscode.Uri, offer: OfferShown): Promise<Weights | null> {
  const title = offer.deed === "download" ? vscode.l10n.t("Download {0}", offer.name) : vscode.l10n.t("Convert {0}", offer.name);
  const panel = vscode.window.createWebviewPanel("raddraft.offer", title, vscode.ViewColumn.Active, webviewOptions(extensionUri));
  try {
    return await new Promise<Weights | null>((resolve) => {
      panel.onDidDispose(() => { resolve(null); });
      panel.webview.onDidReceiveMessage((value: unknown) => {
        const checked = checkFromOffer(value);
        if (!checked.ok) return;
        switch (checked.value.kind) {
          case "ready": void panel.webview.postMessage({ kind: "offer", translations: translations(), offer }); return;
          case "accept": resolve(checked.value.weights); return;
          case "decline": resolve(null); return;
        }
      });
      panel.webview.html = webviewHtml(panel.webview, extensionUri, PAGE, vscode.l10n.t("Opening the offer…"));
    });
  } finally {
    panel.dispose();
  }
}
