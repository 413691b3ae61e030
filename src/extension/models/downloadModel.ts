// A model out of a hub: asked for by name, offered with its licence, downloaded, converted, used. A download that was
// stopped goes on where it ended, today or on another day.

import * as vscode from "vscode";
import { Cancelled, ProcessError } from "../../processes/index.ts";
import type { DownloadFacts, DownloadJob, Offer, Weights } from "../../setup/protocol.ts";
import { askOffer } from "./askOffer.ts";
import { convertModel, placeFor, useMade } from "./convertModel.ts";
import { SEEN } from "./longWork.ts";
import { setUp, tellFailure, type Models } from "./models.ts";
import { askConsent } from "./offerPage.ts";
import { shortName, size } from "./words.ts";

/** A download, and where it lies. */
type Begun = Pick<DownloadFacts, "job" | "folder">;


/** Asks for a repository and goes all the way to its drafts. */
export async function downloadModel(models: Models): Promise<void> {
  const { address } = models.hub;
  if (address === null) {
    void vscode.window.showErrorMessage(vscode.l10n.t("The hub's address in the settings is not one of the web (https://…)."));
    return;
  }
  const asked = await askOffer(models, address);
  if (asked === null) return;
  const { repository, offer } = asked;
  const weights = await consented(models, address, repository, offer);
  if (weights === null) return;
  const [choice] = offer.choices.filter((each) => each.weights === weights);
  // Before anything is loaded: a package that is there may be what the person wants.
  const out = await placeFor(models, shortName(repository), weights, (await models.library.list()).memory);
  if (out === null) return;
  const licence = offer.licences[0]?.name ?? "";
  const job: DownloadJob = {
    version: 1, hubUrl: address, repository, parts: [...offer.parts], weights, bytes: offer.bytes, packageBytes: choice?.bytes ?? 0, licence, acceptedAt: new Date().toISOString(),
  };
  await downloadAndUse(models, { job, folder: models.library.downloadFolder(repository) }, out);
}

/** Goes on with a download that was begun. */
export async function continueDownload(models: Models, download: Begun): Promise<void> {
  await downloadAndUse(models, download);
}

/** Removes a download and what there is of it, after a question. */
export async function discardDownload(models: Models, { folder, job, bytesThere }: DownloadFacts): Promise<void> {
  const remove = vscode.l10n.t("Delete");
  const detail = vscode.l10n.t("{0} are removed. A package made of it stays.", size(bytesThere));
  const answer = await vscode.window.showWarningMessage(vscode.l10n.t("Delete the download of {0}?", job.repository), { modal: true, detail }, remove);
  if (answer === remove) await removeFiles(models, folder);
}

/**
 * Downloads what was agreed to, converts it and uses it.
 * @param out place of the package where that is settled; null: it is not
 */
export async function downloadAndUse(models: Models, download: Begun, out: string | null = null): Promise<void> {
  const { job, folder } = download;
  const name = shortName(job.repository);
  if (models.work.all.has(folder)) {
    void vscode.window.showInformationMessage(vscode.l10n.t("The download of {0} is running.", job.repository));
    return;
  }
  try {
    await models.work.run(folder, vscode.l10n.t("Downloading {0}", name), async (report, signal) => {
      models.library.changed();
      await setUp(models, "download", { job, token: await models.hub.token(job.hubUrl), folder }, report, signal);
    });
  } catch (error) {
    models.library.changed();
    if (await wantsToContinue(models, job, error)) await downloadAndUse(models, download, out);
    return;
  }
  const { memory } = await models.library.list();
  const place = out ?? (await placeFor(models, name, job.weights, memory));
  if (place === null) return;
  if (!(await convertModel(models, { name, checkpoint: folder, tower: null, weights: job.weights, out: place, origin: { kind: "hub", job } }))) return;
  await useMade(models, place);
  await offerToDelete(models, job, folder);
}

async function consented(models: Models, hubUrl: string, repository: string, offer: Offer): Promise<Weights | null> {
  const { memory } = await models.library.list();
  const pageOf = (name: string): string => `${hubUrl}/${name}`;
  return await askConsent(models.extensionUri, {
    name: shortName(repository),
    deed: "download",
    from: [...new Set(offer.parts.map((part) => pageOf(part.repository)))],
    nFiles: offer.parts.reduce((sum, { files }) => sum + files.length, 0),
    folder: models.library.folder,
    memory,
    ...offer,
    licences: offer.licences.map((licence) => ({ ...licence, page: pageOf(licence.repository) })),
  });
}

/** Tells how a download ended that is not whole. @returns whether the person wants it to go on now */
async function wantsToContinue(models: Models, job: DownloadJob, error: unknown): Promise<boolean> {
  const goOn = vscode.l10n.t("Continue");
  if (error instanceof Cancelled) {
    if (error.partial === SEEN) return false;
    const sentence = vscode.l10n.t("The download of {0} is paused. Continue now, or later from the Models view.", job.repository);
    return (await vscode.window.showInformationMessage(sentence, goOn)) === goOn;
  }
  if (error instanceof ProcessError && error.code === "setup/hub-token") {
    const enter = vscode.l10n.t("Enter Token…");
    return (await tellFailure(error, models, enter)) === enter && (await models.hub.ask(job.hubUrl));
  }
  return (await tellFailure(error, models, goOn)) === goOn;
}

async function offerToDelete(models: Models, job: DownloadJob, folder: string): Promise<void> {
  const remove = vscode.l10n.t("Delete Download");
  const sentence = vscode.l10n.t("The package is made. The downloaded files of {0} take {1} and are not needed any more.", job.repository, size(job.bytes));
  if ((await vscode.window.showInformationMessage(sentence, remove, vscode.l10n.t("Keep"))) === remove) await removeFiles(models, folder);
}

async function removeFiles(models: Models, folder: string): Promise<void> {
  try {
    await setUp(models, "discard", { path: folder });
  } catch (error) {
    await tellFailure(error, models);
  } finally {
    models.library.changed();
  }
}
