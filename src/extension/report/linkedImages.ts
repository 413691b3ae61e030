// The images a report names in its header: where they are, what the person saw of them, what their tags say.

import path from "node:path";
import * as vscode from "vscode";
import type { Drafting } from "../../client/index.ts";
import type { View } from "../../reader/protocol.ts";
import type { ImageFacts, ImageReference, Report } from "../../report/index.ts";

/** An image of the header that was found. */
export interface LinkedImage {
  readonly reference: ImageReference;
  readonly uri: vscode.Uri;
}

/** An image as the model is to see it. */
export interface ImageSeen {
  readonly path: string;
  readonly view: View;
}

export class LinkedImages {
  readonly #drafting: () => Drafting;
  /** By path and time of change: the tags of a file stay the same. */
  readonly #facts = new Map<string, Promise<ImageFacts | null>>();

  constructor(drafting: () => Drafting) {
    this.#drafting = drafting;
  }

  /** The file of a reference: beside the report, in an open folder, or by its full path; null where there is none. */
  async find(document: vscode.TextDocument, reference: ImageReference): Promise<vscode.Uri | null> {
    for (const uri of placesOf(document, reference)) {
      const type = await vscode.workspace.fs.stat(uri).then(({ type: found }) => found, () => null);
      if (type !== null && (type & vscode.FileType.File) !== 0) return uri;
    }
    return null;
  }

  /** Images of the header, in its order; those that are not found are left out. */
  async of(document: vscode.TextDocument, report: Report): Promise<LinkedImage[]> {
    const found: LinkedImage[] = [];
    for (const reference of report.header.images) {
      const uri = await this.find(document, reference);
      if (uri !== null) found.push({ reference, uri });
    }
    return found;
  }

  /**
   * What the person saw of an image: the frame, window and inversion of its reference, else what the file opens with.
   * @throws ProcessError `reader/...`, `dicom/...`
   */
  async seen({ reference, uri }: LinkedImage, signal?: AbortSignal): Promise<ImageSeen> {
    const opened = await this.#drafting().open(uri.fsPath, signal);
    const { frame, window, isInverted } = reference;
    const isNamed = frame !== null || window !== null || isInverted;
    if (!isNamed) return { path: uri.fsPath, view: opened.view };
    return {
      path: uri.fsPath,
      view: {
        frame: Math.min((frame ?? 1) - 1, opened.frames - 1),
        window: window === null ? opened.view.window : { center: window.center, width: window.width, function: opened.view.window?.function ?? "LINEAR" },
        isInverted,
      },
    };
  }

  /** What the tags of the report's images say; an image without tags says nothing. */
  async factsOf(document: vscode.TextDocument, report: Report): Promise<ImageFacts[]> {
    const images = await this.of(document, report);
    const facts = await Promise.all(images.map(({ uri }) => this.facts(uri)));
    return facts.filter((each) => each !== null);
  }

  /** Facts of a file; null where it cannot be read: a lint or a template does without. */
  async facts(uri: vscode.Uri): Promise<ImageFacts | null> {
    const found = await vscode.workspace.fs.stat(uri).then(({ mtime, size }) => `${String(mtime)} ${String(size)}`, () => null);
    if (found === null) return null;
    const key = `${uri.fsPath}\n${found}`;
    const known = this.#facts.get(key);
    if (known !== undefined) return await known;
    const asked = this.#drafting().readImageFacts(uri.fsPath).catch(() => null);
    this.#facts.set(key, asked);
    return await asked;
  }
}

/** The path that a report uses for an image: relative to its folder where it has one, else to the open folder, else whole. */
export function writtenPath(image: vscode.Uri, reportFolder: vscode.Uri | null): string {
  const folder = reportFolder ?? vscode.workspace.getWorkspaceFolder(image)?.uri ?? null;
  if (folder === null) return image.fsPath.replaceAll("\\", "/");
  const relative = path.relative(folder.fsPath, image.fsPath).replaceAll("\\", "/");
  return path.isAbsolute(relative) ? image.fsPath.replaceAll("\\", "/") : relative;
}

function placesOf(document: vscode.TextDocument, { path: written }: ImageReference): vscode.Uri[] {
  if (written === "" || written.includes("\0")) return [];
  if (path.isAbsolute(written)) return [vscode.Uri.file(written)];
  const beside = document.uri.scheme === "file" ? [vscode.Uri.joinPath(document.uri, "..", written)] : [];
  return [...beside, ...(vscode.workspace.workspaceFolders ?? []).map(({ uri }) => vscode.Uri.joinPath(uri, written))];
}
