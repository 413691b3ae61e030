// The page that a webview begins with: nothing but our bundle, under a content policy that allows nothing else.

import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

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
  const nonce = randomBytes(16).toString("base64");
  // The toolkit makes an empty style element and reads the nonce for it from a meta tag; what page code can read must not let scripts in.
  const styleNonce = randomBytes(16).toString("base64");
  const uri = (ending: string): string => escaped(webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, "dist", "webview", `${bundle}.${ending}`)).toString());
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${styleNonce}'`,
    // `blob:` for the pointers that the viewport draws.
    `img-src ${webview.cspSource} blob:`,
    `font-src ${webview.cspSource}`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${escaped(vscode.env.language)}">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta property="csp-nonce" content="${styleNonce}">
<link rel="stylesheet" nonce="${styleNonce}" href="${uri("css")}">
<title>RadDraft</title>
</head>
<body>
<p class="placeholder">${escaped(placeholder)}</p>
<script nonce="${nonce}" type="module" src="${uri("js")}"></script>
</body>
</html>`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
}
