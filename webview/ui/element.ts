// Builds DOM elements: text goes in as text only, so nothing a model or a file says can become markup.

export interface Parts {
  readonly class?: string;
  readonly id?: string;
  readonly text?: string;
  /** Attributes by name; `style` and `on...` are not among them (the content policy forbids both). */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** An element with its parts and children. */
export function element<K extends keyof HTMLElementTagNameMap>(tag: K, parts: Parts = {}, ...children: readonly (Node | string)[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (parts.class !== undefined) made.className = parts.class;
  if (parts.id !== undefined) made.id = parts.id;
  if (parts.text !== undefined) made.textContent = parts.text;
  for (const [name, value] of Object.entries(parts.attributes ?? {})) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Sets the text of an element only where it differs: an equal one would be read out again by a screen reader. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/** Closes a `switch` over a union: the compiler refuses a forgotten case. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
