"""What the tags of a file say of its image, in the product's words (src/report/instruction.ts), of images that the corpus does not have too."""

import random

from raddraft_training.wording.examination import with_article

NOUNS = {
    "radiograph": "Radiograph", "CT": "CT image", "MRI": "MRI", "ultrasound image": "Ultrasound image", "mammogram": "Mammogram", "angiogram": "Angiogram",
    "fluoroscopy image": "Fluoroscopy image", "PET image": "PET image", "nuclear medicine image": "Nuclear medicine image"}
"""Modalities as the product says them, and as a first sentence does."""
EXAM_NOUNS = {"radiograph": "Radiograph", "CT": "CT", "MRI": "MRI", "ultrasound image": "Ultrasound"}
"""As the first line of a new report has them."""
SHARES = (24, 28, 24, 8, 5, 16, 4, 4, 4)
PARTS = (
    "chest", "abdomen", "head", "brain", "skull", "neck", "spine", "cervical spine", "thoracic spine", "lumbar spine", "pelvis", "hip", "knee", "shoulder", "elbow", "wrist",
    "hand", "foot", "ankle", "leg", "arm", "breast", "heart", "liver", "kidney", "prostate", "uterus", "bladder", "aorta", "thorax", "face", "jaw",
    "abdomen and pelvis", "chest and abdomen", "lower leg", "whole body")
VIEWS = ("AP", "PA")
KNOWN_PARTS = ("chest", "chest", "abdomen", "breast", "hand", "head")
"""Parts that the images show too: where the tags name another of them than the picture, the tags are believed."""


def random_tags(rng: random.Random) -> tuple[str, str, str]:
    """Modality, body part and view of some image; a part or a view that is not told is empty."""
    modality = rng.choices(list(NOUNS), SHARES)[0]
    part = rng.choice(KNOWN_PARTS if rng.random() < 0.5 else PARTS) if rng.random() < 0.65 else ""
    return modality, part, rng.choice(VIEWS) if modality == "radiograph" and part and rng.random() < 0.4 else ""


def tag_sentence(modality: str, part: str, view: str) -> str:
    """`The image is a chest radiograph, AP view.`"""
    words = " ".join(word for word in (part, modality) if word)
    return f"The image is {with_article(words)}{f', {view} view' if view else ''}."


def tag_phrase(modality: str, part: str, view: str) -> str:
    """The same as a description begins: `AP chest radiograph`, `CT image of the neck`, `Angiogram`."""
    if not part:
        return NOUNS[modality]
    if modality == "radiograph":
        words = f"{view} {part} radiograph".strip()
        return words[:1].upper() + words[1:]
    return f"{NOUNS[modality]} of the {part}"
