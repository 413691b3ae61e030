// The third set of clean reports, written after the second had taught its lessons: everyday examinations in everyday words.

import type { CleanReport } from "./cleanReport.ts";

export const HELD_OUT_3: readonly CleanReport[] = [
  {
    style: "private practice",
    facts: { Modality: "CT", BodyPartExamined: "CHEST", PatientSex: "M", ageYears: 63 },
    text: `EXAM: CT Chest with Contrast
HISTORY: 63-year-old male with chronic cough and hemoptysis.
TECHNIQUE: Axial images were obtained from the thoracic inlet through the adrenal glands following 75 mL of Isovue-370. Coronal and sagittal reformats were reviewed.
COMPARISON: None.

FINDINGS:
LUNGS: There is a 3.1 cm cavitary lesion in the superior segment of the left lower lobe with thick, irregular walls. Clustered centrilobular nodules surround it. The right lung is clear.
PLEURA: No pleural effusion or pneumothorax.
MEDIASTINUM: Several subcentimeter mediastinal lymph nodes, not pathologically enlarged. The esophagus is unremarkable.
HEART: Normal in size. No pericardial effusion.
UPPER ABDOMEN: Partially imaged 2 cm cyst in the right kidney.
OSSEOUS STRUCTURES: Mild degenerative changes.

IMPRESSION:
1. Cavitary lesion in the left lower lobe with satellite nodules. Tuberculosis and cavitating malignancy are the leading considerations; sputum sampling and tissue diagnosis are recommended.
2. No lymphadenopathy.
`,
  },
  {
    style: "private practice",
    facts: { Modality: "MR", BodyPartExamined: "BRAIN", PatientSex: "M", ageYears: 70 },
    text: `EXAM: MRI Brain without Contrast
HISTORY: 70-year-old man with acute onset of left facial droop.
TECHNIQUE: Multiplanar multisequence imaging was performed on a 1.5T magnet.
COMPARISON: None.

FINDINGS:
There is a 2.2 cm area of restricted diffusion in the right posterior frontal lobe involving the precentral gyrus, with corresponding FLAIR signal abnormality. No hemorrhagic transformation. Old lacunar infarct in the left thalamus. Moderate confluent periventricular T2 hyperintensity. Mild generalized volume loss with proportionate ventricles. The right M2 flow void is attenuated. No mass effect or extra-axial collection. Mild mucosal thickening of the maxillary sinuses.

IMPRESSION:
1. Acute right MCA territory infarct involving the precentral gyrus, without hemorrhage.
2. Chronic left thalamic lacune and moderate chronic microvascular ischemic disease.
`,
  },
  {
    style: "private practice",
    facts: { Modality: "US", BodyPartExamined: "THYROID", PatientSex: "F", ageYears: 51 },
    text: `ULTRASOUND THYROID
CLINICAL INDICATION: Enlarged thyroid on physical examination.
COMPARISON: Ultrasound dated 6/14/2022.
FINDINGS:
Right lobe: 5.6 x 2.4 x 2.2 cm. Left lobe: 5.2 x 2.1 x 2.0 cm. Isthmus: 4 mm. The gland is mildly heterogeneous.
Nodule 1: Right mid pole, 18 x 12 x 13 mm, spongiform, previously 17 mm. TI-RADS 1.
Nodule 2: Left upper pole, 9 mm, solid, isoechoic, smooth. TI-RADS 3. Not seen previously.
No abnormal cervical lymph nodes.
IMPRESSION:
Multinodular thyroid. The right spongiform nodule is stable. New 9 mm TI-RADS 3 nodule in the left upper pole, below the size threshold for follow-up.
`,
  },
  {
    style: "private practice",
    facts: { Modality: "DX", BodyPartExamined: "KNEE", Laterality: "R", PatientSex: "M", ageYears: 44 },
    text: `EXAM: XR RIGHT KNEE 3 VIEWS
HISTORY: Right knee pain after fall.
COMPARISON: None.
FINDINGS: There is a vertically oriented, mildly depressed fracture of the lateral tibial plateau with 4 mm of articular step-off. Large lipohemarthrosis. The patella and femur are intact. Joint spaces are preserved.
IMPRESSION: Mildly depressed lateral tibial plateau fracture with lipohemarthrosis. CT recommended for surgical planning.
`,
  },
  {
    style: "private practice",
    facts: { Modality: "CT", BodyPartExamined: "ABDOMEN", PatientSex: "F", ageYears: 38 },
    text: `EXAM: CT Abdomen and Pelvis without contrast (stone protocol)
HISTORY: 38-year-old female, left flank pain and hematuria.
COMPARISON: None available.
FINDINGS:
Lower chest: Unremarkable.
Kidneys/ureters: 4 mm obstructing calculus at the left ureterovesical junction with mild left hydroureteronephrosis and perinephric stranding. Two punctate nonobstructing calculi in the right kidney.
Liver: Unremarkable on this noncontrast exam.
Gallbladder: Surgically absent.
Spleen, pancreas, adrenals: Unremarkable.
GI tract: No obstruction. Appendix normal.
Reproductive: IUD in expected position. 3.3 cm right adnexal cyst.
Vasculature: Normal caliber aorta.
Lymph nodes: No adenopathy.
Bones/soft tissues: Tiny fat-containing umbilical hernia.
IMPRESSION:
1. 4 mm obstructing left UVJ stone with mild left hydronephrosis.
2. Punctate nonobstructing right renal stones.
3. 3.3 cm right adnexal cyst, likely physiologic.
`,
  },
  {
    style: "hospital",
    facts: { Modality: "CT", BodyPartExamined: "CHEST", PatientSex: "F", ageYears: 82 },
    text: `CT Pulmonary Angiogram

Clinical Indication
Shortness of breath, recent hip surgery.

Findings
Pulmonary arteries: There are bilateral segmental and subsegmental filling defects, most extensive in the left lower lobe. The main pulmonary artery is normal in calibre. RV:LV ratio below 1.
Lungs: Small area of wedge-shaped consolidation in the lateral basal segment of the left lower lobe. Dependent atelectasis bilaterally.
Pleura: Trace bilateral effusions.
Mediastinum: Calcified subcarinal nodes. Moderate hiatus hernia.
Bones: Old healed rib fractures on the right. Vertebral body height loss at T12 and L1.

Impression
Bilateral pulmonary emboli with a small left lower lobe infarct and no evidence of right heart strain. T12 and L1 compression fractures of indeterminate age.
`,
  },
  {
    style: "hospital",
    text: `X-RAY CHEST (PA)

Clinical: Pre-employment medical. 28 M.

The trachea is central. Both lung fields are clear. The cardiothoracic ratio is within normal limits. Both hila are normal in position and density. Costophrenic angles are sharp. The visualised skeleton is normal.

Impression: Normal study.
`,
  },
  {
    style: "hospital",
    facts: { Modality: "MR", BodyPartExamined: "PELVIS", PatientSex: "F", ageYears: 35 },
    text: `MRI Pelvis (endometriosis protocol)

Clinical details: Dysmenorrhoea, dyspareunia.

Findings:
The uterus is retroverted with a junctional zone thickness of 14 mm posteriorly. The right ovary contains a 38 mm T1 hyperintense lesion with T2 shading. The left ovary is medially displaced and contains a 12 mm follicle. There is a plaque-like T2 hypointense nodule of 24 x 10 mm in the pouch of Douglas, tethering the anterior rectal wall. Bladder and ureters are not involved. Trace free fluid.

Conclusion:
Right ovarian endometrioma. Deep infiltrating endometriosis of the pouch of Douglas with rectal tethering. Posterior adenomyosis.
`,
  },
  {
    style: "hospital",
    facts: { Modality: "US", BodyPartExamined: "KIDNEY", PatientSex: "F", ageYears: 4 },
    text: `US Renal Tract
4 year old girl, recurrent UTI.
Findings: Right kidney 7.4 cm, left kidney 6.1 cm. The left kidney is small with thinned upper pole cortex and mild pelvicalyceal dilatation (AP pelvis 11 mm). Right kidney normal. The bladder wall is mildly thickened at 4 mm. Post-void residual 12 mL.
Impression: Small scarred left kidney with mild pelvicalyceal dilatation; reflux nephropathy is likely. Mildly thick-walled bladder. MCUG suggested.
`,
  },
  {
    style: "hospital",
    facts: { Modality: "CT", BodyPartExamined: "HEAD", PatientSex: "F", ageYears: 67 },
    text: `CT Brain (non-contrast)
Indication: Known metastatic lung cancer, confusion.
Comparison: MRI brain 11 weeks ago.
Findings: The left parietal metastasis is larger, now 21 mm, with increased surrounding vasogenic oedema and 3 mm of midline shift to the right. The right cerebellar deposit is poorly seen on CT. No haemorrhage. Ventricles not dilated.
Impression: Progression of the left parietal metastasis with increased oedema and minor midline shift.
`,
  },
  {
    style: "shorthand",
    text: `CT C/A/P restaging, 59F, colon ca s/p R hemicolectomy
Compare 4/2/24
Chest: new 6 mm RLL nodule. prior 4 mm LUL nodule stable. port ok.
Abd: seg 6 liver met 3.2 cm (was 2.5). no biliary dil. anastomosis ok.
Pelvis: ut/ov atrophic. no nodes.
Bones: degen only.
Imp: PD - larger liver met, new RLL nodule.
`,
  },
  {
    style: "shorthand",
    facts: { Modality: "MR", BodyPartExamined: "SHOULDER", Laterality: "L", PatientSex: "F", ageYears: 60 },
    text: `MR L shoulder wo
RC: full thick tear supraspinatus 2.1 cm retraction to glenoid, gr 2 fatty atrophy. infra/subscap/tm ok
biceps: tenosynovitis
labrum: degen fraying
AC: mod OA
GH: small eff, mild cartilage thinning
IMP: 1. full thickness SS tear w/ retraction, gr 2 atrophy 2. biceps tenosynovitis 3. mod AC OA
`,
  },
  {
    style: "emergency",
    facts: { Modality: "DX", BodyPartExamined: "ANKLE", Laterality: "L", PatientSex: "M", ageYears: 37 },
    text: `LEFT ANKLE THREE VIEWS
INDICATION: Rolled ankle playing football.
FINDINGS: Oblique fracture of the distal fibula at the level of the syndesmosis. The medial clear space measures 6 mm and is widened. Posterior malleolus intact. Marked lateral soft tissue swelling.
IMPRESSION: Weber B distal fibular fracture with medial clear space widening, indicating deltoid ligament injury.
`,
  },
  {
    style: "emergency",
    facts: { Modality: "CT", BodyPartExamined: "ABDOMEN", PatientSex: "M", ageYears: 29 },
    text: `CT ABDOMEN PELVIS - ACUTE
29M. RIF pain 24 h. ?appendicitis

The appendix is normal. There are several enlarged mesenteric nodes in the right iliac fossa up to 13 mm and mild mural thickening of the terminal ileum. No collection, no free gas. No renal tract calculus. Solid viscera unremarkable. Lung bases clear.

Impression
Normal appendix. Terminal ileitis with mesenteric adenitis, infective in the first instance.
`,
  },
  {
    style: "neuroradiology",
    facts: { Modality: "MR", BodyPartExamined: "PITUITARY", PatientSex: "F", ageYears: 31 },
    text: `MRI of the sella with dynamic contrast

Prolactin 140 ng/mL.

On the right side of the pituitary gland there is a 6 x 5 mm focus of delayed enhancement with slight upward convexity of the gland. The infundibulum deviates to the left. The cavernous sinuses, optic chiasm and carotid flow voids are normal. The brain parenchyma, as far as included, is unremarkable.

Impression: 6 mm right-sided pituitary microadenoma.
`,
  },
  {
    style: "neuroradiology",
    facts: { Modality: "MR", BodyPartExamined: "CSPINE", PatientSex: "F", ageYears: 43 },
    text: `MRI cervical and thoracic spine with and without gadolinium
Indication: Known MS with new leg weakness.
Comparison: October 2023.
Findings: There is a new enhancing T2 hyperintense lesion in the left hemicord at T6, 12 mm in length. The known lesions at C3 and C5 are unchanged and do not enhance. No cord expansion. Disc protrusion at C5-6 without cord contact.
Impression: New active demyelinating lesion at T6. Stable lesions at C3 and C5.
`,
  },
  {
    style: "cardiac",
    facts: { Modality: "CT", BodyPartExamined: "HEART", PatientSex: "M", ageYears: 55 },
    text: `CORONARY CT ANGIOGRAPHY
Indication: Atypical chest pain.
Technique: Prospective gating, heart rate 58 bpm, 70 mL iohexol, sublingual nitroglycerin.
Agatston score: 184.
Left main: no stenosis.
LAD: mixed plaque in the proximal segment with 50-69% stenosis.
LCx: minimal calcified plaque.
RCA: dominant, non-calcified plaque in the mid segment with less than 25% stenosis.
Cardiac morphology: left ventricle not dilated, valves normal. No pericardial effusion.
Extracardiac: 4 mm nodule in the right middle lobe.
Impression: Moderate stenosis of the proximal LAD (CAD-RADS 3). Calcium score 184. Incidental 4 mm right middle lobe nodule.
`,
  },
  {
    style: "oncology letter",
    text: `Re: MRI rectum

This 66-year-old gentleman has biopsy-proven rectal adenocarcinoma. There is a semi-annular tumour of the mid rectum, 7.5 cm from the anal verge, 4.2 cm in craniocaudal length, between the 2 and 7 o'clock positions. It extends 4 mm beyond the muscularis propria. The distance to the mesorectal fascia is 6 mm. Two mesorectal nodes with irregular borders, the larger of 8 mm, are suspicious. No extramural vascular invasion. The prostate and seminal vesicles are not involved.

In summary: mid rectal tumour, mrT3b N1 EMVI negative, mesorectal fascia clear.
`,
  },
  {
    style: "obstetric",
    facts: { Modality: "US", BodyPartExamined: "PELVIS", PatientSex: "F", ageYears: 32 },
    text: `OBSTETRIC ULTRASOUND, SECOND TRIMESTER
LMP: 20 weeks 1 day.
Single live fetus in cephalic presentation. Fetal heart rate 146 bpm.
BPD 47 mm, HC 176 mm, AC 152 mm, FL 33 mm. Estimated weight 345 g.
Fetal anatomy: brain, face, heart, stomach, kidneys, bladder, spine and limbs appear normal.
Placenta anterior, 32 mm from the internal os. Amniotic fluid normal. Cervix 38 mm.
Conclusion: Normal anatomy scan at 20 weeks. Anterior placenta, not low-lying.
`,
  },
  {
    style: "breast",
    facts: { Modality: "MG", BodyPartExamined: "BREAST", PatientSex: "F", ageYears: 49 },
    text: `BILATERAL DIAGNOSTIC MAMMOGRAM AND LEFT BREAST ULTRASOUND
Indication: Palpable lump in the left breast.
Comparison: 2021, 2022.
Mammogram: Scattered fibroglandular tissue. A triangular skin marker overlies the left lower inner quadrant. Beneath it there is an oval, partially obscured 18 mm mass. The right breast is unchanged.
Ultrasound: At 8 o'clock, 3 cm from the left nipple, the palpable lump corresponds to an 18 x 9 x 15 mm anechoic mass with posterior enhancement and a thin wall.
Impression: Simple cyst of the left breast. BI-RADS 2. Routine screening.
`,
  },
  {
    style: "hand",
    facts: { Modality: "DX", BodyPartExamined: "HAND", PatientSex: "F", ageYears: 68 },
    text: `Both hands, dorsopalmar.
Right: Osteophytes and joint space narrowing at the distal interphalangeal joints II to V and at the first carpometacarpal joint. No erosions.
Left: Similar changes of the distal interphalangeal joints, less pronounced. Old malunited fracture of the fifth metacarpal.
Chondrocalcinosis of the triangular fibrocartilage on both sides.
Summary: Osteoarthritis of the finger joints and of the right thumb base. No sign of rheumatoid arthritis. Chondrocalcinosis.
`,
  },
  {
    style: "intensive care",
    facts: { Modality: "CR", BodyPartExamined: "CHEST", PatientSex: "M", ageYears: 48 },
    text: `CXR ICU bedside, day 5
Compared to yesterday: ETT, NGT and right subclavian line unchanged. Bilateral airspace opacities slightly less dense in the right upper zone, otherwise unchanged. Left basal drain in situ; no residual left pneumothorax. Cardiac size unchanged.
Conclusion: Slight improvement on the right. No pneumothorax.
`,
  },
];
