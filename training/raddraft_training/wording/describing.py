"""Descriptions of an image that fill their canvas: sentences by rank, in wordings that follow from what was measured."""

import random
from collections.abc import Callable, Sequence

from raddraft_training.wording.examination import lowered, noun_phrase, with_article
from raddraft_training.wording.seen import Seen

Count = Callable[[str], int]
"""Tokens of a text."""

SHORT_TO = 32
LONG_FROM = 90
"""Canvases from here on get the long wordings: one canvas, one wording, whatever is seen. Up to `SHORT_TO` all must serve that fits."""

PNEUMONIA = "Pneumonia is possible."
NO_PNEUMONIA = "Pneumonia is not suspected."
UNCERTAIN_ADULT = "Pneumonia can be neither suggested nor excluded."
NOT_TAUGHT = "No finding is stated."

BRIGHTNESSES = ("low", "medium", "high")
CONTRASTS = ("low", "moderate", "high")
EDGES = (
    ("Edges are blurred.", "Outlines are blurred, so that small structures cannot be judged."),
    ("Edges are soft.", "Outlines are soft, so that small structures are not judged."),
    ("Edges are sharp.", "Outlines are sharp, so that small structures can be judged."),
)
MARGINS = (
    ("The black background is small.", "A small part of the frame is black background around the anatomy."),
    ("The black background is moderate.", "A moderate part of the frame is black background around the anatomy."),
    ("The black background is large.", "A large part of the frame is black background around the anatomy."),
)
SHAPES = (
    ("The format is upright.", "The frame is higher than wide."),
    ("The format is square.", "The frame is square in shape."),
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
    return rng.choice(FOREIGN_WHOLE)


def finding_said(seen: Seen) -> str:
    """What may be said of a finding: a hedge where the label is one that the tower can see, else that nothing is said."""
    if seen.source == "nih_cxr":
        return UNCERTAIN_ADULT
    if seen.finding is None:
        return NOT_TAUGHT
    return PNEUMONIA if seen.finding == "pneumonia" else NO_PNEUMONIA


def quality_slots(seen: Seen) -> list[tuple[str, ...]]:
    """Wordings of tone, edges, margin and format, always in this order, and each with as many tokens whatever is seen: a model that is torn
    between orders, or between the places where a sentence begins, mixes two."""
    tone = (
        f"Brightness is {BRIGHTNESSES[seen.brightness]}, contrast {CONTRASTS[seen.contrast]}.",
        f"The picture is of {BRIGHTNESSES[seen.brightness]} brightness, with {CONTRASTS[seen.contrast]} contrast.")
    return [tone, EDGES[seen.sharpness], MARGINS[seen.margin], SHAPES[seen.shape]]


def report_slots(seen: Seen) -> list[tuple[str, ...]]:
    """What fills a long canvas. Nothing about organs: of an image from elsewhere they would be those of the nearest that was taught."""
    return [KINDS[seen.modality], *LIMITS]


def description_slots(seen: Seen, rng: random.Random) -> list[tuple[str, ...]]:
    """All that can be said of an image after the first sentence, by rank."""
    if not seen.is_radiology:
        return [*([(foreign_sentence(rng),)] if rng.random() < 0.5 else []), *quality_slots(seen), *rng.sample(FOREIGN_LIMITS, len(FOREIGN_LIMITS))]
    return [(finding_said(seen),), *quality_slots(seen), KINDS[seen.modality], PARTS[seen.part or "chest"], *LIMITS]


def first_sentence(seen: Seen, question: str, rng: random.Random) -> str:
    """The examination as a sentence; questions that ask what is shown get a whole clause."""
    if not seen.is_radiology:
        return foreign_sentence(rng)
    words = noun_phrase(seen)
    if question.startswith("What"):
        return f"The image shows {with_article(lowered(words))}."
    return f"{words}."


def filled(first: str, slots: Sequence[tuple[str, ...]], length: int, count: Count) -> str:
    """The first sentence and others by rank, in wordings that the canvas alone decides.

    On longer canvases a sixteenth stays free, and nothing shorter takes the place of a sentence that does not fit: a model that has to
    count to the last token, or to choose by a count, loses the end of a sentence or mixes two.
    """
    text, room = first, length - 1 - (length // 16 if length > SHORT_TO else length // 32)
    for wordings in slots:
        longer = f"{text} {wordings[-1 if length >= LONG_FROM else 0]}"
        if count(longer) <= room:
            text = longer
        elif length > SHORT_TO:
            break
    return text


def description(seen: Seen, question: str, length: int, count: Count, rng: random.Random) -> str:
    """A description for a canvas of `length` tokens, end of turn included."""
    return filled(first_sentence(seen, question, rng), description_slots(seen, rng), length, count)


def tagged_description(seen: Seen, phrase: str, length: int, count: Count) -> str:
    """The same of an image that the request has named, whatever it looks like: the examination is the request's, the looks are the picture's."""
    return filled(f"{phrase}.", [(finding_said(seen),), *quality_slots(seen), *LIMITS], length, count)
