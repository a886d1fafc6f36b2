"""Run the benchmarks on the real server, and write what they found into the README."""

import argparse
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from benchmarks import limits, load, plot, report, results
from benchmarks.cases import DoesNotFit, Figure
from benchmarks.cases.attempting import attempt
from benchmarks.cases.crowd import crowd
from benchmarks.cases.generating import generating
from benchmarks.cases.rush import rush
from benchmarks.cases.saving import answers, clients, save
from benchmarks.cases.stored import stored
from benchmarks.figures import median, short
from benchmarks.results import Results
from benchmarks.stage import Plan

ROOT = Path(__file__).resolve().parents[1]
FOUND = ROOT / "docs" / "performance.json"
Case = Callable[[Plan], Iterable[Figure]]
# Each case with the seconds after which it is broken off (ten times larger: ten times as many).
CASES: dict[str, tuple[Case, float]] = {
    "save": (save, 120), "attempt": (attempt, 120), "answers": (answers, 120), "clients": (clients, 300),
    "rush": (rush, 300), "crowd": (crowd, 600), "stored": (stored, 900),
    "generate": (generating, 120),
}  # fmt: skip
# The cases that are measured at the sizes of the scale, each with what comes before those.
SIZED = {"rush": (), "crowd": (), "stored": (0,), "generate": ()}
SCALES = {"least": (0.001,), "tenth": (0.1,), "whole": (0.1, 1), "ten": (0.1, 1, 10)}


def main() -> None:
    """Run the cases that were named, or all."""
    asked = _asked()
    names = [name for name in asked.cases.split(",") if name] or list(CASES)
    if unknown := set(names) - set(CASES):
        sys.exit(f"There is no case {', '.join(sorted(unknown))}. The cases are: {', '.join(CASES)}.")
    _open_files()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server ends and the files go
    folder = Path(tempfile.mkdtemp(prefix="quizapp-bench.", dir=asked.folder))
    try:
        plan = Plan(folder, asked.port, asked.repetitions, asked.seconds, crowd_seconds=asked.crowd_seconds)
        found = run(names, plan, SCALES[asked.scale])
    finally:
        shutil.rmtree(folder)
    if asked.write or not asked.cases:
        keep(found)
    failed = [name for name, remark in found.remarks.items() if remark.startswith("failed")]
    sys.exit(f"Failed: {', '.join(failed)}" if failed else 0)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--cases", default="", help=f"some of {','.join(CASES)}; then the README stays as it is")
    parser.add_argument("--scale", choices=SCALES, default="whole", help="the largest size (default: %(default)s)")
    parser.add_argument("--write", action="store_true", help="write some cases into the README too, beside the others")
    parser.add_argument("--port", type=int, default=8250, help="of the server (default: %(default)s)")
    parser.add_argument("--folder", help="where the databases are made (default: the system's for temporary files)")
    parser.add_argument("--repetitions", type=int, default=5, help="of each operation (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=4, help="of one repetition (default: %(default)s)")
    parser.add_argument("--crowd-seconds", type=float, default=300, help="of the crowd (default: %(default)s)")
    return parser.parse_args()


def run(names: list[str], plan: Plan, scale: tuple[float, ...]) -> Results:
    """Measure the limits and the cases, and tell of each figure as it comes."""
    begun = time.monotonic()
    found = Results(results.machine(), limits.measure(plan.folder, plan.port, plan.repetitions, plan.seconds / 2),
                    date=results.today())  # fmt: skip
    for name, values in vars(found.limits).items():
        _tell(Figure("limits", f"limit: {name}", "/s" if "rate" in name else "ms", tuple(values)))
    for name in names:
        for size in (*SIZED[name], *scale) if name in SIZED else (None,):
            _measure(found, name, size, plan)
            print(f"-- {name}{'' if size is None else f' at {size}'}: after {time.monotonic() - begun:.0f} s")
            sys.stdout.flush()
    return found


def _measure(found: Results, name: str, size: float | None, plan: Plan) -> None:
    """Measure one case at one size, within its time; what does not fit or fails becomes a remark."""
    case, seconds = CASES[name]
    label = name if size is None else f"{name} at {report.SIZES.get(size, size)}"
    share = 1.0 if size is None else size
    small = replace(plan, share=share, crowd_seconds=plan.crowd_seconds if share == 1 else plan.crowd_seconds / 5)
    signal.signal(signal.SIGALRM, _break_off)
    signal.setitimer(signal.ITIMER_REAL, seconds * max(share, 1))
    try:
        for one in case(small):
            found.figures.append(replace(one, size=size))
            _tell(one)
    except DoesNotFit as reason:
        found.remarks[label] = f"does not fit: {reason}"
    except Exception as error:
        found.remarks[label] = f"failed: {_first(error)}"[:600]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    if label in found.remarks:
        print(f"{label} {found.remarks[label]}")


def _first(error: BaseException) -> str:
    """Tell of an error, or of the first of a group of them."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}"


def _break_off(*_: object) -> None:
    raise load.TooLong("it was not done in its time")


def keep(found: Results) -> None:
    """Write what was found into the README, with the cases of earlier runs on this machine that were not run now."""
    if before := results.read(FOUND):
        found.join(before)
    found.write(FOUND)
    (ROOT / report.PLOT).write_text(plot.drawn(found), "utf-8")
    report.write(found, ROOT / "README.md")


def _tell(one: Figure) -> None:
    goal = ""
    if one.target:
        word = "at most" if one.target.most else "at least"
        goal = f"{word} {short(one.target.limit)}: {'met' if one.target.is_met(one.median) else 'MISSED'}"
    spread = f"({short(min(one.values))} to {short(max(one.values))})"
    print(f"{one.what:66} {short(median(one.values)):>9} {one.unit:3} {spread:24} {goal}")


def _open_files() -> None:
    """Allow as many open files as may be, here and in the server: each connection is one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


if __name__ == "__main__":
    main()
