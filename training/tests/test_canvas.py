"""What a canvas pads, masks and weighs."""

import random
import unittest

from raddraft_training.canvas import answer_canvas, mask_canvas, spread_times

EOT, MASK = 900, 901


class CanvasTest(unittest.TestCase):
    def test_padding_is_end_of_turn_and_may_be_masked(self) -> None:
        canvas = answer_canvas([1, 2, 3], 6, EOT)
        self.assertEqual(canvas.target, (1, 2, 3, EOT, EOT, EOT))
        self.assertTrue(all(canvas.maskable))

    def test_an_answer_that_would_lose_its_end_is_refused(self) -> None:
        with self.assertRaises(ValueError):
            answer_canvas([1, 2, 3], 3, EOT)

    def test_the_first_end_of_turn_is_no_padding(self) -> None:
        self.assertEqual(answer_canvas([1, 2, 3], 6, EOT).is_padding, (False, False, False, False, True, True))

    def test_the_weights_sum_to_one_on_average_whatever_padding_weighs(self) -> None:
        canvas, rng = answer_canvas(list(range(20)), 32, EOT), random.Random(3)
        for padding_weight in (1.0, 0.2):
            times = [t for _ in range(100) for t in spread_times(40, 0.05, rng)]
            sums = [sum(mask_canvas(canvas, MASK, t, rng, padding_weight).weights) for t in times]
            self.assertAlmostEqual(sum(sums) / len(sums), 1.0, delta=0.05)

    def test_padding_weighs_as_much_less_as_asked(self) -> None:
        weights = mask_canvas(answer_canvas([1], 4, EOT), MASK, 1.0, random.Random(4), 0.25).weights
        self.assertAlmostEqual(weights[3], weights[0] / 4)

    def test_a_mask_stands_exactly_where_the_loss_counts(self) -> None:
        noisy = mask_canvas(answer_canvas([1, 2], 16, EOT), MASK, 0.5, random.Random(4))
        self.assertEqual([i == MASK for i in noisy.ids], [w > 0 for w in noisy.weights])

    def test_the_same_seed_gives_the_same_masks(self) -> None:
        canvas = answer_canvas([1, 2], 16, EOT)
        self.assertEqual(mask_canvas(canvas, MASK, 0.5, random.Random(5)), mask_canvas(canvas, MASK, 0.5, random.Random(5)))

    def test_the_times_of_a_batch_are_spread_over_the_whole_range(self) -> None:
        for seed in range(50):
            times = sorted(spread_times(8, 0.1, random.Random(seed)))
            for index, t in enumerate(times):
                self.assertTrue(0.1 + 0.9 * index / 8 <= t <= 0.1 + 0.9 * (index + 1) / 8)


if __name__ == "__main__":
    unittest.main()
