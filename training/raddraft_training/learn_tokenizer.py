"""A vocabulary for the texts that a model will see: what it is asked, what it answers, and the words of the built-in phrases."""

import random
from collections.abc import Iterator
from pathlib import Path

from raddraft_training.data import Corpus
from raddraft_training.examples import ExampleMaker
from raddraft_training.tokenizer import SPECIALS, learn_merges, write_tokenizer
from raddraft_training.wording.seen import seen_of

ADDED = len(SPECIALS) + 2
EXAMPLES = 12_000


class _Listener:
    """Stands in for a tokenizer and keeps every text that it is asked to encode."""

    mask = eot = fill_end = 0

    def __init__(self) -> None:
        self.texts: list[str] = []

    def encode_text(self, text: str) -> list[int]:
        self.texts.append(text)
        return [0] * self.count(text)

    def encode(self, text: str) -> list[int]:
        # The chat's marks and the system sentence are tokens of their own.
        self.texts.extend(turn.split("<|end_header_id|>")[-1] for turn in text.split("<|eot_id|>")[1:])
        return [0] * 24

    def count(self, text: str) -> int:
        return int(len(text.split()) * 1.35) + 1


def _texts(corpus: Corpus, seed: int) -> Iterator[str]:
    rng = random.Random(seed)
    listener = _Listener()
    maker = ExampleMaker(listener)
    for _ in range(EXAMPLES):
        picture = corpus.pictures[rng.choice(corpus.train)] if rng.random() < 0.93 else None
        measures = [rng.uniform(-1.5, 0.8), rng.uniform(-1.5, 0.8), rng.uniform(-0.9, 1), rng.uniform(-1, 0.3)]
        maker.of_image(seen_of(picture, measures, (rng.choice((224, 200, 256)), 224)), rng, as_hint=True)
        if rng.random() < 0.5:
            maker.written(rng)
    yield from listener.texts
    train = set(corpus.train)
    for question in corpus.questions:
        if corpus.index[question.image] in train:
            yield from [question.question] * 2 + [question.answer] * 3
    # Digits are single pieces; all words of the product's fields come with the examples.


def learn_tokenizer(corpus: Corpus, vocab: int, seed: int, folder: Path) -> None:
    """Writes tokenizer files for an embedding of `vocab` rows."""
    write_tokenizer(folder, learn_merges(_texts(corpus, seed), vocab - 256 - ADDED))
