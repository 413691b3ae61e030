// Built-in templates of the head: CT and MR of the brain.

export const CT_HEAD = `---
template: CT head
modality: CT
bodyPart: head
---
Exam: [<exam>]

Clinical information: [?___]

Technique: [<technique>]

Comparison: [None.]

Findings:
[Haemorrhage: None* | Intraparenchymal | Subdural | Epidural | Subarachnoid | Intraventricular]
[Brain: ___:28]
[Ventricles and cisterns: ___:16]
{If the midline is shifted: measure at the septum pellucidum.}
[Midline shift: # mm]
[Grey-white differentiation: Preserved* | Reduced]
[Skull: No fracture.]
[Paranasal sinuses and mastoids: Clear.]
[Orbits: ___:12]

Impression:
[!___:40]
`;

export const MR_BRAIN = `---
template: MR brain
modality: MR
bodyPart: head
---
Exam: [<exam>]

Clinical information: [?___]

Technique: [<technique>]

Comparison: [None.]

Findings:
[Diffusion: No restriction* | Restricted diffusion]
[Brain: ___:32]
[White matter: Fazekas 0* | Fazekas 1 | Fazekas 2 | Fazekas 3]
[Ventricles and cisterns: ___:16]
[Posterior fossa: ___:16]
[Enhancement: No contrast given* | None | Present]
{If a lesion is seen: give its largest diameters.}
[Lesion: # x # mm]
[Vessels: Normal flow voids.]
[Sequences limited by: motion; metal; incomplete examination]

Impression:
[!___:48]
`;
