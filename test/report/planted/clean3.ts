// Clean reports: markdown notes, British hospital style, emergency notes, paediatrics, follow-up reports, and some in other languages.

import type { CleanReport } from "./cleanReport.ts";

export const CLEAN_3: readonly CleanReport[] = [
  {
    style: "markdown",
    facts: { Modality: "CT", BodyPartExamined: "ABDOMEN", PatientSex: "F", ageYears: 59 },
    text: `# CT abdomen and pelvis

## History
Painless jaundice.

## Comparison
Ultrasound from yesterday.

## Findings
### Hepatobiliary
Intrahepatic and extrahepatic bile ducts are dilated; the common duct measures 15 mm. The gallbladder is distended without stones.
### Pancreas
Hypodense mass in the head, 2.6 cm, with upstream duct dilatation to 6 mm. It abuts the superior mesenteric vein over less than 180 degrees.
### Other organs
Spleen, adrenals and kidneys are normal. Uterus and ovaries are atrophic.
### Nodes and peritoneum
Peripancreatic node of 11 mm. No ascites.

## Impression
- Pancreatic head mass with biliary and pancreatic duct dilatation, suspicious for adenocarcinoma.
- Borderline peripancreatic lymph node.
- No distant metastasis.
`,
  },
  {
    style: "markdown",
    text: `## Exam
Ultrasound, left lower extremity veins

## Findings
The left common femoral and femoral veins compress fully and show phasic flow. The left popliteal vein is distended and non-compressible with absent flow. Calf veins are not well seen. The right common femoral vein was checked and is patent.

## Impression
Acute deep vein thrombosis of the left popliteal vein.
`,
  },
  {
    style: "British hospital",
    facts: { Modality: "DX", BodyPartExamined: "HIP", Laterality: "L", PatientSex: "F", ageYears: 86 },
    text: `XR Hip Lt and pelvis

Clinical: Fall at care home. Shortened and externally rotated.

Report: There is a displaced intracapsular fracture of the left femoral neck. No pubic ramus fracture. Generalised osteopenia. Vascular calcification.

Conclusion: Displaced left intracapsular neck of femur fracture.

Reported by: consultant radiologist
`,
  },
  {
    style: "British hospital",
    facts: { Modality: "CT", BodyPartExamined: "CHEST", PatientSex: "M", ageYears: 70 },
    text: `CT Thorax with contrast

Clinical details: Known COPD. Haemoptysis. ?malignancy

Comparison made with the CT of 3 June 2022.

Report:
The previously noted 5 mm nodule in the left lower lobe is unchanged and can be considered benign. No new nodule. Severe upper zone emphysema with bullae. Cylindrical bronchiectasis in the right middle lobe and lingula with mucus plugging. No enlarged mediastinal or hilar nodes. Trace pericardial fluid. The liver, where imaged, is unremarkable.

Conclusion:
No evidence of malignancy. Bronchiectasis with mucus plugging is the probable cause of haemoptysis. Stable left lower lobe nodule. Severe emphysema.
`,
  },
  {
    style: "British hospital",
    text: `MRI Cervical Spine

Indication: 55 year old gentleman with gait disturbance and brisk reflexes.

Findings: Straightening of the normal lordosis. At C5/6 a posterior disc osteophyte complex indents the cord, and there is T2 hyperintense signal within the cord at this level over 8 mm. The AP diameter of the canal is 7 mm. At C6/7 there is a left foraminal disc protrusion contacting the exiting left C7 root. Craniocervical junction normal. No prevertebral swelling.

Impression: Severe canal stenosis at C5/6 with cord compression and signal change in keeping with myelomalacia. Left foraminal protrusion at C6/7. Neurosurgical opinion is advised.
`,
  },
  {
    style: "emergency note",
    text: `ED PRELIM READ
Study: CT C-spine and CT head, trauma
pt: 24 y/o male, MVC

Head: no bleed, no fx. Left frontal scalp laceration with 3 mm radiodense foreign body.
C-spine: non-displaced fracture of the right C7 transverse process. No listhesis. Facets aligned.
Lung apices: small right apical pneumothorax.

Impression:
1) No acute intracranial injury
2) Right C7 transverse process fracture
3) Small right apical pneumothorax - called to trauma at 0210
`,
  },
  {
    style: "emergency note",
    facts: { Modality: "US", BodyPartExamined: "PELVIS", PatientSex: "F", ageYears: 27 },
    text: `PELVIC US (TA + TV)
27F, LMP 7 weeks ago, spotting

Uterus anteverted. Single intrauterine gestational sac with yolk sac and embryo, CRL 9 mm (6 w 6 d). Heart rate 128 bpm. Small subchorionic hematoma 12 x 5 mm. Right ovary 3.0 cm with corpus luteum. Left ovary 2.6 cm. No free fluid.

Impression: Live single intrauterine pregnancy of 6 weeks 6 days. Small subchorionic hematoma.
`,
  },
  {
    style: "paediatric",
    facts: { Modality: "CR", BodyPartExamined: "CHEST", PatientSex: "M", ageYears: 0.02 },
    text: `Chest and abdomen, portable AP. Premature newborn, 31 weeks gestation, day of life 6.

Findings: Endotracheal tube tip is 1 cm above the carina. The umbilical arterial catheter projects over T8. Diffuse fine granular opacities in both lungs with air bronchograms, as expected in surfactant deficiency. No pneumothorax. The cardiothymic silhouette is normal. Bowel gas pattern is nonobstructive; no pneumatosis.

Impression: Granular opacities consistent with respiratory distress syndrome. Tube and catheter in satisfactory position.
`,
  },
  {
    style: "paediatric",
    facts: { Modality: "DX", BodyPartExamined: "ELBOW", Laterality: "L", PatientSex: "F", ageYears: 6 },
    text: `Left elbow, AP and lateral

History: 6-year-old girl, fell from monkey bars.

Findings: Elevated anterior and posterior fat pads. Nondisplaced lucent line through the supracondylar humerus. The anterior humeral line passes through the middle third of the capitellum. Ossification centres are appropriate for age.

Impression: Nondisplaced supracondylar fracture with joint effusion.
`,
  },
  {
    style: "follow-up",
    facts: { Modality: "CT", BodyPartExamined: "CHEST", PatientSex: "F", ageYears: 64 },
    text: `CT Chest, Abdomen and Pelvis with IV contrast
Clinical: Breast cancer, on treatment.
Comparison: 10 Jan 2024

Target lesions
1. Right lower lobe nodule: 14 mm (previously 21 mm)
2. Liver segment VII metastasis: 19 mm (previously 30 mm)
Non-target lesions
Left axillary nodes: smaller. Sclerotic L3 lesion: unchanged.
New lesions: none.
Other: Small right pleural effusion has resolved. Port catheter tip in the right atrium.

Conclusion: Partial response. The right lower lobe and hepatic metastases have decreased in size. Sclerotic L3 metastasis unchanged.
`,
  },
  {
    style: "follow-up",
    facts: { Modality: "DX", BodyPartExamined: "CHEST", PatientSex: "M", ageYears: 59 },
    text: `PORTABLE CHEST, 06:10
COMPARISON: Chest radiograph from one day prior.
Left chest tube remains in place. Interval decrease in the left pneumothorax, now 8 mm at the apex. Patchy right basilar opacity has increased, and may reflect atelectasis or aspiration. Unchanged cardiomegaly.
IMPRESSION:
Decreasing small left pneumothorax with chest tube in place.
Increasing right basilar opacity, atelectasis versus aspiration.
`,
  },
  {
    style: "Spanish",
    facts: { Modality: "CT", BodyPartExamined: "HEAD", PatientSex: "M", ageYears: 50 },
    text: `TC de cráneo sin contraste
Motivo: Cefalea súbita.
Hallazgos: Hemorragia subaracnoidea en las cisternas basales. Ventrículos de tamaño normal. Sin desviación de la línea media. Senos paranasales libres.
Impresión: Hemorragia subaracnoidea aguda.
`,
  },
  {
    style: "German",
    facts: { Modality: "CR", BodyPartExamined: "CHEST", PatientSex: "F", ageYears: 81 },
    text: `Röntgen Thorax im Liegen

Fragestellung: Stauung, Infiltrat, Erguss?

Befund: Herz vergrößert. Zeichen der pulmonalvenösen Stauung. Pleuraerguss rechts bis in Höhe der 5. Rippe. Kein Pneumothorax. ZVK von rechts jugulär, Spitze in der oberen Hohlvene.

Beurteilung: Kardiale Dekompensation mit Stauung und Pleuraerguss rechts.
`,
  },
];
