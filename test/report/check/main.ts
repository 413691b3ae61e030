// `npm run report:check -- DIR`: lints every .md, .txt and .radreport of a folder, a JSON line a finding; counts go to stderr.
// `NAME.facts.json` beside `NAME.txt` (or `NAME.txt.facts.json`) gives the image's facts as the reader tells them.

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";

import { lintReport, lintSentence, NO_LINT_CONTEXT, parseReport } from "../../../src/report/index.ts";
import type { ImageFacts } from "../../../src/report/index.ts";

const NO_FACTS: ImageFacts = {
  Modality: "", BodyPartExamined: "", ViewPosition: "", Laterality: "", PatientSex: "", ageYears: null, StudyDescription: "", SeriesDescription: "",
  ProtocolName: "", ContrastBolusAgent: "", ScanningSequence: "", MagneticFieldStrength: null, KVP: null, SliceThickness: null, nImages: null,
};

/** Facts from the sidecar: one image or a list of them, with the keys it has. */
function factsOf(path: string): ImageFacts[] {
  const sidecar = [`${path}.facts.json`, path.replace(/\.[^.]+$/, ".facts.json")].find((each) => existsSync(each));
  if (sidecar === undefined) return [];
  const given = JSON.parse(readFileSync(sidecar, "utf8")) as Partial<ImageFacts> | readonly Partial<ImageFacts>[];
  return [given].flat().map((some) => ({ ...NO_FACTS, ...some }));
}

/** Image references of the header that lead to no file. */
function missingImagesOf(path: string, images: readonly { readonly path: string }[]): ReadonlySet<string> {
  return new Set(images.map((image) => image.path).filter((image) => !existsSync(join(dirname(path), image))));
}

const folder = process.argv[2];
if (folder === undefined || !existsSync(folder)) {
  console.error("Usage: npm run report:check -- DIR, a folder of .md, .txt and .radreport files, or one of them.");
  process.exitCode = 2;
} else {
  const isFolder = statSync(folder).isDirectory();
  const paths = isFolder ? readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.(md|txt|radreport)$/i.test(name)).sort().map((name) => join(folder, name)) : [folder];
  let nFindings = 0;
  let nUnreadable = 0;
  for (const path of paths) {
    try {
      const report = parseReport(readFileSync(path, "utf8"));
      for (const finding of lintReport(report, factsOf(path), { ...NO_LINT_CONTEXT, missingImages: missingImagesOf(path, report.header.images) })) {
        const before = report.text.slice(0, finding.range.start).split(/\r\n|\r|\n/);
        const line = before.length;
        const column = (before.at(-1)?.length ?? 0) + 1;
        console.log(JSON.stringify({ file: isFolder ? relative(folder, path) : path, code: finding.code, severity: finding.severity, line, column, range: [finding.range.start, finding.range.end], text: report.text.slice(finding.range.start, finding.range.end), sentence: lintSentence(finding) }));
        nFindings++;
      }
    } catch {
      nUnreadable++;
    }
  }
  console.error(`${nFindings} findings in ${paths.length} reports${nUnreadable === 0 ? "" : `, ${nUnreadable} could not be read`}`);
}
