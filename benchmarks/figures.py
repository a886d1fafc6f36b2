"""Turn many measured times into few figures: percentiles, medians with their spread, slopes of growth."""

import math
import statistics
from collections.abc import Sequence


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of the values does not exceed (nearest rank)."""
    if not values:
        raise ValueError("no values, so no percentile")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def median(values: Sequence[float]) -> float:
    """Return the middle of the values, or the mean of the middle two."""
    return statistics.median(values)


def slope(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """Return the exponent of growth: the slope of the least-squares line through the logarithms.

    0 is a cost that does not grow, 1 one that grows as the size does.
    """
    if len(sizes) < 2:
        raise ValueError("a slope needs two sizes")
    logs = [(math.log(size), math.log(cost)) for size, cost in zip(sizes, costs, strict=True)]
    return statistics.linear_regression([one[0] for one in logs], [one[1] for one in logs]).slope


def short(value: float) -> str:
    """Return a number as people read it: three figures, and thousands apart."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    digits = 2 - math.floor(math.log10(abs(value)))
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
