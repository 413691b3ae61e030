// Asks for a repository of the hub, in one box that stays until the hub has answered: what is wrong is said where it is typed.

import * as vscode from "vscode";
import { ProcessError } from "../../processes/index.ts";
import { REPOSITORY } from "../../setup/protocol.ts";
import type { Offer } from "../../setup/protocol.ts";
import { noticeText } from "../notices.ts";
import { hostOf } from "./hubAccess.ts";
import { setUp, setUpNotice, type Models } from "./models.ts";

/** What is offered at first; any other repository in the same layout can be typed. */
const USUAL_MODEL = "XZDong123/LLaDA-MedV";

/** A repository, and what a download of it would be. */
export interface Offered {
  readonly repository: string;
  readonly offer: Offer;
}

/** Asks until the hub has the model; for a token or the vision tower's repository, too, where that is needed. @returns null where it is given up */
export async function askOffer(models: Models, hubUrl: string): Promise<Offered | null> {
  const wish: Wish = { hubUrl, repository: USUAL_MODEL, tower: null, isAsked: false };
  for (;;) {
    const outcome = await askOnce(models, wish);
    if (outcome === null || "offer" in outcome) return outcome;
    wish.repository = outcome.repository;
    // A token that is given, or a tower that is named, is tried at once; else the box comes back with the name in it.
    if (outcome.needs === "token") wish.isAsked = await models.hub.ask(hubUrl);
    else {
      const tower = await askTower(outcome.sentence);
      wish.tower = tower ?? null;
      wish.isAsked = tower !== undefined;
    }
  }
}

interface Wish {
  readonly hubUrl: string;
  repository: string;
  /** Repository of the vision tower where the person had to name it. */
  tower: string | null;
  /** The hub is asked at once, without a key of the person's. */
  isAsked: boolean;
}

interface Need {
  readonly needs: "token" | "tower";
  readonly repository: string;
  readonly sentence: string;
}

/** One showing of the box. */
async function askOnce(models: Models, { hubUrl, repository, tower, isAsked }: Wish): Promise<Offered | Need | null> {
  const box = vscode.window.createInputBox();
  const host = hostOf(hubUrl);
  const prompt = vscode.l10n.t("A model on {0} in the layout of LLaDA-MedV, as owner/name. Nothing large is loaded before you have seen its size and licence.", host);
  Object.assign(box, { title: vscode.l10n.t("Download Model"), prompt, value: repository, ignoreFocusOut: true });
  try {
    return await new Promise<Offered | Need | null>((resolve) => {
      let asking: AbortController | null = null;
      const ask = async (name: string): Promise<void> => {
        const abort = new AbortController();
        asking = abort;
        Object.assign(box, { busy: true, enabled: false, validationMessage: undefined, prompt: vscode.l10n.t("Asking {0} about {1}", host, name) });
        const outcome = await offerOf(models, { hubUrl, repository: name, tower, signal: abort.signal });
        if (abort.signal.aborted) return;
        if (typeof outcome !== "string") resolve(outcome);
        else Object.assign(box, { busy: false, enabled: true, validationMessage: outcome, prompt });
      };
      const accept = (): void => {
        const name = plainRepository(box.value);
        if (REPOSITORY.test(name)) void ask(name);
        else box.validationMessage = vscode.l10n.t("owner/name is expected, such as {0}.", USUAL_MODEL);
      };
      box.onDidChangeValue(() => { box.validationMessage = undefined; });
      box.onDidAccept(accept);
      box.onDidHide(() => {
        asking?.abort();
        resolve(null);
      });
      box.show();
      if (isAsked) accept();
    });
  } finally {
    box.dispose();
  }
}

/** What the hub has; what is still needed; or a sentence on what is wrong. */
async function offerOf(models: Models, { hubUrl, repository, tower, signal }: Pick<Wish, "hubUrl" | "repository" | "tower"> & { readonly signal: AbortSignal }): Promise<Offered | Need | string> {
  try {
    const request = { hubUrl, repository, tower, token: await models.hub.token(hubUrl), folder: models.library.downloadFolder(repository) };
    return { repository, offer: await setUp(models, "offer", request, undefined, signal) };
  } catch (error) {
    if (signal.aborted) return "";
    const code = error instanceof ProcessError ? error.code : "";
    const notice = setUpNotice(error, models.log);
    if (code === "setup/hub-token") return { needs: "token", repository, sentence: notice.sentence };
    if (code === "setup/tower-not-found") return { needs: "tower", repository, sentence: notice.sentence };
    return noticeText(notice);
  }
}

async function askTower(why: string): Promise<string | undefined> {
  const validateInput = (text: string): string | undefined => (REPOSITORY.test(plainRepository(text)) ? undefined : vscode.l10n.t("owner/name is expected."));
  const given = await vscode.window.showInputBox({ title: vscode.l10n.t("Vision Tower"), prompt: `${why} ${vscode.l10n.t("Name the repository of the tower, as owner/name.")}`, ignoreFocusOut: true, validateInput });
  return given === undefined ? undefined : plainRepository(given);
}

/** `owner/name` out of what was typed, or of a page's address that was pasted. */
function plainRepository(text: string): string {
  return text.trim().replace(/^https?:\/\/[^/]+\//u, "").replace(/(?:\/tree\/[^/]+)?\/*$/u, "");
}
