// Clean reports: terse bullets, dictation in capitals, prose, and structured text.

import type { CleanReport } from "./cleanReport.ts";

export const CLEAN_1: readonly CleanReport[] = [
  {
    style: "terse bullets",
    facts: { Modality: "CR", BodyPartExamined: "CHEST", PatientSex: "M", ageYears: 61 },
    text: `CXR PA + lat
Hx: 61M, cough x 2 wks, ? pneumonia
Comp: none

Findings
- dense opacity L lower lobe with air bronchograms
- small L effusion, blunts CP angle
- R lung clear
- heart size upper normal
- no ptx, no free air
- old healed R 6th rib fx

Imp
- LLL pneumonia
- small L parapneumonic effusion
- repeat film in 6 wks to document clearing
`,
  },
  {
    style: "terse bullets",
    facts: { Modality: "CT", BodyPartExamined: "ABDOMEN", PatientSex: "F", ageYears: 34 },
    text: `CT AP w contrast
34F RLQ pain, WBC 14, hCG neg

Findings:
* appendix 11 mm, wall thickened, periappendiceal stranding
* 6 mm appendicolith at base
* no abscess, no free air
* liver, spleen, pancreas, adrenals, kidneys ok
* 2.4 cm L ovarian cyst, simple
* trace free fluid in cul-de-sac, physiologic

Impression:
* Acute appendicitis with appendicolith, not perforated
* Simple L ovarian cyst, no follow-up needed
`,
  },
  {
    style: "terse bullets",
    text: `MRI R knee, 1.5T, no contrast
Twisting injury 3 wks ago

- ACL: complete mid-substance tear
- PCL, MCL, LCL intact
- Medial meniscus: vertical tear posterior horn, 9 mm long
- Lateral meniscus intact
- Bone bruise lat femoral condyle + posterolateral tibial plateau
- Moderate joint effusion
- Cartilage preserved. Extensor mechanism intact
- Small Baker's cyst, 2 cm

IMP:
1. Complete ACL tear with typical bone bruises
2. Posterior horn medial meniscus tear
3. Moderate effusion, small popliteal cyst
`,
  },
  {
    style: "capitals",
    facts: { Modality: "CT", BodyPartExamined: "HEAD", PatientSex: "M", ageYears: 78 },
    text: `CT HEAD WITHOUT CONTRAST

CLINICAL HISTORY: 78 YEAR OLD MAN, FALL FROM STANDING, ON APIXABAN.

COMPARISON: CT HEAD OF 02/11/2019.

FINDINGS: THERE IS A CRESCENTIC EXTRA-AXIAL HYPERDENSE COLLECTION OVER THE
RIGHT FRONTOPARIETAL CONVEXITY MEASURING UP TO 9 MM IN THICKNESS, NEW SINCE THE
PRIOR STUDY. THERE IS 4 MM OF LEFTWARD MIDLINE SHIFT. THE RIGHT LATERAL VENTRICLE
IS PARTIALLY EFFACED. NO PARENCHYMAL HEMORRHAGE. PERIVENTRICULAR HYPODENSITIES ARE
UNCHANGED AND COMPATIBLE WITH CHRONIC SMALL VESSEL DISEASE. THE BASAL CISTERNS ARE PATENT.
NO CALVARIAL FRACTURE. RIGHT PARIETAL SCALP HEMATOMA. THE PARANASAL SINUSES ARE CLEAR.

IMPRESSION:
1. ACUTE RIGHT SUBDURAL HEMATOMA, 9 MM, WITH 4 MM MIDLINE SHIFT TO THE LEFT.
2. CHRONIC SMALL VESSEL DISEASE.
FINDINGS WERE CALLED TO THE EMERGENCY DEPARTMENT AT 14:05.
`,
  },
  {
    style: "capitals",
    facts: { Modality: "DX", BodyPartExamined: "CHEST", PatientSex: "F", ageYears: 55 },
    text: `EXAM: PORTABLE CHEST RADIOGRAPH

INDICATION: ET TUBE PLACEMENT

COMPARISON: NONE AVAILABLE

FINDINGS:
ENDOTRACHEAL TUBE TERMINATES 4 CM ABOVE THE CARINA. NASOGASTRIC TUBE COURSES BELOW THE
DIAPHRAGM. RIGHT INTERNAL JUGULAR LINE TIP IN THE SUPERIOR VENA CAVA. LOW LUNG VOLUMES WITH
BIBASILAR ATELECTASIS. NO PNEUMOTHORAX. NO LARGE PLEURAL EFFUSION. CARDIAC SILHOUETTE IS
MAGNIFIED BY TECHNIQUE.

IMPRESSION:
LINES AND TUBES IN EXPECTED POSITION. BIBASILAR ATELECTASIS.
`,
  },
  {
    style: "capitals",
    facts: { Modality: "US", BodyPartExamined: "ABDOMEN", PatientSex: "F", ageYears: 42 },
    text: `ULTRASOUND OF THE RIGHT UPPER QUADRANT.
HISTORY: 42 YEAR OLD FEMALE WITH POSTPRANDIAL PAIN.
FINDINGS: THE LIVER IS DIFFUSELY ECHOGENIC WITHOUT FOCAL LESION. THE GALLBLADDER CONTAINS SEVERAL MOBILE
SHADOWING STONES UP TO 14 MM. NO WALL THICKENING OR PERICHOLECYSTIC FLUID. SONOGRAPHIC MURPHY SIGN IS NEGATIVE.
COMMON BILE DUCT MEASURES 4 MM. THE PANCREAS IS OBSCURED BY BOWEL GAS. THE RIGHT KIDNEY MEASURES 10.6 CM WITHOUT HYDRONEPHROSIS.
IMPRESSION: CHOLELITHIASIS WITHOUT EVIDENCE OF CHOLECYSTITIS. HEPATIC STEATOSIS.
`,
  },
  {
    style: "prose letter",
    text: `Dear Dr Hollis,

Thank you for referring this 52-year-old lady, who has had progressive dyspnoea on exertion for six months. We performed a high-resolution CT of the chest without contrast.

There is subpleural reticulation with early honeycombing, most marked at both lung bases, together with traction bronchiectasis. The upper lobes are relatively spared. I see no ground-glass opacity to suggest an acute exacerbation and no consolidation. The mediastinal nodes are not enlarged. The main pulmonary artery measures 31 mm, slightly wider than the aorta, which raises the possibility of pulmonary hypertension. The heart is not enlarged and there is no pericardial effusion. Limited views of the upper abdomen show a small hiatus hernia.

In summary, the appearances are those of a usual interstitial pneumonia pattern. The main pulmonary artery is mildly dilated. There is an incidental small hiatus hernia.

With kind regards
`,
  },
  {
    style: "prose letter",
    facts: { Modality: "MR", BodyPartExamined: "LSPINE", PatientSex: "M", ageYears: 47 },
    text: `MRI of the lumbar spine

This 47-year-old man has left-sided sciatica. Sagittal T1 and T2 and axial T2 images were obtained.

Vertebral body heights and alignment are maintained. The conus ends at L1 and is normal. At L4-L5 there is a broad-based disc bulge without nerve root contact. At L5-S1 a left paracentral disc extrusion, 8 mm in depth, displaces the traversing left S1 nerve root in the lateral recess. There is mild facet arthropathy at both lower levels. No canal stenosis is seen. The paraspinal muscles are normal.

Conclusion: left paracentral disc extrusion at L5-S1 displacing the left S1 root, which fits the symptoms. Mild facet arthropathy.
`,
  },
  {
    style: "prose letter",
    text: `Ultrasound scrotum. A 29 year old man with a dull ache on the left.

Both testes are of normal size and echotexture, the right measuring 4.4 cm and the left 4.2 cm in length. Colour flow is symmetrical. On the left there are dilated veins of the pampiniform plexus up to 3.4 mm that fill with Valsalva. A tiny right epididymal head cyst of 4 mm is seen. No hydrocele on either side.

In conclusion there is a left varicocele and an incidental small right epididymal cyst.
`,
  },
  {
    style: "structured",
    facts: { Modality: "CT", BodyPartExamined: "CHEST", PatientSex: "M", ageYears: 66 },
    text: `EXAM: CT chest with IV contrast
CLINICAL INFORMATION: Smoker, weight loss.
TECHNIQUE: Helical acquisition, 1.25 mm slices, 80 mL iohexol.
COMPARISON: None.

FINDINGS:
Lungs and airways: 2.8 x 2.3 cm spiculated mass in the right upper lobe abutting the major fissure. Centrilobular emphysema, upper lobe predominant. No endobronchial lesion.
Pleura: No effusion or thickening.
Mediastinum: Right paratracheal lymph node 16 mm short axis. Right hilar node 13 mm.
Heart and vessels: Coronary artery calcification. Left atrium mildly enlarged. No pericardial effusion.
Upper abdomen: 1.5 cm left adrenal nodule, 5 HU, in keeping with an adenoma.
Bones: No destructive lesion. Degenerative change of the thoracic spine.

IMPRESSION:
1. Spiculated right upper lobe mass, highly suspicious for primary lung carcinoma.
2. Right hilar and paratracheal lymphadenopathy.
3. Emphysema.
4. Benign left adrenal adenoma.
`,
  },
  {
    style: "structured",
    facts: { Modality: "US", BodyPartExamined: "KIDNEY", PatientSex: "M", ageYears: 39 },
    text: `Examination: Renal ultrasound
Indication: Flank pain
Findings:
Right kidney: 11.2 cm. Normal cortical thickness. No stone or hydronephrosis.
Left kidney: 11.8 cm. Moderate hydronephrosis. 7 mm echogenic focus with shadowing at the ureteropelvic junction.
Bladder: Partially filled. Both ureteral jets present, the left diminished.
Prostate: 22 mL.

Impression:
Moderate left hydronephrosis due to a 7 mm stone at the ureteropelvic junction.
`,
  },
  {
    style: "structured",
    facts: { Modality: "MG", BodyPartExamined: "BREAST", PatientSex: "F", ageYears: 58 },
    text: `Procedure: Digital screening mammogram, bilateral
Comparison: 14 March 2021 and 2 April 2023
Breast composition: b. Scattered areas of fibroglandular density.
Findings:
Right: No suspicious mass, calcification or distortion. Stable benign calcifications.
Left: New 9 mm irregular mass in the upper outer quadrant, middle depth.
Impression:
New irregular left breast mass. Diagnostic views and ultrasound are recommended.
BI-RADS category 0.
`,
  },
  {
    style: "structured",
    text: `**Exam:** MRI brain without and with contrast
**Indication:** New-onset seizure
**Technique:** 3 T; sagittal T1, axial T2, FLAIR, DWI, SWI; post-contrast T1
**Comparison:** None

**Findings:**
- *Parenchyma:* 3.1 cm cortical-based mass in the left temporal lobe, T2 hyperintense, without enhancement.
- *Diffusion:* No restricted diffusion.
- *Ventricles:* Normal size. Midline structures are not displaced.
- *Vessels:* Normal flow voids.
- *Sinuses:* Mild mucosal thickening in the ethmoid air cells.

**Impression:**
1. Non-enhancing left temporal mass, most in keeping with a low-grade glioma.
2. Mild sinus mucosal disease.
`,
  },
];
