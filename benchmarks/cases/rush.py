"""Measure a rush: a thousand students who start in the same second, from a bank of 100,000 questions."""

import asyncio
import time

from benchmarks import load
from benchmarks.cases import Figure, at_most, memory_of
from benchmarks.figures import percentile
from benchmarks.http import Lost
from benchmarks.paper import token_in
from benchmarks.stage import Plan, Stage, fresh
from benchmarks.student import Student, Wrong

STUDENTS, QUESTIONS, TIMES = 1000, 100_000, 3


def rush(plan: Plan) -> list[Figure]:
    """Measure 1,000 simultaneous starts, each until the first page is there; three times, by other students."""
    count, size = max(4, round(STUDENTS * plan.share)), max(200, round(QUESTIONS * plan.share))
    times = min(TIMES, plan.repetitions)
    with fresh(plan, f"rush-{count}", count * times, size) as stage:
        rounds = [load.run(_rush(stage, count)) for _ in range(times)]

    def figure(words: str, unit: str, values: list[float], target: object = None) -> Figure:
        what = f"{count:,} starts at once, from {size:,} questions: {words}"
        return Figure("rush", what, unit, tuple(values), target)

    return [
        figure("until all are served", "s", [one.seconds for one, _ in rounds], at_most(5)),
        figure("failed", "", [len(failures) for _, failures in rounds], at_most(0)),
        figure("server CPU of one", "ms", [one.cpu_ms for one, _ in rounds]),
        *(figure(f"p{share}", "ms", [percentile(one.times, share / 100) * 1000 for one, _ in rounds])
          for share in (50, 95, 99)),
        memory_of("rush", stage.memory.peak),
    ]  # fmt: skip


async def _rush(stage: Stage, count: int) -> tuple[load.Round, list[str]]:
    students, failures = stage.enter(count), []

    async def come(student: Student) -> None:
        page = await student.get(f"/quizzes/{student.quiz_id}")
        student.token = token_in(page.body)

    async def work(times: list[float]) -> None:
        gun = asyncio.Event()

        async def run(student: Student) -> None:
            await gun.wait()
            begun = time.perf_counter()
            try:
                await student.begin()
            except (Wrong, Lost, OSError) as error:
                failures.append(str(error)[:500])
            times.append(time.perf_counter() - begun)

        running = [asyncio.create_task(run(student)) for student in students]
        await asyncio.sleep(0)
        gun.set()
        await asyncio.gather(*running)

    await load.in_turn(students, come)
    done = await load.measured(stage.server, work)
    for student in students:
        student.connection.close()
    return done, failures
