// The box a question is written in, with Send and Stop, and what is set for the answer.

import { QUESTION_MAX_CHARACTERS } from "../protocol.ts";
import { element } from "../ui/element.ts";
import { button } from "../ui/kit.ts";
import { t } from "../ui/strings.ts";
import { keep, recall, send } from "./chatHost.ts";
import { compactSettings } from "./compactSettings.ts";
import { linkButton } from "./linkButton.ts";
import type { ChatSettings } from "./protocol.ts";
import { questionHistory } from "./questionHistory.ts";

/** Lines the box grows to before it scrolls. */
const MAX_ROWS = 8;

export class Composer {
  readonly element: HTMLElement;
  readonly #onSent: () => void;
  readonly #history = questionHistory();
  readonly #settings = compactSettings((settings) => {
    keep({ settings });
    send({ kind: "settings", settings });
  });
  readonly #box = element("textarea", { id: "chat-box", attributes: { rows: "1", maxlength: String(QUESTION_MAX_CHARACTERS), "aria-label": t("Question about the image"), placeholder: t("Ask about the image") } });
  readonly #editing = editingBar(() => { this.#leaveEditing(); });
  readonly #send = button(t("Send"), "primary", () => { this.ask(this.#box.value); });
  readonly #stop = button(t("Stop"), "secondary", () => { send({ kind: "stop" }); });
  #hasImage = false;
  #isRunning = false;

  /** @param onSent called when a question was sent */
  constructor(onSent: () => void) {
    this.#onSent = onSent;
    this.#send.element.title = t("Send (Enter); a new line is Shift+Enter");
    this.#stop.element.title = t("Stop (Escape)");
    this.#box.addEventListener("keydown", (event) => { this.#keyDown(event); });
    this.#box.addEventListener("input", () => {
      this.#history.reset();
      this.#fill(this.#box.value);
    });
    this.#box.value = recall().text;
    this.element = element("div", { class: "composer" }, this.#editing, this.#box, element("div", { class: "composer-row" }, this.#settings.element, this.#send.element, this.#stop.element));
    this.setState({ hasImage: false, isRunning: false });
  }

  get settings(): ChatSettings {
    return this.#settings.value();
  }

  showSettings(settings: ChatSettings): void {
    this.#settings.show(settings);
  }

  focus(): void {
    this.#fill(this.#box.value); // Its width is known now.
    this.#box.focus();
  }

  /** Questions asked so far, the oldest first: they come back with the arrow keys. */
  takeQuestions(questions: readonly string[]): void {
    this.#history.take(questions);
  }

  /** Puts the last question into the box, to be asked instead of itself. */
  edit(question: string): void {
    this.#editing.hidden = false;
    this.#recalled(question);
    this.#box.focus();
  }

  /** What can be done now. */
  setState({ hasImage, isRunning }: { readonly hasImage: boolean; readonly isRunning: boolean }): void {
    const hadFocus = this.#send.hasFocus() || this.#stop.hasFocus();
    this.#hasImage = hasImage;
    this.#isRunning = isRunning;
    this.#box.disabled = !hasImage;
    this.#send.setEnabled(hasImage);
    this.#send.element.hidden = isRunning;
    this.#stop.element.hidden = !isRunning;
    if (hadFocus) (isRunning ? this.#stop : this.#send).focus(); // The focus does not vanish with the button.
  }

  /** Sends a question; while an answer is drafted it waits in the box. */
  ask(question: string): void {
    if (question.trim() === "" || !this.#hasImage || this.#isRunning) return;
    send({ kind: "ask", question: question.trim(), replacesLast: !this.#editing.hidden, settings: this.settings });
    this.#editing.hidden = true;
    this.#fill("");
    this.#onSent();
  }

  #keyDown(event: KeyboardEvent): void {
    // While a character is being composed (Japanese, Chinese) Enter chooses it.
    if (event.shiftKey || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || !this.#took(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @returns whether the key was for the box */
  #took(key: string): boolean {
    const { value, selectionStart, selectionEnd } = this.#box;
    switch (key) {
      case "Enter": this.ask(value); return true;
      case "ArrowUp": return !value.slice(0, selectionStart).includes("\n") && this.#recalled(this.#history.back(value));
      case "ArrowDown": return !value.slice(selectionEnd).includes("\n") && this.#recalled(this.#history.forward());
      case "Escape":
        if (this.#isRunning || this.#editing.hidden) return false;
        this.#leaveEditing();
        return true;
      default: return false;
    }
  }

  #recalled(question: string | null): boolean {
    if (question === null) return false;
    this.#fill(question);
    this.#box.setSelectionRange(question.length, question.length);
    return true;
  }

  #leaveEditing(): void {
    this.#editing.hidden = true;
    this.#fill("");
    this.#box.focus();
  }

  /** Sets the text, and as many rows as it needs. */
  #fill(text: string): void {
    if (this.#box.value !== text) this.#box.value = text;
    this.#box.rows = 1;
    while (this.#box.rows < MAX_ROWS && this.#box.scrollHeight > this.#box.clientHeight) this.#box.rows += 1;
    keep({ text });
  }
}

function editingBar(leave: () => void): HTMLElement {
  const cancel = linkButton(t("Cancel"), t("Keep the question as it is (Escape)"), leave);
  const bar = element("p", { class: "note editing", id: "chat-editing" }, t("Editing the last question: its answer is replaced."), " ", cancel);
  bar.hidden = true;
  return bar;
}
