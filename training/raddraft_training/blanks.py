"""Blanks cut into an answer, so that a model learns to fill them (design, section 8: training for blanks)."""

import random
import re
from collections.abc import Callable

from raddraft_training.canvas import Canvas

BLANKED_SHARE = 0.4
"""Share of the text examples that get blanks."""
BLANKS_MAX = 7
"""Most blanks in one example; the number is uniform from 1."""
SHORT_PADDING_MAX = 8
"""Most padding of a blank of the middle third."""
LONG_PADDING_FACTOR = 3
"""Most padding of a blank of the last third, as a multiple of its text."""
BLANK_WORDS_MAX = 12
"""Most words of one blank; a field of a report is a phrase or a sentence."""

Encode = Callable[[str], list[int]]


def words_of(text: str) -> list[str]:
    """The words of a text, each with the one space before it, and all other white space character by character."""
    return re.findall(r" ?\S+|\s", text)


def choose_spans(words: list[str], rng: random.Random) -> list[tuple[int, int]]:
    """1 to `BLANKS_MAX` spans `[start, end)` of words in reading order, each within a line, never touching another."""
    places = [index for index, word in enumerate(words) if not word.isspace()]
    if not places:
        raise ValueError("A text without words has no place for a blank.")
    spans: list[tuple[int, int]] = []
    for _ in range(rng.randint(1, BLANKS_MAX)):
        start, n_words = rng.choice(places), rng.randint(1, BLANK_WORDS_MAX)
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


def blanked_canvas(text: str, encode: Encode, fill_end: int, eot: int, length: int, rng: random.Random) -> Canvas:
    """The canvas `[length]` of a text with blanks: text and padding of each blank maskable, all else pinned.

    The one space before a blank's first word is inside it, a line break never is, and each stretch is tokenised
    alone, all as the extension does; `eot` is pinned after the text. Raises ValueError when text and padding do not end inside the canvas.
    """
    words = words_of(text)
    target: list[int] = []
    maskable: list[bool] = []

    def append(ids: list[int], may_mask: bool) -> None:
        target.extend(ids)
        maskable.extend([may_mask] * len(ids))

    pinned_from = 0
    for start, end in choose_spans(words, rng):
        append(encode("".join(words[pinned_from:start])), False)
        filled = encode("".join(words[start:end]))
        append(filled + [fill_end] * padding_of(len(filled), rng), True)
        pinned_from = end
    append(encode("".join(words[pinned_from:])), False)
    if len(target) >= length:
        raise ValueError(f"A text with blanks of {len(target)} tokens does not end inside a canvas of {length}.")
    append([eot] * (length - len(target)), False)
    return Canvas(tuple(target), tuple(maskable))
