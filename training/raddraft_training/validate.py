"""Metrics on the val split while a model is trained; `npm run eval` measures what the model card states."""

import random
import re
from collections import defaultdict

import torch

from raddraft_training.batches import Noise, batch_loss, collate, grouped, sequence_length
from raddraft_training.data import Corpus, plain_seen, plain_views
from raddraft_training.examples import ExampleMaker
from raddraft_training.network import Network
from raddraft_training.recipe import Stage
from raddraft_training.sampler import prompt_ids, prompt_rows, sample, text_of
from raddraft_training.steps import image_rows_of
from raddraft_training.tokenizer import Tokenizer
from raddraft_training.tower_stage import finding_class

LOSS_PICTURES = 96
VIEW_BATCH = 64


def spread(corpus: Corpus, n: int) -> list[int]:
    """Val pictures, evenly over the sources and their classes, always the same."""
    groups = defaultdict(list)
    for index in corpus.val:
        picture = corpus.pictures[index]
        groups[picture.source, picture.modality, picture.body_part, picture.finding[:1]].append(index)
    rng = random.Random(7)
    for members in groups.values():
        rng.shuffle(members)
    chosen: list[int] = []
    for turn in range(max(map(len, groups.values()), default=0)):
        chosen += [members[turn] for _, members in sorted(groups.items(), key=str) if turn < len(members)]
    return chosen[:n]


@torch.no_grad()
def rows_of_pictures(network: Network, corpus: Corpus, indices: list[int]) -> list[torch.Tensor]:
    """Image rows of pictures as they are, from the packed views."""
    rows = []
    for start in range(0, len(indices), VIEW_BATCH):
        views = plain_views(corpus, indices[start : start + VIEW_BATCH])
        rows += image_rows_of(network, views, network.project(views.pixels.to(next(network.parameters()).device)))
    return rows


@torch.no_grad()
def validation_loss(network: Network, corpus: Corpus, tokenizer: Tokenizer, stage: Stage, seed: int) -> dict[str, float]:
    """The stage's loss on val pictures and on reports in words, always with the same masks."""
    rng = random.Random(seed + 1)
    maker = ExampleMaker(tokenizer, stage.mix)
    chosen = spread(corpus, LOSS_PICTURES)
    _, seen = plain_seen(corpus, chosen)
    noise = Noise(tokenizer.mask, stage.t_floor, stage.padding_weight)
    is_text = stage.kind == "text"
    rows = [] if is_text else rows_of_pictures(network, corpus, chosen)
    asked = [question for question in corpus.questions if corpus.index[question.image] in set(corpus.val)]
    sets = {"image loss": ([maker.of_image(each, rng, as_hint=is_text) for each in seen], rows), "text loss": ([maker.written(rng) for _ in range(LOSS_PICTURES)], [])}
    if stage.shares.questions > 0 and asked:
        indices = sorted({corpus.index[question.image] for question in asked})
        own = dict(zip(indices, rows_of_pictures(network, corpus, indices)))
        sets["question loss"] = ([maker.question(question, rng, None) for question in asked], [own[corpus.index[question.image]] for question in asked])
    scores = {}
    for name, (examples, image_rows) in sets.items():
        counts = [len(each) for each in image_rows] or [0] * len(examples)
        total = 0.0
        for group in grouped([sequence_length(example, count) for example, count in zip(examples, counts)], stage.positions):
            batch = collate([examples[index] for index in group], [counts[index] for index in group], noise, rng)
            images = [image_rows[index] for index in group if examples[index].has_image]
            total += float(batch_loss(network, batch, images)) * len(group)
        scores[name] = total / max(1, len(examples))
    return scores


@torch.no_grad()
def drafts_of(network: Network, corpus: Corpus, tokenizer: Tokenizer, indices: list[int], question: str, length: int) -> list[str]:
    """Texts of the exact sampler for pictures of the corpus, in their order."""
    rows = rows_of_pictures(network, corpus, indices)
    ids = prompt_ids(tokenizer, [("user", f"<image>\n{question}")])
    prompts = [prompt_rows(network, ids, each) for each in rows]
    groups = defaultdict(list)
    for place, prompt in enumerate(prompts):
        groups[len(prompt)].append(place)
    texts = [""] * len(indices)
    for places in groups.values():
        for start in range(0, len(places), 24):
            some = places[start : start + 24]
            for place, sampled in zip(some, sample(network, tokenizer, torch.stack([prompts[each] for each in some]), length)):
                texts[place] = text_of(tokenizer, sampled)
    return texts


def validation_samples(network: Network, corpus: Corpus, tokenizer: Tokenizer, n: int) -> dict[str, float]:
    """What drafts of `n` val pictures say: modality, body part, form; and the pneumonia answers."""
    chosen = spread(corpus, n)
    texts = drafts_of(network, corpus, tokenizer, chosen, "Describe the image.", 32)
    pictures = [corpus.pictures[index] for index in chosen]
    modality = [named_modality(text) == picture.modality for text, picture in zip(texts, pictures) if picture.modality is not None]
    part = [picture.body_part in text.replace("abdominal", "abdomen") for text, picture in zip(texts, pictures)]
    scores = {"modality": _share(modality), "body part": _share(part), "well formed": _share([is_well_formed(text) for text in texts]), "distinct texts": float(len(set(texts)))}
    for source in ("kermany", "nih_cxr"):
        own = [index for index, picture in zip(chosen, pictures) if picture.source == source]
        said = [saying == "Pneumonia is possible." for saying in drafts_of(network, corpus, tokenizer, own, "Is there pneumonia?", 16)]
        is_positive = [finding_class(corpus.pictures[index]) == "pneumonia" for index in own]
        hit = [_share([each == truth for each, truth in zip(said, is_positive) if truth == kind]) for kind in (True, False)]
        scores[f"pneumonia {source} balanced"] = sum(hit) / 2
    return scores


def _share(hits: list[bool]) -> float:
    return sum(hits) / len(hits) if hits else 0.0


def named_modality(text: str) -> str | None:
    """The first modality that a text names."""
    found = [(match.start(), name) for name, pattern in (("radiograph", r"radiograph|X-ray"), ("CT", r"\bCT\b"), ("MRI", r"\bMRI\b")) if (match := re.search(pattern, text, re.IGNORECASE if name == "radiograph" else 0))]
    return min(found)[1] if found else None


def is_well_formed(text: str) -> bool:
    """Whole sentences, no word twice in a row."""
    sentences = re.split(r"(?<=[.?!])\s+", text)
    return bool(text) and not re.search(r"\b([a-z]+) \1\b", text, re.IGNORECASE) and all(re.match(r"[A-Z0-9].*[.?!]$", sentence, re.DOTALL) for sentence in sentences)
