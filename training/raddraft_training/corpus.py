"""The corpus folder: labelled images in plain tar files, questions about some of them (its README says what each label can bear)."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Picture:
    """One labelled image of the corpus."""

    id: str
    shard: str
    offset: int
    size: int
    width: int
    height: int
    source: str
    modality: str | None
    body_part: str
    view: str | None
    finding: tuple[str, ...]
    split: str


@dataclass(frozen=True)
class Question:
    """A question about a picture, with its answer."""

    id: str
    image: str
    question: str
    answer: str
    is_closed: bool
    split: str


def read_pictures(folder: Path) -> list[Picture]:
    """All pictures of `corpus.jsonl`, in file order."""
    names = Picture.__dataclass_fields__
    pictures = []
    for line in (folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines():
        fields = json.loads(line)
        pictures.append(Picture(**{**{name: fields[name] for name in names}, "finding": tuple(fields["finding"])}))
    return pictures


def read_questions(folder: Path) -> list[Question]:
    """All questions of `vqa.jsonl`, in file order."""
    questions = []
    for line in (folder / "vqa.jsonl").read_text(encoding="utf-8").splitlines():
        fields = json.loads(line)
        questions.append(Question(fields["id"], fields["image"], fields["question"].strip(), str(fields["answer"]).strip(), fields["answer_type"] == "CLOSED", fields["split"]))
    return questions
