// The rows of the attributes on the page: a tree grid (WAI-ARIA treegrid, rows with the focus) that builds only what is in view.

import type { TagRow } from "../protocol.ts";
import { element } from "../ui/element.ts";
import { t } from "../ui/strings.ts";
import type { TagLine } from "./tagModel.ts";
import { nameWords, tagWords, valueWords } from "./tagText.ts";

/** Height of a row, CSS pixels; the same as in tags.css. */
const ROW = 22;
/** Rows beyond those in view, so that scrolling shows no gaps. */
const BEYOND = 12;
const MAX_INDENT = 12;

export interface GridEvents {
  /** The person opens or closes a row of the table. */
  toggle(index: number, isOpen: boolean): void;
  activated(): void;
  scrolled(): void;
  /** Text for the clipboard where the person copies by key; null: what is selected. */
  copied(): string | null;
}

/** The grid; it holds no choice of the person but which row is the active one, and how far it is scrolled. */
export class TagGrid {
  readonly element: HTMLElement;
  readonly #on: GridEvents;
  readonly #body = element("div", { class: "tag-body", attributes: { role: "rowgroup" } });
  #rows: readonly TagRow[] = [];
  #lines: readonly TagLine[] = [];
  /** Place of the active row among the lines; -1 while there is none. */
  #at = -1;
  #frame = 0;
  /** Rows on the page by their place. */
  readonly #built = new Map<number, HTMLElement>();
  readonly #keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => { this.#moveTo(this.#at + 1); },
    ArrowUp: () => { this.#moveTo(this.#at - 1); },
    PageDown: () => { this.#moveTo(this.#at + this.#page()); },
    PageUp: () => { this.#moveTo(this.#at - this.#page()); },
    Home: () => { this.#moveTo(0); },
    End: () => { this.#moveTo(this.#lines.length - 1); },
    ArrowRight: () => { if (!this.#toggle(this.#at, true) && this.#lines[this.#at]?.isOpen === true) this.#moveTo(this.#at + 1); },
    ArrowLeft: () => { if (!this.#toggle(this.#at, false)) this.#moveTo(this.#parentOf(this.#at)); },
    Enter: () => { this.#toggle(this.#at); },
    " ": () => { this.#toggle(this.#at); },
  };

  constructor(on: GridEvents) {
    this.#on = on;
    this.element = element("div", { class: "tag-grid", id: "tag-grid", attributes: { role: "treegrid", tabindex: "0", "aria-label": t("DICOM tags"), "aria-colcount": "4", "aria-readonly": "true" } }, headOf(), this.#body);
    this.#listen();
  }

  /** Replaces the lines; the active row stays the same row of the table. */
  show(rows: readonly TagRow[], lines: readonly TagLine[]): void {
    const index = this.#lines[this.#at]?.index ?? -1;
    [this.#rows, this.#lines] = [rows, lines];
    for (const made of this.#built.values()) made.remove();
    this.#built.clear();
    this.#body.style.height = `${String(lines.length * ROW)}px`;
    this.element.setAttribute("aria-rowcount", String(lines.length + 1));
    this.#at = lines.findIndex((line) => line.index === index);
    if (this.#at < 0 && lines.length > 0) this.#at = 0;
    if (this.#at < 0) this.element.removeAttribute("aria-activedescendant");
    else this.element.setAttribute("aria-activedescendant", idOf(this.#at));
    this.#draw();
    this.#on.activated();
  }

  /** The active row of the table; null while there is none. */
  active(): TagRow | null {
    return this.#rows[this.#lines[this.#at]?.index ?? -1] ?? null;
  }

  scrollTop(): number {
    return this.element.scrollTop;
  }

  scrollTo(top: number): void {
    this.element.scrollTop = top;
  }

  focus(): void {
    this.element.focus();
  }

  #listen(): void {
    const grid = this.element;
    grid.addEventListener("keydown", (event) => {
      const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : this.#keys[event.key];
      if (act === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    });
    grid.addEventListener("pointerdown", (event) => {
      const place = placeOf(event.target);
      if (place >= 0) this.#moveTo(place);
    });
    grid.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.classList.contains("twisty")) this.#toggle(placeOf(event.target));
    });
    grid.addEventListener("dblclick", (event) => { this.#toggle(placeOf(event.target)); });
    grid.addEventListener("scroll", () => {
      this.#drawSoon();
      this.#on.scrolled();
    });
    grid.addEventListener("copy", (event) => {
      const text = this.#on.copied();
      if (text === null || event.clipboardData === null) return;
      event.clipboardData.setData("text/plain", text);
      event.preventDefault();
    });
    new ResizeObserver(() => { this.#drawSoon(); }).observe(grid);
  }

  #drawSoon(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => { this.#draw(); });
  }

  #draw(): void {
    this.#frame = 0;
    const { scrollTop, clientHeight } = this.element;
    const first = Math.max(0, Math.floor(scrollTop / ROW) - BEYOND);
    const last = Math.min(this.#lines.length - 1, Math.ceil((scrollTop + clientHeight) / ROW) + BEYOND);
    for (const [place, made] of this.#built) {
      // The active row stays: a screen reader follows it by its id.
      if ((place >= first && place <= last) || place === this.#at) continue;
      made.remove();
      this.#built.delete(place);
    }
    for (let place = first; place <= last; place++) this.#build(place);
    this.#build(this.#at);
  }

  #build(place: number): void {
    const line = this.#lines[place];
    const row = line === undefined ? undefined : this.#rows[line.index];
    if (line === undefined || row === undefined || this.#built.has(place)) return;
    const made = rowOf(row, line, place);
    this.#built.set(place, made);
    this.#body.append(made);
    this.#mark(place, place === this.#at);
  }

  #mark(place: number, isActive: boolean): void {
    const made = this.#built.get(place);
    made?.classList.toggle("active", isActive);
    made?.setAttribute("aria-selected", String(isActive));
  }

  #moveTo(place: number): void {
    if (this.#lines.length === 0) return;
    const to = Math.max(0, Math.min(this.#lines.length - 1, place));
    this.#mark(this.#at, false);
    this.#at = to;
    // The head stands over the first row's worth of the view.
    const { scrollTop, clientHeight } = this.element;
    if (to * ROW < scrollTop) this.element.scrollTop = to * ROW;
    else if ((to + 2) * ROW > scrollTop + clientHeight) this.element.scrollTop = (to + 2) * ROW - clientHeight;
    this.#build(to);
    this.#mark(to, true);
    this.element.setAttribute("aria-activedescendant", idOf(to));
    this.#drawSoon();
    this.#on.activated();
  }

  /** @returns whether there was something to open or close */
  #toggle(place: number, isOpen?: boolean): boolean {
    const line = this.#lines[place];
    if (line === undefined || line.isOpen === null || line.isOpen === isOpen) return false;
    this.#on.toggle(line.index, isOpen ?? !line.isOpen);
    return true;
  }

  #levelAt(place: number): number {
    return this.#rows[this.#lines[place]?.index ?? -1]?.level ?? 1;
  }

  #parentOf(place: number): number {
    const level = this.#levelAt(place);
    for (let up = place - 1; up >= 0; up--) if (this.#levelAt(up) < level) return up;
    return place;
  }

  #page(): number {
    return Math.max(1, Math.floor(this.element.clientHeight / ROW) - 2);
  }
}

function idOf(place: number): string {
  return `tag-row-${String(place)}`;
}

/** Place of the row that an event happened on; -1 elsewhere. */
function placeOf(target: EventTarget | null): number {
  const row = target instanceof Element ? target.closest("[data-place]") : null;
  return row instanceof HTMLElement ? Number(row.dataset["place"]) : -1;
}

function headOf(): HTMLElement {
  const cells = [t("Tag"), t("VR"), t("Name"), t("Value")].map((text) => element("div", { text, attributes: { role: "columnheader" } }));
  return element("div", { class: "tag-row tag-head", attributes: { role: "row", "aria-rowindex": "1" } }, ...cells);
}

function rowOf(row: TagRow, { isOpen, isMatch }: TagLine, place: number): HTMLElement {
  const cell = (kind: string, text: string): HTMLElement => element("div", { class: `tag-cell ${kind}`, text, attributes: { role: "gridcell" } });
  const name = nameWords(row);
  const twisty = element("span", { class: `twisty ${isOpen === null ? "none" : isOpen ? "open" : "closed"}`, attributes: { "aria-hidden": "true" } });
  const named = element("div", { class: "tag-cell name", attributes: { role: "gridcell", title: row.keyword === "" ? name : `${name} (${row.keyword})` } }, twisty, name);
  named.style.setProperty("--indent", String(Math.min(MAX_INDENT, row.level - 1)));
  const value = cell(row.isHidden ? "value hidden-value" : row.kind === "attribute" && row.value !== "" ? "value" : "value size", valueWords(row));
  // Words of any direction: Hebrew and Arabic names begin at the right.
  value.dir = "auto";
  const made = element("div", { class: `tag-row${isMatch ? " match" : ""}`, id: idOf(place), attributes: { role: "row", "aria-level": String(row.level), "aria-rowindex": String(place + 2), "data-place": String(place) } }, cell("tag", tagWords(row)), cell("vr", row.vr), named, value);
  if (isOpen !== null) made.setAttribute("aria-expanded", String(isOpen));
  made.style.transform = `translateY(${String(place * ROW)}px)`;
  return made;
}
