"""Count what each proof has shown, and print the table of it at the end of a run."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Count:
    """Hold what one proof has counted: how often it ran, what was acknowledged, and what went wrong."""

    runs: int = 0
    saves: int = 0  # answers that were acknowledged
    handed_in: int = 0  # attempts that were acknowledged as handed in
    retries: int = 0  # requests that were sent again, for nobody or somebody busy had answered
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)

    def add(self, other: "Count") -> "Count":
        """Add what another has counted."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)
        return self

    @property
    def faults(self) -> list[str]:
        """List what must never be."""
        return [*self.lost, *self.doubled, *self.half]


COUNTS: dict[str, Count] = {}
HEADS = ("proof", "runs", "saves", "handed in", "sent again", "lost", "doubled", "half handed in")


def tally(name: str, count: Count) -> None:
    """Add to what a proof has counted, and demand that nothing went wrong."""
    COUNTS.setdefault(name, Count()).add(count)
    assert not count.faults, "\n".join(count.faults)


def table() -> Iterable[str]:
    """Yield the lines of the table, and its sum."""
    rows = [(name, *_row(count)) for name, count in COUNTS.items()]
    total = Count()
    for count in COUNTS.values():
        total.add(count)
    rows.append(("altogether", *_row(total)))
    width = max(len(row[0]) for row in rows)
    yield f"{HEADS[0]:<{width}}  " + "  ".join(HEADS[1:])
    for row in rows:
        yield f"{row[0]:<{width}}  " + "  ".join(
            f"{value:>{len(head)}}" for head, value in zip(HEADS[1:], row[1:], strict=True)
        )


def _row(count: Count) -> tuple[int, ...]:
    return (
        count.runs, count.saves, count.handed_in, count.retries, len(count.lost), len(count.doubled), len(count.half),
    )  # fmt: skip
