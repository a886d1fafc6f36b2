"""Measure a crowd: thousands of students who read and answer, with a pause of 30 to 90 seconds on each page.

Each does what a browser with script does: every answer is saved when it is given, a page turn follows at the end of the
pause, and every four seconds the page asks what time it is.
"""

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import TypeVar

from benchmarks import load
from benchmarks.cases import DoesNotFit, Figure, at_most, memory_of
from benchmarks.figures import percentile
from benchmarks.http import Lost
from benchmarks.stage import Plan, Stage, fresh
from benchmarks.student import Student, Wrong

T = TypeVar("T")
STUDENTS, MOST, PAUSE, LOOK, RAMP = 5000, 25_000, (30, 90), 4.0, 30.0


@dataclass
class Noted:
    """Hold the seconds of each request of the measured minutes, by what it was for, and what failed."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: list[str] = field(default_factory=list)
    is_open: bool = False


def crowd(plan: Plan) -> list[Figure]:
    """Measure 5,000 students with pauses, for five minutes."""
    count = max(8, round(STUDENTS * plan.share))
    if count > MOST:
        raise DoesNotFit(f"{count:,} students at once need more ports than one address has")
    with fresh(plan, f"crowd-{count}", count + 8, running=True) as stage:
        looks = load.run(_looks(stage, 8))
        noted, done = load.run(_crowd(stage, count))
    every = [one for times in noted.times.values() for one in times]
    clock_cpu = looks.server_cpu / len(looks.times) * len(noted.times["clock"])

    def figure(words: str, unit: str, value: float, target: object = None) -> Figure:
        return Figure("crowd", f"{count:,} students with pauses: {words}", unit, (value,), target)

    return [
        figure("requests or students that failed", "", len(noted.failures), at_most(0)),
        figure("server CPU, share of the two cores", "%", done.server_cpu / done.seconds / 2 * 100, at_most(70)),
        *(figure(f"{kind}, p{share}", "ms", percentile(noted.times[kind], share / 100) * 1000,
                 at_most(100) if share == 95 else None)
          for kind in ("turn the page", "save one answer", "clock") for share in (50, 95, 99)),
        figure("requests a second", "/s", len(every) / done.seconds),
        figure("looks at the clock, share of the requests", "%", len(noted.times["clock"]) / len(every) * 100),
        figure("looks at the clock, share of the server CPU", "%", clock_cpu / done.server_cpu * 100),
        figure("load generator, share of the two cores", "%", done.own_cpu / done.seconds / 2 * 100),
        memory_of("crowd", stage.memory.peak),
    ]  # fmt: skip


async def _looks(stage: Stage, count: int) -> load.Round:
    """Measure what a look at the clock costs by itself."""
    students = stage.enter(count)
    await load.in_turn(students, lambda one: one.look(1))
    return await load.without_pauses(stage.server, students, Student.look_at_clock, 2)


async def _crowd(stage: Stage, count: int) -> tuple[Noted, load.Round]:
    noted, chance, seconds = Noted(), random.Random(7), stage.plan.crowd_seconds
    pause = tuple(one * min(1, seconds / 60) for one in PAUSE)  # a run of seconds must turn pages too
    ramp = min(RAMP, seconds)
    begun = time.perf_counter()
    end = begun + ramp + seconds

    async def work(_: list[float]) -> None:
        await asyncio.sleep(end - time.perf_counter())

    async with asyncio.TaskGroup() as group:
        for student in stage.enter(count):
            group.create_task(_live(student, noted, random.Random(chance.random()), pause, (begun, ramp, end)))
        await asyncio.sleep(ramp)
        noted.is_open = True
        done = await load.measured(stage.server, work)
        noted.is_open = False
    return noted, done


async def _live(
    student: Student,
    noted: Noted,
    chance: random.Random,
    pause: tuple[float, ...],
    times: tuple[float, float, float],
) -> None:
    """Be a student from the first page on, until the end; whoever fails once is counted and stops."""
    begun, ramp, end = times
    try:
        await _sleep_until(begun + chance.uniform(0, ramp))
        await student.look(1)
        number, first = 1, chance.uniform(0, pause[1])  # so that the crowd is spread from its beginning
        while (goes_on := time.perf_counter()) < end:
            leaves = goes_on + (first or chance.uniform(*pause))
            first = 0.0
            await _page(student, number, noted, chance, leaves, end)
            if leaves < end:
                number = await _timed(noted, "turn the page", student.turn(number))
    except (Wrong, Lost, OSError) as error:
        noted.failures.append(f"{type(error).__name__}: {error}"[:500])
    finally:
        student.connection.close()


async def _page(student: Student, number: int, noted: Noted, chance: random.Random, leaves: float, end: float) -> None:
    """Stay on a page: save each answer at its moment, and look at the clock every four seconds."""
    now = time.perf_counter()
    doing = [(chance.uniform(now, leaves), slot.position, slot) for slot in student.pages[number]]
    doing += [(now + LOOK * turn, 0, None) for turn in range(int((leaves - now) / LOOK) + 1)]
    for moment, _, slot in sorted(doing):
        if moment >= end:
            break
        await _sleep_until(moment)
        if slot is None:
            await _timed(noted, "clock", student.look_at_clock())
        else:
            await _timed(noted, "save one answer", student.save_one(slot))
    await _sleep_until(min(leaves, end))


async def _timed(noted: Noted, kind: str, doing: Awaitable[T]) -> T:
    """Do something, and note how long it took."""
    begun = time.perf_counter()
    result = await doing
    if noted.is_open:
        noted.times[kind].append(time.perf_counter() - begun)
    return result


async def _sleep_until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - time.perf_counter()))
