"""Run the benchmarks, and write what they found into the README."""

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import limits
from benchmarks.cases import Figure
from benchmarks.cases.attempting import attempt
from benchmarks.cases.saving import answers, clients, save
from benchmarks.figures import median, short
from benchmarks.stage import Plan

CASES = {"save": save, "attempt": attempt, "clients": clients, "answers": answers}


def main() -> None:
    """Run the cases that were named, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--cases", default=os.environ.get("CASES", ""), help=f"of: {','.join(CASES)}")
    parser.add_argument("--scale", choices=["tenth", "whole", "ten"], default="whole")
    parser.add_argument("--port", type=int, default=8250)
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4, help="of one repetition")
    asked = parser.parse_args()
    names = [name for name in asked.cases.split(",") if name] or list(CASES)
    folder = Path(tempfile.mkdtemp(prefix="quizapp-bench."))
    try:
        _run(names, Plan(folder, asked.port, asked.repetitions, asked.seconds))
    finally:
        shutil.rmtree(folder)


def _run(names: list[str], plan: Plan) -> None:
    begun = time.monotonic()
    found = limits.measure(plan.folder, plan.port, plan.repetitions, plan.seconds / 2)
    for name, values in vars(found).items():
        print(f"limit {name:52} {short(median(values)):>9}  ({short(min(values))} to {short(max(values))})")
    for name in names:
        figures = CASES[name](plan)
        for one in figures:
            _tell(one)
        if name == "save":
            print(f"times (bare response + bare commit, CPU): {figures[0].median / found.sum_cpu:.1f}")
        print(f"-- after {time.monotonic() - begun:.0f} s")
        sys.stdout.flush()


def _tell(one: Figure) -> None:
    goal = ""
    if one.target:
        word = "at most" if one.target.most else "at least"
        goal = f"{word} {short(one.target.limit)}: {'met' if one.target.is_met(one.median) else 'MISSED'}"
    spread = f"({short(min(one.values))} to {short(max(one.values))})"
    print(f"{one.what:58} {short(one.median):>9} {one.unit:3} {spread:24} {goal}")


if __name__ == "__main__":
    main()
