"""Reports as pieces: stretches that stand and stretches that may become blanks, in the shapes that the product sends.

A report is a list of parts in reading order. A `Part` with `choice` is written by the model when it is blanked; `weight` tells
how readily it becomes one. The text of the parts joined is the report.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from raddraft_training.wording.describing import NO_PNEUMONIA, PNEUMONIA
from raddraft_training.wording.examination import exam_line
from raddraft_training.wording.phrases import CLOSINGS, COMPARISONS, EXAMINATIONS, NOTHING_ACUTE, SIDES, Examination, Region
from raddraft_training.wording.seen import Seen
from raddraft_training.wording.templates import PICK_LISTS, Line


@dataclass(frozen=True)
class Part:
    """A stretch of a report; `is_blank`: the product would ask the model for it. A blank begins with its space."""

    text: str
    is_blank: bool = False


UNJUDGED = ("Not judged by this model.", "For the reader to state.", "To be completed by a radiologist.", "Nothing is stated here.")
TECHNIQUES = ("___", "___", "Single view.", "PA view.", "AP view; 90 kV.", "120 kV; slice thickness 5 mm.", "Sequences: spin echo.", "Real-time ultrasound of the abdomen.")
"""As the tags tell them, or a template's own: what stands there says nothing of the findings."""
OPEN_IMPRESSION = "No impression is given."
NOT_FROM_DRAWING = ("Nothing is recognised.", "No statement is possible.", "Nothing can be stated from this picture.", "Unknown content.", "Kept open.", "To be completed.", "Not recognised.", "This has to be checked.")


def sided(text: str, side: str) -> str:
    words = text.replace("{side}", side)
    return words[:1].upper() + words[1:]


def lungs_sentence(seen: Seen, rng: random.Random) -> str:
    """What a blank about the lungs gets from an image."""
    if not seen.is_radiology:
        return rng.choice(NOT_FROM_DRAWING)
    if seen.finding is None or seen.source == "nih_cxr":
        return "Pneumonia remains open." if seen.source == "nih_cxr" else UNJUDGED[0]
    return PNEUMONIA if seen.finding == "pneumonia" else NO_PNEUMONIA


def impression_sentence(seen: Seen, rng: random.Random) -> str:
    """What an impression gets from an image when the findings say nothing more."""
    if not seen.is_radiology:
        return rng.choice(NOT_FROM_DRAWING)
    if seen.finding is None or seen.source == "nih_cxr":
        return OPEN_IMPRESSION
    return "Possible pneumonia." if seen.finding == "pneumonia" else "Pneumonia is not suspected."


def unjudged(seen: Seen, index: int, rng: random.Random) -> str:
    """For a line that the labels say nothing about; neighbouring lines are worded differently."""
    if not seen.is_radiology:
        return rng.choice(NOT_FROM_DRAWING)
    return UNJUDGED[index % len(UNJUDGED)]


def head_parts(exam: str, reason: str, technique: str, comparison: str) -> list[Part]:
    """The lines before the findings, as the built-in templates have them."""
    return [Part("Exam:"), Part(f" {exam}", True), Part(f"\n\nClinical information: {reason}\n\nTechnique: {technique}\n\nComparison: {comparison}\n\n")]


def short_draft(seen: Seen, findings: str, impression: str) -> str:
    """A whole report in few words, as a free draft."""
    return f"Exam: {exam_line(seen)}\n\nFindings:\n{findings}\n\nImpression:\n{impression}"


def image_report(seen: Seen, lines: Sequence[Line], rng: random.Random, exam: str) -> list[Part]:
    """A report by template, its blanks filled from the image; exam: the first line's text, empty where the tags say nothing."""
    parts = head_parts(exam or "___", "___", rng.choice(TECHNIQUES), "None.")
    if exam == "":
        parts[1] = Part(parts[1].text)
    parts.append(Part("Findings:"))
    for index, (label, text) in enumerate(lines):
        if text:
            parts.append(Part(f"\n{label}: {text}"))
        elif label in PICK_LISTS:
            parts += [Part(f"\n{label}:"), Part(f" {rng.choice(PICK_LISTS[label])}", rng.random() < 0.5)]
        else:
            said = lungs_sentence(seen, rng) if label in ("Lungs", "") and seen.part == "chest" else unjudged(seen, index, rng)
            parts += [Part(f"\n{label}:" if label else "\n"), Part(f" {said}" if label else said, True)]
    parts.append(Part("\n\nImpression:\n"))
    parts.append(Part(impression_sentence(seen, rng), True))
    if rng.random() < 0.2:
        parts.append(Part("\n\nLimitations: None."))
    return parts


@dataclass(frozen=True)
class Told:
    """A report in words alone: parts, what the tags would say, and whether the impression follows from the findings."""

    parts: list[Part]
    fact: str


def _statement(region: Region, rng: random.Random, findings: list[str]) -> str:
    """One region's sentence; a finding adds its impression to `findings`."""
    if region.findings and rng.random() < 0.3:
        finding, impression = rng.choice(region.findings)
        side = rng.choice(SIDES)
        findings.append(sided(impression, side))
        return sided(finding, side)
    return rng.choice(region.normal)


def written_report(rng: random.Random, examination: Examination | None = None) -> Told:
    """A report of the phrase bank, line by line or as a paragraph, with an impression that sums up its findings."""
    examination = examination or rng.choice(EXAMINATIONS)
    exam = rng.choice(examination.names)
    parts = head_parts(exam, rng.choice(examination.reasons) if rng.random() < 0.7 else "___", rng.choice(examination.techniques) if rng.random() < 0.7 else "___", rng.choice(COMPARISONS))
    if rng.random() < 0.35:
        parts = [Part("Exam:"), Part(f" {exam}", True), Part("\n\n")]
    found: list[str] = []
    regions = list(examination.regions)
    if len(regions) > 4 and rng.random() < 0.7:
        first = rng.randrange(len(regions) - 3)
        regions = regions[first : first + rng.randint(3, 5)]
    has_lines = rng.random() < 0.6
    parts.append(Part("Findings:\n" if has_lines or rng.random() < 0.5 else "Findings:"))
    for index, region in enumerate(regions):
        said = _statement(region, rng, found)
        if has_lines:
            parts.append(Part(("\n" if index else "") + f"{region.label}:"))
            parts.append(Part(f" {said}", True))
        else:
            is_line_start = index == 0 and parts[-1].text.endswith("\n")
            parts.append(Part(said if is_line_start else f" {said}", True))
    said = " ".join(found[:3]) if found else rng.choice(NOTHING_ACUTE)
    if rng.random() < 0.25:
        said = f"{said} {rng.choice(CLOSINGS)}"
    parts.append(Part("\n\nImpression:\n" if rng.random() < 0.8 else "\n\nImpression:"))
    parts.append(Part(said if parts[-1].text.endswith("\n") else f" {said}", True))
    return Told(parts, examination.fact)
