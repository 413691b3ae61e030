"""Blanks: their borders, their padding, and the text they leave as it was."""

import random
import unittest

from raddraft_training.blanks import BLANKS_MAX, Stretch, choose_spans, padding_of, stretches_canvas, with_blanks, words_of
from raddraft_training.canvas import Canvas

EOT, FILL_END = 900, 901
TEXT = "EXAMINATION: Chest radiograph, PA view.\nFINDINGS: The lungs appear clear. The heart size is not assessed."


def encode(text: str) -> list[int]:
    """One id a character: enough to see where a stretch begins and ends."""
    return [ord(c) for c in text]


def canvas_of(seed: int) -> Canvas:
    rng = random.Random(seed)
    return stretches_canvas(with_blanks(TEXT, rng), encode, FILL_END, EOT, rng)


class BlanksTest(unittest.TestCase):
    def test_words_keep_every_character(self) -> None:
        for text in (TEXT, " a  b ", "one"):
            self.assertEqual("".join(words_of(text)), text)

    def test_spans_are_ordered_and_keep_pinned_text_between_them(self) -> None:
        rng = random.Random(1)
        for _ in range(500):
            spans = choose_spans(words_of(TEXT), rng)
            self.assertTrue(1 <= len(spans) <= BLANKS_MAX)
            self.assertTrue(all(end < start for (_, end), (start, _) in zip(spans, spans[1:])))

    def test_a_third_of_the_blanks_has_no_padding_and_none_more_than_allowed(self) -> None:
        rng = random.Random(2)
        paddings = [padding_of(10, rng) for _ in range(3000)]
        self.assertAlmostEqual(paddings.count(0) / 3000, 1 / 3, delta=0.04)
        self.assertEqual(max(paddings), 30)

    def test_without_the_padding_the_text_is_the_text(self) -> None:
        for seed in range(300):
            self.assertEqual("".join(chr(i) for i in canvas_of(seed).target if i not in (FILL_END, EOT)), TEXT)

    def test_padding_is_maskable_and_all_but_its_first_id_is_marked(self) -> None:
        for seed in range(300):
            canvas = canvas_of(seed)
            for token, maskable, pads in zip(canvas.target, canvas.maskable, canvas.is_padding):
                self.assertTrue(maskable or (token != FILL_END and not pads))
                self.assertFalse(pads and token not in (FILL_END, EOT))

    def test_a_blank_inside_ends_with_fill_end_and_one_end_of_turn_is_pinned_after_the_text(self) -> None:
        canvas = stretches_canvas([Stretch("a", False), Stretch(" b", True), Stretch(" c", False)], encode, FILL_END, EOT, random.Random(3))
        self.assertEqual((canvas.target[-1], canvas.maskable[-1], canvas.target.count(EOT)), (EOT, False, 1))

    def test_a_blank_that_ends_the_report_is_padded_with_the_end_of_turn_and_nothing_follows(self) -> None:
        for seed in range(50):
            canvas = stretches_canvas([Stretch("a", False), Stretch(" b", True)], encode, FILL_END, EOT, random.Random(seed))
            self.assertNotIn(FILL_END, canvas.target)
            self.assertTrue(canvas.maskable[-1])

    def test_neighbouring_text_is_tokenised_as_one_stretch(self) -> None:
        seen: list[str] = []
        stretches_canvas([Stretch("a", False), Stretch("b", False), Stretch(" c", True)], lambda text: seen.append(text) or encode(text), FILL_END, EOT, random.Random(4))
        self.assertEqual(seen, ["ab", " c"])

    def test_a_blank_begins_with_the_space_before_its_word(self) -> None:
        for seed in range(300):
            canvas = canvas_of(seed)
            starts = [i for i in range(1, len(canvas.target)) if canvas.maskable[i] and not canvas.maskable[i - 1]]
            self.assertTrue(all(chr(canvas.target[i]) == " " or chr(canvas.target[i - 1]) == "\n" for i in starts))

    def test_no_blank_holds_a_line_break(self) -> None:
        for seed in range(300):
            canvas = canvas_of(seed)
            self.assertFalse(any(m and t == ord("\n") for t, m in zip(canvas.target, canvas.maskable)))


if __name__ == "__main__":
    unittest.main()
