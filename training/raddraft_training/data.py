"""The corpus in memory, and the draws of one step: everything follows from seed and step, so that a run can stop anywhere."""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from raddraft_training.augment import random_views
from raddraft_training.augmentation import NONE
from raddraft_training.corpus import Picture, Question, read_pictures, read_questions
from raddraft_training.drawings import draw_non_radiology
from raddraft_training.examples import Example, ExampleMaker
from raddraft_training.images import PackedImages, pack_images
from raddraft_training.recipe import Stage
from raddraft_training.tower_stage import PictureDraw, class_targets, measures_of
from raddraft_training.wording.seen import Seen, seen_of

FOLDS = 5


def fold_of(image_id: str) -> int:
    """The fold of an image, 0 to 4 (evaluation/README.md, "Five folds")."""
    return int(hashlib.sha256(image_id.encode()).hexdigest()[:8], 16) % FOLDS


@dataclass
class Corpus:
    """Pictures, their packed views, questions; indices of the train and val pictures."""

    pictures: Sequence[Picture]
    images: PackedImages
    questions: Sequence[Question]
    train: list[int]
    val: list[int]

    def __post_init__(self) -> None:
        self.index = {picture.id: index for index, picture in enumerate(self.pictures)}


def read_corpus(folder: Path, side: int, cache: Path, most: int = 0) -> Corpus:
    """The corpus, or a part of `most` pictures that keeps every source and split."""
    pictures = read_pictures(folder)
    if 0 < most < len(pictures):
        pictures = pictures[:: -(-len(pictures) // most)]
    known = {picture.id for picture in pictures}
    split = lambda name: [index for index, picture in enumerate(pictures) if picture.split == name]
    return Corpus(pictures, pack_images(folder, pictures, side, cache), [question for question in read_questions(folder) if question.image in known], split("train"), split("val"))


@dataclass(frozen=True)
class Drawn:
    """One step's pixels `[views, 1, side, side]`, for each image its base view, tile and size, and the examples with their image.

    labels `[images, 4]` and measures `[images, MEASURES]` are the classifier's, of the base views.
    """

    pixels: Tensor
    base: list[int]
    tile: list[int]
    sizes: list[tuple[int, int]]
    examples: list[Example]
    image_of: list[int]
    labels: Tensor | None = None
    measures: Tensor | None = None


def step_random(seed: int, name: str, step: int) -> random.Random:
    """The random numbers of a step; torch's are set with them."""
    rng = random.Random(f"{seed} {name} {step}")
    torch.manual_seed(rng.randrange(2**31))
    return rng


class StepDraw:
    """Draws the examples of a stage's steps."""

    def __init__(self, corpus: Corpus, maker: ExampleMaker, stage: Stage) -> None:
        self.corpus, self.maker, self.stage = corpus, maker, stage
        self.pictures = PictureDraw(corpus.pictures, corpus.train)
        train = set(corpus.train)
        self.questions = [question for question in corpus.questions if corpus.index[question.image] in train and (stage.fold < 0 or fold_of(question.image) != stage.fold)]

    def draw(self, rng: random.Random) -> Drawn:
        """The examples of one step."""
        stage, shares = self.stage, self.stage.shares
        n_written = round(stage.examples * shares.written)
        written = [self.maker.written(rng) for _ in range(n_written)]
        n_left = stage.examples - n_written
        if stage.kind == "text":
            hinted = [self.maker.of_image(self._guessed(rng), rng, as_hint=True) for _ in range(n_left)]
            return Drawn(torch.zeros(0, 1, 1, 1), [], [], [], written + hinted, [-1] * stage.examples)
        n_questions = round(n_left * shares.questions)
        n_images = max(1, (n_left - n_questions) // shares.examples_per_image) if n_left > n_questions else 0
        asked = [rng.choice(self.questions) for _ in range(n_questions)]
        indices = [-1 if rng.random() < shares.drawings else self.pictures.one(rng) for _ in range(n_images)] + [self.corpus.index[question.image] for question in asked]
        drawings = [draw_non_radiology(rng) for index in indices if index < 0]
        views = random_views(self.corpus.images, indices, drawings, stage.augmentation, rng)
        measures = measures_of(views.grey)[views.base]
        shown = [None if index < 0 else self.corpus.pictures[index] for index in indices]
        seen = [seen_of(picture, measured, size) for picture, measured, size in zip(shown, measures.tolist(), views.sizes)]
        examples, image_of = [], []
        for image in range(n_images):
            for _ in range(shares.examples_per_image):
                examples.append(self.maker.of_image(seen[image], rng, as_hint=False))
                image_of.append(image)
        for offset, question in enumerate(asked):
            examples.append(self.maker.question(question, rng, None))
            image_of.append(n_images + offset)
        labels = torch.tensor([class_targets(picture) for picture in shown])
        return Drawn(views.pixels, views.base, views.tile, views.sizes, examples + written, image_of + [-1] * n_written, labels, measures)

    def _guessed(self, rng: random.Random) -> Seen:
        """Labels of a picture with measures out of the air: the language is the same."""
        picture = self.corpus.pictures[self.pictures.one(rng)] if rng.random() >= self.stage.shares.drawings else None
        measures = [rng.uniform(-1.5, 0.9), rng.uniform(-1.5, 0.9), rng.uniform(-0.9, 1.1), rng.uniform(-1, 0.4)]
        return seen_of(picture, measures, (rng.choice((1000, 1000, 1000, 800, 1300)), 1000))


def plain_seen(corpus: Corpus, indices: Sequence[int]) -> tuple[Tensor, list[Seen]]:
    """Unchanged base views `[n, 1, side, side]` in grey levels, and what is known of them."""
    grey = torch.from_numpy(np.stack([corpus.images.base[index] for index in indices])).float()[:, None]
    measures = measures_of(grey).tolist()
    return grey, [seen_of(corpus.pictures[index], measure, corpus.images.sizes[index]) for index, measure in zip(indices, measures)]


def plain_views(corpus: Corpus, indices: list[int]) -> Drawn:
    """Base view and tile of pictures as they are, without examples."""
    views = random_views(corpus.images, indices, [], NONE, random.Random(0))
    return Drawn(views.pixels, views.base, views.tile, views.sizes, [], [])
