"""Say what the site should reach, and hold each target against what was measured."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.cases import Figure, Target, at_least, at_most
from benchmarks.figures import median
from benchmarks.results import Results

FLAT = 20  # megabytes by which memory may grow after the first fifth of an export


@dataclass(frozen=True)
class Held:
    """Hold one target against its figure: its words, the measured values, the ratio to the limits, in words."""

    what: str
    unit: str
    target: Target
    values: tuple[float, ...] = ()
    ratio: str = ""

    @property
    def median(self) -> float:
        """Return the middle of what was measured."""
        return median(self.values)

    @property
    def is_met(self) -> bool:
        """Tell whether the target is met; what was not measured meets nothing."""
        return bool(self.values) and self.target.is_met(self.median)

    @property
    def share(self) -> float:
        """Return how far the figure is from its target: up to 1 it is met."""
        low, high = (self.median, self.target.limit) if self.target.most else (self.target.limit, self.median)
        return low / high if high else (1.0 + low if low else 0.0)


def held(results: Results) -> Iterator[Held]:
    """Yield each target of the site, in the order of the table."""
    limits = results.limits

    def one(what: str, unit: str, target: Target, figure: Figure | None, ratio: Callable[[float], str] = _none) -> Held:
        return Held(what, unit, target, *((figure.values, ratio(figure.median)) if figure else ()))

    def cpu(value: float) -> str:
        return f"{value / limits.sum_cpu:.1f} × (response + commit)"

    def rate(value: float) -> str:
        return f"{value / median(limits.response_rate):.2f} × bare responses a second"

    def time(value: float) -> str:
        return f"{value / limits.sum_time:.0f} × (response + commit)"

    find, save = results.find, results.find("save", "show the next: server CPU")
    yield one("Server CPU, a durable save of a page, its redirect, the next page", "ms", at_most(3), save, cpu)
    times = tuple(value / limits.sum_cpu for value in save.values) if save else ()
    yield Held("The same as a multiple of (bare response + bare commit), CPU", "×", at_most(12), times)
    answers = "save one answer, 64 connections: "
    yield one("Durable saves of one answer, 64 connections", "/s", at_least(2000),
              find("answers", f"{answers}a second"), rate)  # fmt: skip
    yield one("The same, p99", "ms", at_most(50), find("answers", f"{answers}p99"), time)
    yield one("Server CPU, a whole attempt", "ms", at_most(15), find("attempt", "attempt: server CPU"), cpu)
    yield one("p95 of save and next page, 32 clients without pauses", "ms", at_most(60),
              find("clients", "32 clients: p95"), time)  # fmt: skip
    yield one("1,000 simultaneous starts, until all are served", "s", at_most(5), find("rush", "all are served", 1),
              lambda value: f"{1000 / value / median(limits.response_rate):.3f} × bare responses a second")  # fmt: skip
    yield one("The same, failed", "", at_most(0), find("rush", ": failed", 1))
    yield one("5,000 students with pauses, failed", "", at_most(0), find("crowd", "that failed", 1))
    yield one("The same, p95 of a page turn", "ms", at_most(100), find("crowd", "turn the page, p95", 1), time)
    yield one("The same, p95 of a saved answer", "ms", at_most(100), find("crowd", "one answer, p95", 1), time)
    yield one("The same, share of the two cores", "%", at_most(70), find("crowd", "of the two cores", 1))
    yield from _stored(results)
    peaks = [
        one.median for one in results.figures if "memory of the whole server" in one.what and one.size in (None, 1)
    ]
    yield Held("Memory of the whole server, the highest of all cases", "MB", at_most(300), tuple(sorted(peaks)[-1:]))


def _stored(results: Results) -> Iterator[Held]:
    """Yield the targets of the database that holds a year."""
    for what, words in (
        ("A save beside 1,000,000 attempts, by its cost on an empty database", "show the next: server CPU"),
        ("An attempt beside 1,000,000 others, by its cost on an empty database", "attempt: server CPU"),
    ):
        empty, whole = (results.find("stored", words, size) for size in (0, 1))
        values = tuple(value / empty.median for value in whole.values) if empty and whole else ()
        yield Held(what, "×", at_most(1.3), values)
    for way in ("command", "page"):
        rows = results.find("stored", f"by the {way}: rows a second", 1)
        grown = results.find("stored", f"by the {way}: memory, growth on the way", 1)
        yield Held(f"Export of single responses as CSV, by the {way}", "rows/s", at_least(150_000),
                   rows.values if rows else ())  # fmt: skip
        yield Held("The same, growth of the memory after its first fifth", "MB", at_most(FLAT),
                   grown.values if grown else ())  # fmt: skip


def _none(_: float) -> str:
    return ""
