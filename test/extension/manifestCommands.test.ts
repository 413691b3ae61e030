// Every command can be read in the palette, those on reports are there only while a report is in front, and the walkthrough's buttons work.

import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { commands, walkthrough } from "../../src/extension/names.ts";

/** A picture of the walkthrough is at most this large: all of them are in the package. */
const PICTURE_LIMIT_BYTES = 150 * 1024;
const REPORT_IN_FRONT = "editorLangId == radreport";

const fileOf = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
/** The parts of package.json that this test reads. */
interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string; readonly enablement?: string }[];
    readonly menus: { readonly commandPalette: readonly { readonly command: string; readonly when: string }[] };
    readonly walkthroughs: readonly { readonly id: string; readonly steps: readonly { readonly description: string; readonly media: { readonly image: string }; readonly completionEvents: readonly string[] }[] }[];
  };
}
const { contributes } = JSON.parse(readFileSync(fileOf("package.json"), "utf8")) as Manifest;
const words = JSON.parse(readFileSync(fileOf("package.nls.json"), "utf8")) as Readonly<Record<string, string>>;
const inWords = (key: string): string => words[/^%(.+)%$/.exec(key)?.[1] ?? ""] ?? "";

describe("the commands of package.json", () => {
  it("have a title of their own and the category RadDraft", () => {
    const titles = contributes.commands.map(({ title, category }) => `${category}: ${inWords(title)}`);
    for (const title of titles) assert.match(title, /^RadDraft: [A-Z]\S/);
    assert.equal(new Set(titles).size, titles.length, "no title twice");
  });

  it("are hidden from the palette where they need a report and none is in front", () => {
    const shownWhen = new Map(contributes.menus.commandPalette.map(({ command, when }) => [command, when]));
    const onReports = contributes.commands.filter(({ enablement }) => enablement === REPORT_IN_FRONT).map(({ command }) => command);
    assert.ok(onReports.length > 20);
    for (const command of [...onReports, commands.stopFill, commands.discardFill]) assert.ok(shownWhen.get(command)?.startsWith(REPORT_IN_FRONT), command);
  });
});

describe("the walkthrough of package.json", () => {
  it("has five steps, each with a button of a command that completes it and a small picture", () => {
    assert.deepEqual(contributes.walkthroughs.map(({ id }) => id), [walkthrough]);
    const steps = contributes.walkthroughs[0]?.steps ?? [];
    assert.equal(steps.length, 5);
    for (const { description, media, completionEvents } of steps) {
      const offered = /\]\(command:([\w.]+)/.exec(inWords(description))?.[1] ?? "";
      assert.ok(Object.values<string>(commands).includes(offered), offered);
      assert.deepEqual(completionEvents, [`onCommand:${offered}`]);
      assert.ok(existsSync(fileOf(media.image)), media.image);
      assert.ok(statSync(fileOf(media.image)).size < PICTURE_LIMIT_BYTES, media.image);
    }
  });
});
