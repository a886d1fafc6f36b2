"""Keep what a run found, with the machine that it ran on, so that a later run of some cases can be joined to it."""

import json
import os
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.cases import Figure, Target
from benchmarks.limits import Limits, sqlite


@dataclass
class Results:
    """Hold all figures, the limits measured beside them, the machine, and what did not fit or failed."""

    machine: str
    limits: Limits
    figures: list[Figure] = field(default_factory=list)
    remarks: dict[str, str] = field(default_factory=dict)  # case and size -> what to know of it
    date: str = ""

    def find(self, case: str, words: str, size: float | None = None) -> Figure | None:
        """Return the figure of a case whose name ends with these words (at one size), if there is one."""
        found = (one for one in self.figures if one.case == case and one.what.endswith(words) and one.size == size)
        return next(found, None)

    def join(self, before: "Results") -> None:
        """Take over the cases that were measured before on the same machine, and not now."""
        if before.machine != self.machine:
            return
        now = {one.case for one in self.figures} | {name.partition(" ")[0] for name in self.remarks}
        self.figures = [one for one in before.figures if one.case not in now] + self.figures
        kept = {name: remark for name, remark in before.remarks.items() if name.partition(" ")[0] not in now}
        self.remarks = {**kept, **self.remarks}

    def write(self, path: Path) -> None:
        """Write all to a file."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", "utf-8")


def read(path: Path) -> Results | None:
    """Read what a run before has written, or return None."""
    if not path.exists():
        return None
    told = json.loads(path.read_text("utf-8"))
    return Results(
        told["machine"], Limits(**told["limits"]), [_figure(one) for one in told["figures"]], told["remarks"],
        told["date"],
    )  # fmt: skip


def _figure(told: dict[str, Any]) -> Figure:
    target = told.pop("target")
    return Figure(**{**told, "values": tuple(told["values"])}, target=Target(**target) if target else None)


def machine() -> str:
    """Describe this machine and what the site runs on, in one sentence without names."""
    cores, memory = os.cpu_count(), os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return (
        f"{cores} cores ({_processor()}), {memory:.0f} GB of memory, Linux {platform.release().partition('-')[0]}, "
        f"Python {platform.python_version()}, SQLite {sqlite.sqlite_version}, Granian {version('granian')}, "
        f"Flask {version('flask')}, SQLAlchemy {version('sqlalchemy')}"
    )


def _processor() -> str:
    lines: Iterable[str] = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def today() -> str:
    """Return the day of the run."""
    return datetime.now(UTC).date().isoformat()
