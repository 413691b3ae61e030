// Built-in templates of the chest: radiograph and CT.

export const CHEST_RADIOGRAPH = `---
template: Chest radiograph
modality: CR, DX, RG
bodyPart: chest
---
Exam: [<exam>]

Clinical information: [?___]

Technique: [<technique>]

Comparison: [None.]

Findings:
[Lines and devices: None*; Endotracheal tube in place; Central venous line in place; Pacemaker in place]
[Lungs: ___:28]
[Pleura: No effusion and no pneumothorax.]
[Heart and mediastinum: ___:20]
{Measure the cardiothoracic ratio on a PA view only.}
[Cardiothoracic ratio: # %]
[Bones and soft tissues: ___:16]

Impression:
[!___:40]
`;

export const CT_CHEST = `---
template: CT chest
modality: CT
bodyPart: chest
---
Exam: [<exam>]

Clinical information: [?___]

Technique: [<technique>]

Comparison: [None.]

Findings:
[Lungs: ___:36]
[Airways: Patent to the segmental level.]
[Pleura: No effusion and no pneumothorax.]
[Heart: ___:16]
[Pulmonary arteries: Not assessed in this phase* | No filling defect | Filling defect present]
[Mediastinum and hila: ___:20]
{If a lymph node is enlarged: give its short axis.}
[Largest lymph node, short axis: # mm]
[Upper abdomen: ___:16]
[Bones: ___:16]
[Incidental findings: thyroid nodule; coronary calcification; hiatal hernia; degenerative spine]

Impression:
[!___:48]
`;
