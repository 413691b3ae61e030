// Opens files for the sheet of pictures as a person does: by name in Quick Open, slices by keys; and reads off what is on the screen.

const LIMIT_MS = 30_000;
/** Elements of our page that are there when its file is shown or refused. */
const DONE = "#stage[aria-busy=false], #image-failure:not([hidden])";

/**
 * Opens a file in place of the one before it and waits until it is drawn in full or refused.
 * @param {import("playwright-core").Page} page
 * @param {string} name of the file, the only one of its name
 * @param {WeakSet<object>} seen frames of files opened before; the new one is added
 * @returns {Promise<import("playwright-core").Frame>} the page of the file
 */
export async function openByName(page, name, seen) {
  await page.keyboard.press("Control+p");
  await page.locator(".quick-input-widget input").fill(name);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().waitFor();
  await page.keyboard.press("Enter");
  for (const endMs = Date.now() + LIMIT_MS; Date.now() < endMs; await page.waitForTimeout(40)) {
    for (const frame of page.frames().filter((each) => !seen.has(each))) {
      if ((await frame.locator(DONE).count().catch(() => 0)) === 0) continue;
      seen.add(frame);
      return frame;
    }
  }
  throw new Error(`neither shown nor refused after ${LIMIT_MS} ms`);
}

/** Goes to the next slice by the key, and waits until it is drawn. @param {number} slice from 1 */
export async function goToSlice(page, frame, key, slice, slices) {
  const line = frame.locator("#overlay-slice", { hasText: `Slice ${slice} of ${slices}` });
  for (let attempt = 0; ; attempt++) {
    await frame.locator("#stage").focus();
    await page.keyboard.press(key);
    if (await line.waitFor({ state: "attached", timeout: 3000 }).then(() => true, () => attempt >= 3)) break;
  }
  await line.waitFor({ state: "attached", timeout: 1000 });
  await frame.locator("#stage[aria-busy=false]").waitFor({ timeout: LIMIT_MS });
}

/** Waits until the file is part of a stack. @returns {Promise<[slice: number, slices: number]>} from 1 */
export async function stackOf(frame) {
  const line = frame.locator("#overlay-slice", { hasText: /Slice \d+ of \d+/ });
  await line.waitFor({ state: "attached", timeout: LIMIT_MS });
  await frame.locator("#stage[aria-busy=false]").waitFor({ timeout: LIMIT_MS });
  const [, slice, slices] = /Slice (\d+) of (\d+)/.exec(await line.textContent()) ?? [];
  return [Number(slice), Number(slices)];
}

/**
 * What is on the screen: the picture of the pane, the words of a refusal or of the notes, and the colours at places of the image.
 * @param {import("playwright-core").Frame} frame
 * @param {{ rows: number, columns: number, points: readonly (readonly [row: number, column: number])[] } | null} places null: none
 */
export async function readOff(frame, places) {
  const isRefused = await frame.locator("#image-failure").isVisible();
  const words = isRefused ? (await frame.locator("#image-failure strong").allInnerTexts()).join(" ") : (await frame.locator(".warnings strong").allInnerTexts()).join(" ");
  const colours = isRefused || places === null ? null : await coloursAt(frame, places);
  const png = await frame.locator(".picture").screenshot();
  return { isRefused, words, colours, png };
}

/** The canvas holds the picture as fitted: centred, as large as the pane lets it be. Drawn values, before labels are laid over. */
function coloursAt(frame, places) {
  return frame.evaluate(async ({ rows, columns, points, aspect }) => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const canvas = document.querySelector("#image");
    const { width, height } = canvas;
    const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
    const tall = rows * aspect;
    const scale = Math.min(width / columns, height / tall);
    const left = (width - columns * scale) / 2;
    const top = (height - tall * scale) / 2;
    const at = ([row, column]) => {
      const x = Math.floor(left + (column + 0.5) * scale);
      const y = Math.floor(top + (row + 0.5) * scale * aspect);
      return [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)];
    };
    return { scale, colours: points.map(at) };
  }, places);
}
