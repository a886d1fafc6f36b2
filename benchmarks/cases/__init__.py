"""Hold what is measured, one module for each group of cases."""

from dataclasses import dataclass

from benchmarks.figures import median
from benchmarks.load import Round


class DoesNotFit(Exception):
    """Tell that this machine has no room for a case of this size, and of what."""


@dataclass(frozen=True)
class Target:
    """Say what a figure should be: at most, or at least, so much."""

    limit: float
    most: bool = True

    def is_met(self, value: float) -> bool:
        """Tell whether a figure is as it should be."""
        return value <= self.limit if self.most else value >= self.limit


@dataclass(frozen=True)
class Figure:
    """Hold one measured thing: what, in which unit, what each repetition gave, and what it should be."""

    case: str
    what: str
    unit: str
    values: tuple[float, ...]
    target: Target | None = None
    size: float | None = None  # the share of the whole size, where a case is measured at several

    @property
    def median(self) -> float:
        """Return the middle of the repetitions."""
        return median(self.values)


def at_most(limit: float) -> Target:
    """Return the target that a figure is not above a limit."""
    return Target(limit)


def at_least(limit: float) -> Target:
    """Return the target that a figure is not below a limit."""
    return Target(limit, most=False)


def figures_of(case: str, what: str, rounds: list[Round], **targets: Target) -> list[Figure]:
    """Return the figures of the repetitions of one operation; targets by the names cpu, rate, p50, p95, p99."""

    def figure(name: str, words: str, unit: str, values: list[float]) -> Figure:
        return Figure(case, f"{what}: {words}", unit, tuple(values), targets.get(name))

    return [
        figure("cpu", "server CPU", "ms", [one.cpu_ms for one in rounds]),
        figure("rate", "a second", "/s", [one.rate for one in rounds]),
        *(
            figure(f"p{share}", f"p{share}", "ms", [one.percentile_ms(share / 100) for one in rounds])
            for share in (50, 95, 99)
        ),
        figure("own", "CPU of the load generator", "ms", [one.own_cpu / len(one.times) * 1000 for one in rounds]),
    ]


def memory_of(case: str, peak: int) -> Figure:
    """Return the figure of the highest memory that a server took."""
    return Figure(case, "memory of the whole server, peak", "MB", (peak / 1e6,), at_most(300))
