"""Blanks: their borders, their padding, and the text they leave as it was."""

import random
import unittest

from raddraft_training.blanks import BLANKS_MAX, blanked_canvas, choose_spans, padding_of, words_of

EOT, FILL_END = 900, 901
TEXT = "EXAMINATION: Chest radiograph, PA view.\nFINDINGS: The lungs appear clear. The heart size is not assessed."


def encode(text: str) -> list[int]:
    """One id a character: enough to see where a stretch begins and ends."""
    return [ord(c) for c in text]


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
            canvas = blanked_canvas(TEXT, encode, FILL_END, EOT, 1024, random.Random(seed))
            text = "".join(chr(i) for i in canvas.target if i not in (FILL_END, EOT))
            self.assertEqual(text, TEXT)

    def test_padding_is_maskable_the_end_of_turn_is_pinned(self) -> None:
        for seed in range(300):
            canvas = blanked_canvas(TEXT, encode, FILL_END, EOT, 1024, random.Random(seed))
            for token, maskable in zip(canvas.target, canvas.maskable):
                self.assertTrue(maskable or token != FILL_END)
                self.assertFalse(maskable and token == EOT)

    def test_a_blank_begins_with_the_space_before_its_word(self) -> None:
        for seed in range(300):
            canvas = blanked_canvas(TEXT, encode, FILL_END, EOT, 1024, random.Random(seed))
            starts = [i for i in range(1, 1024) if canvas.maskable[i] and not canvas.maskable[i - 1]]
            self.assertTrue(all(chr(canvas.target[i]) == " " or chr(canvas.target[i - 1]) == "\n" for i in starts))

    def test_no_blank_holds_a_line_break(self) -> None:
        for seed in range(300):
            canvas = blanked_canvas(TEXT, encode, FILL_END, EOT, 1024, random.Random(seed))
            self.assertFalse(any(m and t == ord("\n") for t, m in zip(canvas.target, canvas.maskable)))

    def test_a_text_that_does_not_fit_is_refused(self) -> None:
        with self.assertRaises(ValueError):
            blanked_canvas(TEXT, encode, FILL_END, EOT, len(TEXT), random.Random(1))


if __name__ == "__main__":
    unittest.main()
