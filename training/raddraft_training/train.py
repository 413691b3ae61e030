"""Runs a recipe: stage by stage, resumable at any saved step, with a log in JSON lines.

A run's folder holds `tokenizer/`, `state.pt` (the stage in progress), one file of weights for each finished stage, and `log.jsonl`.
"""

import contextlib
import json
import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from raddraft_training.batches import Noise
from raddraft_training.checkpoint import start_weights
from raddraft_training.data import Corpus, StepDraw, read_corpus, step_random
from raddraft_training.examples import ExampleMaker
from raddraft_training.learn_tokenizer import learn_tokenizer
from raddraft_training.network import Network, count_parameters
from raddraft_training.optimiser import Optimisers, optimisers_of
from raddraft_training.recipe import Recipe, Stage
from raddraft_training.steps import StepNumbers, forward_backward
from raddraft_training.tokenizer import Tokenizer
from raddraft_training.tower_stage import ClassifierHeads, PictureDraw, classifier_batch, classifier_loss, classifier_scores, whiten_patches
from raddraft_training.validate import validation_loss, validation_samples
from raddraft_training.workers import average_gradients, wait_for_all

REPORT_SECONDS = 30
HEADS_FILE = "heads.pt"


@dataclass
class Run:
    """What all stages share."""

    recipe: Recipe
    folder: Path
    corpus: Corpus
    tokenizer: Tokenizer
    network: Network
    log: "Log"
    rank: int = 0
    workers: int = 1


class Log:
    """Lines for people on the terminal, records for programs in a file."""

    def __init__(self, path: Path, is_written: bool) -> None:
        self.path, self.is_written = path, is_written

    def write(self, **record: object) -> None:
        if not self.is_written:
            return
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"time": round(time.time()), **record}) + "\n")
        print(" ".join(f"{key} {value:.4g}" if isinstance(value, float) else f"{key} {value}" for key, value in record.items()), flush=True)


class Average:
    """Exponential moving average of the trained parameters."""

    def __init__(self, module: nn.Module, decay: float) -> None:
        self.decay = decay
        self.parameters = [parameter for parameter in module.parameters() if parameter.requires_grad]
        self.values = [parameter.detach().clone() for parameter in self.parameters]

    def update(self, step: int) -> None:
        decay = min(self.decay, (step + 1) / (step + 10))
        torch._foreach_mul_(self.values, decay)
        torch._foreach_add_(self.values, [parameter.detach() for parameter in self.parameters], alpha=1 - decay)

    @contextlib.contextmanager
    def swapped_in(self):
        """The averages as the module's parameters while the block runs."""
        live = [parameter.detach().clone() for parameter in self.parameters]
        self.copy_in()
        try:
            yield
        finally:
            for parameter, value in zip(self.parameters, live):
                parameter.data.copy_(value)

    def copy_in(self) -> None:
        for parameter, value in zip(self.parameters, self.values):
            parameter.data.copy_(value)


def rate_at(stage: Stage, step: int) -> float:
    """Linear warm-up, then a cosine down to `final_rate` of the peak."""
    cosine = 0.5 * (1 + math.cos(math.pi * step / max(1, stage.steps)))
    return stage.learning_rate * min(1.0, (step + 1) / max(1, stage.warmup)) * (stage.final_rate + (1 - stage.final_rate) * cosine)


def train(recipe: Recipe, corpus_folder: Path, folder: Path, rank: int = 0, workers: int = 1) -> Network:
    """Runs what of a recipe is not done yet; the weights of the last stage are `folder/<stage>.pt`.

    With several workers each calls this with its rank; the first one writes, and `prepare` was called before.
    """
    torch.set_flush_denormal(True)
    corpus = prepare(recipe, corpus_folder, folder)
    torch.manual_seed(recipe.seed)
    network = Network(recipe.decoder, recipe.tower)
    run = Run(recipe, folder, corpus, Tokenizer(folder / "tokenizer"), network.to(recipe.device), Log(folder / "log.jsonl", rank == 0), rank, workers)
    if recipe.initialise == "resume":
        network.load_state_dict(start_weights(Path(recipe.start), recipe.start_tower_only), strict=False)
    run.log.write(event="start", parameters=count_parameters(network), pictures=len(corpus.train), questions=len(corpus.questions))
    for stage in recipe.stages:
        if stage.kind == "tower-classifier" and recipe.initialise == "from-scratch":
            continue
        done = folder / f"{stage.name}.pt"
        if done.exists():
            network.load_state_dict(torch.load(done, map_location=recipe.device))
            continue
        _run_stage(run, stage)
        if rank == 0:
            torch.save(network.state_dict(), done.with_suffix(".part"))
            done.with_suffix(".part").replace(done)
            (folder / "state.pt").unlink(missing_ok=True)
        wait_for_all(workers)
    return network


def prepare(recipe: Recipe, corpus_folder: Path, folder: Path) -> Corpus:
    """Makes what a run needs before its first step: packed images and a vocabulary."""
    folder.mkdir(parents=True, exist_ok=True)
    corpus = read_corpus(corpus_folder, recipe.tower.image_size, folder / "cache", recipe.pictures)
    if not (folder / "tokenizer" / "tokenizer.json").exists():
        learn_tokenizer(corpus, recipe.decoder.vocab, recipe.seed, folder / "tokenizer")
    return corpus


def _run_stage(run: Run, stage: Stage) -> None:
    network = run.network
    network.train()
    network.tower.drop_path = stage.drop_path
    heads = _heads_of(run, stage)
    network.requires_grad_(False)
    trained: nn.Module = network if heads is None else nn.ModuleList([network.tower if stage.kind == "tower-classifier" else network, heads])
    optimiser = optimisers_of(trained, stage)
    average = Average(trained, stage.ema)
    first = _load_state(run, stage, trained, optimiser, average)
    backward = _backward_of(run, stage, heads)
    began, reported, losses, positions = time.time(), time.time(), [], 0
    for step in range(first, stage.steps):
        for group in optimiser.groups:
            group["lr"] = rate_at(stage, step) * group.get("factor", 1.0)
        optimiser.zero_grad()
        with _precision(run.recipe):
            numbers = backward(step_random(run.recipe.seed, stage.name if run.rank == 0 else f"{stage.name}/{run.rank}", step))
        losses.append(numbers.loss)
        positions += numbers.positions
        parameters = [parameter for group in optimiser.groups for parameter in group["params"]]
        average_gradients(parameters, run.workers)
        torch.nn.utils.clip_grad_norm_(parameters, stage.clip)
        optimiser.step()
        average.update(step)
        is_last = step + 1 == stage.steps
        if time.time() - reported > REPORT_SECONDS or is_last:
            reported = time.time()
            seconds = (time.time() - began) / (step + 1 - first)
            run.log.write(event="step", stage=stage.name, step=step + 1, of=stage.steps, loss=sum(losses[-50:]) / len(losses[-50:]), rate=rate_at(stage, step), seconds_a_step=seconds, minutes_left=seconds * (stage.steps - step - 1) / 60, positions=positions)
        if run.rank == 0 and ((step + 1) % stage.validate_every == 0 or is_last):
            with average.swapped_in():
                _validate(run, stage, step + 1, heads)
        if run.rank == 0 and (step + 1) % stage.save_every == 0 and not is_last:
            _save_state(run, stage, step + 1, trained, optimiser, average)
    average.copy_in()
    network.requires_grad_(True)
    if heads is not None and run.rank == 0:
        torch.save(heads.state_dict(), run.folder / HEADS_FILE)


def _heads_of(run: Run, stage: Stage) -> ClassifierHeads | None:
    """The classifier of a stage that needs one, as an earlier stage left it."""
    if stage.kind != "tower-classifier" and stage.anchor == 0:
        return None
    torch.manual_seed(run.recipe.seed)
    is_first = stage == run.recipe.stages[0]
    if stage.kind == "tower-classifier" and is_first and run.recipe.initialise == "tower-classifier":
        whiten_patches(run.network.tower, run.corpus.images, np.random.default_rng(run.recipe.seed))
    heads = ClassifierHeads(run.recipe.tower.hidden).to(run.recipe.device)
    stored = run.folder / HEADS_FILE
    if stored.exists():
        heads.load_state_dict(torch.load(stored, map_location=run.recipe.device))
    return heads


def _backward_of(run: Run, stage: Stage, heads: ClassifierHeads | None) -> Callable[[random.Random], StepNumbers]:
    """What adds the gradients of one step."""
    if stage.kind != "tower-classifier" or heads is None:
        draw = StepDraw(run.corpus, ExampleMaker(run.tokenizer, stage.mix), stage)
        noise = Noise(run.tokenizer.mask, stage.t_floor, stage.padding_weight, stage.prefix_share)
        return lambda rng: forward_backward(run.network, draw.draw(rng), noise, stage, rng, heads)
    pictures = PictureDraw(run.corpus.pictures, run.corpus.train)

    def backward(rng: random.Random) -> StepNumbers:
        pixels, targets, measures = (each.to(run.recipe.device) for each in classifier_batch(pictures, run.corpus.pictures, run.corpus.images, stage.augmentation, stage.examples, rng))
        loss = classifier_loss(heads(run.network.tower(pixels)), targets, measures)
        loss.backward()
        return StepNumbers(float(loss.detach()), 0)

    return backward


def _precision(recipe: Recipe):
    """bfloat16 where the recipe asks for it, with the weights in float32."""
    if recipe.precision == "float32":
        return contextlib.nullcontext()
    return torch.autocast(recipe.device.split(":")[0], dtype=torch.bfloat16)


def _validate(run: Run, stage: Stage, step: int, heads: ClassifierHeads | None) -> None:
    network = run.network
    network.eval()
    scores = {} if heads is None else classifier_scores(network, heads, run.corpus.pictures, run.corpus.images, run.corpus.val)
    if stage.kind != "tower-classifier":
        scores |= validation_loss(network, run.corpus, run.tokenizer, stage, run.recipe.seed)
        if stage.sample_images > 0 and stage.kind != "text":
            scores |= validation_samples(network, run.corpus, run.tokenizer, stage.sample_images)
    network.train()
    run.log.write(event="val", stage=stage.name, step=step, **scores)


def _save_state(run: Run, stage: Stage, step: int, trained: nn.Module, optimiser: Optimisers, average: Average) -> None:
    path = run.folder / "state.pt"
    torch.save({"stage": stage.name, "step": step, "trained": trained.state_dict(), "optimiser": optimiser.state_dict(), "average": average.values}, path.with_suffix(".part"))
    path.with_suffix(".part").replace(path)


def _load_state(run: Run, stage: Stage, trained: nn.Module, optimiser: Optimisers, average: Average) -> int:
    """Takes up a stopped stage; the number of steps that are done."""
    path = run.folder / "state.pt"
    if not path.exists():
        return 0
    state = torch.load(path, map_location=run.recipe.device)
    if state["stage"] != stage.name:
        return 0
    trained.load_state_dict(state["trained"])
    optimiser.load_state_dict(state["optimiser"])
    for mine, stored in zip(average.values, state["average"]):
        mine.copy_(stored)
    run.log.write(event="resume", stage=stage.name, step=state["step"])
    return state["step"]
