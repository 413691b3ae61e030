"""The examination in words: as a description begins, as a report's first line has it, and as the tags of a file say it."""

from raddraft_training.wording.seen import Seen

ADJECTIVES = {"chest": "chest", "abdomen": "abdominal", "breast": "breast", "hand": "hand", "head": "head"}


def with_article(words: str) -> str:
    return f"{'an' if words[:1] in 'AEIOaeio' or words.startswith(('MR', 'ultra')) else 'a'} {words}"


def lowered(words: str) -> str:
    """The first letter small, unless the word is an abbreviation."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def noun_phrase(seen: Seen) -> str:
    """`AP chest radiograph of a child`, `Axial CT image of the head`, without a full stop."""
    child = " of a child" if seen.is_child else ""
    if seen.modality == "radiograph":
        adjective = "Frontal" if seen.view == "frontal" else seen.view or ""
        words = f"{adjective} {ADJECTIVES[seen.part or 'chest']} radiograph{child}".strip()
        return words[:1].upper() + words[1:]
    plane = "Axial " if seen.view == "axial" else ""
    if seen.modality is None:
        return f"{plane}section of the {seen.part}".strip().capitalize() if not plane else f"{plane}section of the {seen.part}"
    noun = "CT image" if seen.modality == "CT" else "MRI"
    return f"{plane}{noun} of the {seen.part}"


def exam_line(seen: Seen) -> str:
    """The text that a new report gets from the tags: `Radiograph of the chest, AP`."""
    noun = {"radiograph": "Radiograph", "CT": "CT", "MRI": "MRI", None: "Section"}[seen.modality]
    view = f", {seen.view}" if seen.view else ""
    return f"{noun} of the {seen.part}{view}"


def fact_sentence(seen: Seen) -> str:
    """What the product says of an image in the request, from the tags: `The image is a chest radiograph, AP view.`"""
    if seen.modality is None:
        return ""
    words = f"{seen.part} {seen.modality}" + (f", {seen.view} view" if seen.view in ("AP", "PA") else "")
    return f"The image is {with_article(words)}."
