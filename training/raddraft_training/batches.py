"""From examples to tensors: sequences of like length together, masks drawn, image rows put in their places, and the loss."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from raddraft_training.canvas import mask_canvas, spread_times
from raddraft_training.examples import Example
from raddraft_training.network import Network


@dataclass(frozen=True)
class Noise:
    """How answers are masked; prefix_share: how often rows up to the end of an image see nothing that follows (`Batch.prefixes`)."""

    mask: int
    t_floor: float
    padding_weight: float
    prefix_share: float = 0.0


@dataclass(frozen=True)
class Batch:
    """Padded sequences.

    ids `[batch, positions]`, 0 at images and padding; lengths `[batch]`; image_starts: position of the first image row, -1 without one.
    prefixes: how many rows at the beginning attend only to each other, as where one computation serves every request about an image; 0: none.
    wanted `[batch, rows]`: positions of the canvas (repeats where one is shorter); targets, weights `[batch, rows]`, weight 0: not counted.
    """

    ids: Tensor
    lengths: Tensor
    image_starts: list[int]
    prefixes: list[int]
    wanted: Tensor
    targets: Tensor
    weights: Tensor


def sequence_length(example: Example, image_rows: int) -> int:
    """Positions of an example with an image of so many rows."""
    return len(example.before) + (image_rows if example.has_image else 0) + len(example.after) + len(example.canvas.target)


def collate(examples: Sequence[Example], image_rows: Sequence[int], noise: Noise, rng: random.Random) -> Batch:
    """Masks and lays out; image_rows: rows of each example's image, ignored where it has none."""
    times = spread_times(len(examples), noise.t_floor, rng)
    sequences, starts, prefixes, canvases, targets, weights = [], [], [], [], [], []
    for example, rows, t in zip(examples, image_rows, times):
        noisy = mask_canvas(example.canvas, noise.mask, t, rng, noise.padding_weight)
        image = [0] * rows if example.has_image else []
        sequences.append([*example.before, *image, *example.after, *noisy.ids])
        starts.append(len(example.before) if example.has_image else -1)
        prefixes.append(starts[-1] + rows if example.has_image and rng.random() < noise.prefix_share else 0)
        canvases.append(len(sequences[-1]) - len(noisy.ids))
        targets.append(example.canvas.target)
        weights.append(noisy.weights)
    longest, widest = max(map(len, sequences)), max(map(len, targets))
    wanted = [[start + min(index, len(target) - 1) for index in range(widest)] for start, target in zip(canvases, targets)]
    return Batch(
        torch.tensor([each + [0] * (longest - len(each)) for each in sequences]), torch.tensor([len(each) for each in sequences]), starts, prefixes, torch.tensor(wanted),
        torch.tensor([list(each) + [0] * (widest - len(each)) for each in targets]), torch.tensor([list(each) + [0.0] * (widest - len(each)) for each in weights]))


def grouped(examples: Sequence[int], cost: int) -> list[list[int]]:
    """Indices of `examples` (their lengths) in groups of like length, each of at most `cost` positions with padding, at least one example."""
    order = sorted(range(len(examples)), key=lambda index: examples[index])
    groups: list[list[int]] = []
    for index in order:
        if groups and examples[index] * (len(groups[-1]) + 1) <= cost:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def attention_bias(batch: Batch, longest: int, device: torch.device, dtype: torch.dtype) -> Tensor | None:
    """`[batch, 1, 1, longest]` that hides padding, `[batch, 1, longest, longest]` where prefixes see nothing after them; None: all see all."""
    place = torch.arange(longest)
    hidden = (place[None] >= batch.lengths[:, None])[:, None]
    if any(batch.prefixes):
        ends = torch.tensor(batch.prefixes)[:, None, None]
        hidden = hidden | ((place[None, :, None] < ends) & (place[None, None, :] >= ends))
    return torch.zeros(hidden.shape).masked_fill(hidden, -1e9)[:, None].to(device=device, dtype=dtype) if bool(hidden.any()) else None


def batch_loss(network: Network, batch: Batch, images: Sequence[Tensor]) -> Tensor:
    """Mean over the batch of each example's weighted cross-entropy; images: rows of those that have one, in order."""
    device = next(network.parameters()).device
    rows = network.model.embed_tokens(batch.ids.to(device))
    n, longest, width = rows.shape
    if images:
        starts = [(index, start) for index, start in enumerate(batch.image_starts) if start >= 0]
        places = torch.cat([torch.arange(len(image)) + index * longest + start for (index, start), image in zip(starts, images)]).to(device)
        rows = rows.reshape(-1, width).index_copy(0, places, torch.cat(list(images)).to(rows.dtype)).view(n, longest, width)
    outputs = network.hidden(rows, attention_bias(batch, longest, device, rows.dtype), batch.wanted.to(device))
    counted = (batch.weights > 0).to(device)
    logits = network.lm_head(outputs[counted]).float()
    losses = F.cross_entropy(logits, batch.targets.to(device)[counted], reduction="none")
    return (losses * batch.weights.to(device)[counted]).sum() / n
