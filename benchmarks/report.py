"""Write what was found into the README, between its markers: the targets, the growth, and every figure."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from benchmarks.cases import Figure, Target
from benchmarks.figures import median, short, slope
from benchmarks.results import Results
from benchmarks.targets import held

BEGIN, END = "<!-- make bench writes from here -->", "<!-- make bench wrote until here -->"
PLOT = "docs/performance.svg"
SIZES = {0: "empty", 0.1: "a tenth", 1: "the whole", 10: "ten times"}
CLIENTS = (1, 8, 32, 256)
# What is shown of growth: the case, the end of the figure's name, and what people call it.
GROWING = [
    ("stored", "show the next: server CPU", "Save a page and show the next, CPU, ms, by attempts stored"),
    ("stored", "a whole attempt: server CPU", "A whole attempt, CPU, ms, by attempts stored"),
    ("stored", "the gradebook of a class: server CPU", "The gradebook of a class, CPU, ms, by attempts stored"),
    ("stored", "the history of a person: server CPU", "The history of a person, CPU, ms, by attempts stored"),
    ("stored", "by the command: rows a second", "Export by the command, rows a second, by attempts stored"),
    ("stored", "by the page: rows a second", "Export by the page, rows a second, by attempts stored"),
    ("rush", "server CPU of one", "A start, CPU, ms, by students at once and questions in the bank"),
    ("rush", "until all are served", "Starts at once, seconds until all are served"),
    ("generate", "CPU of one", "A generated question, CPU, ms, by claims of the register"),
    ("crowd", "share of the two cores", "A crowd, share of the two cores, %, by students"),
]


class NoMarkers(ValueError):
    """Tell that a text has not the two markers, each once and in their order."""


def rewritten(text: str, new: str) -> str:
    """Return a text with what stands between the markers replaced; raises `NoMarkers`."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in rest or END in after:
        raise NoMarkers(f"the text should hold {BEGIN} and {END}, once each")
    return f"{before}{BEGIN}\n\n{new.strip()}\n\n{END}{after}"


def write(results: Results, readme: Path) -> None:
    """Write the results into a README."""
    readme.write_text(rewritten(readme.read_text("utf-8"), section(results)), "utf-8")


def section(results: Results) -> str:
    """Return the words and tables of the results."""
    parts = [
        f"Measured on {results.date}, on {results.machine}; the load generator ran on the same cores.",
        _limits(results),
        f"![Each figure beside its target, and how the cost of an operation grows]({PLOT})",
        "\n".join(_targets(results)),
        "How the costs grow; the slope is that of the logarithms: 0 does not grow, 1 grows as the size does.",
        "\n".join(_growth(results)),
        "Every operation (median of the repetitions, and the spread of the CPU):",
        "\n".join(_operations(results)),
        "\n".join(_others(results)),
        "\n".join(f"- {name}: {remark}." for name, remark in results.remarks.items()),
    ]
    return "\n\n".join(part for part in parts if part)


def _limits(results: Results) -> str:
    limits = results.limits
    cpu, rate, within, commit_cpu, commit = (
        _spread(values)
        for values in (limits.response_cpu, limits.response_rate, limits.dispatch, limits.commit_cpu, limits.commit)
    )
    return (
        f"The limits in the same run: a bare Flask text response by the same server takes {cpu} ms of CPU ({rate} a "
        f"second with 8 clients; called in process, without a server, {within} ms), a bare commit with "
        f"`synchronous=FULL` {commit_cpu} ms of CPU and {commit} ms in all."
    )


def _spread(values: tuple[float, ...] | list[float]) -> str:
    """Return the median and, where there are several values, the least and the largest."""
    if len(values) < 2:
        return short(median(values))
    return f"{short(median(values))} ({short(min(values))} to {short(max(values))})"


def _goal(target: Target) -> str:
    return f"{'at most' if target.most else 'at least'} {short(target.limit)}"


def _targets(results: Results) -> Iterator[str]:
    yield "| What | Target | Median (spread) | | By the limits | Met |"
    yield "|---|---|---|---|---|---|"
    for one in held(results):
        found = _spread(one.values) if one.values else "not measured"
        met = ("yes" if one.is_met else "**no**") if one.values else "–"
        yield f"| {one.what} | {_goal(one.target)} | {found} | {one.unit} | {one.ratio} | {met} |"


def _growth(results: Results) -> Iterator[str]:
    yield f"| What | {' | '.join(SIZES.values())} | Slope |"
    yield f"|---{'|---' * len(SIZES)}|---|"
    for case, words, name in GROWING:
        found = {size: one.median for size in SIZES if (one := results.find(case, words, size))}
        if found:
            cells = (short(found[size]) if size in found else "–" for size in SIZES)
            yield f"| {name} | {' | '.join(cells)} | {_slope({size: found[size] for size in found if size})} |"
    counts = {count: one.median for count in CLIENTS
              if (one := results.find("clients", f"{count} clients: server CPU"))}  # fmt: skip
    if counts:
        told = ", ".join(f"{count}: {short(value)}" for count, value in counts.items())
        yield f"| Save and next page, CPU, ms, by clients ({told}) | – | – | – | – | {_slope(counts)} |"


def _slope(costs: dict[float, float]) -> str:
    costs = {size: cost for size, cost in costs.items() if cost > 0}
    return f"{slope(list(costs), list(costs.values())):.2f}" if len(costs) > 1 else "–"


_WORDS = ("server CPU", "a second", "p50", "p95", "p99", "CPU of the load generator")


def _operations(results: Results) -> Iterator[str]:
    """Yield a row for each operation, of its six figures."""
    yield "| Operation | Server CPU, ms | By the limits | A second | p50, ms | p95, ms | p99, ms | Generator, ms |"
    yield "|---|---|---|---|---|---|---|---|"
    for name, parts in _grouped(results).items():
        if parts.keys() >= set(_WORDS):
            cpu, *others = (parts[words] for words in _WORDS)
            ratio = f"{cpu.median / results.limits.sum_cpu:.1f} ×"
            yield f"| {name} | {_spread(cpu.values)} | {ratio} | {' | '.join(short(one.median) for one in others)} |"


def _others(results: Results) -> Iterator[str]:
    """Yield a row for each figure that is no part of an operation's row."""
    yield "| Figure | Median (spread) | |"
    yield "|---|---|---|"
    for name, parts in _grouped(results).items():
        if not parts.keys() >= set(_WORDS):
            for words, one in parts.items():
                yield f"| {name}{': ' if words else ''}{words} | {_spread(one.values)} | {one.unit} |"


def _grouped(results: Results) -> dict[str, dict[str, Figure]]:
    groups: dict[str, dict[str, Figure]] = defaultdict(dict)
    for one in results.figures:
        name, _, words = one.what.partition(": ")
        size = f", {SIZES.get(one.size, one.size)}" if one.case == "stored" and one.size is not None else ""
        where = f" (case {one.case}{size})" if one.case == "stored" or not words else ""
        groups[f"{name[0].upper()}{name[1:]}{where}"][words] = one
    return groups
