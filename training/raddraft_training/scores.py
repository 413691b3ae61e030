"""The bar's quantities on the val split, computed with the reference sampler of this folder: for choosing between checkpoints.
The model card states what `npm run eval` measures through the engine.
"""

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from raddraft_training.calibration import Statement, calibration_error
from raddraft_training.corpus import Picture, Question
from raddraft_training.drawings import KINDS
from raddraft_training.images import open_picture
from raddraft_training.network import Network
from raddraft_training.sampler import Sampled, fill, prompt_ids, prompt_rows, rows_of_image, sample
from raddraft_training.tokenizer import Tokenizer
from raddraft_training.tower_stage import auroc, finding_class
from raddraft_training.validate import is_well_formed, named_modality

DESCRIBE, PNEUMONIA, REPORT = "Describe the image.", "Is there pneumonia?", "Write a report for this image."
BATCH = 24
PARTS = (("chest", r"chest|thora\w+|lungs?"), ("abdomen", r"abdom\w+"), ("breast", r"breasts?|mamm\w+"), ("hand", r"hands?"), ("head", r"head|brain|skull|\w*cranial"))
VIEWS = (("AP", r"AP"), ("PA", r"PA"), ("frontal", r"(?i:frontal)"), ("axial", r"(?i:axial)"))


@dataclass(frozen=True)
class Draft:
    """A draft with its text; `certainty` gives the lowest among the tokens that cover a stretch."""

    sampled: Sampled
    text: str
    tokenizer: Tokenizer

    def certainty(self, start: int, end: int) -> float:
        committed = {each.position: each.certainty for each in self.sampled.commits}
        lowest, at = 1.0, 0
        for position, token in enumerate(self.sampled.ids[: self.sampled.stop]):
            piece = self.tokenizer.decode([token])
            if at < end and at + len(piece) > start:
                lowest = min(lowest, committed.get(position, 0.0))
            at += len(piece)
        return lowest


class Scorer:
    """Drafts for pictures of a corpus folder, rows of images kept."""

    def __init__(self, network: Network, tokenizer: Tokenizer, corpus: Path) -> None:
        self.network, self.tokenizer, self.corpus = network, tokenizer, corpus
        self.rows: dict[str, Tensor] = {}

    @torch.no_grad()
    def rows_of(self, picture: Picture) -> Tensor:
        if picture.id not in self.rows:
            self.rows[picture.id] = rows_of_image(self.network, open_picture(self.corpus, picture))
        return self.rows[picture.id]

    @torch.no_grad()
    def drafts(self, asked: Sequence[tuple[Tensor, str]], length: int) -> list[Draft]:
        """Drafts for pairs of image rows and question, in their order."""
        prompts = [prompt_rows(self.network, prompt_ids(self.tokenizer, [("user", f"<image>\n{question}")]), rows) for rows, question in asked]
        groups: dict[int, list[int]] = defaultdict(list)
        for index, prompt in enumerate(prompts):
            groups[len(prompt)].append(index)
        drafts: list[Draft | None] = [None] * len(asked)
        for members in groups.values():
            for start in range(0, len(members), BATCH):
                some = members[start : start + BATCH]
                for index, sampled in zip(some, sample(self.network, self.tokenizer, torch.stack([prompts[each] for each in some]), length)):
                    drafts[index] = Draft(sampled, self.tokenizer.decode(sampled.ids[: sampled.stop]), self.tokenizer)
        return [draft for draft in drafts if draft is not None]

    @torch.no_grad()
    def filled(self, rows: Tensor, before: str, masked: str, after: str, extra: int) -> str:
        """A word of the examination line out of its blank, `extra` masks longer than it is."""
        tokenizer = self.tokenizer
        n = len(tokenizer.encode_text(masked)) + extra
        start = len(tokenizer.encode_text(before))
        canvas = [*tokenizer.encode_text(before), *[tokenizer.mask] * n, *tokenizer.encode_text(after), tokenizer.eot]
        prompt = prompt_rows(self.network, prompt_ids(tokenizer, [("user", f"<image>\n{REPORT}")]), rows)
        ids = fill(self.network, tokenizer, prompt, canvas, {start: tokenizer.fill_end}, [tokenizer.eot, tokenizer.mask]).ids[start : start + n]
        return tokenizer.decode(ids[: ids.index(tokenizer.fill_end)] if tokenizer.fill_end in ids else ids)


def share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits) if hits else float("nan")


def first_named(patterns: Sequence[tuple[str, str]], text: str, flags: int = 0) -> tuple[str, int, int] | None:
    found = [(match.start(), match.end(), name) for name, pattern in patterns if (match := re.search(rf"\b(?:{pattern})\b", text, flags))]
    return (min(found)[2], min(found)[0], min(found)[1]) if found else None


def named(draft: Draft, picture: Picture) -> list[Statement]:
    """Modality, body part and view of a description as statements, where the label is known."""
    modality = (("radiograph", r"(?i:radiographs?|x-rays?)"), ("CT", "CT"), ("MRI", "MRI|MR"))
    statements = []
    for patterns, label, flags in ((modality, picture.modality, 0), (PARTS, picture.body_part, re.IGNORECASE), (VIEWS, picture.view, 0)):
        found = first_named(patterns, draft.text, flags)
        if found is not None and label is not None:
            statements.append(Statement(draft.certainty(found[1], found[2]), found[0] == label))
    return statements


def described_scores(scorer: Scorer, pictures: Sequence[Picture]) -> tuple[dict[str, float], list[Statement]]:
    """Facts of descriptions on a canvas of 32, and their statements."""
    drafts = scorer.drafts([(scorer.rows_of(picture), DESCRIBE) for picture in pictures], 32)
    statements = [statement for draft, picture in zip(drafts, pictures) for statement in named(draft, picture)]
    part = [(first_named(PARTS, draft.text, re.IGNORECASE) or ("",))[0] == picture.body_part for draft, picture in zip(drafts, pictures)]
    modality = [named_modality(draft.text) == picture.modality for draft, picture in zip(drafts, pictures) if picture.modality is not None]
    view = [(first_named(VIEWS, draft.text) or ("",))[0] == picture.view for draft, picture in zip(drafts, pictures) if picture.view is not None]
    sure = [first_sentence_certainty(draft) for draft in drafts]
    made = [first_sentence_certainty(draft) for draft in foreign_drafts(scorer)]
    return {"modality": share(modality), "body part": share(part), "view": share(view), "foreign AUC": auroc([*sure, *made], [True] * len(sure) + [False] * len(made)), "certainty of images": float(np.median(sure)),
            "certainty of drawings": float(np.median(made))}, statements


def first_sentence_certainty(draft: Draft) -> float:
    """Mean over the words of the first sentence."""
    end = draft.text.find(".") + 1 or len(draft.text)
    words = [(match.start(), match.end()) for match in re.finditer(r"\S+", draft.text[:end])]
    return sum(draft.certainty(*word) for word in words) / len(words) if words else 0.0


def foreign_drafts(scorer: Scorer) -> list[Draft]:
    """Descriptions of drawings, five of each kind."""
    asked = []
    for kind in KINDS:
        for seed in range(5):
            grey = np.clip(kind(random.Random(seed), np.random.default_rng(seed), 128, 128), 0, 255).astype(np.uint8)
            with torch.no_grad():
                asked.append((rows_of_image(scorer.network, Image.fromarray(grey).convert("RGB")), DESCRIBE))
    return scorer.drafts(asked, 32)


def language_scores(scorer: Scorer, pictures: Sequence[Picture]) -> dict[str, float]:
    """Form, repetition and length of descriptions at four lengths."""
    formed, obeyed, repeated, grams, texts = [], [], 0, 0, set()
    for length in (16, 32, 64, 128):
        for draft in scorer.drafts([(scorer.rows_of(picture), DESCRIBE) for picture in pictures], length):
            formed.append(is_well_formed(draft.text.strip()))
            obeyed.append(draft.sampled.stop >= 0.6 * length)
            words = re.findall(r"\w+", draft.text.lower())
            four = [tuple(words[index : index + 4]) for index in range(len(words) - 3)]
            grams += len(four)
            repeated += len(four) - len(set(four))
            texts.add(draft.text)
    return {"well formed": share(formed), "length obeyed": share(obeyed), "repetition": repeated / max(1, grams), "distinct texts": len(texts) / (4 * len(pictures))}


def pneumonia_scores(scorer: Scorer, pictures: Sequence[Picture]) -> tuple[dict[str, float], list[Statement]]:
    """Answers to the question of pneumonia by source."""
    scores: dict[str, float] = {}
    statements: list[Statement] = []
    for source in ("kermany", "nih_cxr"):
        own = [picture for picture in pictures if picture.source == source]
        drafts = scorer.drafts([(scorer.rows_of(picture), PNEUMONIA) for picture in own], 16)
        truth = [finding_class(picture) == "pneumonia" for picture in own]
        said = [draft.text.strip() == "Pneumonia is possible." for draft in drafts]
        sure = [draft.certainty(0, len(draft.text)) for draft in drafts]
        scores[f"{source} balanced"] = (share([each for each, positive in zip(said, truth) if positive]) + share([not each for each, positive in zip(said, truth) if not positive])) / 2
        scores[f"{source} AUROC"] = auroc([certainty if positive else 1 - certainty for certainty, positive in zip(sure, said)], truth)
        statements += [Statement(certainty, each == positive) for certainty, each, positive in zip(sure, said, truth)]
    return scores, statements


def question_scores(scorer: Scorer, pictures: dict[str, Picture], questions: Sequence[Question]) -> tuple[dict[str, float], list[Statement]]:
    """Closed questions by their first yes or no, or the label's words; open ones by exact answer."""
    drafts = scorer.drafts([(scorer.rows_of(pictures[question.image]), question.question) for question in questions], 16)
    closed, opened, statements = [], [], []
    for draft, question in zip(drafts, questions):
        said, label = (re.sub(r"[^a-z0-9 ]", "", text.lower()).strip() for text in (draft.text, question.answer))
        if not question.is_closed:
            opened.append(said == label)
            continue
        first = re.search(r"\b(?:yes|no)\b", said)
        hit = (first is not None and first[0] == label) if label in ("yes", "no") else label in said
        closed.append(hit)
        statements.append(Statement(draft.certainty(0, len(draft.text)), hit))
    return {"VQA-RAD closed": share(closed), "VQA-RAD open": share(opened)}, statements


def infilling_scores(scorer: Scorer, pictures: Sequence[Picture]) -> dict[str, float]:
    """Masked words of the examination line, and blanks four tokens too long."""
    recovered, same = [], []
    for picture in pictures:
        if picture.modality is None:
            continue
        noun = "Radiograph" if picture.modality == "radiograph" else picture.modality
        view = f", {picture.view}" if picture.view else ""
        tail = "\n\nComparison: None."
        cases = [("Exam:", f" {noun}", f" of the {picture.body_part}{view}{tail}"), (f"Exam: {noun} of the", f" {picture.body_part}", f"{view}{tail}")]
        if picture.view:
            cases.append((f"Exam: {noun} of the {picture.body_part},", f" {picture.view}", tail))
        for before, masked, after in cases:
            exact, longer = (scorer.filled(scorer.rows_of(picture), before, masked, after, extra).strip() for extra in (0, 4))
            recovered.append(exact.lower() == masked.strip().lower())
            same.append(exact != "" and longer == exact)
    return {"infilling": share(recovered), "infilling, four too long": share(same)}


def shown_examples(scorer: Scorer, pictures: Sequence[Picture], n: int, seed: int) -> list[str]:
    """Rows of a Markdown table: what is said of `n` pictures drawn by the seed, nobody's choice."""
    chosen = random.Random(seed).sample(sorted(pictures, key=lambda picture: picture.id), n)
    rows = ["| image | labels | `Describe the image.` (32) | `Is there pneumonia?` |", "| --- | --- | --- | --- |"]
    described, answered = (scorer.drafts([(scorer.rows_of(picture), question) for picture in chosen], length) for question, length in ((DESCRIBE, 32), (PNEUMONIA, 16)))
    for picture, first, second in zip(chosen, described, answered):
        labels = ", ".join(each for each in (picture.modality, picture.body_part, picture.view, *picture.finding) if each)
        rows.append(f"| `{picture.id}` | {labels} | {first.text.strip()} | {second.text.strip()} |")
    return rows


def all_scores(scorer: Scorer, pictures: Sequence[Picture], questions: Sequence[Question], n: int) -> dict[str, float]:
    """Every score on at most `n` pictures a part (pneumonia and questions: all)."""
    rng = random.Random(11)
    some = rng.sample(list(pictures), min(n, len(pictures)))
    few = some[: max(1, n // 4)]
    facts, first = described_scores(scorer, some)
    pneumonia, second = pneumonia_scores(scorer, pictures)
    vqa, third = question_scores(scorer, {picture.id: picture for picture in pictures}, questions)
    scores = facts | pneumonia | vqa | language_scores(scorer, few) | infilling_scores(scorer, few)
    return scores | {"calibration error": calibration_error(first + second + third)}
