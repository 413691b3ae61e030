"""The response canvas of a training example: target ids, and which of them may be masked (LLaDA, arXiv 2502.09992)."""

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Canvas:
    """What the model shall write, and where it may be asked to write it.

    target: ids `[length]`, the answer and its padding.
    maskable: `[length]`, true where a mask may stand; the other positions are pinned text.
    """

    target: tuple[int, ...]
    maskable: tuple[bool, ...]


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
    return Canvas(tuple(answer + [eot] * (length - len(answer))), (True,) * length)


def mask_canvas(canvas: Canvas, mask: int, rng: random.Random, t_floor: float = 1e-3) -> NoisyCanvas:
    """Masks each maskable position with probability t and weighs it by 1/t, t uniform in `[t_floor, 1]`.

    The weights are divided by the number of maskable positions, so that the expected sum is 1 for any canvas.
    A draw that masks nothing is a valid sample of the loss (it counts 0) and is returned as it is.
    """
    n_maskable = sum(canvas.maskable)
    if n_maskable == 0:
        raise ValueError("A canvas without a maskable position teaches nothing.")
    t = t_floor + (1 - t_floor) * rng.random()
    masked = [maskable and rng.random() < t for maskable in canvas.maskable]
    ids = tuple(mask if hit else target for hit, target in zip(masked, canvas.target))
    return NoisyCanvas(ids, tuple(1 / (t * n_maskable) if hit else 0.0 for hit in masked))
