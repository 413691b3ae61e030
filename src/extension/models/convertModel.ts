// A checkpoint becomes a package that writes the drafts from then on.

import path from "node:path";
import * as vscode from "vscode";
import { Cancelled } from "../../processes/index.ts";
import type { Inspected, Memory, Origin, TensorReport, Weights } from "../../setup/protocol.ts";
import { SEEN } from "./longWork.ts";
import { letGo, setUp, tellFailure, type Models } from "./models.ts";
import { askConsent } from "./offerPage.ts";
import { useModel } from "./useModel.ts";
import { folderName, packageName } from "./words.ts";

/** What is converted, and to where. */
export interface Conversion {
  readonly name: string;
  readonly checkpoint: string;
  /** Folder of the vision tower where it lies apart. */
  readonly tower: string | null;
  readonly weights: Weights;
  readonly out: string;
  readonly origin: Origin;
}

/**
 * Converts a checkpoint; until it is done nothing is there, or the old package.
 * @returns whether there is a package now; failures are told
 */
export async function convertModel(models: Models, { name, ...conversion }: Conversion): Promise<boolean> {
  const again = vscode.l10n.t("Continue");
  try {
    // A package that is mapped into memory could not be replaced on Windows.
    if (models.library.isUsed({ path: conversion.out })) await letGo(models);
    const { tensors } = await models.work.run(conversion.out, vscode.l10n.t("Converting {0}", name), (report, signal) => setUp(models, "convert", conversion, report, signal));
    for (const tensor of tensors) models.log.line(tensorLine(tensor));
    await models.library.forget(conversion.out);
    return true;
  } catch (error) {
    models.library.changed();
    if (error instanceof Cancelled && error.partial === SEEN) return false;
    const answer = error instanceof Cancelled
      ? await vscode.window.showInformationMessage(vscode.l10n.t("The conversion of {0} was stopped. It goes on where it ended when it is started again.", name), again)
      : await tellFailure(error, models, again);
    return answer === again ? await convertModel(models, { name, ...conversion }) : false;
  }
}

/** How far a tensor is from what it was, for the log: a name of the network, and figures. */
function tensorLine({ name, form, relativeRms, maximum, channelsApart, trial }: TensorReport): string {
  const errors = `converted ${name}: ${form}, relative error ${relativeRms.toExponential(2)}, at most ${maximum.toExponential(2)}`;
  const apart = channelsApart > 0 ? `, ${String(channelsApart)} channels in 32 bits` : "";
  return trial === null ? errors : `${errors}${apart}; on a real prompt int8 errs by ${trial.int8.toExponential(2)}, int4 by ${trial.int4.toExponential(2)}`;
}

/** Uses a package that was just made. @returns whether it writes the drafts now */
export async function useMade(models: Models, out: string): Promise<boolean> {
  const { packages, memory } = await models.library.list();
  const made = packages.find((each) => each.path === out);
  return made !== undefined && (await useModel(models, made, memory));
}

/** Converts a folder that the person picked, after consent. */
export async function convertFolder(models: Models, found: Extract<Inspected, { readonly kind: "checkpoint" }>, place: { readonly checkpoint: string; readonly tower: string | null }): Promise<void> {
  const { memory, freeBytes, spareBytes } = await models.library.list();
  const licence = { repository: found.name, name: "", link: "", text: "", ...found.licence, page: "" };
  const from = [place.checkpoint, ...(place.tower === null ? [] : [place.tower])];
  const offer = { name: found.name, deed: "convert" as const, from, bytes: 0, bytesThere: 0, nFiles: 0, folder: models.library.folder, choices: found.choices, licences: [licence], freeBytes, spareBytes, memory };
  const weights = await askConsent(models.extensionUri, offer);
  if (weights === null) return;
  const out = await placeFor(models, found.name, weights, memory);
  if (out === null) return;
  if (await convertModel(models, { name: found.name, ...place, weights, out, origin: { kind: "folder", ...place } })) await useMade(models, out);
}

/**
 * Folder for a package of a name. Where there is one, the person says whether it is used as it is or made again.
 * @returns null: the package that is there is used now, or nothing is to be done
 */
export async function placeFor(models: Models, name: string, weights: Weights, memory: Memory): Promise<string | null> {
  const out = path.join(models.library.folder, `${folderName(name)}-${weights}`);
  const there = (await models.library.list()).packages.find((each) => each.path === out);
  if (there === undefined) return out;
  const [use, again] = [vscode.l10n.t("Use It"), vscode.l10n.t("Make It Again")];
  const detail = vscode.l10n.t("Made again, it takes the place of the one that is there, once it is whole.");
  const answer = await vscode.window.showInformationMessage(vscode.l10n.t("There is already a package {0}.", packageName({ name: there.name, weights })), { modal: true, detail }, use, again);
  if (answer === use) await useModel(models, there, memory);
  return answer === again ? out : null;
}
