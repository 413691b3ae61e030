// Built-in templates of the abdomen: CT of abdomen and pelvis, ultrasound.

export const CT_ABDOMEN_PELVIS = `---
template: CT abdomen and pelvis
modality: CT
bodyPart: abdomen, pelvis
---
Exam: [<exam>]

Clinical information: [?___]

Technique: [<technique>]

Comparison: [None.]

Findings:
[Lung bases: ___:14]
[Liver: ___:24]
[Gallbladder and bile ducts: ___:16]
[Pancreas: ___:12]
[Spleen: ___:10]
[Adrenal glands: ___:10]
[Kidneys and ureters: ___:24]
[Bladder: ___:10]
[Bowel: ___:24]
[Appendix: Normal* | Not seen | Inflamed | Removed]
[Pelvic organs: ___:16]
[Vessels: ___:14]
{If the aorta is wide: outer wall to outer wall.}
[Largest aortic diameter: # mm]
[Lymph nodes: ___:12]
[Peritoneum: No free air and no free fluid.]
[Bones: ___:14]

Impression:
[!___:56]
`;

export const US_ABDOMEN = `---
template: Ultrasound abdomen
modality: US
bodyPart: abdomen
---
Exam: [<exam>]

Clinical information: [?___]

Technique: [Real-time ultrasound of the abdomen.]

Comparison: [None.]

Findings:
[Visibility: Good* | Limited by bowel gas | Limited by body habitus]
[Liver: ___:24]
[Liver span: # cm]
[Gallbladder: ___:18]
[Gallbladder wall: # mm]
[Bile duct: # mm]
[Pancreas: ___:14]
[Spleen: ___:10]
[Spleen length: # cm]
[Right kidney: ___:16]
[Right kidney, length: # cm]
[Left kidney: ___:16]
[Left kidney, length: # cm]
[Aorta: ___:10]
[Free fluid: None* | Small amount | Large amount]

Impression:
[!___:40]
`;
