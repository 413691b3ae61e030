"""Training examples: a request, with or without an image, and the canvas of its answer."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from raddraft_training.blanks import Stretch, stretches_canvas, with_blanks
from raddraft_training.canvas import Canvas, answer_canvas
from raddraft_training.corpus import Question
from raddraft_training.tokenizer import Tokenizer, chat
from raddraft_training.wording.answers import DESCRIBE, SUFFIX, short_answer
from raddraft_training.wording.describing import description, filled, finding_said, quality_slots, report_slots, tagged_description
from raddraft_training.wording.examination import exam_line, fact_sentence, noun_phrase
from raddraft_training.wording.phrases import OF_IMAGE
from raddraft_training.wording.reports import Part, image_report, impression_sentence, short_draft, written_report
from raddraft_training.wording.requests import IMPRESSION, REPORT, report_request, written_request
from raddraft_training.wording.seen import Seen
from raddraft_training.wording.tagged import EXAM_NOUNS, random_tags, tag_phrase, tag_sentence
from raddraft_training.wording.templates import BUILT_IN, GENERAL, OTHER_LABELS, OTHER_OF_PART, Line, other_lines

CANVASES = (16, 32, 64, 128)
WORDS_OF_OTHERS = 3
"""Most words of a blank in a report that a person wrote about an image: fewer than a statement has."""
TOLD_SHARE = 0.75
"""Descriptions of radiology images whose request begins with what the tags say."""
TOLD_DRAWING_SHARE = 0.25
"""The same of pictures that are none: without tags they are to be called unknown, and there are few."""
OTHER_TAGS_SHARE = 0.8
"""Of these, those whose tags are of another image: what the request names is believed."""
NO_PART_SHARE = 0.4
"""Of those whose tags are of the image itself, those whose tags name no body part."""
OTHER_CANVASES = tuple(range(16, 129, 8))
BUILT_IN_SHARE = 0.6
"""Reports in the product's own templates; the rest have other lines."""
OTHER_TEMPLATE_SHARE = 0.25
"""Of these, those whose tags and template are of another image: no line of it is judged."""


@dataclass(frozen=True)
class Example:
    """A prompt before and after the place of the image, and the canvas after it."""

    before: list[int]
    after: list[int]
    canvas: Canvas
    has_image: bool


@dataclass(frozen=True)
class Mix:
    """Shares of the kinds of examples with an image."""

    describe: float = 0.42
    report: float = 0.08
    answer: float = 0.23
    exam_word: float = 0.10
    template: float = 0.12
    words: float = 0.05


def hint_of(seen: Seen, rng: random.Random) -> str:
    """The labels of an image as loose words: they stand for the image while the decoder learns the language alone."""
    if not seen.is_radiology:
        words = ["foreign"]
    else:
        words = [seen.modality or "section", seen.part or "", seen.view or "", "child" if seen.is_child else "", seen.finding or "", "adult film" if seen.source == "nih_cxr" else ""]
    levels = [f"{name} {value}" for name, value in (("brightness", seen.brightness), ("contrast", seen.contrast), ("edges", seen.sharpness), ("black", seen.margin), ("shape", seen.shape))]
    known = [word for word in [*words, *levels] if word]
    rng.shuffle(known)
    return ", ".join(known)


class ExampleMaker:
    """Makes examples from what is known of images; the random state is the caller's."""

    def __init__(self, tokenizer: Tokenizer, mix: Mix = Mix()) -> None:
        self.tokenizer = tokenizer
        self.kinds = list(Mix.__dataclass_fields__)
        self.weights = [getattr(mix, kind) for kind in self.kinds]

    def prompt(self, turns: list[tuple[str, str]], image: str | None, rng: random.Random) -> tuple[list[int], list[int]]:
        """Ids before and after the image. image: text in its place; None: the image's rows, and as in the reference the token after them is dropped."""
        text = chat(turns, is_medical=rng.random() < 0.15)
        if "<image>" not in text:
            return self.tokenizer.encode(text), []
        before, after = text.split("<image>")
        if image is not None:
            return self.tokenizer.encode(before + image + after), []
        return self.tokenizer.encode(before), self.tokenizer.encode(after)[1:]

    def _with_prompt(self, turns: list[tuple[str, str]], canvas: Canvas, image: str | None, rng: random.Random) -> Example:
        before, after = self.prompt(turns, image, rng)
        return Example(before, after, canvas, has_image=image is None and any("<image>" in content for _, content in turns))

    def of_image(self, seen: Seen, rng: random.Random, as_hint: bool) -> Example:
        """An example about an image; `as_hint`: with its labels in words in the image's place."""
        kind = rng.choices(self.kinds, self.weights)[0]
        if not seen.is_radiology and kind in ("exam_word", "words"):
            kind = "describe"
        if kind == "exam_word" and seen.modality is None:
            kind = "template"
        image = hint_of(seen, rng) if as_hint else None
        return getattr(self, f"_{kind}")(seen, rng, image)

    def _canvas_length(self, rng: random.Random) -> int:
        return rng.choices(CANVASES, (16, 28, 24, 32))[0] if rng.random() < 0.8 else rng.choice(OTHER_CANVASES)

    def _describe(self, seen: Seen, rng: random.Random, image: str | None) -> Example:
        question = rng.choice(DESCRIBE)
        length = self._canvas_length(rng)
        phrase, sentence = "", ""
        if rng.random() < (TOLD_SHARE if seen.is_radiology else TOLD_DRAWING_SHARE):
            seen, phrase, sentence = as_told(seen, rng)
        if phrase == "":
            text = description(seen, question, length, self.tokenizer.count, rng)
        else:
            text = tagged_description(seen, phrase, length, self.tokenizer.count)
        answer = self.tokenizer.encode_text(text)
        if len(answer) >= length:
            length = next(each for each in (*OTHER_CANVASES, 256) if each > len(answer))
        asked = f"{sentence} {question}".strip() + (SUFFIX if rng.random() < 0.1 else "")
        return self._with_prompt([("user", f"<image>\n{asked}")], answer_canvas(answer, length, self.tokenizer.eot), image, rng)

    def _report(self, seen: Seen, rng: random.Random, image: str | None) -> Example:
        length = rng.choice((32, 64, 64, 96, 128))
        if not seen.is_radiology:
            return self._describe(seen, rng, image)
        seen, request = as_tagged(seen, report_request(seen, rng), rng)
        room = length - self.tokenizer.count(short_draft(seen, "", impression_sentence(seen, rng))) - 2
        findings = filled(finding_said(seen), [*quality_slots(seen), *report_slots(seen)], max(8, room), self.tokenizer.count)
        answer = self.tokenizer.encode_text(short_draft(seen, findings, impression_sentence(seen, rng)))
        length = next(each for each in (*OTHER_CANVASES, 256) if each > max(len(answer), length - 1))
        return self._with_prompt([("user", f"<image>\n{request}")], answer_canvas(answer, length, self.tokenizer.eot), image, rng)

    def _answer(self, seen: Seen, rng: random.Random, image: str | None) -> Example:
        question, answer = short_answer(seen, rng)
        turns = [("user", f"<image>\n{question}{SUFFIX if rng.random() < 0.1 else ''}")]
        if rng.random() < 0.2:
            first, said = short_answer(seen, rng)
            turns = [("user", f"<image>\n{first}"), ("assistant", said), ("user", question)]
        if rng.random() < 0.12:
            # As a pick list scores an answer: in its place, padded with the end of blanks.
            return self._with_prompt(turns, self._blanked([Stretch(answer, True), Stretch("", False)], rng), image, rng)
        return self.answered(turns, answer, image, rng)

    def answered(self, turns: list[tuple[str, str]], answer: str, image: str | None, rng: random.Random) -> Example:
        """A short answer on a canvas of 16, or the next that holds it, sometimes a longer one."""
        ids = self.tokenizer.encode_text(answer)
        lengths = [each for each in CANVASES if each > len(ids)] or [len(ids) + 16]
        return self._with_prompt(turns, answer_canvas(ids, rng.choice([lengths[0], lengths[0], lengths[0], rng.choice(lengths[:3])]), self.tokenizer.eot), image, rng)

    def question(self, question: Question, rng: random.Random, image: str | None) -> Example:
        """A question of a data set with its own answer, which begins with a capital: of `Yes` and `yes` each gets half of what speaks for it, and `No` wins."""
        asked = question.question + (SUFFIX if rng.random() < 0.15 else "")
        return self.answered([("user", f"<image>\n{asked}")], question.answer[:1].upper() + question.answer[1:], image, rng)

    def _exam_word(self, seen: Seen, rng: random.Random, image: str | None) -> Example:
        """The examination line of a new report with a word or two open."""
        seen, request = as_tagged(seen, report_request(seen, rng) if rng.random() < 0.5 else REPORT, rng)
        line = exam_line(seen)
        words = line.replace(",", " ,").split(" ")
        content = [index for index, word in enumerate(words) if word not in ("of", "the", ",")]
        opened = {rng.choice(content)} if rng.random() < 0.8 else set(rng.sample(content, min(2, len(content))))
        stretches = [Stretch("Exam:", False)]
        for index, word in enumerate(words):
            text = word if word == "," else f" {word}"
            stretches.append(Stretch(text, index in opened))
        tail = rng.choice(("\n\nComparison: None.", "\n\nComparison: None.", "\n\nClinical information: ___\n\nTechnique: ___\n\nComparison: None.\n\nFindings:\n___\n\nImpression:\n___"))
        return self._filled(request, [*stretches, Stretch(tail, False)], image, rng)

    def _template(self, seen: Seen, rng: random.Random, image: str | None) -> Example:
        own = OF_IMAGE.get((seen.modality, seen.part))
        is_impression = rng.random() < 0.35
        asks_impression = is_impression and rng.random() < 0.5
        if is_impression and own is not None and rng.random() < 0.4:
            # The person's own findings are summed up, whatever the image.
            parts = written_report(rng, own).parts
            _, request = as_tagged(seen, report_request(seen, rng, asks_impression), rng)
        else:
            seen, request, lines, exam = asked_template(seen, rng, asks_impression)
            parts = image_report(seen, lines, rng, exam)
        impression = max(index for index, part in enumerate(parts) if part.is_blank)
        return self._filled(request, product_blanks(parts, impression, is_impression, rng), image, rng)

    def _words(self, seen: Seen, rng: random.Random, image: str | None) -> Example:
        own = OF_IMAGE.get((seen.modality, seen.part))
        seen, request, lines, exam = asked_template(seen, rng, False)
        if own is not None and rng.random() < 0.5:
            # A few words of a person's sentence: they follow from the words around them, image or not.
            return self._filled(request, with_blanks("".join(part.text for part in written_report(rng, own).parts), rng, WORDS_OF_OTHERS), image, rng)
        text = "".join(part.text for part in image_report(seen, lines, rng, exam)) if rng.random() < 0.5 else short_draft(seen, f"{noun_phrase(seen)}. {finding_said(seen)}", impression_sentence(seen, rng))
        return self._filled(request, with_blanks(text, rng), image, rng)

    def written(self, rng: random.Random) -> Example:
        """A report in words alone, with blanks in the product's shapes or at random words."""
        told = written_report(rng)
        is_impression = rng.random() < 0.35
        impression = len(told.parts) - 1
        if rng.random() < 0.5:
            stretches = with_blanks("".join(part.text for part in told.parts), rng)
        elif is_impression:
            stretches = product_blanks(told.parts, impression, True, rng)
        else:
            open_parts = [index for index, part in enumerate(told.parts) if part.is_blank]
            chosen = set(rng.sample(open_parts, min(len(open_parts), rng.choice((1, 1, 2, 3)))))
            stretches = [Stretch(part.text, index in chosen) for index, part in enumerate(told.parts)]
        request = written_request(told.fact, rng, is_impression)
        return self._with_prompt([("user", request)], self._blanked(stretches, rng), None, rng)

    def _filled(self, request: str, stretches: list[Stretch], image: str | None, rng: random.Random) -> Example:
        return self._with_prompt([("user", f"<image>\n{request}")], self._blanked(stretches, rng), image, rng)

    def _blanked(self, stretches: list[Stretch], rng: random.Random) -> Canvas:
        return stretches_canvas(stretches, self.tokenizer.encode_text, self.tokenizer.fill_end, self.tokenizer.eot, rng)


def product_blanks(parts: Sequence[Part], impression: int, is_impression: bool, rng: random.Random) -> list[Stretch]:
    """Blanks as the product opens them: all of the findings with the impression still `___`, or the impression alone, or one of them."""
    first_finding = next(index for index, part in enumerate(parts) if part.text.startswith("Findings") or "\nFindings" in part.text)
    findings = [index for index, part in enumerate(parts) if part.is_blank and first_finding < index < impression]
    if is_impression:
        return [Stretch(part.text, index == impression) for index, part in enumerate(parts)]
    opened = set(findings) if rng.random() < 0.7 else {rng.choice(findings)}
    stretches = []
    for index, part in enumerate(parts):
        untouched = index == impression or (index in findings and index not in opened and rng.random() < 0.5)
        space = " " if part.text.startswith(" ") else ""
        stretches.append(Stretch(f"{space}___" if untouched else part.text, index in opened))
    return stretches


def asked_template(seen: Seen, rng: random.Random, is_impression: bool) -> tuple[Seen, str, Sequence[Line], str]:
    """What a report is asked of: what is known of the image, the request, the lines of its findings, the examination's line."""
    if rng.random() < BUILT_IN_SHARE * OTHER_TEMPLATE_SHARE:
        (modality, part), lines = rng.choice(list(BUILT_IN.items()))
        request = f"{tag_sentence(modality, part, '')} {IMPRESSION if is_impression else REPORT}"
        return replace(seen, finding=None, source=""), request, lines, f"{EXAM_NOUNS[modality]} of the {part}"
    seen, request = as_tagged(seen, report_request(seen, rng, is_impression), rng)
    exam = exam_line(seen) if seen.is_radiology and rng.random() < 0.75 else ""
    if rng.random() < BUILT_IN_SHARE:
        return seen, request, BUILT_IN.get((seen.modality or "", seen.part or ""), GENERAL), exam
    number = rng.choice(OTHER_OF_PART[seen.part or "hand"]) if seen.is_radiology else rng.randrange(len(OTHER_LABELS))
    return seen, request, other_lines(number), exam


def as_told(seen: Seen, rng: random.Random) -> tuple[Seen, str, str]:
    """What the tags say: the phrase of a description that says no more of the examination than they do, and the sentence of the request;
    both empty where the labels do not tell it.

    The tags are of another image, whatever this one looks like, or of this one; without a body part none is said, for an image from
    elsewhere looks like the nearest that was taught. What the labels do not know of the view the tags may tell.
    """
    if not seen.is_radiology or rng.random() < OTHER_TAGS_SHARE:
        tags = random_tags(rng)
        return replace(seen, finding=None, source=""), tag_phrase(*tags), tag_sentence(*tags)
    if seen.modality is None:
        return seen, "", ""
    if rng.random() < NO_PART_SHARE:
        return seen, tag_phrase(seen.modality, "", ""), tag_sentence(seen.modality, "", "")
    seen, sentence = as_tagged(seen, fact_sentence(seen), rng)
    return seen, noun_phrase(seen), sentence


def as_tagged(seen: Seen, request: str, rng: random.Random) -> tuple[Seen, str]:
    """Where the tags would tell the projection that the labels do not, sometimes they do: the report then says what the tags say."""
    if seen.modality == "radiograph" and seen.part == "chest" and seen.view in (None, "frontal") and "radiograph." in request and rng.random() < 0.5:
        view = rng.choice(("AP", "PA"))
        return replace(seen, view=view), request.replace("radiograph.", f"radiograph, {view} view.")
    return seen, request

