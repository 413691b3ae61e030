// What the Playwright passes do in the workbench: run commands, open files, find webviews, read editors.

/** How long the extension's contributions may take to arrive after the workbench is up. */
const CONTRIBUTIONS_LIMIT_MS = 60_000;
/** Rows of the palette that may stand above the command that is looked for. */
const MOST_ROWS_ABOVE = 12;
/** Starts of a draft that may each be over before the stop arrives: the demo's text can be short. */
const STOP_ATTEMPTS = 8;
/** Double clicks on a file before it counts as not to be opened. */
const OPEN_ATTEMPTS = 3;

/**
 * Opens the palette with a command's title in it and waits until its row has the focus; tries again while the extension's
 * commands are not known yet. A title that several begin with finds the first of them.
 * @param {import("playwright-core").Page} page
 * @param {string} title as the palette shows it, e.g. `RadDraft: Describe Image`
 * @returns {Promise<import("playwright-core").Locator>} its row, which has the focus
 */
export async function findCommand(page, title) {
  for (const endMs = Date.now() + CONTRIBUTIONS_LIMIT_MS; Date.now() < endMs; ) {
    await page.keyboard.press("F1");
    // A page that is just loading may swallow the key.
    const isOpen = await page.locator(".quick-input-widget input").fill(`>${title}`, { timeout: 2000 }).then(() => true, () => false);
    const row = isOpen ? await focusedRow(page, title) : null;
    if (row !== null) return row;
    await page.keyboard.press("Escape");
  }
  throw new Error(`no command ${title} in the palette after ${CONTRIBUTIONS_LIMIT_MS} ms`);
}

/** Moves the focus of the palette's list to a command; null where the list does not have it. */
async function focusedRow(page, title) {
  const rows = page.locator(".quick-input-list .monaco-list-row");
  // Highlighted letters: the list is the one for this title, no longer the one before it.
  const isFiltered = await rows.filter({ has: page.locator(".highlight"), hasText: title }).first().waitFor({ timeout: 2000 }).then(() => true, () => false);
  if (!isFiltered) return null;
  const focused = page.locator(".quick-input-list .monaco-list-row.focused");
  // Commands of similar names may stand above it.
  for (let above = 0; above < MOST_ROWS_ABOVE; above++) {
    const label = await focused.locator(".label-name").first().innerText({ timeout: 2000 }).catch(() => "");
    if (label === title || (label.startsWith(title) && title.endsWith(" "))) return focused;
    await page.keyboard.press("ArrowDown");
  }
  return null;
}

/**
 * Runs a command through the palette.
 * @param {import("playwright-core").Page} page
 * @param {string} title as the palette shows it
 */
export async function command(page, title) {
  await findCommand(page, title);
  // By key: a click goes to where the row was, and the list may just be drawn anew.
  await page.keyboard.press("Enter");
}

/**
 * Opens a file of the workspace by its name in the Explorer.
 * A file opened before the extension's contributions are known would open in the text editor: wait for them first.
 * @param {import("playwright-core").Page} page
 * @param {...string} names folders from the outside in, then the file
 */
export async function openFile(page, ...names) {
  for (const folder of names.slice(0, -1)) {
    const item = page.getByRole("treeitem", { name: folder, exact: true });
    await item.waitFor();
    if ((await item.getAttribute("aria-expanded")) === "false") await item.click();
  }
  // A file with problems has their number behind its name.
  const item = page.getByRole("treeitem", { name: new RegExp(`^${names.at(-1).replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w.-])`) });
  const tab = page.getByRole("tab", { name: names.at(-1) }).first();
  // A tree that is just being drawn anew may swallow the click.
  for (let attempt = 0; attempt < OPEN_ATTEMPTS; attempt++) {
    // The hover of the item that was clicked before lies over its neighbours until the pointer is elsewhere.
    await page.locator(".monaco-workbench .statusbar").hover();
    await page.locator(".monaco-hover:visible").waitFor({ state: "hidden", timeout: 5000 }).catch(() => undefined);
    await item.dblclick();
    if (!(await tab.waitFor({ timeout: 5000 }).then(() => true, () => false))) continue;
    // Before the extension's editor is registered an image opens as binary text: close it and try again.
    const refusal = page.getByText("The file is not displayed in the text editor");
    if (!(await refusal.waitFor({ timeout: 1000 }).then(() => true, () => false))) return;
    await tab.hover();
    await tab.locator(".codicon-close").click();
    await refusal.waitFor({ state: "detached" });
  }
  throw new Error(`no tab of ${names.at(-1)} after ${OPEN_ATTEMPTS} double clicks`);
}

/**
 * The inner frame of the first webview that holds a selector: a webview is `iframe.webview` with `iframe#active-frame` in it.
 * @param {import("playwright-core").Page} page
 * @param {string} selector of an element that only this webview has
 * @param {number} [limitMs]
 */
export async function webviewFrame(page, selector, limitMs = 60_000) {
  for (const endMs = Date.now() + limitMs; Date.now() < endMs; await page.waitForTimeout(100)) {
    for (const frame of page.frames()) {
      const isFound = await frame.locator(selector).count().catch(() => 0);
      if (isFound > 0) return frame;
    }
  }
  throw new Error(`no webview with ${selector} after ${limitMs} ms`);
}

/**
 * The text that the active editor shows now. Lines outside the view are not in the page, and spaces come as U+00A0:
 * for the exact text save the document and read its file.
 * @param {import("playwright-core").Page} page
 */
export async function shownText(page) {
  const lines = await page.locator(".editor-group-container.active .view-lines .view-line").evaluateAll((elements) =>
    elements.map((element) => ({ top: Number.parseFloat(element.style.top), text: element.textContent })).sort((a, b) => a.top - b.top).map((line) => line.text));
  return lines.join("\n").replaceAll("\u00a0", " ");
}

/**
 * Chooses a colour theme by its settings label, e.g. `Default Dark Modern`, through the palette.
 * @param {import("playwright-core").Page} page
 * @param {string} label as the theme picker lists it, e.g. `Dark Modern`
 */
export async function chooseTheme(page, label) {
  await command(page, "Preferences: Color Theme");
  const input = page.locator(".quick-input-widget input");
  await input.fill(label);
  // A click, not Enter: while the list is being filtered another theme may have the focus.
  await page.locator(".quick-input-list .monaco-list-row", { hasText: label }).first().click();
  await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
}

/**
 * Stops a draft while it is written; one that was over before the stop came is started again.
 * @param {{ running: () => Promise<unknown>, stop: () => Promise<unknown>, wasStopped: () => Promise<boolean>, again: () => Promise<unknown> }} draft
 *   `running` waits for its first words, `wasStopped` for its end
 */
export async function stopInTime({ running, stop, wasStopped, again }) {
  for (let attempt = 1; ; attempt++) {
    await running();
    // A button of a draft that has just ended is no longer there.
    await stop().catch(() => undefined);
    if (await wasStopped()) return;
    if (attempt === STOP_ATTEMPTS) throw new Error(`${STOP_ATTEMPTS} drafts were over before they could be stopped`);
    await again();
  }
}
