// Two images side by side: scrolling, window and inversion of one go with the other.

import * as vscode from "vscode";
import type { ImageDocument } from "../imageDocument.ts";
import type { Slice } from "../slices.ts";
import type { ImageEditor } from "../imageEditor.ts";
import { contextKeys } from "../names.ts";
import { counterpart, sameShare } from "./linkedSlices.ts";

interface Link {
  readonly documents: readonly [ImageDocument, ImageDocument];
  /** The slices that the person sees as the same place. Kept as slices: their numbers change while a series comes. */
  readonly anchor: readonly [Slice, Slice];
  readonly ties: vscode.Disposable;
}

export class LinkedViews implements vscode.Disposable {
  readonly #editor: ImageEditor;
  readonly #following: vscode.Disposable;
  readonly #links = new Set<Link>();
  /** While one image is told what the other shows, it reports the same. */
  #isTelling = false;

  constructor(editor: ImageEditor) {
    this.#editor = editor;
    this.#following = editor.onDidChangeActive(() => { this.#announce(); });
  }

  /** The image that goes with one, or null. */
  partnerOf(document: ImageDocument): ImageDocument | null {
    const link = this.#linkOf(document);
    return link?.documents.find((each) => each !== document) ?? null;
  }

  /** Links two open images at what both show; the other takes window and inversion of the first. */
  link(document: ImageDocument, other: ImageDocument): void {
    for (const each of [document, other]) this.unlink(each);
    const [one, two] = [sliceOf(document), sliceOf(other)];
    if (document === other || one === null || two === null) return;
    const onEnd = (): void => { this.unlink(document); };
    for (const each of [document, other]) each.closed.addEventListener("abort", onEnd);
    const ties = vscode.Disposable.from(
      document.onDidChangeSeen(() => { this.#follow(document, other); }),
      other.onDidChangeSeen(() => { this.#follow(other, document); }),
      new vscode.Disposable(() => { for (const each of [document, other]) each.closed.removeEventListener("abort", onEnd); }),
    );
    this.#links.add({ documents: [document, other], anchor: [one, two], ties });
    for (const each of [document, other]) each.setLinked(true);
    this.#follow(document, other);
    this.#announce();
  }

  /** The same for a prior that was just opened: it begins at the same share of the way through. */
  async linkPrior(document: ImageDocument, prior: ImageDocument): Promise<void> {
    await Promise.all([document.whenOpened(), prior.whenOpened()]);
    await Promise.all([document.grow(), prior.grow()]); // Whether series and places are known.
    const { view } = document;
    if (view === null || prior.view === null) return;
    // While linked, the image in front would follow the prior to its new place.
    for (const each of [document, prior]) this.unlink(each);
    prior.lookAt({ ...prior.view, frame: sameShare(view.frame, document.stack.length, prior.stack.length) });
    this.link(document, prior);
  }

  unlink(document: ImageDocument): void {
    const link = this.#linkOf(document);
    if (link === undefined) return;
    link.ties.dispose();
    this.#links.delete(link);
    for (const each of link.documents) if (!each.closed.aborted) each.setLinked(false);
    this.#announce();
  }

  dispose(): void {
    this.#following.dispose();
    for (const { ties } of this.#links) ties.dispose();
    this.#links.clear();
  }

  #linkOf(document: ImageDocument): Link | undefined {
    return [...this.#links].find(({ documents }) => documents.includes(document));
  }

  #follow(from: ImageDocument, to: ImageDocument): void {
    const link = this.#linkOf(from);
    const { view } = from;
    if (this.#isTelling || link === undefined || view === null || to.view === null) return;
    const isFirst = link.documents[0] === from;
    const [own, others] = isFirst ? link.anchor : [link.anchor[1], link.anchor[0]];
    const anchor = { one: indexOf(from, own), other: indexOf(to, others) };
    const frame = counterpart(view.frame, from.stack, to.stack, anchor);
    const next = { frame, window: view.window, isInverted: view.isInverted };
    if (JSON.stringify(next) === JSON.stringify(to.view)) return;
    this.#isTelling = true;
    try {
      to.lookAt(next);
    } finally {
      this.#isTelling = false;
    }
  }

  #announce(): void {
    const { active } = this.#editor;
    void vscode.commands.executeCommand("setContext", contextKeys.isLinked, active !== null && this.partnerOf(active) !== null);
  }
}

function sliceOf({ view, stack }: ImageDocument): Slice | null {
  return view === null ? null : (stack[view.frame] ?? null);
}

function indexOf({ stack }: ImageDocument, slice: Slice): number {
  return Math.max(0, stack.findIndex(({ path, frame }) => path === slice.path && frame === slice.frame));
}
