"""Sentences of reports by examination and region, ours, for the language of reports alone: none of them is tied to an image.

Each region has normal statements and findings; a finding comes with the words in which an impression names it. `{side}` is
drawn when a text is made: such a text is pinned or blanked as a person's would be, and never the target of an image.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Region:
    """A line of a report: its label, what is said when nothing is wrong, and findings with their impression."""

    label: str
    normal: tuple[str, ...]
    findings: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Examination:
    """A kind of examination: names for the first line, words for the tags, reasons, techniques and regions."""

    names: tuple[str, ...]
    fact: str
    reasons: tuple[str, ...]
    techniques: tuple[str, ...]
    regions: tuple[Region, ...]


CHEST_RADIOGRAPH = Examination(
    ("Radiograph of the chest, PA", "Radiograph of the chest, AP", "Radiograph of the chest", "Chest radiograph", "Chest radiograph, two views"), "chest radiograph",
    ("Cough and fever.", "Shortness of breath.", "Chest pain.", "Preoperative examination.", "Follow-up after pneumonia.", "Suspected heart failure.", "Line placement."),
    ("PA view.", "AP view.", "PA and lateral views.", "Portable AP view."),
    (
        Region("Lungs", ("The lungs are clear.", "No focal consolidation.", "The lungs are well aerated without focal opacity.", "No focal lung opacity.", "Lung volumes are normal."),
               (("Patchy opacity in the {side} lower lobe.", "Patchy opacity in the {side} lower lobe, possibly pneumonia."), ("There is consolidation in the {side} upper lobe.", "Consolidation in the {side} upper lobe, likely pneumonia."),
                ("Mild bibasilar atelectasis.", "Mild bibasilar atelectasis."), ("Interstitial markings are increased.", "Increased interstitial markings, possibly oedema."), ("The lungs are hyperinflated.", "Hyperinflation, in keeping with emphysema."),
                ("There is a nodule in the {side} upper lobe.", "Nodule in the {side} upper lobe; CT is advised."), ("Low lung volumes with crowding of the vessels.", "Low lung volumes."))),
        Region("Pleura", ("No pleural effusion and no pneumothorax.", "No effusion and no pneumothorax.", "The costophrenic angles are sharp.", "The pleural spaces are clear."),
               (("Small {side} pleural effusion.", "Small {side} pleural effusion."), ("There is a {side} pneumothorax.", "{side} pneumothorax."), ("Blunting of the {side} costophrenic angle.", "Possible small {side} pleural effusion."))),
        Region("Heart and mediastinum", ("The heart is normal in size.", "Heart size and mediastinal contours are normal.", "The cardiac silhouette is not enlarged.", "The mediastinum is not widened."),
               (("The heart is enlarged.", "Cardiomegaly."), ("The aorta is tortuous.", "Tortuous aorta."), ("The mediastinum is widened.", "Widened mediastinum; CT is advised."))),
        Region("Bones and soft tissues", ("No acute osseous abnormality.", "The bones are intact.", "No displaced fracture.", "The soft tissues are unremarkable."),
               (("There is a healing fracture of a {side} rib.", "Healing {side} rib fracture."), ("Degenerative changes of the thoracic spine.", "Degenerative changes of the spine."))),
        Region("Lines and devices", ("None.", "No lines or tubes are seen."), (("The endotracheal tube is in a satisfactory position.", "Endotracheal tube in place."), ("A central venous line ends in the superior vena cava.", "Central venous line in place."), ("A pacemaker is in place.", "Pacemaker in place."))),
    ))

CT_CHEST = Examination(
    ("CT of the chest", "CT of the chest with contrast", "CT of the chest without contrast"), "chest CT",
    ("Suspected pulmonary embolism.", "Staging.", "Nodule on the radiograph.", "Fever and cough.", "Shortness of breath."), ("Slice thickness 1 mm.", "After intravenous contrast.", "Without contrast."),
    (
        Region("Lungs", ("No nodule and no consolidation.", "The lungs are clear.", "No suspicious pulmonary nodule.", "No ground-glass opacity."),
               (("Ground-glass opacities in both lower lobes.", "Ground-glass opacities in both lower lobes, possibly infectious."), ("There is consolidation in the {side} lower lobe.", "Pneumonia of the {side} lower lobe."), ("A solid nodule in the {side} upper lobe.", "Solid nodule in the {side} upper lobe."), ("Mild centrilobular emphysema.", "Mild emphysema."))),
        Region("Airways", ("Patent to the segmental level.", "The central airways are patent."), (("Bronchial walls are thickened.", "Bronchial wall thickening."), ("Mild bronchiectasis in the {side} lower lobe.", "Bronchiectasis in the {side} lower lobe."))),
        Region("Pleura", ("No effusion and no pneumothorax.", "No pleural effusion."), (("Small {side} pleural effusion.", "Small {side} pleural effusion."),)),
        Region("Heart", ("The heart is normal in size.", "No pericardial effusion."), (("Small pericardial effusion.", "Small pericardial effusion."), ("Coronary artery calcification.", "Coronary calcification."))),
        Region("Mediastinum and hila", ("No enlarged lymph nodes.", "No mediastinal or hilar lymphadenopathy."), (("Enlarged mediastinal lymph nodes.", "Mediastinal lymphadenopathy."),)),
        Region("Upper abdomen", ("No abnormality in the included upper abdomen.", "Unremarkable as far as included."), (("A cyst in the liver.", "Liver cyst."), ("A {side} adrenal nodule.", "{side} adrenal nodule."))),
        Region("Bones", ("No destructive bone lesion.", "No acute fracture."), (("Degenerative changes of the spine.", "Degenerative spine."), ("Compression fracture of a thoracic vertebra.", "Thoracic compression fracture."))),
    ))

CT_HEAD = Examination(
    ("CT of the head", "CT of the head without contrast"), "head CT",
    ("Fall.", "Headache.", "Suspected stroke.", "Confusion.", "Trauma."), ("Without contrast.", "Axial slices without contrast."),
    (
        Region("Brain", ("No mass effect and no midline shift.", "No acute territorial infarct.", "Grey-white differentiation is preserved.", "No acute intracranial abnormality."),
               (("Loss of grey-white differentiation in the {side} middle cerebral artery territory.", "Acute {side} middle cerebral artery infarct."), ("Mild chronic small vessel change.", "Mild chronic small vessel change."), ("There is a mass in the {side} frontal lobe with oedema.", "Mass in the {side} frontal lobe; MRI is advised."))),
        Region("Haemorrhage", ("None.", "No intracranial haemorrhage."), (("Acute {side} subdural haematoma.", "Acute {side} subdural haematoma."), ("Subarachnoid blood in the basal cisterns.", "Subarachnoid haemorrhage."))),
        Region("Ventricles and cisterns", ("The ventricles are normal in size.", "The basal cisterns are patent.", "Ventricles and sulci fit the age."), (("The ventricles are enlarged.", "Hydrocephalus."), ("The {side} lateral ventricle is compressed.", "Compression of the {side} lateral ventricle."))),
        Region("Skull", ("No fracture.", "The skull is intact."), (("There is a {side} parietal fracture.", "{side} parietal skull fracture."),)),
        Region("Paranasal sinuses and mastoids", ("Clear.", "The paranasal sinuses and mastoid air cells are clear."), (("Mucosal thickening in the {side} maxillary sinus.", "{side} maxillary sinus disease."),)),
        Region("Orbits", ("Unremarkable.", "The orbits are normal."), (("Swelling of the {side} periorbital soft tissues.", "{side} periorbital swelling."),)),
    ))

MR_BRAIN = Examination(
    ("MRI of the head", "MRI of the brain", "MRI of the brain with contrast"), "head MRI",
    ("Headache.", "Seizure.", "Suspected multiple sclerosis.", "Follow-up of a tumour.", "Dizziness."), ("Sequences: spin echo.", "T1, T2 and diffusion weighted images.", "Before and after contrast."),
    (
        Region("Diffusion", ("No restriction.", "No restricted diffusion."), (("Restricted diffusion in the {side} thalamus.", "Acute infarct in the {side} thalamus."),)),
        Region("Brain", ("No mass and no mass effect.", "Normal brain parenchyma.", "No abnormal signal in the brain."), (("An enhancing lesion in the {side} temporal lobe.", "Enhancing lesion in the {side} temporal lobe."), ("Mild generalised volume loss.", "Mild volume loss."))),
        Region("White matter", ("Fazekas 0.", "No white matter lesions."), (("Several periventricular white matter lesions.", "White matter lesions, possibly demyelinating."), ("Fazekas 2.", "Moderate small vessel change."))),
        Region("Ventricles and cisterns", ("Normal in size.", "The ventricles are normal in size and shape."), (("The ventricles are enlarged.", "Ventricular enlargement."),)),
        Region("Posterior fossa", ("No abnormality of brainstem and cerebellum.", "Unremarkable."), (("A lesion in the {side} cerebellar hemisphere.", "Lesion in the {side} cerebellar hemisphere."),)),
        Region("Vessels", ("Normal flow voids.", "Flow voids are preserved."), (("The flow void of the {side} internal carotid artery is absent.", "Possible {side} internal carotid occlusion."),)),
    ))

CT_ABDOMEN = Examination(
    ("CT of the abdomen", "CT of the abdomen and pelvis", "CT of the abdomen and pelvis with contrast"), "abdomen CT",
    ("Abdominal pain.", "Suspected appendicitis.", "Staging.", "Weight loss.", "Renal colic."), ("Portal venous phase.", "After intravenous contrast.", "Without contrast."),
    (
        Region("Lung bases", ("Clear.", "The lung bases are clear."), (("Atelectasis at the {side} lung base.", "Basal atelectasis."),)),
        Region("Liver", ("Normal in size without focal lesion.", "The liver is normal in size and attenuation.", "No focal liver lesion."), (("Several cysts in the liver.", "Liver cysts."), ("Low attenuation of the liver.", "Hepatic steatosis."), ("A hypodense lesion in the {side} lobe of the liver.", "Indeterminate liver lesion; MRI is advised."))),
        Region("Gallbladder and bile ducts", ("No stones and no dilatation.", "The gallbladder is unremarkable.", "Bile ducts are not dilated."), (("Gallstones without wall thickening.", "Cholelithiasis."), ("The common bile duct is dilated.", "Dilated common bile duct."))),
        Region("Pancreas", ("Normal.", "The pancreas is unremarkable."), (("Stranding around the pancreas.", "Findings of acute pancreatitis."),)),
        Region("Spleen", ("Normal in size.", "The spleen is not enlarged."), (("The spleen is enlarged.", "Splenomegaly."),)),
        Region("Adrenal glands", ("Normal.", "No adrenal nodule."), (("A {side} adrenal nodule.", "{side} adrenal nodule."),)),
        Region("Kidneys and ureters", ("No stone and no hydronephrosis.", "The kidneys enhance symmetrically."), (("A stone in the {side} ureter with hydronephrosis.", "{side} ureteral stone with hydronephrosis."), ("A simple cyst of the {side} kidney.", "{side} renal cyst."))),
        Region("Bladder", ("Unremarkable.", "The bladder is normal."), (("Thickened bladder wall.", "Bladder wall thickening."),)),
        Region("Bowel", ("Normal calibre without wall thickening.", "No obstruction."), (("Wall thickening of the sigmoid colon with diverticula.", "Findings of sigmoid diverticulitis."), ("Dilated loops of small bowel.", "Small bowel obstruction."))),
        Region("Appendix", ("Normal.", "The appendix is normal."), (("The appendix is thickened with surrounding stranding.", "Acute appendicitis."),)),
        Region("Vessels", ("Normal calibre of the aorta.", "The aorta is not dilated."), (("Atherosclerosis of the aorta.", "Aortic atherosclerosis."),)),
        Region("Lymph nodes", ("No enlarged lymph nodes.", "Not enlarged."), (("Enlarged retroperitoneal lymph nodes.", "Retroperitoneal lymphadenopathy."),)),
        Region("Peritoneum", ("No free air and no free fluid.", "No free fluid."), (("A small amount of free fluid.", "Small amount of free fluid."),)),
        Region("Bones", ("No destructive bone lesion.", "No acute fracture."), (("Degenerative changes of the lumbar spine.", "Degenerative lumbar spine."),)),
    ))

US_ABDOMEN = Examination(
    ("Ultrasound of the abdomen", "Ultrasound image of the abdomen"), "abdomen ultrasound image",
    ("Upper abdominal pain.", "Raised liver enzymes.", "Flank pain."), ("Real-time ultrasound of the abdomen.",),
    (
        Region("Liver", ("Normal echogenicity without focal lesion.", "The liver is normal in size and echotexture."), (("Increased echogenicity of the liver.", "Hepatic steatosis."), ("A cyst in the liver.", "Liver cyst."))),
        Region("Gallbladder", ("No stones and no wall thickening.", "The gallbladder is thin-walled without stones."), (("Several stones in the gallbladder.", "Cholelithiasis."),)),
        Region("Pancreas", ("Unremarkable as far as seen.", "Partly hidden by bowel gas."), ()),
        Region("Spleen", ("Not enlarged.", "Normal in size."), (("The spleen is enlarged.", "Splenomegaly."),)),
        Region("Right kidney", ("No stone and no hydronephrosis.", "Normal in size without hydronephrosis."), (("A cyst of the right kidney.", "Right renal cyst."),)),
        Region("Left kidney", ("No hydronephrosis.", "Normal in size, no stone."), (("Mild hydronephrosis.", "Mild left hydronephrosis."),)),
        Region("Aorta", ("Not dilated.", "Normal calibre."), ()),
    ))

HAND = Examination(
    ("Radiograph of the hand", "Hand radiograph", "Radiograph of the left hand", "Radiograph of the right hand"), "hand radiograph",
    ("Trauma.", "Pain after a fall.", "Bone age.", "Joint pain."), ("Frontal view.", "Two views."),
    (
        Region("Bones", ("No acute fracture.", "No displaced fracture.", "Bone mineralisation is normal."), (("Fracture of the {side} fifth metacarpal.", "Fracture of the {side} fifth metacarpal."), ("An old healed fracture.", "Old healed fracture."))),
        Region("Joints", ("The joint spaces are preserved.", "The carpal bones are aligned."), (("Joint space narrowing of the finger joints.", "Osteoarthritis of the finger joints."), ("Erosions at the metacarpal heads.", "Erosive arthritis."))),
        Region("Soft tissues", ("The soft tissues are unremarkable.", "No soft tissue swelling."), (("Soft tissue swelling around the wrist.", "Soft tissue swelling."),)),
    ))

BREAST = Examination(
    ("MRI of the breast", "MRI of the breasts with contrast", "Mammogram", "Ultrasound of the breast"), "breast MRI",
    ("Screening.", "Palpable lump.", "High risk."), ("Before and after contrast.", "Targeted ultrasound with a linear transducer."),
    (
        Region("Tissue", ("The breast tissue is heterogeneously dense.", "Scattered fibroglandular tissue."), ()),
        Region("Finding", ("No suspicious mass.", "No suspicious enhancement.", "No suspicious calcification."), (("An oval circumscribed mass in the {side} breast.", "Probably benign mass in the {side} breast."), ("An irregular mass with spiculated margin in the {side} breast.", "Suspicious mass in the {side} breast; biopsy is advised."))),
        Region("Axilla", ("No enlarged lymph nodes.", "The axilla is unremarkable."), (("An enlarged lymph node in the {side} axilla.", "Enlarged {side} axillary lymph node."),)),
    ))

OF_IMAGE = {
    ("radiograph", "chest"): CHEST_RADIOGRAPH, ("CT", "chest"): CT_CHEST, ("CT", "head"): CT_HEAD, ("MRI", "head"): MR_BRAIN, ("CT", "abdomen"): CT_ABDOMEN,
    ("radiograph", "hand"): HAND, ("MRI", "breast"): BREAST}
"""The examination that a person would write of an image of this modality and body part."""
EXAMINATIONS = (CHEST_RADIOGRAPH, CHEST_RADIOGRAPH, CHEST_RADIOGRAPH, CT_CHEST, CT_HEAD, MR_BRAIN, CT_ABDOMEN, US_ABDOMEN, HAND, BREAST)
NOTHING_ACUTE = ("No acute abnormality.", "No acute finding.", "Normal examination.", "No abnormality.", "No acute cardiopulmonary process.")
CLOSINGS = ("Clinical correlation is advised.", "Follow-up is recommended.", "Comparison with earlier images is advised.", "Discussed with the referring clinician.")
COMPARISONS = ("None.", "None available.", "No earlier images.")
SIDES = ("right", "left")
