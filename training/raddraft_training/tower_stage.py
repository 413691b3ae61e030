"""The tower as a classifier of the corpus' labels: the initialisation `tower-classifier` of the stages after it."""

import math
import random
from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from raddraft_training.augment import random_views
from raddraft_training.augmentation import NONE, Augmentation
from raddraft_training.corpus import Picture
from raddraft_training.drawings import draw_non_radiology
from raddraft_training.images import PackedImages
from raddraft_training.network import Network, Tower

MODALITIES = ("radiograph", "CT", "MRI", None)
PARTS = ("chest", "abdomen", "breast", "hand", "head", None)
FINDINGS = ("negative", "pneumonia", "covid")
SOURCE_WEIGHTS = {"mednist": 0.32, "kermany": 0.32, "nih_cxr": 0.16, "mhh_covid": 0.05, "vqa_rad": 0.09}
DRAWN_SHARE = 0.06
MEASURES = 4
"""Brightness, contrast, sharpness and the share of black."""


def finding_class(picture: Picture) -> str | None:
    """What the label says of the lungs: `negative`, `pneumonia`, `covid`; None where the source labels no finding."""
    if not picture.finding:
        return None
    return {"Normal": "negative", "No Finding": "negative", "Pneumonia": "pneumonia", "COVID-19 patient": "covid"}[picture.finding[0]]


def class_targets(picture: Picture | None) -> tuple[int, int, int, int]:
    """Class numbers of modality, body part, finding, and bacterial or viral; -100 where nothing is known. None: a drawing."""
    if picture is None:
        return MODALITIES.index(None), PARTS.index(None), -100, -100
    modality = -100 if picture.modality is None else MODALITIES.index(picture.modality)
    finding = finding_class(picture)
    kind = {"bacterial": 0, "viral": 1}[picture.finding[1]] if len(picture.finding) > 1 else -100
    return modality, PARTS.index(picture.body_part), -100 if finding is None else FINDINGS.index(finding), kind


def measures_of(grey: Tensor) -> Tensor:
    """`[views, MEASURES]` of views `[views, 1, side, side]`: what appearance wording rests on, roughly -1 to 1."""
    mean, deviation = grey.mean((1, 2, 3)), grey.std((1, 2, 3))
    edges = (grey[:, :, 1:-1, 1:-1] * 4 - grey[:, :, :-2, 1:-1] - grey[:, :, 2:, 1:-1] - grey[:, :, 1:-1, :-2] - grey[:, :, 1:-1, 2:]).abs().mean((1, 2, 3))
    black = (grey < 20).float().mean((1, 2, 3))
    return torch.stack((mean / 64 - 2, deviation / 32 - 2, torch.log(edges + 0.5) - 1.5, black * 2 - 1), 1)


class ClassifierHeads(nn.Module):
    """Linear heads on the normed mean of the patches."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(hidden)
        self.heads = nn.ModuleList(nn.Linear(hidden, size) for size in (len(MODALITIES), len(PARTS), len(FINDINGS), 2, MEASURES))

    def forward(self, patches: Tensor) -> list[Tensor]:
        pooled = self.norm(patches.mean(1))
        return [head(pooled) for head in self.heads]


def classifier_loss(outputs: list[Tensor], targets: Tensor, measures: Tensor) -> Tensor:
    """Cross-entropy of each label that is known, and the squared error of the measures."""
    loss = 0.3 * F.mse_loss(outputs[4], measures)
    for column, weight in enumerate((0.5, 0.5, 1.0, 0.3)):
        known = targets[:, column] >= 0
        if bool(known.any()):
            share = known.float().mean()
            loss = loss + weight * share * F.cross_entropy(outputs[column][known], targets[known, column], label_smoothing=0.05)
    return loss


def whiten_patches(tower: Tower, images: PackedImages, rng: np.random.Generator, n: int = 3000) -> None:
    """Starts the patch embedding as whitened principal components of patches: each channel of unit deviation from the first step."""
    shape = tower.shape
    p, side = shape.patch_size, shape.side
    chosen = images.base[rng.choice(len(images.base), min(n, len(images.base)), replace=False)].astype(np.float32) / 127.5 - 1
    used = chosen[:, : side * p, : side * p]
    patches = used.reshape(-1, side, p, side, p).transpose(0, 1, 3, 2, 4).reshape(-1, p * p)
    centred = torch.from_numpy(patches - patches.mean(0))
    values, vectors = torch.linalg.eigh(centred.T @ centred / len(centred))
    keep = min(shape.hidden, p * p)
    values, vectors = values.flip(0)[:keep], vectors.flip(1)[:, :keep]
    filters = (vectors / (values + 1e-3 * values[0]).sqrt()).T * 0.7
    weight = torch.randn(shape.hidden, p * p) * 0.02
    weight[:keep] = filters
    # Mixes the components, so that no head of attention sees one frequency band alone.
    orthogonal, _ = torch.linalg.qr(torch.randn(shape.hidden, shape.hidden))
    weight = orthogonal @ weight
    conv = tower.embeddings["patch_embedding"]
    with torch.no_grad():
        conv.weight.copy_((weight / 3).view(shape.hidden, 1, p, p).expand(-1, 3, -1, -1))
        conv.bias.copy_(-(weight @ torch.from_numpy(patches.mean(0))))
        tower.embeddings["position_embedding"].weight.copy_(sine_positions(side, shape.hidden) * 0.5)


def sine_positions(side: int, hidden: int) -> Tensor:
    """Two-dimensional sine and cosine positions `[side * side, hidden]`."""
    quarter = hidden // 4
    frequencies = 1.0 / (100 ** (torch.arange(quarter) / quarter))
    y, x = torch.meshgrid(torch.arange(side).float(), torch.arange(side).float(), indexing="ij")
    parts = [function(axis.reshape(-1, 1) * frequencies) for axis in (x, y) for function in (torch.sin, torch.cos)]
    return torch.cat(parts, 1)


class PictureDraw:
    """Draws pictures: a source by weight, then one of its classes evenly, then a picture of it."""

    def __init__(self, pictures: Sequence[Picture], chosen: Sequence[int], weights: dict[str, float] = SOURCE_WEIGHTS) -> None:
        self.classes: dict[str, dict[tuple, list[int]]] = {}
        for index in chosen:
            picture = pictures[index]
            view = picture.view if picture.source == "mhh_covid" else None
            key = (picture.modality, picture.body_part, view, picture.finding[:1])
            self.classes.setdefault(picture.source, {}).setdefault(key, []).append(index)
        self.sources = [source for source in weights if source in self.classes]
        self.weights = [weights[source] for source in self.sources]

    def one(self, rng: random.Random) -> int:
        source = rng.choices(self.sources, self.weights)[0]
        classes = list(self.classes[source].values())
        # Small classes more often than their share, not as often as large ones.
        group = rng.choices(classes, [len(members) ** 0.5 for members in classes])[0]
        return rng.choice(group)


def classifier_scores(network: Network, heads: ClassifierHeads, pictures: Sequence[Picture], images: PackedImages, chosen: Sequence[int]) -> dict[str, float]:
    """Modality and body part accuracy, balanced accuracy and AUROC of pneumonia by source, on unchanged base views."""
    network.eval()
    outputs = []
    with torch.no_grad():
        for start in range(0, len(chosen), 64):
            views = random_views(images, list(chosen[start : start + 64]), [], NONE, random.Random(0), with_tiles=False)
            outputs.append([out.softmax(-1) for out in heads(network.tower(views.pixels))[:3]])
    network.train()
    modality, part, finding = (torch.cat([out[column] for out in outputs]) for column in range(3))
    targets = torch.tensor([class_targets(pictures[index]) for index in chosen])
    scores = {}
    for name, column, values in (("modality", 0, modality), ("body part", 1, part)):
        known = targets[:, column] >= 0
        scores[name] = float((values.argmax(1) == targets[:, column])[known].float().mean())
    for source in ("kermany", "nih_cxr"):
        rows = torch.tensor([pictures[index].source == source for index in chosen])
        if not bool(rows.any()):
            continue
        positive = targets[rows, 2] == FINDINGS.index("pneumonia")
        probability = finding[rows, 1] / (finding[rows, 0] + finding[rows, 1])
        scores[f"{source} AUROC"] = auroc(probability.tolist(), positive.tolist())
        said = probability > 0.5
        scores[f"{source} balanced"] = float((said[positive].float().mean() + (~said[~positive]).float().mean()) / 2)
    return scores


def auroc(scores: Sequence[float], positive: Sequence[bool]) -> float:
    """Area under the ROC curve by ranks, ties counted half; nan where one class is missing."""
    order = sorted(range(len(scores)), key=lambda i: scores[i])
    ranks = [0.0] * len(scores)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and scores[order[end + 1]] == scores[order[start]]:
            end += 1
        for i in range(start, end + 1):
            ranks[order[i]] = (start + end) / 2 + 1
        start = end + 1
    n_positive = sum(positive)
    n_negative = len(positive) - n_positive
    if n_positive == 0 or n_negative == 0:
        return math.nan
    return (sum(rank for rank, is_positive in zip(ranks, positive) if is_positive) - n_positive * (n_positive + 1) / 2) / (n_positive * n_negative)


def classifier_batch(draw: PictureDraw, pictures: Sequence[Picture], images: PackedImages, how: Augmentation, size: int, rng: random.Random) -> tuple[Tensor, Tensor, Tensor]:
    """Pixels `[size, 1, side, side]`, targets `[size, 4]`, measures `[size, MEASURES]`."""
    indices = [-1 if rng.random() < DRAWN_SHARE else draw.one(rng) for _ in range(size)]
    drawn = [draw_non_radiology(rng) for index in indices if index < 0]
    views = random_views(images, indices, drawn, how, rng, with_tiles=False)
    targets = torch.tensor([class_targets(None if index < 0 else pictures[index]) for index in indices])
    return views.pixels, targets, measures_of(views.grey)
