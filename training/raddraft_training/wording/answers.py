"""Short answers to the questions that the panel offers, as far as the labels bear them."""

import random

from raddraft_training.wording.describing import foreign_sentence
from raddraft_training.wording.seen import Seen

DESCRIBE = ("Describe the image.", "Describe the image.", "Describe the image.", "Describe this image.", "Please describe the image.", "Describe the image in detail.", "Give a short description of the image.", "What does the image show?", "What is shown in this image?")
MODALITY = ("What modality is this?", "What modality is this?", "What imaging modality is used?", "What type of image is this?", "How was this image taken?", "What modality was used to take this image?")
PART = ("What body part is shown?", "What body part is shown?", "Which body region is shown?", "What part of the body is this?", "What is being imaged?")
VIEW = ("What view is this?", "Which projection is this?", "What is the view or plane?", "Which plane is shown?", "In what plane is this image?")
PNEUMONIA = ("Is there pneumonia?", "Is there pneumonia?", "Are there signs of pneumonia?", "Does this image show pneumonia?")
ABNORMAL = ("Is there any abnormality?", "Is there any abnormality?", "Is this image normal?", "Are there any findings?")
YES_NO = {
    "radiograph": ("Is this a radiograph?", "Is this an X-ray?", "Is this a plain film?", "Is this image an x-ray?"),
    "CT": ("Is this a CT?", "Is this a CT image?", "Is this a CT scan?", "Is this a computed tomography image?"),
    "MRI": ("Is this an MRI?", "Is this an MRI image?", "Is this an MR image?", "Was this image taken by MRI?"),
}
PART_YES_NO = {
    "chest": ("Is this the chest?", "Is the chest shown?", "Are the lungs shown?"), "abdomen": ("Is this the abdomen?", "Is the abdomen shown?"),
    "breast": ("Is this the breast?", "Is the breast shown?"), "hand": ("Is this a hand?", "Is a hand shown?"), "head": ("Is this the head?", "Is the brain shown?", "Is this an image of the brain?"),
}
SUFFIX = " Answer concisely in English."

MODALITY_NAMES = {"radiograph": ("Radiograph.", "This is a radiograph."), "CT": ("CT.", "This is a CT image."), "MRI": ("MRI.", "This is an MRI.")}
VIEW_NAMES = {"AP": "AP view.", "PA": "PA view.", "frontal": "Frontal view.", "axial": "Axial plane."}
UNTAUGHT = "This model was not taught to judge this."


def short_answer(seen: Seen, rng: random.Random) -> tuple[str, str]:
    """A question and its answer; the whole sentence where the question is the panel's own."""
    kinds = ("modality", "part", "view", "pneumonia", "abnormal", "is modality", "is part")
    # Whether there is pneumonia is the hardest to see: asked most where a label answers it, seldom where none can.
    kind = rng.choices(kinds, (14, 12, 8, 80 if seen.finding is not None else 14, 10, 10, 8))[0]
    if not seen.is_radiology:
        question = rng.choice(MODALITY + PART + VIEW + PNEUMONIA + ABNORMAL)
        return question, foreign_sentence(rng)
    if kind == "pneumonia" and seen.part != "chest":
        return rng.choice(PNEUMONIA), UNTAUGHT
    if kind == "pneumonia" and seen.finding is not None:
        return rng.choice(PNEUMONIA), "Pneumonia is possible." if seen.finding == "pneumonia" else "Pneumonia is not suspected."
    if kind == "abnormal":
        return _abnormality(seen, rng.choice(ABNORMAL))
    if kind == "view" and seen.view is not None:
        return rng.choice(VIEW), VIEW_NAMES[seen.view]
    if kind == "is modality" and seen.modality is not None:
        asked = seen.modality if rng.random() < 0.5 else rng.choice(list(YES_NO))
        return rng.choice(YES_NO[asked]), "Yes" if asked == seen.modality else "No"
    if kind == "is part":
        asked = seen.part if rng.random() < 0.5 else rng.choice(list(PART_YES_NO))
        return rng.choice(PART_YES_NO[asked or "chest"]), "Yes" if asked == seen.part else "No"
    if kind == "modality" and seen.modality is not None:
        return rng.choice(MODALITY), MODALITY_NAMES[seen.modality][1]
    return rng.choice(PART), f"The {seen.part} is shown."


def _abnormality(seen: Seen, question: str) -> tuple[str, str]:
    if seen.finding is None or seen.source == "nih_cxr":
        return question, UNTAUGHT
    if "normal?" in question:
        return question, "Probably not, since pneumonia is possible." if seen.finding == "pneumonia" else "Probably, since pneumonia is not suspected."
    return question, "Pneumonia is possible." if seen.finding == "pneumonia" else "None is suspected."
