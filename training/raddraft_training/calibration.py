"""How certain statements are and how often they are right: isotonic regression between the two, as points of a rising line."""

from collections.abc import Sequence
from dataclasses import dataclass

BINS = 10
LEAST_RISE = 1e-4
"""Neighbouring points differ by this much at least: only a strict rise can be turned round."""


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


def isotonic(statements: Sequence[Statement], least_block: int = 20) -> list[tuple[float, float]]:
    """Points (certainty, share right) of the best rising step function, one a step; steps hold `least_block` statements or more.

    Pool adjacent violators: neighbouring groups are joined until the shares rise.
    """
    ordered = sorted(statements, key=lambda each: each.certainty)
    blocks: list[list[float]] = []
    for start in range(0, len(ordered), least_block):
        group = ordered[start : start + least_block]
        blocks.append([sum(each.certainty for each in group), float(sum(each.is_right for each in group)), float(len(group))])
        while len(blocks) > 1 and blocks[-1][1] / blocks[-1][2] <= blocks[-2][1] / blocks[-2][2]:
            last = blocks.pop()
            blocks[-1] = [left + right for left, right in zip(blocks[-1], last)]
    return [(certainty / n, right / n) for certainty, right, n in blocks]


def calibration_points(statements: Sequence[Statement], least_block: int = 20) -> list[list[float]]:
    """The map that a package stores: from certainty 0 to 1, rising strictly, linear between its points."""
    middle = isotonic(statements, least_block)
    if not middle:
        return [[0.0, 0.0], [1.0, 1.0]]
    first, last = middle[0], middle[-1]
    points = [(0.0, max(0.0, min(first[1], first[1] - first[0]))), *middle, (1.0, min(1.0, max(last[1], last[1] + 0.5 * (1.0 - last[0]))))]
    rising: list[list[float]] = []
    for certainty, share in points:
        if rising and certainty - rising[-1][0] < LEAST_RISE:
            if certainty == 1.0:
                rising[-1][0] = 1.0
            continue
        rising.append([round(certainty, 5), round(max(share, rising[-1][1] + LEAST_RISE) if rising else share, 5)])
    # What the least rises pushed above 1 is brought back from the end.
    rising[-1][1] = min(rising[-1][1], 1.0)
    for index in range(len(rising) - 2, -1, -1):
        rising[index][1] = round(min(rising[index][1], rising[index + 1][1] - LEAST_RISE), 5)
    return rising


def mapped(points: Sequence[Sequence[float]], certainty: float) -> float:
    """A certainty as the engine shows it."""
    for (left, low), (right, high) in zip(points, points[1:]):
        if certainty <= right:
            return low + (high - low) * max(0.0, certainty - left) / (right - left)
    return points[-1][1]
