"""What the texts say: only what is known, in whole sentences, at the asked length."""

import itertools
import random
import re
import unittest

from raddraft_training.wording.answers import short_answer
from raddraft_training.wording.describing import description, finding_said, tagged_description
from raddraft_training.wording.examination import exam_line, fact_sentence, noun_phrase
from raddraft_training.wording.reports import image_report, written_report
from raddraft_training.wording.seen import Seen
from raddraft_training.wording.tagged import random_tags, tag_phrase, tag_sentence

FORBIDDEN = re.compile(r"\b(?:left|right|bilateral|upper|lower|mm|cm|lobe|interval|unchanged|stable|new|worse|improved|effusion|pneumothorax|fracture|nodule|mass|enlarged|covid)\b|\d", re.IGNORECASE)
"""Side, size, place, change, and findings that no label names."""


def seen(**changes: object) -> Seen:
    values = {"is_radiology": True, "modality": "radiograph", "part": "chest", "view": "AP", "finding": "pneumonia", "is_child": True, "source": "kermany", "brightness": 1, "contrast": 1, "sharpness": 1, "margin": 1, "shape": 1}
    return Seen(**{**values, **changes})


KINDS = (
    seen(), seen(finding="negative"), seen(view="frontal", finding=None, is_child=False, source="mednist"), seen(view="frontal", is_child=False, source="nih_cxr"), seen(view="PA", finding=None, is_child=False, source="mhh_covid"),
    seen(modality="CT", part="abdomen", view=None, finding=None, is_child=False, source="mednist"), seen(modality="MRI", part="head", view="axial", finding=None, is_child=False, source="vqa_rad"),
    seen(modality=None, part="head", view="axial", finding=None, is_child=False, source="vqa_rad"), seen(modality="MRI", part="breast", view=None, finding=None, is_child=False, source="mednist"),
    seen(modality="radiograph", part="hand", view=None, finding=None, is_child=False, source="mednist"),
    seen(is_radiology=False, modality=None, part=None, view=None, finding=None, is_child=False, source="drawing"))


def words(text: str) -> int:
    """Stands for a tokenizer: about a token a word, and its marks."""
    return len(re.findall(r"\w+|[^\w\s]", text))


def described() -> list[tuple[Seen, int, str]]:
    rng = random.Random(1)
    levels = list(itertools.product(range(3), repeat=5))
    texts = []
    for kind in KINDS:
        for level in rng.sample(levels, 40):
            one = Seen(**{**kind.__dict__, **dict(zip(("brightness", "contrast", "sharpness", "margin", "shape"), level))})
            for length in (16, 32, 64, 128):
                texts.append((one, length, description(one, "Describe the image.", length, words, rng)))
    return texts


class WordingTest(unittest.TestCase):
    def test_descriptions_claim_no_side_size_place_change_or_unlabelled_finding(self) -> None:
        for _, _, text in described():
            self.assertIsNone(FORBIDDEN.search(text), text)

    def test_pneumonia_is_spoken_of_only_where_a_label_is(self) -> None:
        for one, _, text in described():
            if one.finding is None:
                self.assertNotIn("neumonia", text)

    def test_descriptions_are_whole_sentences_that_fill_their_canvas(self) -> None:
        short = 0
        for _, length, text in described():
            self.assertRegex(text, r"^(?:[A-Z][^.]*\. ?)+$")
            self.assertLess(words(text), length)
            short += words(text) < 0.6 * length
        self.assertLess(short, 0.02 * len(described()))

    def test_no_four_words_come_twice(self) -> None:
        repeated = grams = 0
        for _, _, text in described():
            own = re.findall(r"\w+", text.lower())
            four = [tuple(own[index : index + 4]) for index in range(len(own) - 3)]
            grams += len(four)
            repeated += len(four) - len(set(four))
        self.assertLess(repeated, 0.003 * grams)

    def test_descriptions_of_one_kind_differ_with_what_was_measured(self) -> None:
        self.assertGreater(len({text for _, _, text in described()}), 0.4 * len(described()))

    def test_the_examination_is_worded_as_the_product_words_it(self) -> None:
        self.assertEqual([exam_line(kind) for kind in KINDS[:3]], ["Radiograph of the chest, AP", "Radiograph of the chest, AP", "Radiograph of the chest, frontal"])
        self.assertEqual([noun_phrase(kind) for kind in KINDS[5:8]], ["CT image of the abdomen", "Axial MRI of the head", "Axial section of the head"])
        self.assertEqual([fact_sentence(kind) for kind in (KINDS[0], KINDS[8])], ["The image is a chest radiograph, AP view.", "The image is a breast MRI."])

    def test_what_the_tags_say_is_worded_as_the_product_words_it(self) -> None:
        told = [("CT", "", ""), ("MRI", "lumbar spine", ""), ("ultrasound image", "", ""), ("radiograph", "chest", "PA"), ("angiogram", "neck", "")]
        self.assertEqual([tag_sentence(*each) for each in told], ["The image is a CT.", "The image is a lumbar spine MRI.", "The image is an ultrasound image.", "The image is a chest radiograph, PA view.", "The image is a neck angiogram."])
        self.assertEqual([tag_phrase(*each) for each in told], ["CT image", "MRI of the lumbar spine", "Ultrasound image", "PA chest radiograph", "Angiogram of the neck"])

    def test_an_image_that_the_request_names_is_called_so_whatever_it_looks_like(self) -> None:
        rng = random.Random(5)
        for kind in KINDS[:-1]:
            tags = random_tags(rng)
            text = tagged_description(kind, tag_phrase(*tags), 64, words)
            self.assertTrue(text.startswith(f"{tag_phrase(*tags)}. {finding_said(kind)} Brightness is "), text)
            self.assertIsNone(FORBIDDEN.search(text), text)

    def test_answers_are_sentences_or_yes_and_no(self) -> None:
        rng = random.Random(2)
        for kind in KINDS:
            for _ in range(200):
                question, answer = short_answer(kind, rng)
                self.assertTrue(question.endswith("?"))
                self.assertRegex(answer, r"^(?:Yes|No|[A-Z].*\.)$")

    def test_reports_from_images_claim_nothing_either(self) -> None:
        rng = random.Random(3)
        for kind in KINDS:
            for _ in range(50):
                blanks = [part.text for part in image_report(kind, [("Lungs", ""), ("Pleura", "No effusion."), ("Heart", ""), ("Bones", "")], rng, "CT of the chest") if part.is_blank]
                self.assertGreaterEqual(len(blanks), 4)
                self.assertIsNone(FORBIDDEN.search(" ".join(blanks)), blanks)

    def test_an_impression_in_words_sums_up_the_findings_of_its_report(self) -> None:
        rng = random.Random(4)
        for _ in range(300):
            parts = written_report(rng).parts
            self.assertTrue(parts[-1].is_blank and "Impression:" in parts[-2].text)
            self.assertNotIn("{side}", "".join(part.text for part in parts))


if __name__ == "__main__":
    unittest.main()
