// Every sentence shown to people stands in the file that translators start from, and in German and Spanish.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { sentenceIn } from "../../src/extension/sentenceIn.ts";
import { LINT_FIX_TITLES, LINT_RULES } from "../../src/report/index.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const SENTENCE = /\b(?:l10n\.)?t\(\s*"((?:[^"\\]|\\.)*)"/g;

function sentencesUnder(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .flatMap((name) => [...readFileSync(path.join(root, folder, name), "utf8").matchAll(SENTENCE)].map((match) => JSON.parse(`"${match[1] ?? ""}"`) as string));
}

/** Notes about files, which the reader tells beside errors. */
const NOTES = ["dicom/dicomParser.ts", "dicom/encapsulated.ts", "dicom/frames.ts", "dicom/tolerantParser.ts", "reader/rasterFile.ts"];

/** Sentences of errors and notes that other processes and layers tell in English; `{0}`, `{1}` for what is put into them. */
function sentencesOfProcesses(): string[] {
  const layers = readdirSync(path.join(root, "src")).filter((layer) => layer !== "cli" && existsSync(path.join(root, "src", layer, "errors.ts")));
  return [...layers.map((layer) => `${layer}/errors.ts`), ...NOTES].flatMap((name) => {
    const source = readFileSync(path.join(root, "src", name), "utf8").replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
    const literals = [...source.matchAll(/"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g)].map(([, plain, template]) => {
      let n = 0;
      return plain ?? (template ?? "").replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, () => `{${String(n++)}}`);
    });
    return literals.map((literal) => literal.replace(/^\{0\} /, "")).filter((literal) => /^\p{Lu}.* .*(?:\.|: \{0\})$/u.test(literal));
  });
}

describe("sentenceIn", () => {
  const german = { "The file has {0} bytes; the limit is {1}.": "{1} höchstens, nicht {0}.", "Open it again.": "Noch einmal.", "Update. Or: {0}": "Neu. Oder: {0}", "{0} images": "{0} Bilder", "The file {0} is {1}.": "Datei {0}: {1}.", "The file {0} is missing.": "{0} fehlt." };
  const check = (english: string, expected: string): unknown => it(JSON.stringify(english), () => assert.equal(sentenceIn(german, english), expected));
  check("Open it again.", "Noch einmal.");
  check("The file has 5 bytes; the limit is 4.", "4 höchstens, nicht 5.");
  check("The file a (b).json is missing.", "a (b).json fehlt.");
  check("Update. Or: Open it again.", "Neu. Oder: Noch einmal.");
  check("The file a is missing. Open it again. Or not.", "a fehlt. Noch einmal. Or not.");
  check("5 images", "5 images");
  check("", "");
  it("gives every error of other processes a translation, whatever is put into it", () => {
    const bundle = JSON.parse(readFileSync(path.join(root, "l10n", "bundle.l10n.de.json"), "utf8")) as Record<string, string>;
    for (const sentence of sentencesOfProcesses()) {
      const filled = sentence.replace(/\{(\d+)\}/g, (_, index: string) => `x${index}.y`);
      assert.equal(sentenceIn(bundle, filled), (bundle[sentence] ?? "none").replace(/\{(\d+)\}/g, (_, index: string) => `x${index}.y`));
    }
  });
});

describe("l10n/bundle.l10n.json", () => {
  it("holds every sentence of the extension, its webview and the errors of other processes, and no other", () => {
    const bundle = JSON.parse(readFileSync(path.join(root, "l10n", "bundle.l10n.json"), "utf8")) as Record<string, string>;
    const used = new Set([...sentencesUnder("src/extension"), ...sentencesUnder("webview"), ...Object.values(LINT_RULES).map(({ sentence }) => sentence), ...LINT_FIX_TITLES, ...sentencesOfProcesses()]);
    assert.ok(used.size > 50, "sentences are found at all");
    assert.deepEqual(Object.keys(bundle).sort(), [...used].sort());
  });
});

const json = (...names: string[]): Record<string, string> => JSON.parse(readFileSync(path.join(root, ...names), "utf8")) as Record<string, string>;

/** What a translation must leave as it is: placeholders, icons, links, code, file endings in it, line breaks. */
const KEPT = /\{\d+\}|\$\([a-z-]+\)|\(command:[^)]*\)|`[^`]*\.[^`]*`|\[___\]|___|\n/g;
const keptIn = (sentence: string): string[] => (sentence.match(KEPT) ?? []).sort();

/** Words of the informal address. RadDraft says Sie and usted. */
const INFORMAL = { de: /(?:^|[^\p{L}])(?:du|dich|dir|dein(?:e[mnrs]?)?|euch|euer)(?=[^\p{L}]|$)/iu, es: /(?:^|[^\p{L}])(?:tú|tu|tus|ti|te|contigo|puedes|quieres|tienes)(?=[^\p{L}]|$)/iu };

/** Words that are the same in both languages, of all sentences. */
const MOST_EQUAL = 0.08;

for (const language of ["de", "es"] as const) {
  for (const [title, english, translated] of [
    [`l10n/bundle.l10n.${language}.json`, json("l10n", "bundle.l10n.json"), json("l10n", `bundle.l10n.${language}.json`)],
    [`package.nls.${language}.json`, json("package.nls.json"), json(`package.nls.${language}.json`)],
  ] as const) {
    describe(title, () => {
      it("holds every sentence and no other", () => {
        assert.deepEqual(Object.keys(translated).sort(), Object.keys(english).sort());
        assert.deepEqual(Object.entries(translated).filter(([, sentence]) => sentence.trim() === ""), []);
      });
      it("keeps placeholders, icons, links, code and line breaks", () => {
        for (const [key, sentence] of Object.entries(translated)) assert.deepEqual(keptIn(sentence), keptIn(english[key] ?? ""), key);
      });
      it("is translated, in the formal address", () => {
        const equal = Object.entries(translated).filter(([key, sentence]) => sentence === english[key]).map(([key]) => key);
        assert.ok(equal.length < MOST_EQUAL * Object.keys(english).length, equal.join("\n"));
        assert.deepEqual(Object.values(translated).filter((sentence) => INFORMAL[language].test(sentence)), []);
      });
    });
  }

  it(`a sentence in ${language} that names a command in quotation marks names it as the palette does`, () => {
    const [english, commands] = [json("package.nls.json"), json(`package.nls.${language}.json`)];
    const titles = new Map(Object.entries(english).filter(([key]) => key.startsWith("command.")).map(([key, title]) => [title, commands[key]]));
    for (const [key, sentence] of Object.entries(json("l10n", `bundle.l10n.${language}.json`))) {
      const named = titles.get(/(New Report from Image)/.exec(key)?.[1] ?? "");
      if (named !== undefined) assert.ok(sentence.includes(named), sentence);
    }
  });
}
