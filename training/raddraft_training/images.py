"""Pictures as the tower gets them: the stretched base view and the letterboxed tile, packed once into arrays of bytes."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from raddraft_training.corpus import Picture


def open_picture(folder: Path, picture: Picture) -> Image.Image:
    """The decoded RGB image of a picture of the corpus."""
    with (folder / picture.shard).open("rb") as file:
        file.seek(picture.offset)
        return Image.open(io.BytesIO(file.read(picture.size))).convert("RGB")


def letterboxed(image: Image.Image, side: int) -> Image.Image:
    """Fits an image into a square keeping its shape, centred on black, as the reference's grid does for one tile."""
    width, height = image.size
    across, down = side / width, side / height
    if across < down:
        new = (side, min(int(np.ceil(height * across)), side))
    else:
        new = (min(int(np.ceil(width * down)), side), side)
    canvas = Image.new("RGB", (side, side), (0, 0, 0))
    canvas.paste(image.resize(new), ((side - new[0]) // 2, (side - new[1]) // 2))
    return canvas


def views_of(image: Image.Image, side: int) -> tuple[Image.Image, Image.Image]:
    """Base view and tile of an RGB image, both `side` x `side`; Pillow's resize is bicubic by default."""
    return image.resize((side, side)), letterboxed(image, side)


def pixels_of(view: Image.Image) -> Tensor:
    """`[3, side, side]`, mean 0.5 and deviation 0.5 taken out, in the reference's order of roundings."""
    values = np.asarray(view).astype(np.float32).transpose(2, 0, 1) * np.float32(1 / 255)
    return torch.from_numpy((values - np.float32(0.5)) / np.float32(0.5))


@dataclass(frozen=True)
class PackedImages:
    """Base views `[images, side, side]` in grey levels, and the size of each original."""

    base: np.ndarray
    sizes: Sequence[tuple[int, int]]

    @property
    def side(self) -> int:
        return self.base.shape[1]


def pack_images(corpus: Path, pictures: Sequence[Picture], side: int, cache: Path) -> PackedImages:
    """Reads the packed base views, or makes them; the file's name tells side and number."""
    file = cache / f"base-{side}-{len(pictures)}.npy"
    if not file.exists():
        cache.mkdir(parents=True, exist_ok=True)
        base = np.zeros((len(pictures), side, side), np.uint8)
        for index, picture in enumerate(pictures):
            base[index] = np.asarray(open_picture(corpus, picture).resize((side, side)).convert("L"))
        # Renamed when whole, so that a run that was stopped leaves no half file.
        partial = cache / f"{file.name}.part"
        with partial.open("wb") as out:
            np.save(out, base)
        partial.replace(file)
    return PackedImages(np.load(file), [(picture.width, picture.height) for picture in pictures])
