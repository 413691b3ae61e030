// The second set of clean reports, written after the lints: other subjects, other words. First half.

import type { CleanReport } from "./cleanReport.ts";

export const HELD_OUT_1: readonly CleanReport[] = [
  {
    style: "trainee",
    facts: { Modality: "DX", BodyPartExamined: "CHEST", PatientSex: "F", ageYears: 71 },
    text: `Chest X-ray, AP sitting

Reason for request: Increasing shortness of breath, known LV dysfunction

Findings:
The heart is enlarged. There is upper lobe venous diversion with Kerley B lines and fluid in the horizontal fissure. Bilateral pleural effusions are present, larger on the right. No focal consolidation. A dual-chamber pacemaker is sited in the left upper chest wall with leads projected over the right atrium and right ventricle.

Conclusion:
Features of cardiac failure with bilateral pleural effusions, right larger than left.
`,
  },
  {
    style: "trainee",
    facts: { Modality: "CT", BodyPartExamined: "ABDOMEN", PatientSex: "M", ageYears: 48 },
    text: `CT abdomen & pelvis (portal venous phase)

Reason for request: Left iliac fossa pain, raised CRP

Findings:
There is a 7 cm segment of thickened sigmoid colon with diverticula and surrounding fat stranding. Adjacent to it lies a rim-enhancing collection of 3.4 x 2.8 cm containing a locule of gas. No free intraperitoneal air. The remaining bowel is of normal calibre. The liver shows two simple cysts, the larger 18 mm in segment IV. Gallbladder, pancreas, spleen and both adrenals appear normal. Both kidneys enhance symmetrically. The prostate is mildly enlarged. No enlarged lymph nodes. The lung bases are clear. Mild degenerative change in the lumbar spine.

Conclusion:
Acute sigmoid diverticulitis complicated by a 3.4 cm pericolic abscess. Simple liver cysts. Surgical review is suggested.
`,
  },
  {
    style: "numbered",
    text: `MR ENTEROGRAPHY

1. Indication
   Crohn's disease, 23-year-old woman, new abdominal pain.
2. Technique
   Oral mannitol 1 L, butylscopolamine, gadoterate; coronal and axial sequences with and without fat saturation.
3. Comparison
   None available at this institution.
4. Findings
   The terminal ileum over a length of 14 cm shows mural thickening up to 8 mm with layered enhancement and restricted diffusion. Prominent vasa recta. Prestenotic loops are distended to 3.3 cm. No fistula or abscess. A few mesenteric lymph nodes up to 9 mm. Colon unremarkable. Uterus and ovaries normal.
5. Conclusion
   Active inflammation of the terminal ileum with a stenosis and mild prestenotic dilatation. No penetrating complication.
`,
  },
  {
    style: "numbered",
    facts: { Modality: "CT", BodyPartExamined: "NECK", PatientSex: "F", ageYears: 19 },
    text: `CT soft tissue neck with IV contrast

Clinical: 19F sore throat, trismus

1. Right palatine tonsil enlarged with a 2.1 x 1.8 cm rim-enhancing fluid collection.
2. Airway deviated to the left but patent.
3. Reactive level II nodes on the right up to 16 mm.
4. No retropharyngeal extension. Carotid sheath normal.
5. Visualised lung apices clear.

IMPRESSION: Right peritonsillar abscess with reactive cervical adenopathy.
`,
  },
  {
    style: "one-liner",
    facts: { Modality: "DX", BodyPartExamined: "FOOT", Laterality: "R", PatientSex: "M", ageYears: 33 },
    text: `Foot right, 3 views: Transverse fracture of the base of the fifth metatarsal, minimally displaced. No dislocation. Imp: 5th metatarsal base fracture.
`,
  },
  {
    style: "one-liner",
    text: `US RUQ: GB distended with stones and sludge, wall 5 mm, pericholecystic fluid, positive Murphy. CBD 5 mm. Impression: acute calculous cholecystitis.
`,
  },
  {
    style: "narrative",
    facts: { Modality: "MR", BodyPartExamined: "KNEE", Laterality: "L", PatientSex: "F", ageYears: 17 },
    text: `MRI LEFT KNEE

The patient is a 17 year-old female basketball player whose knee gave way last week.

The patella is laterally tilted and there is a bone contusion of its medial facet with a kissing contusion of the lateral femoral condyle. The medial patellofemoral ligament is torn at its femoral attachment. A chondral fragment of 11 mm lies in the lateral recess within a large haemarthrosis. The trochlea is shallow. Cruciate and collateral ligaments are continuous. Neither meniscus is torn.

Impression: Transient lateral patellar dislocation with tear of the medial patellofemoral ligament and a loose chondral fragment. Large haemarthrosis. Trochlear dysplasia.
`,
  },
  {
    style: "narrative",
    facts: { Modality: "CT", BodyPartExamined: "HEAD", PatientSex: "M", ageYears: 35 },
    text: `CT of the paranasal sinuses without contrast

Mr K. is a 35-year-old man with nasal obstruction and facial pressure. The left maxillary sinus is completely opacified, with widening of the infundibulum and soft tissue extending to the choana. The right maxillary sinus has a 12 mm retention cyst. The ethmoid cells on the left are partially opacified. Frontal and sphenoid sinuses are clear. The nasal septum deviates to the right with a spur. No bone destruction. The orbits and the included brain are normal.

In conclusion, the appearance is that of a left antrochoanal polyp with obstructed left maxillary sinus. Right maxillary retention cyst.
`,
  },
  {
    style: "colon lists",
    facts: { Modality: "US", BodyPartExamined: "ABDOMEN", PatientSex: "M", ageYears: 64 },
    text: `ABDOMINAL ULTRASOUND

Liver: coarse echotexture, nodular surface, 15.2 cm
Focal lesions: none
Portal vein: patent, hepatopetal, 13 mm
Gallbladder: wall 5 mm, no stones
Bile ducts: not dilated
Spleen: 15.8 cm, enlarged
Ascites: moderate, all quadrants
Kidneys: right 10.1 cm, left 10.6 cm, no obstruction
Aorta: 19 mm

Summary: cirrhotic liver, splenomegaly and ascites, in keeping with portal hypertension; no focal liver lesion
`,
  },
  {
    style: "colon lists",
    facts: { Modality: "CT", BodyPartExamined: "CHEST", PatientSex: "M", ageYears: 57 },
    text: `LOW DOSE CT LUNG SCREENING
Prior: none, baseline
Nodules:
 #1 RUL, solid, 5 mm, series 4 image 112
 #2 LLL, part-solid, 9 mm with 3 mm solid component, series 4 image 231
Emphysema: mild
Coronary calcium: moderate
Other: thyroid normal, adrenals normal

Lung-RADS 3. LDCT in 6 months.
Impression: part-solid LLL nodule, 9 mm; small RUL nodule; mild emphysema; coronary calcification.
`,
  },
  {
    style: "capitals",
    facts: { Modality: "CR", BodyPartExamined: "PELVIS", PatientSex: "F", ageYears: 90 },
    text: `PELVIS AND RIGHT HIP

HISTORY: FELL OUT OF BED.

NONDISPLACED FRACTURES OF THE RIGHT SUPERIOR AND INFERIOR PUBIC RAMI. NO HIP FRACTURE IS
SEEN. THE BONES ARE DEMINERALIZED. LEFT HIP ARTHROPLASTY IN ANATOMIC ALIGNMENT WITHOUT
PERIPROSTHETIC LUCENCY. VASCULAR CALCIFICATIONS.

IMPRESSION: FRACTURES OF THE RIGHT PUBIC RAMI. OSTEOPENIA. LEFT HIP ARTHROPLASTY.
`,
  },
  {
    style: "capitals",
    facts: { Modality: "US", BodyPartExamined: "PELVIS", PatientSex: "F", ageYears: 44 },
    text: `TRANSABDOMINAL AND TRANSVAGINAL PELVIC ULTRASOUND
CLINICAL INFORMATION: MENORRHAGIA.
COMPARISON: PELVIC ULTRASOUND 08/2022.
THE UTERUS MEASURES 11.5 X 6.8 X 7.4 CM. THERE IS AN INTRAMURAL FIBROID IN THE FUNDUS MEASURING 4.2 CM, PREVIOUSLY 3.6 CM, AND A
SUBMUCOSAL FIBROID OF 1.5 CM. THE ENDOMETRIUM IS 9 MM. THE RIGHT OVARY IS NORMAL. THE LEFT OVARY CONTAINS A 2.8 CM
HEMORRHAGIC CYST. NO FREE FLUID.
IMPRESSION:
1. FIBROID UTERUS WITH SLIGHT GROWTH OF THE FUNDAL FIBROID. 1.5 CM SUBMUCOSAL FIBROID.
2. LEFT HEMORRHAGIC OVARIAN CYST.
`,
  },
  {
    style: "consultant",
    text: `MRI Brain

Thank you for sending this gentleman of 62 with a 4-month history of right-sided tremor.

Midline structures are unremarkable. There is no restricted diffusion, no haemorrhage and no mass. Scattered punctate foci of FLAIR hyperintensity in the frontal white matter are within normal limits for age. The swallow-tail sign is absent on the left and preserved on the right. Flow voids are present. The mastoids and sinuses are clear.

Opinion: Loss of the swallow-tail sign on the left, which supports a diagnosis of Parkinson's disease. No structural lesion to account for the tremor otherwise.
`,
  },
  {
    style: "consultant",
    facts: { Modality: "CT", BodyPartExamined: "CHEST", PatientSex: "F", ageYears: 40 },
    text: `CT thorax

Clinical details: Sarcoid? Erythema nodosum.

Comparison: CXR of last week.

There is symmetrical bilateral hilar and mediastinal nodal enlargement, the right paratracheal node measuring 22 mm in short axis. Perilymphatic micronodules are seen along the fissures and bronchovascular bundles, mainly in the upper zones. No fibrosis. No pleural disease. The spleen is at the upper limit of normal at 12.8 cm.

Conclusion: Bilateral hilar and mediastinal lymphadenopathy with perilymphatic nodules, typical of sarcoidosis.
`,
  },
  {
    style: "telegram",
    text: `ct cap trauma, 41m
liver lac seg 7, 4 cm deep, no active extrav
perihepatic blood
R ribs 7-9 fx, minimally displaced
R lower lobe contusion
no ptx
spine, pelvis neg
L kidney: 3 cm simple cyst

concl: grade III liver laceration, R rib fxs 7-9, RLL contusion
`,
  },
  {
    style: "telegram",
    facts: { Modality: "DX", BodyPartExamined: "SHOULDER", Laterality: "L", PatientSex: "M", ageYears: 24 },
    text: `XR L shoulder
dislocated playing rugby
- anterior dislocation humeral head, subcoracoid
- small avulsion greater tuberosity
- AC joint congruent
- no rib fx seen
Imp: anterior dislocation with greater tuberosity avulsion fracture
`,
  },
];
