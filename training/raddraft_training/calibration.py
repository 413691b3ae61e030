"""How far the certainty of statements is from how often they are right; `npm run eval:calibrate` fits the map that a package stores."""

from collections.abc import Sequence
from dataclasses import dataclass

BINS = 10


@dataclass(frozen=True)
class Statement:
    """A statement that a label can check: the lowest certainty among its tokens, and whether it was right."""

    certainty: float
    is_right: bool


def calibration_error(statements: Sequence[Statement]) -> float:
    """Expected calibration error over ten bins of equal width, as `npm run eval` counts it; 0 for none."""
    bins: dict[int, list[Statement]] = {}
    for statement in statements:
        place = min(BINS - 1, max(0, -int(-statement.certainty * BINS // 1) - 1))
        bins.setdefault(place, []).append(statement)
    return sum(abs(sum(each.certainty for each in own) - sum(each.is_right for each in own)) for own in bins.values()) / max(1, len(statements))

