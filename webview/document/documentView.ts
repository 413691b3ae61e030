// The pane with a document that is no image: a structured report as a readable text, or what a PDF inside a DICOM object is.

import type { DocumentShown, FileShown, Notice, ToWebview } from "../protocol.ts";
import { element, setText } from "../ui/element.ts";
import { send } from "../ui/host.ts";
import { button } from "../ui/kit.ts";
import { noticeBox } from "../ui/noticeBox.ts";
import { t } from "../ui/strings.ts";
import { documentText, factName, factValue, isReference, isUnfinished, itemName, itemValue, remarksOn, type Item } from "./documentWords.ts";

type DocumentMessage = Extract<ToWebview, { readonly kind: "document" }>;

export interface DocumentView {
  readonly element: HTMLElement;
  showFile(file: FileShown): void;
  showDocument(message: DocumentMessage): void;
  showFailure(notice: Notice): void;
  /** Patient data are shown now, or hidden. */
  setPatientShown(isShown: boolean): void;
}

export interface DocumentViewEvents {
  showTags(): void;
  togglePatient(): void;
}

/** Headings below the title begin at the second level of HTML; it has six. */
const FIRST_HEADING = 2;
const LAST_HEADING = 6;
/** More references in a row are folded away: some reports list every slice. */
const MAX_REFERENCES = 3;
const COPIED_MS = 3000;

/** @param isPatientShown what the person chose here, or what the setting says */
export function documentView(isPatientShown: boolean, on: DocumentViewEvents): DocumentView {
  return new Pane(isPatientShown, on);
}

class Pane implements DocumentView {
  readonly element: HTMLElement;
  readonly #title = element("h1", { id: "document-title" });
  readonly #unfinished = noticeBox("hint");
  readonly #failure = noticeBox();
  readonly #facts = element("dl", { class: "document-facts", id: "document-facts" });
  readonly #content = element("div", { class: "document-content" });
  readonly #remarks = element("p", { class: "note", id: "document-remarks" });
  readonly #article = element("article", { class: "document-body", id: "document-body", attributes: { tabindex: "0", "aria-labelledby": "document-title" } }, this.#title, this.#unfinished.element, this.#facts, this.#content, this.#remarks);
  readonly #hidden = element("span", { class: "note", id: "document-hidden" });
  readonly #patient = element("button", { class: "link", id: "document-patient", attributes: { type: "button" } });
  readonly #copied = element("span", { class: "note", id: "document-copied", attributes: { role: "status" } });
  readonly #save = button(t("Save PDF As..."), "primary", () => { send({ kind: "savePdf" }); });
  readonly #copy = button(t("Copy Text"), "secondary", () => { this.#copyText(); });
  #shown: DocumentShown | null = null;
  #isOpen = false;
  #isPatientShown: boolean;
  #copiedTimer: number | undefined;

  constructor(isPatientShown: boolean, on: DocumentViewEvents) {
    this.#isPatientShown = isPatientShown;
    const tags = button(t("Show DICOM Tags"), "secondary", () => { on.showTags(); });
    this.#patient.addEventListener("click", () => { on.togglePatient(); });
    const bar = element("div", { class: "document-bar" }, element("div", { class: "buttons" }, this.#save.element, this.#copy.element, tags.element), this.#copied, element("span", { class: "document-privacy" }, this.#hidden, " ", this.#patient));
    this.element = element("section", { class: "document", id: "document", attributes: { "aria-label": t("Document") } }, bar, this.#failure.element, this.#article);
    this.element.hidden = true;
    this.#sayPatient();
    this.#forget();
  }

  showFile(file: FileShown): void {
    this.#isOpen = file.kind === "document";
    this.element.hidden = !this.#isOpen;
    this.#forget();
    this.#ask();
  }

  showDocument({ showPatient, document: read }: DocumentMessage): void {
    if (!this.#isOpen || showPatient !== this.#isPatientShown) return;
    this.#shown = read;
    this.#failure.show(null);
    setText(this.#title, read.title === "" ? t("Document without a title") : read.title);
    this.#unfinished.show(isUnfinished(read) ? { sentence: t("This report is not final."), action: "" } : null);
    this.#facts.replaceChildren(...read.facts.flatMap((fact) => [element("dt", { text: factName(fact) }), element("dd", { class: fact.isHidden ? "hidden-value" : "", text: factValue(fact), attributes: { dir: "auto" } })]));
    this.#content.replaceChildren(...contentOf(read));
    const words = remarksOn(read);
    setText(this.#remarks, words.join(" "));
    this.#remarks.hidden = words.length === 0;
    this.#article.hidden = false;
    this.#copy.setEnabled(true);
    this.#copy.element.hidden = read.kind !== "report";
    this.#save.element.hidden = read.kind !== "pdf";
    // Keys scroll it at once where the page has the focus already, and nothing in it.
    if (document.hasFocus() && document.activeElement === document.body) this.#article.focus({ preventScroll: true });
  }

  showFailure(notice: Notice): void {
    this.#forget();
    this.#failure.show(notice);
  }

  setPatientShown(isShown: boolean): void {
    this.#isPatientShown = isShown;
    this.#sayPatient();
    // At once: what is to be hidden must not stay until the answer comes.
    this.#forget();
    this.#ask();
  }

  #ask(): void {
    if (this.#isOpen) send({ kind: "document", showPatient: this.#isPatientShown });
  }

  #forget(): void {
    this.#shown = null;
    this.#failure.show(null);
    for (const part of [this.#facts, this.#content]) part.replaceChildren();
    this.#article.hidden = true;
    this.#copy.setEnabled(false);
    this.#save.element.hidden = true;
  }

  #copyText(): void {
    if (this.#shown === null) return;
    send({ kind: "copyText", text: documentText(this.#shown) });
    setText(this.#copied, t("Text copied"));
    clearTimeout(this.#copiedTimer);
    this.#copiedTimer = window.setTimeout(() => { setText(this.#copied, ""); }, COPIED_MS);
  }

  #sayPatient(): void {
    setText(this.#hidden, this.#isPatientShown ? t("Patient data are shown, and copied as they are.") : t("Names, days and numbers of people are hidden; the text itself may still name somebody."));
    setText(this.#patient, this.#isPatientShown ? t("Hide Patient Data") : t("Show Patient Data"));
  }
}

function contentOf({ kind, items }: DocumentShown): readonly HTMLElement[] {
  if (kind === "pdf") return [element("p", { class: "note", text: t("The document is a PDF. Save it to read it in the program that you have for such files.") })];
  if (items.length === 0) return [element("p", { class: "note", text: t("The report has no content.") })];
  const made: HTMLElement[] = [];
  for (let at = 0; at < items.length;) {
    const end = endOfReferences(items, at);
    const run = items.slice(at, end);
    if (run.length > MAX_REFERENCES) made.push(element("details", { class: levelClass(run[0]) }, element("summary", { text: t("{0} references to images and objects", run.length.toLocaleString()) }), ...run.map(itemElement)));
    else made.push(...(run.length === 0 ? items.slice(at, at + 1) : run).map(itemElement));
    at = Math.max(end, at + 1);
  }
  return made;
}

/** Where the references end that stand in a row on one level. */
function endOfReferences(items: readonly Item[], from: number): number {
  let end = from;
  for (let item = items[end]; item !== undefined && isReference(item) && item.level === items[from]?.level; item = items[end]) end++;
  return end;
}

function itemElement(item: Item): HTMLElement {
  const [name, value] = [itemName(item), itemValue(item)];
  if (item.type === "CONTAINER") return headingElement(item, name);
  const words = element("span", { class: item.isHidden ? "item-value hidden-value" : "item-value", text: value, attributes: { dir: "auto" } });
  const isText = item.type === "TEXT" && !item.isContext;
  const label = element("span", { class: "item-name", text: isText || name === "" ? name : `${name}: `, attributes: { dir: "auto" } });
  return element("p", { class: `${levelClass(item)} ${isText ? "item-text" : "item-line"}${item.isContext ? " item-context" : ""}` }, ...(name === "" ? [] : [label]), words);
}

function headingElement(item: Item, name: string): HTMLElement {
  const level = FIRST_HEADING + item.level - 1;
  const attributes = level > LAST_HEADING ? { role: "heading", "aria-level": String(level) } : {};
  const tag = (["h2", "h3", "h4", "h5", "h6"] as const)[item.level - 1] ?? "p";
  return element(tag, { class: levelClass(item), text: name, attributes: { dir: "auto", ...attributes } });
}

/** Deeper ones are not moved in further: there must be room for words. */
function levelClass(item: Item | undefined): string {
  return `level-${String(Math.min(item?.level ?? 1, 8))}`;
}
