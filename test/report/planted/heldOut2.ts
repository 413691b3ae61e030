// The second set of clean reports, second half.

import type { CleanReport } from "./cleanReport.ts";

export const HELD_OUT_2: readonly CleanReport[] = [
  {
    style: "structured",
    facts: { Modality: "MR", BodyPartExamined: "LIVER", PatientSex: "F", ageYears: 37 },
    text: `Exam: MRI liver with gadoxetate
Indication: Indeterminate lesion on ultrasound
Comparison: Ultrasound 2 weeks ago
Findings:
Liver: 4.6 cm lesion in segment VIII, isointense on T1 and T2 with arterial hyperenhancement, central scar, and uptake in the hepatobiliary phase. 1.1 cm T2 bright lesion in segment III with peripheral nodular enhancement and fill-in. No steatosis.
Biliary: No dilatation.
Spleen, pancreas, kidneys, adrenals: Normal.
Impression:
1. Segment VIII lesion consistent with focal nodular hyperplasia.
2. Segment III hemangioma.
`,
  },
  {
    style: "structured",
    facts: { Modality: "CT", BodyPartExamined: "CSPINE", PatientSex: "M", ageYears: 52 },
    text: `EXAMINATION: CT cervical spine without contrast
INDICATION: Motor vehicle collision
FINDINGS:
Alignment: 3 mm anterolisthesis of C4 on C5.
Bones: Perched right facet at C4-C5. Nondisplaced fracture of the left C4 lamina.
Canal: Narrowed to 9 mm at C4-C5.
Soft tissues: Prevertebral swelling of 11 mm at C4.
Lung apices: Clear.
IMPRESSION:
1. Flexion injury at C4-C5 with a perched right facet, left C4 laminar fracture and 3 mm anterolisthesis.
2. MRI is recommended to assess the ligaments and cord.
`,
  },
  {
    style: "structured",
    facts: { Modality: "MG", BodyPartExamined: "BREAST", PatientSex: "F", ageYears: 63 },
    text: `DIAGNOSTIC MAMMOGRAM LEFT
History: Recalled from screening.
Breast density: c, heterogeneously dense.
Findings: Spot magnification views confirm a 14 mm group of fine pleomorphic calcifications in the upper outer quadrant of the left breast, 5 cm from the nipple. No associated mass.
Impression: Suspicious left breast calcifications. Stereotactic biopsy is recommended. BI-RADS 4B.
`,
  },
  {
    style: "paediatric",
    facts: { Modality: "US", BodyPartExamined: "ABDOMEN", PatientSex: "M", ageYears: 0.12 },
    text: `Ultrasound abdomen. 6-week-old boy with projectile vomiting.

The pylorus is elongated to 19 mm with a muscle thickness of 4.8 mm. No passage of gastric content was seen during the examination. Superior mesenteric vessels are normally related. Both kidneys are normal.

Opinion: Hypertrophic pyloric stenosis.
`,
  },
  {
    style: "paediatric",
    facts: { Modality: "DX", BodyPartExamined: "WRIST", Laterality: "R", PatientSex: "F", ageYears: 9 },
    text: `R wrist 2 views. 9 y/o girl, FOOSH.
Buckle fracture of the distal radial metaphysis with 8 degrees of dorsal angulation. Ulna intact. Growth plates open and normal.
Conclusion: Buckle fracture of the distal right radius.
`,
  },
  {
    style: "vascular",
    facts: { Modality: "CT", BodyPartExamined: "CHEST", PatientSex: "M", ageYears: 69 },
    text: `CTA THORACIC AORTA

INDICATION: Tearing interscapular pain.

FINDINGS: An intimal flap arises just distal to the left subclavian artery and extends to the aortic bifurcation. The ascending aorta and arch are spared. The true lumen is compressed at the level of the diaphragm. The left renal artery arises from the false lumen with delayed enhancement of the left kidney. The celiac, superior mesenteric and right renal arteries arise from the true lumen. Maximal diameter of the descending aorta 44 mm. No hemothorax.

IMPRESSION: Acute type B aortic dissection with the left renal artery supplied by the false lumen and reduced perfusion of the left kidney.
`,
  },
  {
    style: "vascular",
    facts: { Modality: "US", BodyPartExamined: "LEG", PatientSex: "F", ageYears: 54 },
    text: `Venous duplex of both legs

Right: Thrombus from the mid femoral vein to the popliteal vein, non-compressible. Common femoral vein patent.
Left: Deep veins compress normally from groin to calf. Reflux in the great saphenous vein.

Impression: Right femoropopliteal deep vein thrombosis. Left great saphenous reflux.
`,
  },
  {
    style: "German accent",
    facts: { Modality: "MR", BodyPartExamined: "LSPINE", PatientSex: "F", ageYears: 61 },
    text: `MRI lumbar spine from 03.02.2025

Anamnesis: Since 8 weeks lumboischialgia right.

Comparison: No previous images available.

Findings: Correct alignment. Osteochondrosis L4/5 with Modic II changes. At this level broad-based disc protrusion, in addition hypertrophy of the facet joints and of the ligamenta flava, resulting in a relative spinal canal stenosis (sagittal diameter 9 mm). Sequester of 12 mm behind L5 on the right with compression of the L5 root. Conus at height L1, inconspicuous. Small Tarlov cyst sacral.

Assessment: Disc sequester behind L5 right with root compression, corresponding to the complaints. Relative spinal canal stenosis L4/5 due to disc protrusion and facet hypertrophy. Osteochondrosis L4/5.
`,
  },
  {
    style: "German accent",
    text: `Sonography of the abdomen

Question: Stones?

Liver with normal size and form, structure slightly echo-dense as in mild steatosis. Gallbladder with two concrements, the bigger one 9 mm, wall not thickened. Both kidneys without urinary stasis. In the left kidney lower calyx group a concrement with 5 mm. Spleen with 10 cm not enlarged. No free fluid.

Assessment: Cholecystolithiasis without signs of inflammation. Left-sided nephrolithiasis without urinary stasis. Mild hepatic steatosis.
`,
  },
  {
    style: "run-on dictation",
    text: `CT SCAN OF THE CHEST WITHOUT CONTRAST. Comparison is made with the study of March 3, 2023. There is a 1.1 cm pulmonary nodule in the left upper lobe which has increased from 8 mm and a calcified granuloma in the right lower lobe which is unchanged and there is no pleural effusion and the heart is of normal size with moderate coronary calcification and no adenopathy is present and within the upper abdomen there are gallstones. IMPRESSION: 1.1 cm left upper lobe nodule, increased in size and suspicious. Coronary calcification. Cholelithiasis.
`,
  },
  {
    style: "run-on dictation",
    facts: { Modality: "DX", BodyPartExamined: "KNEE", PatientSex: "M", ageYears: 58 },
    text: `BILATERAL STANDING KNEES AND LATERALS. There is marked narrowing of the medial compartment on the right with varus deformity and subchondral sclerosis and there are marginal osteophytes and on the left there is only mild medial narrowing. Vascular calcification is noted. No joint effusion on either side. IMPRESSION: Advanced osteoarthritis of the medial compartment of the right knee with varus deformity. Mild osteoarthritis of the left knee.
`,
  },
  {
    style: "markdown",
    facts: { Modality: "CT", BodyPartExamined: "ABDOMEN", PatientSex: "M", ageYears: 67 },
    text: `## CT Urogram

**Indication** Painless visible haematuria

**Findings**

- 2.7 cm papillary filling defect at the right posterolateral bladder wall, enhancing
- No upper tract filling defect; no hydronephrosis
- Right kidney: 1.9 cm Bosniak I cyst
- Left kidney: normal
- Prostate 55 mL with median lobe
- No pelvic adenopathy

**Impression**

1. Bladder tumour at the right posterolateral wall; cystoscopy is advised.
2. Enlarged prostate.
`,
  },
  {
    style: "markdown",
    facts: { Modality: "PT", BodyPartExamined: "CHEST", PatientSex: "M", ageYears: 72, StudyDescription: "PET/CT skull base to thigh" },
    text: `# FDG PET/CT

**History:** Left upper lobe nodule

**Comparison:** CT chest 5 weeks ago

**Findings**
The 16 mm spiculated left upper lobe nodule has an SUVmax of 7.4. No hypermetabolic hilar or mediastinal node. Physiologic activity in brain, heart, kidneys and bladder. Focal uptake in the sigmoid colon, SUVmax 9.1, with a 15 mm polypoid soft tissue correlate.

**Impression**
1. Hypermetabolic left upper lobe nodule, consistent with malignancy. No nodal or distant metastasis.
2. Focal sigmoid uptake with polypoid lesion. Colonoscopy is recommended.
`,
  },
  {
    style: "normal study",
    facts: { Modality: "MR", BodyPartExamined: "BRAIN", PatientSex: "F", ageYears: 26 },
    text: `MRI brain w/o contrast
Headache x 3 months
No acute infarct, hemorrhage, mass or extra-axial collection. Ventricles and sulci are normal for age. Pituitary and craniocervical junction are normal. Orbits, sinuses and mastoids are clear. Major vascular flow voids are preserved.
IMPRESSION: Normal MRI of the brain.
`,
  },
  {
    style: "normal study",
    facts: { Modality: "US", BodyPartExamined: "SCROTUM", PatientSex: "M", ageYears: 14 },
    text: `Scrotal ultrasound. 14 y boy, right testicular pain since this morning.
Right testis 3.6 x 2.0 x 1.9 cm, left testis 3.5 x 2.1 x 1.9 cm, both homogeneous with symmetric arterial and venous flow. The right epididymal head is enlarged and hyperemic. Small reactive hydrocele on the right.
IMP: Right epididymitis with small reactive hydrocele. No torsion.
`,
  },
  {
    style: "interventional",
    text: `Procedure: Ultrasound-guided thoracentesis, right

Clinical information: Symptomatic effusion.

Findings: A large right pleural effusion was identified. Under local anaesthesia 1.4 L of straw-coloured fluid were drained through an 8 Fr catheter. Post-procedure images show a small residual right effusion and no pneumothorax.

Impression: Successful right thoracentesis of 1.4 L without complication.
`,
  },
];
