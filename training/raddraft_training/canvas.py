"""The response canvas of a training example: target ids, and which of them may be masked (LLaDA, arXiv 2502.09992)."""

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Canvas:
    """What the model shall write, and where it may be asked to write it.

    target: ids `[length]`, the answer and its padding.
    maskable: `[length]`, true where a mask may stand; the other positions are pinned text.
    is_padding: `[length]`, true after the first end of an answer or a blank: the same id over and over, easily learnt.
    """

    target: tuple[int, ...]
    maskable: tuple[bool, ...]
    is_padding: tuple[bool, ...]


@dataclass(frozen=True)
class NoisyCanvas:
    """A canvas after the forward process: ids `[length]` and loss weights `[length]`, 0 where nothing is masked."""

    ids: tuple[int, ...]
    weights: tuple[float, ...]


def answer_canvas(answer: list[int], length: int, eot: int) -> Canvas:
    """The canvas `[length]` of a whole answer: `eot` after it to the end, every position maskable.

    Raises ValueError when the answer leaves no place for its end of turn: cutting it would teach half sentences.
    """
    if len(answer) >= length:
        raise ValueError(f"An answer of {len(answer)} tokens does not end inside a canvas of {length}.")
    n_padding = length - len(answer) - 1
    return Canvas(tuple(answer + [eot] * (length - len(answer))), (True,) * length, (False,) * (length - n_padding) + (True,) * n_padding)


def mask_canvas(canvas: Canvas, mask: int, t: float, rng: random.Random, padding_weight: float = 1.0) -> NoisyCanvas:
    """Masks each maskable position with probability `t` and weighs it by 1/t; padding counts `padding_weight` of that.

    The weights are divided by what all maskable positions would weigh together at t = 1, so that the expected sum is 1 for any
    canvas. A draw that masks nothing is a valid sample of the loss (it counts 0) and is returned as it is.
    """
    share = [(padding_weight if pads else 1.0) if maskable else 0.0 for maskable, pads in zip(canvas.maskable, canvas.is_padding)]
    whole = sum(share)
    if whole == 0:
        raise ValueError("A canvas without a maskable position teaches nothing.")
    masked = [maskable and rng.random() < t for maskable in canvas.maskable]
    ids = tuple(mask if hit else target for hit, target in zip(masked, canvas.target))
    return NoisyCanvas(ids, tuple(weight / (t * whole) if hit else 0.0 for hit, weight in zip(masked, share)))


def spread_times(n: int, t_floor: float, rng: random.Random) -> list[float]:
    """`n` values of t, each uniform in `[t_floor, 1]`, together one in every n-th of the range: a batch without luck."""
    offset = rng.random()
    times = [t_floor + (1 - t_floor) * ((index + offset) / n % 1.0) for index in range(n)]
    rng.shuffle(times)
    return times
