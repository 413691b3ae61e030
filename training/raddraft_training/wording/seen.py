"""What is known of an image when a text about it is made: its labels, and what was measured on the view that the tower gets."""

from dataclasses import dataclass

from raddraft_training.corpus import Picture

# Borders between low, middle and high, near the thirds of the corpus; a text changes where a view crosses one.
BRIGHTNESS = (100.0, 130.0)
CONTRAST = (50.0, 65.0)
SHARPNESS = (-0.4, 0.3)
BLACK = (-0.8, -0.2)
SHAPE = (0.92, 1.09)


@dataclass(frozen=True)
class Seen:
    """Labels (None: not known) and levels 0, 1, 2 of what can be measured; `is_radiology` False: a drawing, nothing is known.

    finding: `negative`, `pneumonia` or None. is_child: the source holds children only.
    """

    is_radiology: bool
    modality: str | None
    part: str | None
    view: str | None
    finding: str | None
    is_child: bool
    source: str
    brightness: int
    contrast: int
    sharpness: int
    margin: int
    shape: int


def level(value: float, borders: tuple[float, float]) -> int:
    return int(value >= borders[0]) + int(value >= borders[1])


def measured_levels(measures: list[float], size: tuple[int, int]) -> dict[str, int]:
    """Levels of a view from `measures_of` (brightness, contrast, sharpness, black; scaled) and the picture's width and height."""
    mean, deviation, edges, black = measures
    return {
        "brightness": level((mean + 2) * 64, BRIGHTNESS), "contrast": level((deviation + 2) * 32, CONTRAST), "sharpness": level(edges, SHARPNESS),
        "margin": level(black, BLACK), "shape": level(size[0] / size[1], SHAPE)}


def seen_of(picture: Picture | None, measures: list[float], size: tuple[int, int]) -> Seen:
    """What is known of a view of a picture; None: a drawing that is no radiology image."""
    levels = measured_levels(measures, size)
    if picture is None:
        return Seen(False, None, None, None, None, False, "drawing", **levels)
    # A COVID-19 case says something of the patient, not of the picture: nothing is claimed from it.
    words = {"Normal": "negative", "No Finding": "negative", "Pneumonia": "pneumonia"}
    finding = words.get(picture.finding[0]) if picture.finding else None
    return Seen(True, picture.modality, picture.body_part, picture.view, finding, picture.source == "kermany", picture.source, **levels)
