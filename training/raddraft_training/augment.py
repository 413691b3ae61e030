"""Random views of pictures for training: other crops, shapes, tones and resolutions; the label must survive all of them."""

import math
import random
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from raddraft_training.augmentation import Augmentation
from raddraft_training.images import PackedImages


@dataclass(frozen=True)
class Views:
    """Grey levels of the different views `[views, 1, side, side]` (0 to 255), and for each image its base view, tile and size."""

    grey: Tensor
    base: list[int]
    tile: list[int]
    sizes: list[tuple[int, int]]

    @property
    def pixels(self) -> Tensor:
        """As the tower takes them."""
        return self.grey / 127.5 - 1.0


@dataclass(frozen=True)
class _Warp:
    """One image's geometry: aspect of the warped picture and the 2x3 matrix from its unit square to the source."""

    aspect: float
    matrix: list[list[float]]


def _warp(size: tuple[int, int], how: Augmentation, rng: random.Random) -> _Warp:
    angle = math.radians(rng.uniform(-how.rotation, how.rotation))
    zoom = rng.uniform(*how.zoom)
    across = down = 1 / zoom if zoom > 1 else zoom
    if how.zoom == (1, 1):
        across = down = 1.0
    if rng.random() < how.shape_share:
        squeeze = rng.uniform(1 - how.shape, 1.0)
        across, down = (across * squeeze, down) if rng.random() < 0.5 else (across, down * squeeze)
    dx, dy = rng.uniform(-1, 1) * max(0.02, 1 - across), rng.uniform(-1, 1) * max(0.02, 1 - down)
    if how.zoom == (1, 1):
        dx = dy = 0.0
    aspect = size[0] / size[1] * across / down
    cos, sin = math.cos(angle), math.sin(angle)
    flip = -1.0 if rng.random() < how.flip_share else 1.0
    return _Warp(aspect, [[flip * across * cos, -down * sin, dx], [flip * across * sin, down * cos, dy]])


def _tile_matrix(warp: _Warp) -> tuple[list[list[float]], float, float]:
    """The matrix for the letterboxed tile, and how far its picture reaches of 1 across and down."""
    reach_x, reach_y = min(1.0, warp.aspect), min(1.0, 1 / warp.aspect)
    (a, b, c), (d, e, f) = warp.matrix
    return [[a / reach_x, b / reach_y, c], [d / reach_x, e / reach_y, f]], reach_x, reach_y


def _toned(grey: Tensor, how: Augmentation, rng: random.Random) -> Tensor:
    """Gamma, contrast and brightness of views `[views, 1, side, side]` of one picture."""
    gamma = math.exp(rng.uniform(-how.gamma, how.gamma))
    contrast, shift = 1 + rng.uniform(-how.contrast, how.contrast), rng.uniform(-how.brightness, how.brightness)
    toned = 255 * (grey / 255).clamp(0, 1) ** gamma
    mean = toned.mean()
    return ((toned - mean) * contrast + mean + shift).clamp(0, 255)


def _coarse(grey: Tensor, rng: random.Random) -> Tensor:
    """Loses resolution, so that blur does not tell the source."""
    side = rng.choice([48, 56, 64, 80, 96, 128])
    small = F.interpolate(grey, size=(side, side), mode="area")
    return F.interpolate(small, size=grey.shape[2:], mode="bicubic", align_corners=False).clamp(0, 255)


def _erased(grey: Tensor, rng: random.Random) -> Tensor:
    side = grey.shape[2]
    height, width = rng.randint(side // 10, side // 3), rng.randint(side // 10, side // 3)
    top, left = rng.randint(0, side - height), rng.randint(0, side - width)
    grey = grey.clone()
    grey[:, :, top : top + height, left : left + width] = rng.uniform(0, 255)
    return grey


def random_views(images: PackedImages, indices: list[int], extra: list[np.ndarray], how: Augmentation, rng: random.Random, with_tiles: bool = True) -> Views:
    """Views of the pictures at `indices` (-1 takes the next of `extra`, grey `[height, width]` already drawn).

    A square picture whose shape stays has one view that is base and tile.
    """
    side = images.side
    sources, warps, sizes = [], [], []
    extras = iter(extra)
    for index in indices:
        drawn = next(extras) if index < 0 else None
        size = images.sizes[index] if drawn is None else (drawn.shape[1], drawn.shape[0])
        source = torch.from_numpy(images.base[index] if drawn is None else drawn).float()[None, None]
        if source.shape[2:] != (side, side):
            source = F.interpolate(source, size=(side, side), mode="bicubic", align_corners=False, antialias=True).clamp(0, 255)
        warp = _warp(size, how, rng)
        sources.append(source)
        warps.append(warp)
        sizes.append((max(1, round(1000 * warp.aspect)), 1000))
    groups: list[list[Tensor]] = []
    for source, warp in zip(sources, warps):
        matrices = [warp.matrix]
        is_square = 0.99 < warp.aspect < 1.01
        if with_tiles and not is_square:
            matrix, reach_x, reach_y = _tile_matrix(warp)
            matrices.append(matrix)
        grid = F.affine_grid(torch.tensor(matrices), [len(matrices), 1, side, side], align_corners=False)
        grey = F.grid_sample(source.expand(len(matrices), -1, -1, -1), grid, mode="bilinear", padding_mode="zeros", align_corners=False)
        if rng.random() < how.coarse_share:
            grey = _coarse(grey, rng)
        grey = _toned(grey, how, rng)
        if rng.random() < how.noise_share:
            grey = (grey + torch.randn_like(grey) * rng.uniform(2, 14)).clamp(0, 255)
        if rng.random() < how.erase_share:
            grey = _erased(grey, rng)
        if len(matrices) == 2:
            line = (torch.arange(side) * 2 + 1) / side - 1
            inside = (line.abs() <= reach_x)[None, :] & (line.abs() <= reach_y)[:, None]
            grey[1] = grey[1] * inside
        groups.append(list(grey))
    flat: list[Tensor] = []
    base, tile = [], []
    for group in groups:
        base.append(len(flat))
        tile.append(len(flat) + len(group) - 1)
        flat.extend(group)
    sizes = [(1000, 1000) if base[i] == tile[i] else size for i, size in enumerate(sizes)]
    return Views(torch.stack(flat), base, tile, sizes)
