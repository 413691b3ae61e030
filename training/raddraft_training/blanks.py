"""Blanks cut into an answer, so that a model learns to fill them (design, section 8: training for blanks)."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from raddraft_training.canvas import Canvas

BLANKS_MAX = 7
"""Most blanks in one example; the number is uniform from 1."""
SHORT_PADDING_MAX = 8
"""Most padding of a blank of the middle third."""
LONG_PADDING_FACTOR = 3
"""Most padding of a blank of the last third, as a multiple of its text."""
BLANK_WORDS_MAX = 12
"""Most words of one blank; a field of a report is a phrase or a sentence."""

Encode = Callable[[str], list[int]]


@dataclass(frozen=True)
class Stretch:
    """A piece of an answer: text that stands, or a blank with the text that belongs there."""

    text: str
    is_blank: bool


def words_of(text: str) -> list[str]:
    """The words of a text, each with the one space before it, and all other white space character by character."""
    return re.findall(r" ?\S+|\s", text)


def choose_spans(words: list[str], rng: random.Random, most_words: int = BLANK_WORDS_MAX) -> list[tuple[int, int]]:
    """1 to `BLANKS_MAX` spans `[start, end)` of at most `most_words` words in reading order, each within a line, never touching another."""
    places = [index for index, word in enumerate(words) if not word.isspace()]
    if not places:
        raise ValueError("A text without words has no place for a blank.")
    spans: list[tuple[int, int]] = []
    for _ in range(rng.randint(1, BLANKS_MAX)):
        start, n_words = rng.choice(places), rng.randint(1, most_words)
        end = start
        while end < len(words) and end - start < n_words and not words[end].isspace():
            end += 1
        if all(end < other_start or start > other_end for other_start, other_end in spans):
            spans.append((start, end))
    return sorted(spans)


def padding_of(n_text: int, rng: random.Random) -> int:
    """How many `fillEnd` follow a blank's text of `n_text` tokens: a third none, a third 1 to 8, a third up to three times it."""
    third = rng.randrange(3)
    if third == 0:
        return 0
    return rng.randint(1, SHORT_PADDING_MAX if third == 1 else LONG_PADDING_FACTOR * n_text)


def with_blanks(text: str, rng: random.Random, most_words: int = BLANK_WORDS_MAX) -> list[Stretch]:
    """A text with random word spans as blanks; the one space before a blank's first word is inside it, a line break never is."""
    words = words_of(text)
    stretches: list[Stretch] = []
    at = 0
    for start, end in choose_spans(words, rng, most_words):
        stretches += [Stretch("".join(words[at:start]), False), Stretch("".join(words[start:end]), True)]
        at = end
    stretches.append(Stretch("".join(words[at:]), False))
    return [stretch for stretch in stretches if stretch.text != ""]


def stretches_canvas(stretches: list[Stretch], encode: Encode, fill_end: int, eot: int, rng: random.Random) -> Canvas:
    """The canvas of an answer in stretches: text and padding of each blank maskable, all else pinned.

    Neighbouring text is one stretch and each stretch is tokenised alone, as the extension does. A blank is padded with
    `fill_end`; one that ends the answer with `eot`, and then nothing follows it; else one `eot` is pinned at the end.
    """
    target: list[int] = []
    maskable: list[bool] = []
    padding: list[bool] = []
    text = ""
    for index, stretch in enumerate(stretches):
        if not stretch.is_blank:
            text += stretch.text
            continue
        pinned, filled = encode(text), encode(stretch.text)
        text = ""
        n_padding = padding_of(len(filled), rng)
        target += pinned + filled + [eot if index == len(stretches) - 1 else fill_end] * n_padding
        maskable += [False] * len(pinned) + [True] * (len(filled) + n_padding)
        padding += [False] * (len(pinned) + len(filled)) + [place > 0 for place in range(n_padding)]
    if text != "" or not stretches or not stretches[-1].is_blank:
        pinned = [*encode(text), eot]
        target += pinned
        maskable += [False] * len(pinned)
        padding += [False] * len(pinned)
    return Canvas(tuple(target), tuple(maskable), tuple(padding))
