// Clean reports: more organs and habits, so that a false alarm has where to show itself.

import type { CleanReport } from "./cleanReport.ts";

export const CLEAN_4: readonly CleanReport[] = [
  {
    style: "normal study",
    facts: { Modality: "CR", BodyPartExamined: "CHEST", PatientSex: "F", ageYears: 22 },
    text: `Chest, 2 views. Visa medical.
The lungs are clear. Heart size and mediastinal contours are normal. No pleural abnormality. No bony abnormality.
Normal chest radiograph.
`,
  },
  {
    style: "normal study",
    text: `CT of the abdomen and pelvis with oral and IV contrast

INDICATION: Vague abdominal pain

FINDINGS:
LOWER THORAX: Clear.
LIVER: Normal.
BILIARY: Normal.
SPLEEN: Normal.
PANCREAS: Normal.
ADRENALS: Normal.
KIDNEYS: Normal. No hydronephrosis.
BOWEL: No obstruction or wall thickening. Normal appendix.
PELVIS: Normal.
BONES: No acute abnormality.

IMPRESSION:
No cause for abdominal pain identified.
`,
  },
  {
    style: "vascular",
    facts: { Modality: "US", BodyPartExamined: "NECK", PatientSex: "M", ageYears: 73 },
    text: `Carotid duplex

RIGHT: Heterogeneous plaque at the bifurcation. ICA peak systolic velocity 256 cm/s, end diastolic velocity 98 cm/s, ICA/CCA ratio 4.2. Vertebral artery antegrade.
LEFT: Mild smooth plaque. ICA peak systolic velocity 88 cm/s, ICA/CCA ratio 1.1. Vertebral artery antegrade.

CONCLUSION: Right internal carotid artery stenosis of 70-99%. Left internal carotid artery stenosis below 50%.
`,
  },
  {
    style: "vascular",
    facts: { Modality: "CT", BodyPartExamined: "ABDOMEN", PatientSex: "M", ageYears: 77 },
    text: `CTA abdomen and pelvis, post EVAR surveillance

Comparison: CTA 8 months ago.

Findings: Infrarenal endograft with both limbs patent. The excluded aneurysm sac measures 5.3 x 5.1 cm, previously 5.6 x 5.4 cm. Type II endoleak from a lumbar artery, similar to before. Right renal cyst. The left internal iliac artery is coiled.

Impression: Shrinking aneurysm sac with persistent type II endoleak. Follow-up in 12 months.
`,
  },
  {
    style: "musculoskeletal",
    facts: { Modality: "MR", BodyPartExamined: "ANKLE", Laterality: "R", PatientSex: "M", ageYears: 31 },
    text: `MR right ankle without contrast

History: Inversion injury.

Ligaments: Complete rupture of the anterior talofibular ligament. Calcaneofibular ligament thickened but continuous. Deltoid and syndesmosis intact.
Tendons: Peroneal tenosynovitis. Achilles normal.
Bone: Edema in the medial talar dome with a 6 mm osteochondral lesion, stable.
Joint: Small effusion.

Impression
1. ATFL rupture.
2. Medial talar dome osteochondral lesion, 6 mm.
3. Peroneal tenosynovitis.
`,
  },
  {
    style: "musculoskeletal",
    text: `Radiographs of both knees, weight-bearing
Right: Severe medial compartment joint space narrowing with subchondral sclerosis and osteophytes. No effusion.
Left: Mild medial joint space narrowing. Small suprapatellar effusion.
Impression: Severe right and mild left medial compartment osteoarthritis. Small left knee effusion.
`,
  },
  {
    style: "breast",
    facts: { Modality: "US", BodyPartExamined: "BREAST", Laterality: "R", PatientSex: "F", ageYears: 33 },
    text: `Targeted ultrasound, right breast

Palpable lump. At 10 o'clock, 4 cm from the nipple, there is an oval circumscribed hypoechoic mass, parallel, measuring 17 x 8 x 14 mm. No internal vascularity. Right axillary nodes have normal fatty hila.

Assessment: Probable fibroadenoma. BI-RADS 3. Short-interval follow-up ultrasound in 6 months.
`,
  },
  {
    style: "breast",
    facts: { Modality: "MR", BodyPartExamined: "BREAST", PatientSex: "F", ageYears: 45 },
    text: `BILATERAL BREAST MRI WITH CONTRAST
CLINICAL INFORMATION: BRCA1 carrier, screening. Mother with ovarian cancer.
COMPARISON: MRI from 2023.
FINDINGS:
Background parenchymal enhancement: moderate.
Right breast: No suspicious enhancement.
Left breast: 7 mm focus of enhancement at 2 o'clock, progressive kinetics, unchanged since the earlier examination. Left axilla normal.
IMPRESSION:
Stable 7 mm left breast focus. BI-RADS 2.
`,
  },
  {
    style: "neuro",
    facts: { Modality: "MR", BodyPartExamined: "BRAIN", PatientSex: "F", ageYears: 29 },
    text: `MRI brain and orbits
Hx: optic neuritis OD

There are eleven ovoid T2/FLAIR hyperintense lesions, periventricular and juxtacortical, several perpendicular to the callosal margin. Two enhance. The right optic nerve is swollen and enhances over 1.2 cm. The corpus callosum shows three lesions. No posterior fossa lesion. No restricted diffusion.

Impression: Right optic neuritis. Multiple white matter lesions, two of them enhancing, fulfilling dissemination in space and time, consistent with multiple sclerosis.
`,
  },
  {
    style: "neuro",
    text: `CT Angiogram head and neck
Reason: SAH on noncontrast CT
Findings: 6 mm saccular aneurysm of the anterior communicating artery, projecting anteriorly, neck 2.5 mm. The left A1 segment is dominant; the right A1 is hypoplastic. No second aneurysm. No vasospasm. Cervical carotid arteries are without stenosis. Known subarachnoid hemorrhage in the interhemispheric fissure.
Impression: Ruptured 6 mm anterior communicating artery aneurysm is the source of the subarachnoid hemorrhage.
`,
  },
  {
    style: "gastro",
    facts: { Modality: "CT", BodyPartExamined: "ABDOMEN", PatientSex: "F", ageYears: 74 },
    text: `CT abdomen pelvis (portal venous)
74 yo F, vomiting, prior hysterectomy

Dilated small bowel loops to 4.1 cm with a transition point in the right lower quadrant; decompressed terminal ileum. Mesenteric edema and a small amount of free fluid. Normal bowel wall enhancement. No pneumatosis. Cholelithiasis. 2.2 cm left renal cyst. Status post hysterectomy.

IMPRESSION: High-grade small bowel obstruction with transition point in the right lower quadrant, likely from adhesions. No sign of ischemia. Gallstones.
`,
  },
  {
    style: "gastro",
    text: `MRCP
Clin: RUQ pain, raised bilirubin

Cholecystectomy clips. CBD 11 mm with two filling defects distally, the larger 6 mm. Mild intrahepatic duct dilatation, left more than right. Pancreatic duct normal. No pancreatic mass. Liver signal normal.

Imp: Choledocholithiasis with biliary dilatation.
`,
  },
];
