// Clean reports: academic, telegram style, English with a German accent, old run-on dictation.

import type { CleanReport } from "./cleanReport.ts";

export const CLEAN_2: readonly CleanReport[] = [
  {
    style: "academic",
    facts: { Modality: "MR", BodyPartExamined: "PELVIS", PatientSex: "M", ageYears: 68 },
    text: `MULTIPARAMETRIC MRI OF THE PROSTATE

Clinical background
Serum PSA 7.8 ng/mL; one prior negative systematic biopsy.

Technique
3 T, pelvic phased-array coil. High-resolution T2-weighted imaging in three planes, diffusion-weighted imaging (b = 50, 400, 800, 1400), dynamic contrast-enhanced imaging.

Results
The gland measures 4.9 x 4.1 x 4.6 cm, corresponding to a volume of 48 mL. The transition zone is heterogeneous, consistent with benign prostatic hyperplasia. In the right mid-gland peripheral zone (posterolateral) there is a 12 mm focus of marked restricted diffusion with early enhancement. The capsule is smooth. Seminal vesicles are normal. No pelvic lymphadenopathy. No suspicious osseous lesion.

Conclusion
1. PI-RADS 4 lesion in the right mid-gland peripheral zone without extraprostatic extension.
2. Benign prostatic hyperplasia, 48 mL.
`,
  },
  {
    style: "academic",
    facts: { Modality: "CT", BodyPartExamined: "CHEST", PatientSex: "F", ageYears: 49 },
    text: `CT PULMONARY ANGIOGRAPHY

Indication: Acute pleuritic chest pain, Wells score 6.

Technique: Bolus-triggered acquisition after 60 mL iopromide (370 mg/mL) at 4 mL/s; 1 mm reconstruction.

Observations: Opacification of the pulmonary arterial tree is diagnostic to the subsegmental level. Filling defects are present in the right interlobar artery extending into the posterior basal segmental branches. The left pulmonary arteries are free of thrombus. The ratio of right to left ventricular diameter is 0.8. A peripheral wedge-shaped opacity in the right lower lobe (3 cm) is noted, with a small ipsilateral pleural effusion. There is no pericardial effusion. No lymphadenopathy by size criteria.

Interpretation:
(i) Acute right-sided pulmonary embolism without CT signs of right heart strain.
(ii) Right lower lobe opacity compatible with pulmonary infarction, and a small right effusion.
`,
  },
  {
    style: "academic",
    text: `Examination: FDG PET/CT, skull base to mid-thigh
Clinical information: Hodgkin lymphoma, staging.
Technique: 312 MBq F-18 FDG, 62 minutes uptake time, low-dose CT for attenuation correction.
Comparison: None; this is the baseline examination.

Findings
Head and neck: Physiologic distribution. No hypermetabolic nodes.
Chest: Bulky anterior mediastinal mass, 9.4 x 6.2 cm, SUVmax 11.3. Hypermetabolic left supraclavicular nodes up to 18 mm, SUVmax 8.9.
Abdomen and pelvis: Spleen 11 cm with uptake below that of the liver. No hypermetabolic nodes.
Skeleton: No focal marrow uptake.

Impression
Hypermetabolic mediastinal mass and left supraclavicular lymph nodes, in keeping with supradiaphragmatic (stage II) disease. No infradiaphragmatic or marrow involvement.
`,
  },
  {
    style: "telegram",
    text: `xr l wrist 3 views
fall

distal radius fx, extra-articular, dorsal angulation 20 deg
ulnar styloid avulsion
carpal alignment ok
soft tissue swelling

-> distal radius fx w dorsal angulation + ulnar styloid fx
`,
  },
  {
    style: "telegram",
    facts: { Modality: "US", BodyPartExamined: "THYROID", PatientSex: "F", ageYears: 36 },
    text: `US thyroid
36F palpable lump
R lobe 5.1 x 1.9 x 1.8 cm, homogeneous
L lobe 4.8 x 2.0 x 1.7 cm
L lower pole: 14 x 9 x 11 mm solid hypoechoic nodule, smooth margin, no calcs
no nodes
Conclusion: L thyroid nodule 14 mm, TI-RADS 4, FNA suggested per size criteria if it reaches 15 mm
`,
  },
  {
    style: "telegram",
    text: `CT KUB noncontrast. 44 yo m. R flank pain.
R: 5 mm stone distal ureter, 2 cm above UVJ. mild hydroureteronephrosis, perinephric stranding.
L: 2 mm nonobstructing stone lower pole.
bladder empty. appendix nl. no aaa.
lung bases: clear.
OPINION: obstructing 5 mm distal R ureteral stone. tiny L renal stone.
`,
  },
  {
    style: "German accent",
    facts: { Modality: "MR", BodyPartExamined: "SHOULDER", Laterality: "R", PatientSex: "M", ageYears: 57 },
    text: `MRI of the right shoulder of 57 years old male patient

Clinical question: Rotator cuff lesion?

Technique: PD fat-saturated in three planes, T1 coronal.

Findings: In the supraspinatus tendon one finds a partial-thickness tear of the articular side near the footprint, extension approx. 8 mm. Infraspinatus and subscapularis without pathological findings. The long biceps tendon lies in the sulcus. Acromion type II according to Bigliani. Activated AC joint arthrosis with bone marrow edema on both sides of the joint. Little fluid in the subacromial bursa, resp. mild bursitis. No Hill-Sachs defect. Labrum age-appropriate.

Assessment: Articular-sided partial-thickness tear of the supraspinatus tendon. Activated AC joint arthrosis. Mild bursitis subacromialis.
`,
  },
  {
    style: "German accent",
    facts: { Modality: "CT", BodyPartExamined: "ABDOMEN", PatientSex: "M", ageYears: 71 },
    text: `CT Abdomen/Pelvis with contrast medium from 12.03.2024

Comparison: CT from 05.09.2023.

Findings:
Liver: Known cysts in segments II and VI, constant in size, max. 2,4 cm. No new focal lesions.
Gallbladder: St.p. cholecystectomy.
Pancreas, spleen, adrenal glands: inconspicuous.
Kidneys: Right-sided parapelvic cysts. No urinary stasis on both sides.
Bowel: Sigmoid diverticulosis, now with wall thickening and inflammatory fat stranding over a length of 6 cm. No abscess, no free air.
Vessels: Atherosclerosis. Infrarenal aorta 2,6 cm, not dilated.
Skeleton: Degenerative changes of the lumbar spine. No osteolysis.

Assessment:
1. Newly occurred acute uncomplicated sigmoid diverticulitis.
2. Constant hepatic cysts. Parapelvic renal cysts on the right.
`,
  },
  {
    style: "German accent",
    text: `Röntgen Thorax in 2 planes

Question: Infiltrate? Congestion?

Findings: Heart enlarged to the left, CTR 0.56. Central vessels prominent in the sense of a beginning pulmonary venous congestion. Small pleural effusions on both sides, right more than left. No infiltrate. Upper mediastinum not widened. Degenerative thoracic spine.

Assessment: Cardiomegaly with beginning congestion and small effusions on both sides (right > left). No infiltrate.
`,
  },
  {
    style: "run-on dictation",
    text: `PA AND LATERAL CHEST. Clinical data: preoperative evaluation. The cardiac silhouette is within normal limits in size and the thoracic aorta is tortuous with calcification in the arch and the lungs are hyperexpanded with flattening of the hemidiaphragms and there is linear scarring in the left midlung. No infiltrate, effusion or pneumothorax is seen. The bony thorax shows osteopenia and a mild anterior wedge deformity of T8 of uncertain age. IMPRESSION: Hyperexpanded lungs consistent with COPD. Scarring in the left midlung. Wedge deformity of T8, age uncertain. Osteopenia.
`,
  },
  {
    style: "run-on dictation",
    facts: { Modality: "CT", BodyPartExamined: "HEAD", PatientSex: "F", ageYears: 83 },
    text: `CT BRAIN WITHOUT CONTRAST: Serial axial sections were obtained from the skull base to the vertex without intravenous contrast in this 83 year old woman with sudden right-sided weakness and the study shows loss of gray-white differentiation in the left insula and left frontal operculum with a hyperdense left middle cerebral artery and there is no hemorrhage and there is generalized atrophy with moderate white matter low density and the fourth ventricle is midline and the visualized orbits and sinuses are negative. IMPRESSION: Early ischemic change in the left middle cerebral artery territory with a hyperdense left MCA. No hemorrhage. Atrophy and chronic white matter disease. Discussed by telephone with the stroke team.
`,
  },
  {
    style: "run-on dictation",
    text: `BARIUM SWALLOW. The patient, a 63 year old woman, swallowed thick and thin barium without difficulty and there was no penetration or aspiration and primary peristalsis was decreased with tertiary contractions in the distal third and there is a small sliding hiatal hernia with gastroesophageal reflux to the level of the carina and no stricture, ulcer or mass is seen. CONCLUSION: Nonspecific esophageal dysmotility. Small sliding hiatal hernia with reflux.
`,
  },
];
