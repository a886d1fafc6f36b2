"""Show how far long work has come, on the standard error, where a person is looking."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

Progress = Callable[[int, int], None]


@contextmanager
def bar(label: str, silent: bool = False) -> Iterator[Progress | None]:
    """Offer a function that is told (done, total) and moves a bar; None where nobody is looking."""
    if silent or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as shown:

        def progress(done: int, total: int) -> None:
            shown.length = max(total, 1)
            shown.update(max(0, min(done, shown.length) - shown.pos))

        yield progress


@contextmanager
def steps(label: str, count: int, silent: bool = False) -> Iterator[Callable[[], None]]:
    """Offer a function that is called after each of so many steps, and moves a bar where somebody is looking."""
    with bar(label, silent) as progress:
        done = 0

        def step() -> None:
            nonlocal done
            done += 1
            if progress is not None:
                progress(done, count)

        yield step
