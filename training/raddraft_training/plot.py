"""The learning curve of a run as an SVG file, out of its log."""

import json
from html import escape
from pathlib import Path

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 760, 320, 52, 36, 34, 190
COLOURS = ("#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#17becf", "#8c564b")


def read_log(folder: Path) -> list[dict]:
    """Records of a run's log, the oldest first."""
    return [json.loads(line) for line in (folder / "log.jsonl").read_text(encoding="utf-8").splitlines()]


def curves_of(records: list[dict], keys: tuple[str, ...]) -> dict[str, list[tuple[int, float]]]:
    """For each key its values over all steps of the run, stages one after the other."""
    stages: dict[str, int] = {}
    for record in records:
        if record.get("event") == "step":
            stages.setdefault(record["stage"], record["of"])
    starts, at = {}, 0
    for name, steps in stages.items():
        starts[name] = at
        at += steps
    curves: dict[str, list[tuple[int, float]]] = {}
    for record in records:
        for key in keys:
            if key in record and record.get("stage") in starts:
                curves.setdefault(key, []).append((starts[record["stage"]] + record["step"], float(record[key])))
    return curves


def plot_svg(curves: dict[str, list[tuple[int, float]]], title: str, across: str) -> str:
    """Lines over a common axis; an empty dictionary gives a frame with its title."""
    points = [point for curve in curves.values() for point in curve]
    most_x = max((x for x, _ in points), default=1)
    low, high = min((y for _, y in points), default=0.0), max((y for _, y in points), default=1.0)
    high = high if high > low else low + 1
    x_of = lambda x: LEFT + (WIDTH - LEFT - RIGHT) * x / most_x
    y_of = lambda y: HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * (y - low) / (high - low)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12" role="img">',
        f"<title>{escape(title)}</title>", f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>', f'<text x="{LEFT}" y="20" font-size="14">{escape(title)}</text>',
        f'<path d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}" fill="none" stroke="#444444"/>', f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 6}" text-anchor="middle">{escape(across)}</text>']
    for share in (0, 0.25, 0.5, 0.75, 1):
        value, x = low + share * (high - low), most_x * share
        parts.append(f'<text x="{LEFT - 6}" y="{y_of(value) + 4:.1f}" text-anchor="end">{value:.2f}</text>')
        parts.append(f'<text x="{x_of(x):.1f}" y="{HEIGHT - BOTTOM + 15}" text-anchor="middle">{x:.0f}</text>')
    for index, (name, curve) in enumerate(curves.items()):
        colour = COLOURS[index % len(COLOURS)]
        line = " ".join(f"{x_of(x):.1f},{y_of(y):.1f}" for x, y in curve)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        parts.append(f'<text x="{WIDTH - RIGHT + 10}" y="{TOP + 14 + 18 * index}" fill="{colour}">{escape(name)} {curve[-1][1]:.3f}</text>')
    return "\n".join([*parts, "</svg>", ""])


def plot_run(folder: Path, out: Path, keys: tuple[str, ...], title: str) -> None:
    """Writes the curve of a run's log."""
    out.write_text(plot_svg(curves_of(read_log(folder), keys), title, "steps of all stages"), encoding="utf-8")
