// What a webview begins with: which files of ours it may load, and the page that loads them.

import * as vscode from "vscode";
import { webviewPage } from "./webviewPage.ts";

/** What the page may load: its own bundle and styles, and pictures of ours. */
export function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extensionUri, "dist", "webview"), vscode.Uri.joinPath(extensionUri, "media")] };
}

/**
 * The HTML of a page.
 * @param bundle name of the bundle in `dist/webview`
 * @param placeholder shown until the bundle has started, plain text
 */
export function webviewHtml(webview: vscode.Webview, extensionUri: vscode.Uri, bundle: string, placeholder: string): string {
  const address = (ending: string): string => webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, "dist", "webview", `${bundle}.${ending}`)).toString();
  return webviewPage({
    script: address("js"), styles: address("css"), source: webview.cspSource, language: vscode.env.language, placeholder,
    failure: vscode.l10n.t("This page did not load. Close it and open it again; if that does not help, reload the window."),
  });
}
