// Commands, settings, context keys and editors in the code are those that package.json declares.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { commands, contextKeys, dicomEndings, pictureEndings, settings, statusMenuCommand, viewContainer, viewerCommand, views, viewTypes } from "../../src/extension/names.ts";
import { VIEWER_ACTIONS } from "../../webview/protocol.ts";
import { actionEntries } from "../../webview/viewport/actions.ts";

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
const manifestText = read("package.json");
/** The parts of package.json that this test reads. */
interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string }[];
    readonly customEditors: readonly { readonly viewType: string; readonly priority: string; readonly selector: readonly { readonly filenamePattern: string }[] }[];
    readonly keybindings: readonly { readonly command: string; readonly key: string; readonly when: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly when: string }[]>>;
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsContainers: Readonly<Record<string, readonly { readonly id: string; readonly icon: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly scope: string }>> };
  };
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
}
const { contributes, capabilities } = JSON.parse(manifestText) as Manifest;

const sorted = (values: Iterable<string>): string[] => [...values].sort();
const selectors = (viewType: string): string[] => {
  const editor = contributes.customEditors.find((each) => each.viewType === viewType);
  return sorted((editor?.selector ?? []).map((each) => each.filenamePattern));
};

describe("names", () => {
  it("are the commands of package.json, all under RadDraft", () => {
    assert.deepEqual(sorted(contributes.commands.map((each) => each.command)), sorted([...Object.values(commands), ...VIEWER_ACTIONS.map(viewerCommand)]));
    for (const each of contributes.commands) assert.equal(each.category, "RadDraft");
    assert.ok(!manifestText.includes(statusMenuCommand), "the status bar's menu is not for the palette");
  });

  it("are the settings of package.json", () => {
    assert.deepEqual(sorted(Object.keys(contributes.configuration.properties)), sorted(Object.values(settings)));
  });

  it("restrict what names programs and folders to the machine", () => {
    for (const name of [settings.nodePath, settings.modelFolder, settings.threads, settings.device]) {
      assert.equal(contributes.configuration.properties[name]?.scope, "machine", name);
      assert.ok(capabilities.untrustedWorkspaces.restrictedConfigurations.includes(name), name);
    }
  });

  it("are the editors of package.json with their endings", () => {
    assert.deepEqual(contributes.customEditors.map((each) => [each.viewType, each.priority]), [[viewTypes.dicom, "default"], [viewTypes.picture, "option"]]);
    assert.deepEqual(selectors(viewTypes.dicom), sorted(dicomEndings.map((ending) => `*${ending}`)));
    assert.deepEqual(selectors(viewTypes.picture), sorted(pictureEndings.map((ending) => `*${ending}`)));
  });

  it("are the views of package.json, in one container whose icon is there", () => {
    const containers = Object.values(contributes.viewsContainers).flat();
    assert.deepEqual(containers.map((each) => each.id), [viewContainer]);
    for (const each of containers) assert.match(read(each.icon), /<svg/);
    assert.deepEqual(Object.keys(contributes.views), [viewContainer]);
    assert.deepEqual(sorted(Object.values(contributes.views).flat().map((each) => each.id)), sorted(Object.values(views)));
    for (const each of contributes.viewsWelcome) assert.ok(Object.values<string>(views).includes(each.view), each.view);
  });

  it("are the commands that welcomes offer", () => {
    const offered = [...read("package.nls.json").matchAll(/\(command:([\w.]+)\)/g)].map((match) => match[1] ?? "");
    assert.ok(offered.length > 0);
    for (const command of offered.filter((each) => each.startsWith("raddraft."))) assert.ok(Object.values<string>(commands).includes(command), command);
  });

  it("give the context menu to every ending and no other", () => {
    const pattern = /=~ \/(.+)\/i$/.exec(contributes.menus["explorer/context"]?.[0]?.when ?? "")?.[1];
    assert.ok(pattern !== undefined);
    const matches = new RegExp(pattern.replaceAll("\\\\", "\\"), "i");
    for (const ending of [...dicomEndings, ...pictureEndings]) assert.match(ending, matches);
    for (const ending of [".md", ".pngx", ".txt"]) assert.doesNotMatch(ending, matches);
  });

  it("use no context key that the code does not set", () => {
    const used = new Set([...Object.values(contributes.menus).flat(), ...contributes.keybindings].flatMap((each) => each.when.match(/raddraft\.[a-z]+[A-Z]\w*/g) ?? []));
    assert.deepEqual(sorted(used), sorted(Object.values(contextKeys)));
  });

  it("bind the viewport's keys as its own table names them, and only while it has the focus", () => {
    const bound = contributes.keybindings.filter(({ command }) => command.startsWith("raddraft.viewer."));
    const table = actionEntries().filter(({ key }) => key !== "").map(({ action, key }) => [viewerCommand(action), key].join(" "));
    assert.deepEqual(sorted(bound.map(({ command, key }) => [command, key].join(" "))), sorted(table));
    assert.equal(new Set(bound.map(({ key }) => key)).size, bound.length, "no key twice");
    for (const { when } of bound) assert.ok(when.startsWith(`${contextKeys.isViewerFocused} && `));
    assert.deepEqual(sorted(actionEntries().map(({ action }) => action)), sorted(VIEWER_ACTIONS));
  });

  it("have their words in package.nls.json, and nothing else has", () => {
    const words = JSON.parse(read("package.nls.json"));
    const used = [...manifestText.matchAll(/"%([\w.]+)%"/g)].map((match) => match[1] ?? "");
    assert.deepEqual(sorted(Object.keys(words)), sorted(new Set(used)));
  });
});
