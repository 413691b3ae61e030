"""The findings of the product's built-in templates as a model sees them (src/report/templates, src/report/modelText.ts)."""

from collections.abc import Sequence

Line = tuple[str, str]
"""A label and what stands behind it; empty: a blank, or the label's pick list where it has one."""


def _lines(*lines: str) -> tuple[Line, ...]:
    """`Label` or `Label: text`."""
    return tuple((label, text) for label, _, text in (line.partition(": ") for line in lines))


GENERAL: tuple[Line, ...] = (("", ""),)
"""One blank for all findings."""
BUILT_IN: dict[tuple[str, str], tuple[Line, ...]] = {
    ("radiograph", "chest"): _lines("Lines and devices", "Lungs", "Pleura: No effusion and no pneumothorax.", "Heart and mediastinum", "Cardiothoracic ratio: ___ %", "Bones and soft tissues"),
    ("CT", "head"): _lines(
        "Haemorrhage", "Brain", "Ventricles and cisterns", "Midline shift: ___ mm", "Grey-white differentiation", "Skull: No fracture.", "Paranasal sinuses and mastoids: Clear.", "Orbits"),
    ("CT", "chest"): _lines(
        "Lungs", "Airways: Patent to the segmental level.", "Pleura: No effusion and no pneumothorax.", "Heart", "Pulmonary arteries", "Mediastinum and hila", "Largest lymph node, short axis: ___ mm",
        "Upper abdomen", "Bones", "Incidental findings"),
    ("CT", "abdomen"): _lines(
        "Lung bases", "Liver", "Gallbladder and bile ducts", "Pancreas", "Spleen", "Adrenal glands", "Kidneys and ureters", "Bladder", "Bowel", "Appendix", "Pelvic organs", "Vessels",
        "Largest aortic diameter: ___ mm", "Lymph nodes", "Peritoneum: No free air and no free fluid.", "Bones"),
    ("MRI", "head"): _lines(
        "Diffusion", "Brain", "White matter", "Ventricles and cisterns", "Posterior fossa", "Enhancement", "Lesion: ___ x ___ mm", "Vessels: Normal flow voids.", "Sequences limited by"),
    ("ultrasound image", "abdomen"): _lines(
        "Visibility", "Liver", "Liver span: ___ cm", "Gallbladder", "Gallbladder wall: ___ mm", "Bile duct: ___ mm", "Pancreas", "Spleen", "Spleen length: ___ cm", "Right kidney",
        "Right kidney, length: ___ cm", "Left kidney", "Left kidney, length: ___ cm", "Aorta", "Free fluid"),
    ("ultrasound image", "breast"): _lines(
        "Side", "Tissue composition", "Finding", "Clock position: ___ o'clock", "Distance from nipple: ___ cm", "Size: ___ x ___ x ___ mm", "Shape", "Margin", "Posterior features", "Associated features", "Axilla"),
}
"""By modality and body part as the tags' sentence names them."""
PICK_LISTS = {
    "Lines and devices": ("None", "Endotracheal tube in place", "Central venous line in place", "Pacemaker in place"), "Pulmonary arteries": ("Not assessed in this phase", "No filling defect", "Filling defect present"),
    "Haemorrhage": ("None", "Intraparenchymal", "Subdural", "Epidural", "Subarachnoid", "Intraventricular"), "Grey-white differentiation": ("Preserved", "Reduced"),
    "Diffusion": ("No restriction", "Restricted diffusion"), "White matter": ("Fazekas 0", "Fazekas 1", "Fazekas 2", "Fazekas 3"), "Enhancement": ("No contrast given", "None", "Present"),
    "Appendix": ("Normal", "Not seen", "Inflamed", "Removed"), "Free fluid": ("None", "Small amount", "Large amount"),
    "Incidental findings": ("thyroid nodule", "coronary calcification", "hiatal hernia", "degenerative spine"), "Sequences limited by": ("motion", "metal", "incomplete examination"),
    "Visibility": ("Good", "Limited by bowel gas", "Limited by body habitus"), "Side": ("Right", "Left", "Bilateral"),
    "Tissue composition": ("Homogeneous, fat", "Homogeneous, fibroglandular", "Heterogeneous"), "Shape": ("Oval", "Round", "Irregular"),
    "Margin": ("Circumscribed", "Indistinct", "Angular", "Microlobulated", "Spiculated"), "Posterior features": ("None", "Enhancement", "Shadowing", "Combined"),
    "Associated features": ("skin changes", "duct changes", "vascularity", "oedema")}
"""Pick lists of the built-in templates: an image of ours decides none of them, so every option is learnt alike."""
OTHER_LABELS = (
    ("Lines and devices", "Lungs", "Heart and mediastinum", "Bones and soft tissues"), ("Lungs", "Pleura", "Heart and mediastinum"), ("Lungs", "Heart", "Pulmonary arteries", "Mediastinum and hila", "Upper abdomen", "Bones"),
    ("Haemorrhage", "Brain", "Ventricles and cisterns", "Grey-white differentiation", "Orbits"), ("Diffusion", "Brain", "White matter", "Ventricles and cisterns", "Posterior fossa", "Enhancement"),
    ("Lung bases", "Liver", "Gallbladder and bile ducts", "Pancreas", "Spleen", "Adrenal glands", "Kidneys and ureters", "Bladder", "Bowel", "Appendix", "Pelvic organs", "Vessels", "Lymph nodes", "Bones"),
    ("Liver", "Gallbladder", "Pancreas", "Spleen", "Right kidney", "Left kidney", "Aorta", "Free fluid"), ("Finding", "Axilla"), ("",), ("Lungs",), ("",))
"""Lines of templates that a person may have: without texts that stand."""
OTHER_OF_PART = {"chest": (0, 0, 0, 1, 2, 8, 9), "head": (3, 4, 8), "abdomen": (5, 6, 8), "breast": (7, 8), "hand": (8, 10)}


def other_lines(number: int) -> Sequence[Line]:
    """`OTHER_LABELS` as lines."""
    return [(label, "") for label in OTHER_LABELS[number]]
