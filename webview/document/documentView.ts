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

export function documentView(isPatientShown: boolean, on: DocumentViewEvents): DocumentView {
  const title = element("h1", { id: "document-title" });
  const unfinished = noticeBox("hint");
  const failure = noticeBox();
  const facts = element("dl", { class: "document-facts", id: "document-facts" });
  const content = element("div", { class: "document-content" });
  const remarks = element("p", { class: "note", id: "document-remarks" });
  const hidden = element("span", { class: "note", id: "document-hidden" });
  const patient = element("button", { class: "link", id: "document-patient", attributes: { type: "button" } });
  const copied = element("span", { class: "note", id: "document-copied", attributes: { role: "status" } });
  const article = element("article", { class: "document-body", id: "document-body", attributes: { tabindex: "0", "aria-labelledby": "document-title" } }, title, unfinished.element, facts, content, remarks);
  let shown: DocumentShown | null = null;
  let isOpen = false;
  let isShown = isPatientShown;
  let copiedTimer: number | undefined;

  const copy = button(t("Copy Text"), "secondary", () => {
    if (shown === null) return;
    send({ kind: "copyText", text: documentText(shown) });
    setText(copied, t("Text copied"));
    clearTimeout(copiedTimer);
    copiedTimer = window.setTimeout(() => { setText(copied, ""); }, COPIED_MS);
  });
  const save = button(t("Save PDF As..."), "primary", () => { send({ kind: "savePdf" }); });
  const tags = button(t("Show DICOM Tags"), "secondary", () => { on.showTags(); });
  patient.addEventListener("click", () => { on.togglePatient(); });
  const bar = element("div", { class: "document-bar" }, element("div", { class: "buttons" }, save.element, copy.element, tags.element), copied, element("span", { class: "document-privacy" }, hidden, " ", patient));
  const pane = element("section", { class: "document", id: "document", attributes: { "aria-label": t("Document") } }, bar, failure.element, article);
  pane.hidden = true;

  const forget = (): void => {
    shown = null;
    failure.show(null);
    for (const part of [facts, content]) part.replaceChildren();
    article.hidden = true;
    copy.setEnabled(false);
    save.element.hidden = true;
  };
  const ask = (): void => { if (isOpen) send({ kind: "document", showPatient: isShown }); };
  const sayPatient = (): void => {
    setText(hidden, isShown ? t("Patient data are shown, and copied as they are.") : t("Names, days and numbers of people are hidden; the text itself may still name somebody."));
    setText(patient, isShown ? t("Hide Patient Data") : t("Show Patient Data"));
  };
  sayPatient();
  forget();

  return {
    element: pane,
    showFile: (file) => {
      isOpen = file.kind === "document";
      pane.hidden = !isOpen;
      forget();
      ask();
    },
    showDocument: ({ showPatient, document: read }) => {
      if (!isOpen || showPatient !== isShown) return;
      const hadFocus = shown !== null || document.activeElement !== document.body;
      shown = read;
      failure.show(null);
      setText(title, read.title === "" ? t("Document without a title") : read.title);
      unfinished.show(isUnfinished(read) ? { sentence: t("This report is not final."), action: "" } : null);
      facts.replaceChildren(...read.facts.flatMap((fact) => [element("dt", { text: factName(fact) }), element("dd", { class: fact.isHidden ? "hidden-value" : "", text: factValue(fact), attributes: { dir: "auto" } })]));
      content.replaceChildren(...contentOf(read));
      const words = remarksOn(read);
      setText(remarks, words.join(" "));
      remarks.hidden = words.length === 0;
      article.hidden = false;
      copy.setEnabled(true);
      copy.element.hidden = read.kind !== "report";
      save.element.hidden = read.kind !== "pdf";
      // Keys scroll it at once where the page has the focus already.
      if (!hadFocus && document.hasFocus()) article.focus({ preventScroll: true });
    },
    showFailure: (notice) => {
      forget();
      failure.show(notice);
    },
    setPatientShown: (isNow) => {
      isShown = isNow;
      sayPatient();
      // At once: what is to be hidden must not stay until the answer comes.
      forget();
      ask();
    },
  };
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
