// Planted errors: what the lints find of errors planted in clean reports, and what they say of the clean ones.

import assert from "node:assert/strict";

import type { CleanReport } from "./planted/cleanReport.ts";
import { CLEAN_1 } from "./planted/clean1.ts";
import { CLEAN_2 } from "./planted/clean2.ts";
import { CLEAN_3 } from "./planted/clean3.ts";
import { CLEAN_4 } from "./planted/clean4.ts";
import { HELD_OUT_1 } from "./planted/heldOut1.ts";
import { HELD_OUT_2 } from "./planted/heldOut2.ts";
import { HELD_OUT_3 } from "./planted/heldOut3.ts";
import { HELD_OUT_4 } from "./planted/heldOut4.ts";
import { isFound, lint, plantErrors } from "./planted/planted.ts";
import type { PlantedWords } from "./planted/planter.ts";
import { WORDS_1 } from "./planted/words1.ts";
import { WORDS_2 } from "./planted/words2.ts";

const MIN_FOUND = 0.95;
const MAX_ALARMS_PER_100 = 2;

/** Each clean report as it is with its tags, and once more as a plain text. */
function alarmsOf(reports: readonly CleanReport[]): { readonly alarms: string[]; readonly nReports: number } {
  const all = reports.flatMap((report) => (report.facts === undefined ? [report] : [report, { style: report.style, text: report.text }]));
  return { nReports: all.length, alarms: all.flatMap((report) => lint(report).map((finding) => `${report.style}: ${finding.code} "${report.text.slice(finding.range.start, finding.range.end)}"`)) };
}

function check(name: string, reports: readonly CleanReport[], words: PlantedWords, [nErrors, seed]: readonly [number, number]): void {
  describe(`lints over ${name}`, () => {
    const errors = plantErrors(reports, words, nErrors, seed);
    const missed = errors.filter((error) => !isFound(error));
    const { alarms, nReports } = alarmsOf(reports);
    const per100 = (100 * alarms.length) / nReports;
    before(() => console.log(`      found ${errors.length - missed.length} of ${errors.length}, false alarms ${per100.toFixed(1)} per 100 clean reports`));

    it("plants as many errors as asked for", () => assert.equal(errors.length, nErrors));
    it(`finds at least ${MIN_FOUND * 100} % of the errors`, () => {
      assert.ok(errors.length - missed.length >= MIN_FOUND * nErrors, missed.map((error) => `${error.kind} in ${error.report.style}: ${error.report.text.slice(error.start, error.end)}`).join("\n"));
    });
    it(`raises at most ${MAX_ALARMS_PER_100} false alarms per 100 clean reports`, () => assert.ok(per100 <= MAX_ALARMS_PER_100, alarms.join("\n")));
  });
}

check("errors planted in clean reports", [...CLEAN_1, ...CLEAN_2, ...CLEAN_3, ...CLEAN_4], WORDS_1, [200, 20260101]);

// Written when the lints were done, in other words and by another seed. On the first try, before anything was changed, 54 of 60
// errors were found (90 %) and the 57 clean texts (32 reports, those with tags also without) raised 30 false alarms. Nearly all were
// diagnoses of the impression that followed from what the findings described (a cirrhotic liver from its nodular surface), and
// synonyms (nodes and adenopathy). Since then a diagnosis needs only an abnormality of the same part of the body in the findings.
check("a second set that the lints were not made with", [...HELD_OUT_1, ...HELD_OUT_2], WORDS_2, [60, 20260102]);

// Written after those lessons, once more without looking at the lints: 57 of 60 errors found on the first try (95 %), and 6 false
// alarms over the 41 clean texts. They came from an old infarct beside a new one, a fetus in a pelvic examination, a mammogram and
// an ultrasound in one report, and a size in parentheses after one with its unit.
check("a third set, of everyday examinations", HELD_OUT_3, WORDS_2, [60, 20260103]);

// The last set, of texts the lints had not seen: 57 of 60 errors on the first try (95 %), and one false alarm, told with and without
// tags (a gallstone named in one breath with the pancreas), over the 19 clean texts.
check("a fourth set", HELD_OUT_4, WORDS_1, [60, 20260104]);
