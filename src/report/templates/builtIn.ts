// The templates that come with RadDraft, read once by the same reader as a user's own.

import { CT_ABDOMEN_PELVIS, US_ABDOMEN } from "./abdomen.ts";
import { GENERAL, US_BREAST } from "./breastAndGeneral.ts";
import { CHEST_RADIOGRAPH, CT_CHEST } from "./chest.ts";
import { CT_HEAD, MR_BRAIN } from "./head.ts";
import { readTemplate } from "./template.ts";
import type { ReportTemplate } from "./template.ts";

const general: ReportTemplate = { name: "General report", modalities: [], bodyParts: [], text: "" };
const texts = [CHEST_RADIOGRAPH, CT_HEAD, CT_CHEST, CT_ABDOMEN_PELVIS, MR_BRAIN, US_ABDOMEN, US_BREAST];

/** General first, then one by one what is for a certain examination. */
export const BUILT_IN_TEMPLATES: readonly [ReportTemplate, ...ReportTemplate[]] = [
  readTemplate(GENERAL, general.name) ?? general,
  ...texts.flatMap((text) => readTemplate(text, general.name) ?? []),
];
