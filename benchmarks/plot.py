"""Draw the results as SVG: each figure beside its target, and how the cost of an operation grows."""

import math
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from benchmarks.figures import short
from benchmarks.results import Results
from benchmarks.targets import Held, held

WIDTH, LEFT, BAR, ROW = 960, 470, 400, 24
LEAST, MOST = 0.1, 100.0  # of the target, on a logarithmic scale
GROWTH = {
    "show the next: server CPU": "save and next page",
    "a whole attempt: server CPU": "whole attempt",
    "gradebook of a class: server CPU": "gradebook",
    "history of a person: server CPU": "history",
}
COLOURS = ("#8a2d1c", "#1d4e6b", "#3d6b2f", "#6b5a1d")
GROUND, INK, FAINT, MET, MISSED = "#fffdf8", "#1f1b16", "#b9b1a4", "#3d6b2f", "#8a2d1c"


def drawn(results: Results) -> str:
    """Return the picture of the results."""
    rows = [one for one in held(results) if one.values]
    top = 64 + ROW * len(rows)
    lines = list(_growth(results, top + 40))
    height = top + (330 if lines else 20)
    style = "font-family='system-ui, sans-serif' font-size='13'"
    parts = [
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height}' width='{WIDTH}' height='{height}' "
        f"role='img' {style}>",
        "<title>Each figure beside its target, and how the cost of an operation grows</title>",
        f"<rect width='{WIDTH}' height='{height}' fill='{GROUND}'/>",
        _text(16, 26, "Measured, as a multiple of the target (left of the line: met)", weight="bold"),
        *_bars(rows, top),
        *lines,
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _bars(rows: Sequence[Held], bottom: float) -> Iterator[str]:
    """Yield a bar for each target; those that are met end left of the line at 1."""
    for mark in (0.1, 1, 10, 100):
        x = _place(mark)
        colour, width = (INK, 1.5) if mark == 1 else (FAINT, 0.5)
        yield f"<line x1='{x:.1f}' y1='52' x2='{x:.1f}' y2='{bottom}' stroke='{colour}' stroke-width='{width}'/>"
        yield _text(x, 46, f"{short(mark)} ×", anchor="middle", size=11)
    for number, one in enumerate(rows):
        y = 60 + ROW * number
        end, colour = _place(one.share), MET if one.is_met else MISSED
        yield _text(LEFT - 12, y + 13, one.what, anchor="end", size=11)
        yield f"<rect x='{LEFT}' y='{y + 2}' width='{max(2, end - LEFT):.1f}' height='14' fill='{colour}'/>"
        yield _text(end + 6, y + 13, f"{short(one.median)} {one.unit}", size=11)


def _place(share: float) -> float:
    kept = min(max(share, LEAST), MOST)
    return LEFT + (BAR - 60) * math.log(kept / LEAST) / math.log(MOST / LEAST)


def _growth(results: Results, top: float) -> Iterator[str]:
    """Yield the lines of growth: milliseconds of CPU by attempts stored, both logarithmic."""
    series = []
    for words, name in GROWTH.items():
        points = [(size, one.median) for size in (0.1, 1, 10) if (one := results.find("stored", words, size))]
        if len(points) > 1:
            series.append((name, points))
    if not series:
        return
    costs = [cost for _, points in series for _, cost in points]
    low, high = min(costs) / 2, max(costs) * 2
    yield _text(16, top, "Server CPU of one operation, ms, by attempts stored (both logarithmic)", weight="bold")
    for size, words in ((0.1, "100,000"), (1, "1,000,000"), (10, "10,000,000")):
        yield _text(_across(size), top + 250, words, anchor="middle", size=11)
    for number, (name, points) in enumerate(series):
        places = [(_across(size), top + 230 - 210 * math.log(cost / low) / math.log(high / low))
                  for size, cost in points]  # fmt: skip
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        yield f"<polyline points='{path}' fill='none' stroke='{COLOURS[number]}' stroke-width='2'/>"
        for (x, y), (_, cost) in zip(places, points, strict=True):
            yield f"<circle cx='{x:.1f}' cy='{y:.1f}' r='3.5' fill='{COLOURS[number]}'/>"
            yield _text(x, y - 8, short(cost), anchor="middle", size=11)
        x, y = places[-1]
        yield _text(x + 44, y + 4, name, colour=COLOURS[number])


def _across(size: float) -> float:
    return 120 + 300 * (math.log10(size) + 1)


def _text(
    x: float, y: float, words: str, *, anchor: str = "start", size: int = 13, weight: str = "normal", colour: str = INK
) -> str:
    return (f"<text x='{x:.1f}' y='{y:.1f}' text-anchor='{anchor}' font-size='{size}' font-weight='{weight}' "
            f"fill='{colour}'>{escape(words)}</text>")  # fmt: skip
