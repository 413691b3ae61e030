// The templates that come with RadDraft, read once by the same reader as a user's own, in each language of headings.

import type { ReportLanguage } from "../document.ts";
import { applyEdits } from "../edits.ts";
import { headingsIn } from "../language.ts";
import { parseReport } from "../parse.ts";
import { CT_ABDOMEN_PELVIS, US_ABDOMEN } from "./abdomen.ts";
import { GENERAL, US_BREAST } from "./breastAndGeneral.ts";
import { CHEST_RADIOGRAPH, CT_CHEST } from "./chest.ts";
import { CT_HEAD, MR_BRAIN } from "./head.ts";
import { readTemplate } from "./template.ts";
import type { ReportTemplate } from "./template.ts";

const general: ReportTemplate = { name: "General report", modalities: [], bodyParts: [], text: "" };
const texts = [CHEST_RADIOGRAPH, CT_HEAD, CT_CHEST, CT_ABDOMEN_PELVIS, MR_BRAIN, US_ABDOMEN, US_BREAST];

type Templates = readonly [ReportTemplate, ...ReportTemplate[]];

const ENGLISH: Templates = [readTemplate(GENERAL, general.name) ?? general, ...texts.flatMap((text) => readTemplate(text, general.name) ?? [])];

const NAMES: Readonly<Record<string, Readonly<Record<Exclude<ReportLanguage, "en">, string>>>> = {
  "General report": { de: "Allgemeiner Befundbericht", es: "Informe general" },
  "Chest radiograph": { de: "Röntgen Thorax", es: "Radiografía de tórax" },
  "CT head": { de: "CT Schädel", es: "TC de cráneo" },
  "CT chest": { de: "CT Thorax", es: "TC de tórax" },
  "CT abdomen and pelvis": { de: "CT Abdomen und Becken", es: "TC de abdomen y pelvis" },
  "MR brain": { de: "MRT Schädel", es: "RM cerebral" },
  "Ultrasound abdomen": { de: "Sonographie Abdomen", es: "Ecografía abdominal" },
  "Ultrasound breast": { de: "Mammasonographie", es: "Ecografía mamaria" },
};

/** What stands for nothing to say, as in `Comparison: [None.]`. */
const NONE: Readonly<Record<ReportLanguage, string>> = { en: "[None.]", de: "[Keine.]", es: "[Ninguno.]" };

const BY_LANGUAGE: Readonly<Record<ReportLanguage, Templates>> = { en: ENGLISH, de: templatesIn("de"), es: templatesIn("es") };

/**
 * The templates that come with RadDraft: general first, then one by one what is for a certain examination.
 * @param language of names and headings; labels and default texts are English, as are the words of the models that write beside them
 */
export function builtInTemplates(language: ReportLanguage): Templates {
  return BY_LANGUAGE[language];
}

function templatesIn(language: Exclude<ReportLanguage, "en">): Templates {
  const translated = (template: ReportTemplate): ReportTemplate => {
    const report = parseReport(template.text);
    const text = applyEdits(template.text, headingsIn(report, language)).replaceAll(NONE.en, NONE[language]);
    return { ...template, name: NAMES[template.name]?.[language] ?? template.name, text: `---\nlanguage: ${language}\n---\n\n${text}` };
  };
  const [first, ...rest] = ENGLISH;
  return [translated(first), ...rest.map(translated)];
}
