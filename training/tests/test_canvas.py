"""What a canvas pads, masks and weighs."""

import random
import unittest

from raddraft_training.canvas import answer_canvas, mask_canvas

EOT, MASK = 900, 901


class CanvasTest(unittest.TestCase):
    def test_padding_is_end_of_turn_and_may_be_masked(self) -> None:
        canvas = answer_canvas([1, 2, 3], 6, EOT)
        self.assertEqual(canvas.target, (1, 2, 3, EOT, EOT, EOT))
        self.assertTrue(all(canvas.maskable))

    def test_an_answer_that_would_lose_its_end_is_refused(self) -> None:
        with self.assertRaises(ValueError):
            answer_canvas([1, 2, 3], 3, EOT)

    def test_the_weights_sum_to_one_on_average(self) -> None:
        canvas, rng = answer_canvas(list(range(20)), 32, EOT), random.Random(3)
        sums = [sum(mask_canvas(canvas, MASK, rng).weights) for _ in range(4000)]
        self.assertAlmostEqual(sum(sums) / len(sums), 1.0, delta=0.05)

    def test_a_mask_stands_exactly_where_the_loss_counts(self) -> None:
        noisy = mask_canvas(answer_canvas([1, 2], 16, EOT), MASK, random.Random(4))
        self.assertEqual([i == MASK for i in noisy.ids], [w > 0 for w in noisy.weights])

    def test_the_same_seed_gives_the_same_masks(self) -> None:
        canvas = answer_canvas([1, 2], 16, EOT)
        self.assertEqual(mask_canvas(canvas, MASK, random.Random(5)), mask_canvas(canvas, MASK, random.Random(5)))


if __name__ == "__main__":
    unittest.main()
