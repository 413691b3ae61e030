"""Descriptions of an image that fill their canvas: sentences by rank, in wordings that follow from what was measured."""

import random
from collections.abc import Callable, Sequence

from raddraft_training.wording.examination import lowered, noun_phrase, with_article
from raddraft_training.wording.seen import Seen

Count = Callable[[str], int]
"""Tokens of a text."""

WELL_FILLED = 0.8
OWN_WORDING_SHARE = 0.98
"""How often the wording follows the measured levels; otherwise it is drawn, so that other words keep a chance."""

PNEUMONIA = ("Pneumonia is possible.", "Findings may represent pneumonia.", "The appearance of the lungs may be due to pneumonia.")
NO_PNEUMONIA = ("Pneumonia is not suspected.", "No pneumonia is suspected on this image.", "The appearance of the lungs does not suggest pneumonia.")
UNCERTAIN_ADULT = ("Pneumonia can be neither suggested nor excluded.", "Whether there is pneumonia remains open.", "The lungs need a reader, since pneumonia remains open here.")
NOT_TAUGHT = ("No finding is stated.", "Findings are for the reader to state.")

TONES = {
    (0, 0): ("It is dark and low in contrast.", "Brightness and contrast are both low.", "The picture is dark, with little contrast."),
    (0, 1): ("It is dark with moderate contrast.", "Brightness is low, contrast moderate.", "The picture is dark, with moderate contrast."),
    (0, 2): ("It is dark with high contrast.", "Brightness is low, contrast high.", "The picture is dark, with strong contrast."),
    (1, 0): ("Contrast is low.", "Brightness is medium, contrast low.", "The picture is of medium brightness, with little contrast."),
    (1, 1): ("Contrast is moderate.", "Brightness is medium, contrast moderate.", "The picture is of medium brightness, with moderate contrast."),
    (1, 2): ("Contrast is high.", "Brightness is medium, contrast high.", "The picture is of medium brightness, with strong contrast."),
    (2, 0): ("It is bright and low in contrast.", "Brightness is high, contrast low.", "The picture is bright, with little contrast."),
    (2, 1): ("It is bright with moderate contrast.", "Brightness is high, contrast moderate.", "The picture is bright, with moderate contrast."),
    (2, 2): ("It is bright with high contrast.", "Brightness and contrast are both high.", "The picture is bright, with strong contrast."),
}
EDGES = (
    ("Edges are blurred.", "Fine detail is lost to blur.", "Outlines are blurred, so that small structures cannot be judged."),
    ("Edges are soft.", "Fine detail is only partly seen.", "Outlines are soft, so that small structures are hard to judge."),
    ("Edges are sharp.", "Fine detail is well seen.", "Outlines are sharp, so that small structures can be followed."),
)
MARGINS = (
    ("Hardly any background is black.", "Anatomy fills the frame.", "Nearly the whole frame is filled, with hardly any black background."),
    ("Some background is black.", "A dark border remains.", "A part of the frame is black background."),
    ("Much background is black.", "A wide black border remains.", "A large part of the frame is black background around the anatomy."),
)
SHAPES = (
    ("The format is upright.", "The frame is higher than wide."),
    ("The format is square.", "The frame is about as wide as it is high."),
    ("The format is oblong.", "The frame is wider than high."),
)
KINDS = {
    "radiograph": ("It is a single projection.", "A single projection is shown, in which structures overlap."),
    "CT": ("It is a single slice.", "One slice is shown, so the rest of the series has to be read too."),
    "MRI": ("It is a single slice.", "One slice of one sequence is shown, so the others have to be read too."),
    None: ("It is a single slice.", "One slice is shown, and the method cannot be told from it."),
}
PARTS = {
    "chest": ("Heart, mediastinum and bones are not judged.", "Nothing is said about the heart, the mediastinum or the bones."),
    "abdomen": ("The abdominal organs are not judged one by one.", "Nothing is said about single organs of the abdomen."),
    "breast": ("The breast tissue is not graded.", "Nothing is said about the tissue or its enhancement."),
    "hand": ("Bones and joints are not judged one by one.", "Nothing is said about alignment, joints or bone age."),
    "head": ("Brain, ventricles and skull are not judged.", "Nothing is said about the brain, the ventricles or the skull."),
}
LIMITS = (
    ("Side, size and position are not given.", "Neither side nor size nor position of a finding is given."),
    ("No earlier image was compared.", "Earlier images were not available to compare with."),
    ("A radiologist has to confirm this.", "Every statement has to be confirmed by a radiologist."),
    ("This is a research draft.", "The text is a research draft of a small demonstration model."),
)

FOREIGN_SUBJECTS = ("This", "The picture", "What is shown", "This picture", "The content", "It", "Such a picture", "The file")
FOREIGN_VERBS = ("does not look like", "hardly resembles", "seems unrelated to", "is probably not", "shows no sign of being", "is not recognised as", "can hardly be", "has little in common with")
FOREIGN_OBJECTS = ("a radiology image", "medical imaging", "an examination", "anything radiological", "a medical picture", "a scan of a body", "any image that was taught", "an image of a patient")
FOREIGN_WHOLE = (
    "No anatomy is recognised.", "Nothing anatomical can be made out.", "Neither modality nor body part can be named.", "Unknown content, without visible anatomy.",
    "An empty or unknown picture.", "Possibly a drawing, a photograph or an empty frame.", "There is nothing here that a report could describe.", "Without anatomy no description is possible.",
    "Probably not from a scanner.", "Something other than a radiology image.", "Body parts cannot be identified.", "Any statement about this would be a guess.")
FOREIGN_LIMITS = (
    ("No statement is made.", "No statement about a patient can be made from it."),
    ("Please check the file.", "Please check whether this is the intended file."),
    ("A reader has to decide.", "What it shows has to be decided by a reader."),
    ("The certainty of all words here is low.", "All words of this text are guesses and should be discarded."),
    ("Radiographs, CT and MRI were taught.", "Only radiographs, CT and MRI of a few regions were taught."),
    ("This is a research draft.", "The text is a research draft of a small demonstration model."),
)


def foreign_sentence(rng: random.Random) -> str:
    """A first sentence for a picture that is none of ours: drawn from many, so that no word of it is certain."""
    if rng.random() < 0.45:
        return rng.choice(FOREIGN_WHOLE)
    return f"{rng.choice(FOREIGN_SUBJECTS)} {rng.choice(FOREIGN_VERBS)} {rng.choice(FOREIGN_OBJECTS)}."


def finding_wordings(seen: Seen) -> tuple[str, ...]:
    """What may be said of a finding: a hedge where the label is one that the tower can see, else that nothing is said."""
    if seen.source == "nih_cxr":
        return UNCERTAIN_ADULT
    if seen.finding is None:
        return NOT_TAUGHT
    return PNEUMONIA if seen.finding == "pneumonia" else NO_PNEUMONIA


def finding_said(seen: Seen) -> str:
    """The one that a report takes."""
    wordings = finding_wordings(seen)
    return wordings[seen.pick(3, len(wordings))]


def quality_slots(seen: Seen) -> list[tuple[str, ...]]:
    """Wordings of tone, edges, margin and format, always in this order: a small model that is torn between orders mixes two sentences."""
    return [TONES[seen.brightness, seen.contrast], EDGES[seen.sharpness], MARGINS[seen.margin], SHAPES[seen.shape]]


def description_slots(seen: Seen, rng: random.Random) -> list[tuple[str, ...]]:
    """All that can be said of an image after the first sentence, by rank."""
    if not seen.is_radiology:
        return [*([(foreign_sentence(rng),)] if rng.random() < 0.5 else []), *quality_slots(seen), *rng.sample(FOREIGN_LIMITS, len(FOREIGN_LIMITS))]
    return [finding_wordings(seen), *quality_slots(seen), KINDS[seen.modality], PARTS[seen.part or "chest"], *LIMITS]


def first_sentence(seen: Seen, question: str, rng: random.Random) -> str:
    """The examination as a sentence; questions that ask what is shown get a whole clause."""
    if not seen.is_radiology:
        return foreign_sentence(rng)
    words = noun_phrase(seen)
    if question.startswith("What"):
        return f"The image shows {with_article(lowered(words))}."
    return f"{words}."


def fitted(first: str, slots: Sequence[tuple[str, ...]], length: int, count: Count, choose: Callable[[int, int], int]) -> str:
    """Sentences by rank until the canvas is nearly full: of each slot the chosen wording, or the longest other that fits."""
    text, room = first, length - 1
    for index, wordings in enumerate(slots):
        chosen = choose(index, len(wordings))
        order = [wordings[chosen], *sorted((each for each in wordings if each != wordings[chosen]), key=count, reverse=True)]
        fitting = [sentence for sentence in order if count(f"{text} {sentence}") <= room]
        if fitting:
            text = f"{text} {fitting[0]}"
    return text


def description(seen: Seen, question: str, length: int, count: Count, rng: random.Random) -> str:
    """A description for a canvas of `length` tokens, end of turn included."""
    own = rng.random() < OWN_WORDING_SHARE

    def choose(index: int, n: int) -> int:
        return seen.pick(index + 3, n) if own else rng.randrange(n)

    first, slots = first_sentence(seen, question, rng), description_slots(seen, rng)
    text = fitted(first, slots, length, count, choose)
    # Too short for a long canvas with short wordings: of each slot the last, which is the longest.
    return text if count(text) >= WELL_FILLED * length else fitted(first, slots, length, count, lambda _, n: n - 1)
