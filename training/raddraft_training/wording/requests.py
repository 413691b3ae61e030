"""What the product asks with an image or a report (src/extension/questions.ts, src/report/instruction.ts)."""

import random

from raddraft_training.wording.examination import fact_sentence, with_article
from raddraft_training.wording.seen import Seen

REPORT = "Write a report for this image."
IMPRESSION = "Write a report for this image. Summarise the findings in the impression."


def age_sentence(seen: Seen, rng: random.Random) -> str:
    """An age as the tags would say it: a child's where the source holds children of one to five, else an adult's."""
    if seen.is_child:
        years = rng.randint(1, 5)
    else:
        years = rng.randint(18, 90)
    return f"The patient is {years} {'year' if years == 1 else 'years'} old."


def report_request(seen: Seen, rng: random.Random, is_impression: bool = False) -> str:
    """The request for a report, with what the tags of the file may say before it."""
    said = []
    if seen.is_radiology and rng.random() < 0.35:
        said.append(fact_sentence(seen))
    if seen.is_radiology and rng.random() < 0.2:
        said.append(age_sentence(seen, rng))
    return " ".join([*(each for each in said if each), IMPRESSION if is_impression else REPORT])


def written_request(fact: str, rng: random.Random, is_impression: bool) -> str:
    """The same without an image."""
    said = f"The image is {with_article(fact)}. " if rng.random() < 0.4 else ""
    return said + (IMPRESSION if is_impression else REPORT)
