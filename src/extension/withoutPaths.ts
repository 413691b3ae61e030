// Takes folders out of a line for the log: names of folders and files can name a person.

/**
 * Absolute paths and file URIs, POSIX or Windows. A name may hold spaces, so the last part goes to its ending
 * (`John Doe.dcm`) where it has one; rather too much is taken out than too little.
 */
const ABSOLUTE_PATH = /(?<![\w.])(?:file:\/\/)?(?:[A-Za-z]:)?[\\/](?:[^\\/\s'"`()<>|:*?]+(?: [^\\/\s'"`()<>|:*?]+)*[\\/])+(?<base>[^\\/'"`()<>|:*?\n]*\.\w{1,5}|[^\\/\s'"`()<>|:*?]*)/g;

/** Our own bundles, whose names help to find an error and name nobody. */
const OWN_FILE = /^(?:extension|engine|reader|setup|export|archive)\.cjs$/;

/** The line with each absolute path replaced by `<path>`, or by its file's name where that is a bundle of ours. */
export function withoutPaths(line: string): string {
  return line.replace(ABSOLUTE_PATH, (_whole, base: string) => (OWN_FILE.test(base) ? base : "<path>"));
}
