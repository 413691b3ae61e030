// The fourth set of clean reports: organs and injuries that the others do not have.

import type { CleanReport } from "./cleanReport.ts";

export const HELD_OUT_4: readonly CleanReport[] = [
  { style: "template free", facts: { Modality: "CT", BodyPartExamined: "ABDOMEN", PatientSex: "M", ageYears: 58 }, text: `EXAMINATION: CT ABDOMEN AND PELVIS WITH CONTRAST

CLINICAL INDICATION: 58-year-old man with epigastric pain radiating to the back, elevated lipase.

COMPARISON: None available.

TECHNIQUE: CT of the abdomen and pelvis following the administration of 100 mL Omnipaque 350.

FINDINGS:
Lower thorax: Small left pleural effusion with adjacent atelectasis.
Hepatobiliary: The liver is low in attenuation, consistent with steatosis. Gallbladder contains small stones. No biliary dilatation.
Pancreas: Diffusely edematous with surrounding fat stranding and fluid tracking along the left anterior pararenal space. No necrosis. The main duct is not dilated.
Spleen: Normal. The splenic vein is patent.
Adrenals/Kidneys: Normal adrenals. 1.4 cm simple cyst in the lower pole of the right kidney.
Bowel: Mild reactive thickening of the transverse colon. No obstruction.
Vessels: Mild aortoiliac atherosclerosis.
Bones: No aggressive lesion.

IMPRESSION:
1. Acute interstitial edematous pancreatitis without necrosis or drainable collection.
2. Cholelithiasis; gallstone pancreatitis is a consideration.
3. Hepatic steatosis.
4. Small left pleural effusion, likely reactive.
` },
  { style: "sports", facts: { Modality: "MR", BodyPartExamined: "KNEE", PatientSex: "M", ageYears: 25, Laterality: "L" }, text: `MRI LEFT KNEE WITHOUT CONTRAST
HISTORY: Soccer injury two weeks ago, instability.
FINDINGS:
Medial meniscus: Bucket-handle tear with a displaced fragment in the intercondylar notch (double PCL sign).
Lateral meniscus: Intact.
ACL: Complete disruption at the femoral origin.
PCL: Intact. MCL: Grade 1 sprain. LCL complex: Intact.
Bones: Contusions of the lateral femoral condyle and posterolateral tibia.
Cartilage: No defect.
Fluid: Moderate effusion.
IMPRESSION:
1. Complete ACL tear.
2. Displaced bucket-handle tear of the medial meniscus.
3. Grade 1 MCL sprain. Pivot-shift bone contusions. Moderate joint effusion.
` },
  { style: "follow-up", facts: { Modality: "DX", BodyPartExamined: "CHEST", PatientSex: "F", ageYears: 76 }, text: `CHEST 2 VIEWS: 11/14/2023
COMPARISON: 10/2/2023
FINDINGS: Interval placement of a left subclavian dual lead pacemaker. Leads terminate in the right atrium and right ventricle. Tiny left apical pneumothorax measuring 5 mm. Stable cardiomegaly. Resolved pulmonary edema. Unchanged small right effusion. Surgical clips in the right axilla.
IMPRESSION: Tiny left apical pneumothorax following pacemaker placement. Otherwise improved.
` },
  { style: "groin", text: `Ultrasound of the left groin

Findings: Within the left inguinal canal there is a fat-containing hernia that increases with Valsalva. The neck measures 14 mm. No bowel. The right groin is normal. Both testicles are in the scrotum.

Impression: Reducible fat-containing left inguinal hernia.
` },
  { style: "emergency", text: `HEAD CT
Indication: Trauma
Findings: No acute intracranial hemorrhage. No midline shift. Gray-white matter differentiation is maintained. There is a linear nondisplaced fracture of the left temporal bone extending to the mastoid with partial opacification of the mastoid air cells. Pneumocephalus adjacent to the fracture. The orbits are intact.
Impression: Longitudinal left temporal bone fracture with hemotympanum not excluded. Small pneumocephalus. No intracranial bleed.
` },
  { style: "follow-up", facts: { Modality: "CT", BodyPartExamined: "CHEST", PatientSex: "F", ageYears: 60 }, text: `CT chest without contrast for nodule follow-up
Comparison 3/2022.
The 7 mm solid nodule in the lingula is unchanged over 24 months. Two calcified granulomas in the right upper lobe. Mild biapical scarring. No adenopathy. Thyroid is atrophic. Small sliding hiatal hernia. Moderate spondylosis.
Impression: Stable lingular nodule, benign by stability; no further follow-up required. Old granulomatous disease.
` },
  { style: "breast", facts: { Modality: "US", BodyPartExamined: "BREAST", PatientSex: "F", ageYears: 46, Laterality: "L" }, text: `ULTRASOUND LEFT BREAST
Reason: Lump at 2 o'clock.
Findings: Corresponding to the palpable area in the left breast at 2 o'clock, 6 cm from the nipple, there is an irregular hypoechoic mass with angular margins and posterior shadowing measuring 2.1 x 1.8 x 1.6 cm. There is one axillary node with a cortex of 5 mm.
Impression: Highly suspicious left breast mass with an abnormal left axillary lymph node. BI-RADS 5. Core biopsy of both is recommended.
` },
  { style: "capitals", text: `MRI THORACIC SPINE WO/W CONTRAST. CLINICAL: BACK PAIN AND FEVER, IV DRUG USE. FINDINGS: T2 HYPERINTENSE SIGNAL AND ENHANCEMENT IN THE T7 AND T8 VERTEBRAL BODIES AND THE INTERVENING DISC WITH ENDPLATE IRREGULARITY. 9 MM VENTRAL EPIDURAL PHLEGMON WITH MILD CORD FLATTENING. PARAVERTEBRAL SOFT TISSUE THICKENING. CORD SIGNAL IS NORMAL. IMPRESSION: DISCITIS OSTEOMYELITIS AT T7-T8 WITH EPIDURAL PHLEGMON AND MILD CORD COMPRESSION.
` },
  { style: "paediatric", facts: { Modality: "CR", BodyPartExamined: "ABDOMEN", PatientSex: "M", ageYears: 3 }, text: `Abdomen AP, 3-year-old male, swallowed coin.
A round metallic density of 21 mm projects over the left upper quadrant, presumably in the stomach. Nonobstructive bowel gas pattern. No free air. Visualized lung bases are clear.
IMPRESSION: Round metallic foreign body in the stomach, compatible with a coin.
` },
  { style: "liver", text: `Liver MRI. History of hepatitis C.
The liver is cirrhotic with a nodular contour. In segment 7 there is a 2.3 cm lesion with arterial enhancement, portal venous washout and a capsule. No portal vein thrombosis. Splenomegaly of 15 cm and perigastric varices. Small volume ascites.
Impression: 2.3 cm LI-RADS 5 lesion in segment 7 (hepatocellular carcinoma). Cirrhosis with portal hypertension.
` },
  { style: "German", facts: { Modality: "CT", BodyPartExamined: "CHEST", PatientSex: "M", ageYears: 41 }, text: `CT-Thorax
Klinische Angaben: Husten, Gewichtsverlust.
Befund: Kein Nachweis pulmonaler Rundherde. Im linken Oberlappen Konsolidierung mit Einschmelzung von 3,2 cm. Mediastinale Lymphknoten bis 12 mm. Kein Pleuraerguss. Mitbeurteilte Oberbauchorgane unauffällig.
Beurteilung: Einschmelzende Konsolidierung im linken Oberlappen, vereinbar mit Tuberkulose.
` },
  { style: "orthopaedic", text: `XR PELVIS AND BOTH HIPS
Indication: hip pain R>L
Findings: Superolateral joint space loss at the right hip with osteophytes, subchondral cysts and acetabular sclerosis. Mild changes at the left hip. SI joints and pubic symphysis are unremarkable. Phleboliths in the pelvis.
Impression: Severe right and mild left hip osteoarthritis.
` },
];
