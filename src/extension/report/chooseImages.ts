// Which images of a report a draft is made from: the one it names, those the person picks of several, or one to link first.

import * as vscode from "vscode";
import { setHeaderLine, type Report } from "../../report/index.ts";
import type { LinkedImage, LinkedImages } from "./linkedImages.ts";
import { writtenPath } from "./linkedImages.ts";
import { applyTextEdits } from "./textEdits.ts";

/** An image that is open beside the report, as it is seen. */
export interface OpenImage {
  readonly uri: vscode.Uri;
  /** What stands after `#` in the reference; empty: as the file opens. */
  readonly fragment: string;
}

/** Most images of one prompt (`engine/protocol.ts`, MAX_IMAGES). */
const MOST_IMAGES = 8;

export class ImageChooser {
  readonly #images: LinkedImages;
  readonly #openImage: () => OpenImage | null;
  /** References chosen last, by report: offered as chosen the next time. */
  readonly #chosen = new Map<string, ReadonlySet<string>>();

  /** @param openImage the image in front, or last in front; null where none is open */
  constructor(images: LinkedImages, openImage: () => OpenImage | null) {
    this.#images = images;
    this.#openImage = openImage;
  }

  /** @returns null when the person chose none, or none is there */
  async choose(document: vscode.TextDocument, report: Report): Promise<readonly LinkedImage[] | null> {
    const linked = await this.#images.of(document, report);
    if (linked.length === 0) {
      await this.#offerToLink(document, report);
      return null;
    }
    if (linked.length === 1) return linked;
    const before = this.#chosen.get(document.uri.toString());
    const items = linked.map((image, index) => {
      const label = image.reference.path;
      return { label, description: image.reference.frame === null ? "" : vscode.l10n.t("frame {0}", image.reference.frame), image, picked: before?.has(label) ?? index === 0 };
    });
    const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t("Images to draft from"), canPickMany: true });
    if (picked === undefined || picked.length === 0) return null;
    this.#chosen.set(document.uri.toString(), new Set(picked.map(({ label }) => label)));
    return picked.slice(0, MOST_IMAGES).map(({ image }) => image);
  }

  /** The images chosen last for the report, else its first one; nothing is asked. */
  async chosenBefore(document: vscode.TextDocument, report: Report): Promise<readonly LinkedImage[]> {
    const linked = await this.#images.of(document, report);
    const before = this.#chosen.get(document.uri.toString());
    const chosen = linked.filter((image) => before?.has(image.reference.path) === true);
    return chosen.length > 0 ? chosen.slice(0, MOST_IMAGES) : linked.slice(0, 1);
  }

  /** Writes an image into the header. */
  async link(document: vscode.TextDocument, report: Report, image: OpenImage): Promise<boolean> {
    const folder = document.uri.scheme === "file" ? vscode.Uri.joinPath(document.uri, "..") : null;
    const reference = `${writtenPath(image.uri, folder)}${image.fragment === "" ? "" : `#${image.fragment}`}`;
    return await applyTextEdits(document, setHeaderLine(report, "image", reference));
  }

  async #offerToLink(document: vscode.TextDocument, report: Report): Promise<void> {
    const missing = report.header.images[0];
    const words = missing === undefined
      ? vscode.l10n.t("The report names no image. Which one is it about?")
      : vscode.l10n.t("The image {0} of this report is not found. Which one is it?", missing.path);
    const open = this.#openImage();
    const useOpen = vscode.l10n.t("Use the Open Image");
    const browse = vscode.l10n.t("Choose a File…");
    const answer = await vscode.window.showInformationMessage(words, ...(open === null ? [] : [useOpen]), browse);
    if (answer === useOpen && open !== null) await this.link(document, report, open);
    if (answer !== browse) return;
    const picked = await vscode.window.showOpenDialog({ title: vscode.l10n.t("Image of the report"), canSelectMany: false });
    if (picked?.[0] !== undefined) await this.link(document, report, { uri: picked[0], fragment: "" });
  }
}
