"""Calibration: the error that it brings down, and the form of its points."""

import random
import unittest

from raddraft_training.calibration import Statement, calibration_error, calibration_points, isotonic, mapped


def overconfident(n: int, seed: int) -> list[Statement]:
    """Right in the square of the certainty."""
    rng = random.Random(seed)
    certainties = [rng.uniform(0.3, 1.0) for _ in range(n)]
    return [Statement(certainty, rng.random() < certainty**2) for certainty in certainties]


class CalibrationTest(unittest.TestCase):
    def test_the_error_of_a_perfect_and_of_a_boasting_model(self) -> None:
        perfect = [Statement(0.75, index % 4 != 0) for index in range(400)]
        self.assertAlmostEqual(calibration_error(perfect), 0.0)
        self.assertAlmostEqual(calibration_error([Statement(1.0, False)] * 10), 1.0)

    def test_a_border_belongs_to_the_lower_bin(self) -> None:
        self.assertAlmostEqual(calibration_error([Statement(0.5, True), Statement(0.45, False)]), 0.025)

    def test_isotonic_steps_rise(self) -> None:
        shares = [share for _, share in isotonic(overconfident(900, 1))]
        self.assertEqual(shares, sorted(shares))
        self.assertGreater(len(shares), 3)

    def test_points_reach_from_0_to_1_and_rise_strictly(self) -> None:
        for statements in (overconfident(900, 2), [Statement(0.999, True)] * 50, [Statement(1.0, True)] * 50, [Statement(0.2, False)] * 3, []):
            points = calibration_points(statements)
            self.assertEqual((points[0][0], points[-1][0]), (0.0, 1.0))
            for (left, low), (right, high) in zip(points, points[1:]):
                self.assertTrue(left < right and low < high, points)
            self.assertTrue(0 <= points[0][1] and points[-1][1] <= 1)

    def test_mapped_certainties_of_other_statements_are_calibrated(self) -> None:
        points = calibration_points(overconfident(2000, 3))
        others = overconfident(2000, 4)
        self.assertGreater(calibration_error(others), 0.1)
        self.assertLess(calibration_error([Statement(mapped(points, each.certainty), each.is_right) for each in others]), 0.04)


if __name__ == "__main__":
    unittest.main()
