// The text of the page that a webview begins with: nothing but one bundle, under a content policy that allows nothing else.

import { randomBytes } from "node:crypto";

export interface WebviewPage {
  /** Addresses of the bundle. */
  readonly script: string;
  readonly styles: string;
  /** Where styles, pictures and fonts may come from, as a source of a content policy. */
  readonly source: string;
  readonly language: string;
  /** Shown until the bundle has started, plain text. */
  readonly placeholder: string;
  /** Shown when the bundle does not come. */
  readonly failure: string;
}

/** Half a minute in all: a busy machine has needed five seconds. */
const TRIES = 60;
const TRY_EVERY_MS = 500;

/**
 * In browsers VS Code serves a page's files by a service worker, which after a reload may take over later than the page asks for
 * them: they are asked for again then. The address differs, since a browser remembers that a module did not come.
 */
const ASK_AGAIN = `
addEventListener("error", ({ target }) => {
  if (!(target instanceof HTMLScriptElement || target instanceof HTMLLinkElement)) return;
  const [address, tries = 0] = (target.src ?? target.href).split("?again=");
  if (tries >= ${TRIES}) {
    const words = document.querySelector(".placeholder");
    if (words !== null) words.textContent = words.dataset.failure;
    return;
  }
  const again = document.createElement(target.localName);
  const next = address + "?again=" + (Number(tries) + 1);
  again.nonce = target.nonce;
  if (again instanceof HTMLScriptElement) Object.assign(again, { type: target.type, src: next });
  else Object.assign(again, { rel: target.rel, href: next });
  setTimeout(() => { target.replaceWith(again); }, ${TRY_EVERY_MS});
}, true);
`;

export function webviewPage({ script, styles, source, language, placeholder, failure }: WebviewPage): string {
  const nonce = randomBytes(16).toString("base64");
  // The toolkit makes an empty style element and reads the nonce for it from a meta tag; what page code can read must not let scripts in.
  const styleNonce = randomBytes(16).toString("base64");
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${source} 'nonce-${styleNonce}'`,
    // `blob:` for the pointers that the viewport draws.
    `img-src ${source} blob:`,
    `font-src ${source}`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta property="csp-nonce" content="${styleNonce}">
<script nonce="${nonce}">${ASK_AGAIN}</script>
<link rel="stylesheet" nonce="${styleNonce}" href="${escaped(styles)}">
<title>RadDraft</title>
</head>
<body>
<p class="placeholder" role="status" data-failure="${escaped(failure)}">${escaped(placeholder)}</p>
<script nonce="${nonce}" type="module" src="${escaped(script)}"></script>
</body>
</html>`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
}
