// The layers and where their imports may point, as data (ARCHITECTURE.md draws the same).

/** What a layer may import of others. */
export interface Arrows {
  /** Layers it may import through their doors. */
  readonly layers: readonly string[];
  /** Layers of which it may import the messages alone, `protocol.ts`. */
  readonly protocols: readonly string[];
}

const only = (...layers: string[]): Arrows => ({ layers, protocols: [] });

/** Every layer of `src`, and `webview`, lowest first. */
export const LAYERS: Readonly<Record<string, Arrows>> = {
  formats: only(),
  processes: only("formats"),
  imaging: only("formats"),
  dicom: only("formats"),
  tokenizer: only("formats"),
  model: only("formats"),
  sampler: only(),
  report: only(),
  engine: only("formats", "processes", "imaging", "tokenizer", "model", "sampler"),
  reader: only("formats", "processes", "imaging", "dicom"),
  setup: { layers: ["formats", "processes", "model", "tokenizer"], protocols: ["engine"] },
  export: only("formats", "processes", "dicom", "report"),
  archive: only("formats", "processes", "dicom"),
  client: { layers: ["processes"], protocols: ["engine", "reader", "setup", "export", "archive"] },
  extension: { layers: ["formats", "processes", "client", "report"], protocols: ["engine", "reader", "setup", "export", "archive", "webview"] },
  cli: { layers: ["formats", "processes", "client", "report"], protocols: ["engine", "reader", "setup"] },
  webview: { layers: [], protocols: ["engine", "reader", "setup"] },
};

/**
 * What a `protocol.ts` may import, whatever its layer: the words of the messages. These two files hold types and
 * validators only, so that a protocol can be read by code for a browser, which has no Node.js.
 */
export const PROTOCOL_MAY_IMPORT: readonly string[] = ["src/formats/schema.ts", "src/processes/wire.ts"];

/** Folders and files of these names have no subject (STYLE 2.1). */
export const FORBIDDEN_NAMES: readonly string[] = ["utils", "util", "helpers", "helper", "common", "misc", "shared"];

/** Packages that only one layer may import, in any number of files; every other package has one file in all. */
export const LAYER_PACKAGES: Readonly<Record<string, string>> = { vscode: "extension" };

/** Layers without an `errors.ts`: they pass on or show the errors of others and have none of their own. */
export const WITHOUT_ERRORS: readonly string[] = ["client", "webview", "extension"];

/** Longest file, lines. The style asks for about 300. */
export const MAX_LINES = 350;
