"""Calibration error: what it is for a perfect and for a boasting model."""

import unittest

from raddraft_training.calibration import Statement, calibration_error


class CalibrationTest(unittest.TestCase):
    def test_the_error_of_a_perfect_and_of_a_boasting_model(self) -> None:
        perfect = [Statement(0.75, index % 4 != 0) for index in range(400)]
        self.assertAlmostEqual(calibration_error(perfect), 0.0)
        self.assertAlmostEqual(calibration_error([Statement(1.0, False)] * 10), 1.0)

    def test_a_border_belongs_to_the_lower_bin(self) -> None:
        self.assertAlmostEqual(calibration_error([Statement(0.5, True), Statement(0.45, False)]), 0.025)


if __name__ == "__main__":
    unittest.main()
