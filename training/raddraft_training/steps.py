"""One optimiser step: the tower once for all images, the decoder over groups of like length, gradients added up."""

import random
from dataclasses import dataclass

import torch
from torch import Tensor

from raddraft_training.batches import Noise, batch_loss, collate, grouped, sequence_length
from raddraft_training.data import Drawn
from raddraft_training.network import Network
from raddraft_training.recipe import Stage
from raddraft_training.tower_stage import ClassifierHeads, classifier_loss


def image_rows_of(network: Network, drawn: Drawn, features: Tensor) -> list[Tensor]:
    """Rows of each image out of the views' features."""
    return [network.image_rows(features[base], features[tile], size) for base, tile, size in zip(drawn.base, drawn.tile, drawn.sizes)]


@dataclass(frozen=True)
class StepNumbers:
    """What a step tells: its loss, the positions that the decoder saw."""

    loss: float
    positions: int


def forward_backward(network: Network, drawn: Drawn, noise: Noise, stage: Stage, rng: random.Random, heads: ClassifierHeads | None = None) -> StepNumbers:
    """Adds the gradients of a step's examples to the parameters; heads: the classifier that holds the tower to its labels, by `stage.anchor`."""
    device = next(network.parameters()).device
    rows: list[Tensor] = []
    features = leaf = None
    if len(drawn.base) > 0:
        patches = network.tower(drawn.pixels.to(device))
        features = network.model.mm_projector(patches)
        # The groups below each go back as far as here; the tower goes back once.
        leaf = features.detach().requires_grad_(features.requires_grad)
        rows = image_rows_of(network, drawn, leaf)
    counts = [len(rows[image]) if image >= 0 else 0 for image in drawn.image_of]
    lengths = [sequence_length(example, count) for example, count in zip(drawn.examples, counts)]
    groups = grouped(lengths, stage.positions)
    total, positions = 0.0, 0
    for number, group in enumerate(groups):
        examples = [drawn.examples[index] for index in group]
        batch = collate(examples, [counts[index] for index in group], noise, rng)
        images = [rows[drawn.image_of[index]] for index in group if drawn.image_of[index] >= 0]
        if not bool((batch.weights > 0).any()):
            continue
        loss = batch_loss(network, batch, images) * (len(group) / len(drawn.examples))
        loss.backward(retain_graph=bool(images) and number + 1 < len(groups))
        total += float(loss.detach())
        positions += int(batch.lengths.sum())
    if features is not None and leaf is not None:
        targets = [] if leaf.grad is None else [(features, leaf.grad)]
        if heads is not None and drawn.labels is not None and drawn.measures is not None:
            anchored = stage.anchor * classifier_loss(heads(patches[drawn.base]), drawn.labels.to(device), drawn.measures.to(device))
            targets.append((anchored, torch.ones_like(anchored)))
        torch.autograd.backward([tensor for tensor, _ in targets if tensor.requires_grad], [gradient for tensor, gradient in targets if tensor.requires_grad])
    return StepNumbers(total, positions)
