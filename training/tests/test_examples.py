"""Examples: prompts as the product sends them, canvases that end, blanks where the product opens them."""

import random
import tempfile
import unittest
from pathlib import Path

from raddraft_training.examples import Example, ExampleMaker, as_told
from raddraft_training.tokenizer import Tokenizer, learn_merges, write_tokenizer
from raddraft_training.wording.describing import PARTS, tagged_description
from tests.test_wording import KINDS


class ExamplesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory()
        texts = ["Describe the image. Write a report for this image. Radiograph of the chest, AP CT of the head Pneumonia is possible. Findings Impression Lungs"] * 3
        write_tokenizer(Path(cls.folder.name), learn_merges(texts, 200))
        cls.tokenizer = Tokenizer(Path(cls.folder.name))
        cls.maker = ExampleMaker(cls.tokenizer)
        rng = random.Random(1)
        cls.examples = [cls.maker.of_image(kind, rng, as_hint=index % 2 == 0) for index in range(60) for kind in KINDS]
        cls.written = [cls.maker.written(rng) for _ in range(300)]

    @classmethod
    def tearDownClass(cls) -> None:
        cls.folder.cleanup()

    def text(self, ids: list[int]) -> str:
        return self.tokenizer.decode(ids)

    def test_the_image_stands_between_two_parts_and_the_token_after_it_is_dropped(self) -> None:
        with_image = [example for example in self.examples if example.has_image]
        self.assertGreater(len(with_image), 200)
        for example in with_image:
            self.assertNotEqual(self.text(example.after)[:1], "\n")
            self.assertTrue(self.text(example.before).endswith("user\n\n"))

    def test_some_descriptions_are_of_what_the_request_says(self) -> None:
        told = [example for example in self.examples if "The image is a" in self.text(example.before + example.after) and "escribe" in self.text(example.before + example.after)]
        self.assertGreater(len(told), 20)

    def test_tags_of_another_image_bring_no_finding_and_tags_without_a_part_no_part(self) -> None:
        rng = random.Random(7)
        told = [as_told(KINDS[0], rng) for _ in range(400)]
        texts = [(sentence, tagged_description(seen, phrase, 64, self.tokenizer.count)) for seen, phrase, sentence in told if phrase]
        of_others = [text for sentence, text in texts if "radiograph" not in sentence]
        self.assertGreater(len(of_others), 100)
        for text in of_others:
            self.assertIn(". No finding is stated.", text)
        without_part = [text for sentence, text in texts if sentence == "The image is a radiograph."]
        self.assertGreater(len(without_part), 20)
        for text in without_part:
            self.assertTrue(text.startswith("Radiograph. "), text)
        organs = [wording for wordings in PARTS.values() for wording in wordings]
        self.assertFalse([text for _, text in texts if any(wording in text for wording in organs)])

    def test_hints_take_the_place_of_the_image(self) -> None:
        hinted = [example for example in self.examples if not example.has_image]
        self.assertTrue(all(example.after == [] and "brightness" in self.text(example.before) for example in hinted))

    def test_every_canvas_can_be_masked_somewhere_and_knows_its_end(self) -> None:
        for example in [*self.examples, *self.written]:
            self.assertTrue(any(example.canvas.maskable))
            self.assertEqual(len(example.canvas.target), len(example.canvas.maskable))
            is_open = example.canvas.maskable[-1]
            self.assertTrue(is_open or example.canvas.target[-1] == self.tokenizer.eot)

    def test_pinned_text_and_blanks_together_read_as_one_report(self) -> None:
        for example in self.written:
            written = [token for token in example.canvas.target if token not in (self.tokenizer.eot, self.tokenizer.fill_end)]
            self.assertIn("Exam:", self.text(written))
            self.assertIn("Impression:", self.text(written))

    def test_some_blanks_are_longer_than_their_text(self) -> None:
        padded = [example for example in [*self.examples, *self.written] if self.tokenizer.fill_end in example.canvas.target]
        self.assertGreater(len(padded), 60)

    def test_the_same_seed_gives_the_same_example(self) -> None:
        def make() -> Example:
            return self.maker.of_image(KINDS[0], random.Random(9), as_hint=True)

        self.assertEqual(make(), make())


if __name__ == "__main__":
    unittest.main()
