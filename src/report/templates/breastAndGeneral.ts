// Built-in templates: ultrasound of the breast, and one for any image.

export const US_BREAST = `---
template: Ultrasound breast
modality: US
bodyPart: breast
---
Exam: [<exam>]

Clinical information: [?___]

Technique: [Targeted ultrasound with a linear transducer.]

Comparison: [None.]

Findings:
[!Side: Right | Left | Bilateral]
[Tissue composition: Homogeneous, fat | Homogeneous, fibroglandular | Heterogeneous]
[Finding: ___:40]
{Clock position and distance from the nipple are measured, not guessed.}
[Clock position: # o'clock]
[Distance from nipple: # cm]
[Size: # x # x # mm]
[Shape: Oval | Round | Irregular]
[Margin: Circumscribed | Indistinct | Angular | Microlobulated | Spiculated]
[Posterior features: None* | Enhancement | Shadowing | Combined]
[Associated features: skin changes; duct changes; vascularity; oedema]
[Axilla: ___:14]

Impression:
[!___:40]
[!BI-RADS category: 0 | 1 | 2 | 3 | 4A | 4B | 4C | 5 | 6]
`;

export const GENERAL = `---
template: General report
---
Exam: [<exam>]

Clinical information: [?___]

Technique: [<technique>]

Comparison: [None.]

Findings:
[!___:64]

Impression:
[!___:40]

Limitations: [None.]
`;
