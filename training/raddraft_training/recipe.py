"""A recipe: dimensions, data and stages, read from a TOML file. An unknown key is an error."""

import dataclasses
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from raddraft_training.augmentation import Augmentation
from raddraft_training.examples import Mix
from raddraft_training.shapes import DecoderShape, TowerShape

KINDS = ("tokenizer", "tower-classifier", "text", "alignment", "instruction", "questions")
OPTIMISERS = ("adamw", "muon")
INITS = ("from-scratch", "tower-classifier", "resume")


@dataclass(frozen=True)
class Shares:
    """What one step's examples are: drawings among the images, reports in words alone, questions of the data set."""

    drawings: float = 0.07
    written: float = 0.25
    questions: float = 0.0
    examples_per_image: int = 2


@dataclass(frozen=True)
class Rates:
    """Learning rate of each part as a factor of the stage's; 0: the part is not trained."""

    tower: float = 1.0
    projector: float = 1.0
    decoder: float = 1.0


@dataclass(frozen=True)
class Stage:
    """A stage of training.

    kind: what is trained on what. `text`: the decoder on words, labels in words in the image's place; `alignment` (stage 1 of LLaDA-MedV);
    `instruction` (stage 2); `questions` (stage 3).
    optimiser: `adamw`, or `muon` for the matrices inside the layers.
    anchor: weight of the classifier's loss beside the text's, so that the tower keeps what it learnt; 0: none.
    t_floor: least masking probability. padding_weight: of repeated end tokens in the loss. prefix_share: of the examples with an image, those
    whose rows up to the image's end see nothing that follows, as the sampler mode `standard` computes them. fold: of five, the questions of
    whose images are left out (for cross-validation); -1: none.
    """

    name: str
    kind: str
    steps: int
    examples: int = 32
    positions: int = 3600
    learning_rate: float = 6e-4
    warmup: int = 100
    final_rate: float = 0.02
    weight_decay: float = 0.03
    beta2: float = 0.98
    optimiser: str = "adamw"
    clip: float = 1.0
    ema: float = 0.998
    t_floor: float = 0.05
    padding_weight: float = 0.2
    prefix_share: float = 0.0
    drop_path: float = 0.0
    anchor: float = 0.0
    fold: int = -1
    rates: Rates = field(default_factory=Rates)
    shares: Shares = field(default_factory=Shares)
    mix: Mix = field(default_factory=Mix)
    augmentation: Augmentation = field(default_factory=Augmentation)
    save_every: int = 200
    validate_every: int = 200
    sample_images: int = 0


@dataclass(frozen=True)
class Recipe:
    """Everything that decides a run, but for the folders.

    initialise: `from-scratch`; it leaves out the classifier stage; `tower-classifier` has it; `resume`: from `start`, a stage's file of weights
    or a checkpoint folder; with `start_tower_only` the rest begins at random.
    pictures: at most so many of the corpus, 0: all.
    """

    seed: int
    initialise: str
    decoder: DecoderShape
    tower: TowerShape
    stages: tuple[Stage, ...]
    start: str = ""
    start_tower_only: bool = False
    pictures: int = 0
    device: str = "cpu"
    precision: str = "float32"
    compile: bool = False


def read_recipe(path: Path) -> Recipe:
    """Reads and checks a recipe. Raises ValueError with the key that is wrong."""
    value = tomllib.loads(path.read_text(encoding="utf-8"))
    stages = tuple(_made(Stage, each, f"stages[{index}]") for index, each in enumerate(value.pop("stages", [])))
    recipe = _made(Recipe, {**value, "stages": stages}, "")
    if recipe.initialise not in INITS:
        raise ValueError(f"initialise: {recipe.initialise} is none of {', '.join(INITS)}")
    for stage in stages:
        if stage.kind not in KINDS:
            raise ValueError(f"kind of stage {stage.name}: {stage.kind} is none of {', '.join(KINDS)}")
        if stage.optimiser not in OPTIMISERS:
            raise ValueError(f"optimiser of stage {stage.name}: {stage.optimiser} is none of {', '.join(OPTIMISERS)}")
    return recipe


def _made(kind: type, value: dict[str, Any], where: str) -> Any:
    """A dataclass from a table; tables inside become the dataclasses that their fields name."""
    fields = {each.name: each for each in dataclasses.fields(kind)}
    unknown = sorted(set(value) - set(fields))
    if unknown:
        raise ValueError(f"{where or 'recipe'}: unknown key {unknown[0]}")
    nested = {"rates": Rates, "shares": Shares, "mix": Mix, "augmentation": Augmentation, "decoder": DecoderShape, "tower": TowerShape}
    made = {name: _made(nested[name], each, f"{where}.{name}".strip(".")) if name in nested and isinstance(each, dict) else tuple(each) if isinstance(each, list) else each for name, each in value.items()}
    try:
        return kind(**made)
    except TypeError as error:
        raise ValueError(f"{where or 'recipe'}: {error}") from error
