// What every page of ours is told: sentences in the person's language, and the model whenever it is another one.

import * as vscode from "vscode";
import type { ModelShown } from "../../webview/protocol.ts";
import type { DraftService } from "./draftService.ts";

/** Sentences in the person's language by their English text. */
export function translations(): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(vscode.l10n.bundle ?? {}).flatMap(([english, words]) => (typeof words === "string" ? [[english, words]] : [])));
}

/** Tells a page the model only when it is another one: the service changes at every step. */
export function modelPoster(service: DraftService, post: (message: { readonly kind: "model"; readonly model: ModelShown }) => void): () => void {
  let last = "";
  return () => {
    const model = service.model;
    const now = JSON.stringify(model);
    if (now === last) return;
    last = now;
    post({ kind: "model", model });
  };
}
