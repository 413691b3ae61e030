// The pane with the attributes of the file that is shown: search, the table, what is hidden, copying. Below the picture.

import type { FileShown, Notice, TagTable, ToWebview } from "../protocol.ts";
import { element, setText } from "../ui/element.ts";
import { keep, recall, send } from "../ui/host.ts";
import { noticeBox } from "../ui/noticeBox.ts";
import { t } from "../ui/strings.ts";
import { TagGrid } from "./tagGrid.ts";
import { indexTags, seenTags, toggled, type TagChoice, type TagIndex } from "./tagModel.ts";
import { paneSplitter } from "./paneSplitter.ts";
import { factWords, fullValue, nameWords, remarksOn, rowText, tableText } from "./tagText.ts";

/** What the pane keeps over hiding and reloading; no values of the file. */
export interface TagsKept {
  readonly isOpen: boolean;
  readonly search: string;
  readonly opened: readonly string[];
  readonly scrollTop: number;
  /** Share of the height that the pane takes, 0..1. */
  readonly share: number;
}

type TagsMessage = Extract<ToWebview, { readonly kind: "tags" }>;

export interface TagPane {
  /** Divider and pane, in this order. */
  readonly elements: readonly HTMLElement[];
  /** Opens the pane with the focus in its search, or closes it. */
  toggle(): void;
  open(): void;
  /** @returns whether it was open */
  close(): boolean;
  isOpen(): boolean;
  showFile(file: FileShown): void;
  /** The person looks at another slice, which may be another file. */
  showSlice(slice: number): void;
  /** The slices have other numbers now. */
  forgetSlices(): void;
  /** Whether patient data are shown, here and over the picture. */
  isPatientShown(): boolean;
  togglePatient(): void;
  showTable(message: TagsMessage): void;
  showFailure(notice: Notice): void;
  copyValue(): void;
  copyRow(): void;
  copyTable(): void;
}

export interface TagPaneEvents {
  togglePatient(): void;
  /** The pane was opened or closed. */
  changed(): void;
  /** Where the focus goes when the pane closes. */
  focusBack(): void;
}

/** While slices are scrolled through, only the one that stays is read, milliseconds. */
const ASK_MS = 150;
const KEEP_MS = 200;
const DEFAULT_SHARE = 0.5;
/** Most opened rows that are kept. */
const MAX_KEPT_OPENED = 500;

/** @param isPatientShown what the person chose here, or what the setting says */
export function tagPane(isPatientShown: boolean, on: TagPaneEvents): TagPane {
  return new Pane(isPatientShown, on);
}

class Pane implements TagPane {
  readonly elements: readonly HTMLElement[];
  readonly #on: TagPaneEvents;
  readonly #search = element("input", { id: "tag-search", attributes: { type: "search", placeholder: t("Search tag, name, VR or value"), "aria-label": t("Search the DICOM tags"), spellcheck: "false", autocomplete: "off" } });
  readonly #count = element("span", { class: "note", id: "tag-count", attributes: { role: "status" } });
  readonly #copied = element("span", { class: "note", id: "tags-copied", attributes: { role: "status" } });
  readonly #hidden = element("p", { class: "note", id: "tags-hidden" });
  readonly #patient = element("button", { class: "link", id: "tags-patient", attributes: { type: "button" } });
  readonly #remarks = element("p", { class: "note", id: "tag-remarks" });
  readonly #failure = noticeBox();
  readonly #grid: TagGrid;
  readonly #detail = element("div", { class: "tag-detail", id: "tag-detail" });
  readonly #section: HTMLElement;
  #file: FileShown = { kind: "loading" };
  #slice = 0;
  #isPatientShown: boolean;
  #isOpen = recall().tags?.isOpen ?? false;
  #share = recall().tags?.share ?? DEFAULT_SHARE;
  #choice: TagChoice = { search: recall().tags?.search ?? "", opened: new Set(recall().tags?.opened ?? []), closed: new Set() };
  /** Where the table is to be scrolled to once it is there. */
  #pendingScroll: number | null = recall().tags?.scrollTop ?? null;
  /** What is shown: null while nothing is, or while what was shown must not be seen any more. */
  #shown: { readonly index: TagIndex; readonly table: TagTable; readonly from: number; readonly to: number } | null = null;
  #askTimer: number | undefined;
  #keepTimer: number | undefined;
  #copiedTimer: number | undefined;

  constructor(isPatientShown: boolean, on: TagPaneEvents) {
    this.#isPatientShown = isPatientShown;
    this.#on = on;
    this.#grid = new TagGrid({
      toggle: (index, isOpen) => {
        this.#choice = toggled(this.#choice, this.#shown?.index.ids[index] ?? "", isOpen);
        this.#refresh();
        this.#keepSoon();
      },
      activated: () => { this.#showDetail(); },
      scrolled: () => { this.#keepSoon(); },
      copied: () => (getSelection()?.isCollapsed === false ? null : this.#noteCopied(this.#valueText(), t("Value copied"))),
    });
    this.#grid.element.setAttribute("data-vscode-context", JSON.stringify({ webviewSection: "tags", preventDefaultContextMenuItems: true }));
    this.#section = this.#build();
    const splitter = paneSplitter(t("Height of the table of DICOM tags"), {
      share: () => this.#share,
      change: (share) => {
        this.#share = share;
        this.#size();
        this.#keepSoon();
      },
    });
    this.elements = [splitter, this.#section];
    this.#search.value = this.#choice.search;
    this.#search.addEventListener("input", () => {
      this.#choice = { ...this.#choice, search: this.#search.value, closed: new Set() };
      this.#refresh();
      this.#grid.scrollTo(0);
      this.#keepSoon();
    });
    this.#size();
    this.#sayPatient();
    this.#open(this.#isOpen);
  }

  isOpen(): boolean {
    return this.#isOpen;
  }

  toggle(): void {
    if (this.#isOpen) this.close();
    else this.open();
  }

  open(): void {
    if (!this.#isOpen) this.#open(true);
    this.#search.focus();
    this.#keepSoon();
  }

  close(): boolean {
    if (!this.#isOpen) return false;
    this.#open(false);
    this.#on.focusBack();
    this.#keepSoon();
    return true;
  }

  showFile(file: FileShown): void {
    this.#file = file;
    this.#slice = file.kind === "open" ? file.view.frame : 0;
    this.#forget();
    this.#ask();
  }

  showSlice(slice: number): void {
    this.#slice = slice;
    if (this.#shown !== null && slice >= this.#shown.from && slice <= this.#shown.to) return;
    clearTimeout(this.#askTimer);
    this.#askTimer = window.setTimeout(() => { this.#ask(); }, ASK_MS);
  }

  forgetSlices(): void {
    if (this.#shown !== null) this.#shown = { ...this.#shown, from: -1, to: -1 };
  }

  isPatientShown(): boolean {
    return this.#isPatientShown;
  }

  togglePatient(): void {
    this.#isPatientShown = !this.#isPatientShown;
    keep({ isPatientShown: this.#isPatientShown });
    this.#sayPatient();
    // At once: what is to be hidden must not stay until the answer comes.
    this.#forget();
    this.#ask();
  }

  showTable({ from, to, showPatient, table }: TagsMessage): void {
    if (showPatient !== this.#isPatientShown || !this.#isOpen) return;
    this.#shown = { index: indexTags(table.rows), table, from, to };
    this.#failure.show(null);
    const remarks = remarksOn(table, this.#file.kind === "failed");
    setText(this.#remarks, remarks.join(" "));
    this.#remarks.hidden = remarks.length === 0;
    this.#refresh();
    if (this.#pendingScroll !== null) this.#grid.scrollTo(this.#pendingScroll);
    this.#pendingScroll = null;
  }

  showFailure(notice: Notice): void {
    this.#forget();
    this.#failure.show(notice);
  }

  copyValue(): void {
    this.#copy(this.#valueText(), t("Value copied"));
  }

  copyRow(): void {
    const row = this.#grid.active();
    this.#copy(row === null ? null : rowText(row), t("Row copied"));
  }

  /** All rows, opened or not; with a search what it shows. */
  copyTable(): void {
    if (this.#shown === null) return;
    const { rows } = this.#shown.table;
    const isSearched = this.#choice.search.trim() !== "";
    const seen = isSearched ? seenTags(this.#shown.index, this.#choice).lines.flatMap(({ index }) => rows[index] ?? []) : rows;
    this.#copy(tableText(seen), t("{0} rows copied", seen.length));
  }

  #valueText(): string | null {
    const row = this.#grid.active();
    return row === null ? null : fullValue(row);
  }

  #copy(text: string | null, words: string): void {
    if (text !== null) send({ kind: "copyText", text });
    this.#noteCopied(text, words);
  }

  /** Says that something was copied, for a moment. */
  #noteCopied(text: string | null, words: string): string | null {
    if (text === null) return null;
    setText(this.#copied, words);
    clearTimeout(this.#copiedTimer);
    this.#copiedTimer = window.setTimeout(() => { setText(this.#copied, ""); }, 3000);
    return text;
  }

  #build(): HTMLElement {
    const close = element("button", { class: "tool", id: "tags-close", text: "✕", attributes: { type: "button", title: t("Close (Escape)"), "aria-label": t("Close DICOM tags") } });
    close.addEventListener("click", () => { this.close(); });
    this.#patient.addEventListener("click", () => { this.#on.togglePatient(); });
    const link = (id: string, label: string, act: () => void): HTMLElement => {
      const made = element("button", { class: "link", id, text: label, attributes: { type: "button" } });
      made.addEventListener("click", act);
      return made;
    };
    const section = element(
      "section",
      { class: "tags", id: "tags", attributes: { "aria-label": t("DICOM tags") } },
      element("div", { class: "tag-bar" }, element("h2", { text: t("DICOM tags") }), this.#search, this.#count, link("copy-tags", t("Copy Table"), () => { this.copyTable(); }), close),
      element("div", { class: "tag-notes" }, this.#hidden, this.#patient),
      this.#failure.element,
      this.#remarks,
      this.#grid.element,
      element("div", { class: "tag-foot" }, this.#detail, element("div", { class: "tag-copy" }, this.#copied, link("copy-tag-value", t("Copy Value"), () => { this.copyValue(); }), link("copy-tag-row", t("Copy Row"), () => { this.copyRow(); }))),
    );
    section.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
        this.close();
      } else if (event.key === "ArrowDown" && event.target === this.#search) {
        event.preventDefault();
        this.#grid.focus();
      }
    });
    this.#remarks.hidden = true;
    return section;
  }

  #open(isOpen: boolean): void {
    this.#isOpen = isOpen;
    for (const part of this.elements) part.hidden = !isOpen;
    if (!isOpen) this.#forget();
    this.#ask();
    this.#on.changed();
  }

  #ask(): void {
    clearTimeout(this.#askTimer);
    if (this.#isOpen && this.#file.kind !== "loading") send({ kind: "tags", slice: this.#slice, showPatient: this.#isPatientShown });
  }

  #forget(): void {
    if (this.#shown !== null) this.#pendingScroll = this.#grid.scrollTop();
    this.#shown = null;
    this.#failure.show(null);
    this.#grid.show([], []);
    setText(this.#count, "");
  }

  #refresh(): void {
    if (this.#shown === null) return;
    const { index, table } = this.#shown;
    const { lines, nMatches } = seenTags(index, this.#choice);
    this.#grid.show(table.rows, lines);
    const isSearched = this.#choice.search.trim() !== "";
    setText(this.#count, isSearched ? foundWords(nMatches) : t("{0} rows", table.rows.length.toLocaleString()));
  }

  #showDetail(): void {
    const row = this.#grid.active();
    if (row === null) {
      this.#detail.replaceChildren();
      return;
    }
    const value = element("div", { class: "full-value", text: fullValue(row), attributes: { dir: "auto" } });
    this.#detail.replaceChildren(element("div", {}, element("strong", { text: nameWords(row) }), " ", element("span", { class: "note", text: factWords(row) })), value);
  }

  #sayPatient(): void {
    setText(this.#hidden, this.#isPatientShown ? t("Patient data are shown, and copied as they are.") : t("What may name people or places is hidden, here and in what is copied."));
    setText(this.#patient, this.#isPatientShown ? t("Hide Patient Data") : t("Show Patient Data"));
  }

  #size(): void {
    this.#section.style.flexGrow = String(this.#share / (1 - this.#share));
  }

  #keepSoon(): void {
    this.#keepTimer ??= window.setTimeout(() => {
      this.#keepTimer = undefined;
      keep({ tags: { isOpen: this.#isOpen, search: this.#choice.search, opened: [...this.#choice.opened].slice(-MAX_KEPT_OPENED), scrollTop: this.#pendingScroll ?? this.#grid.scrollTop(), share: this.#share } });
    }, KEEP_MS);
  }
}

function foundWords(nMatches: number): string {
  if (nMatches === 0) return t("Nothing found");
  return nMatches === 1 ? t("1 match") : t("{0} matches", nMatches.toLocaleString());
}
