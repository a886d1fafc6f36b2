"""Measure saves: of a page with its next page, by 1 to 256 clients, and of single answers on 64 connections."""

from collections.abc import Awaitable, Callable

from benchmarks import load
from benchmarks.cases import Figure, at_least, at_most, figures_of, memory_of
from benchmarks.stage import Plan, Stage, fresh
from benchmarks.student import PAGES, Student

CLIENTS = (1, 8, 32, 256)
CONNECTIONS = 64


def save(plan: Plan) -> list[Figure]:
    """Measure one durable save of a page with five answers, its redirect, and the next page (8 clients)."""
    with fresh(plan, "save", 8) as stage:
        rounds = load.run(pages_in(stage, 8))
    return [*figures_of("save", "save a page and show the next", rounds, cpu=at_most(3)),
            memory_of("save", stage.memory.peak)]  # fmt: skip


def clients(plan: Plan) -> list[Figure]:
    """Measure the same by 1, 8, 32 and 256 clients without pauses."""
    found: list[Figure] = []
    with fresh(plan, "clients", sum(CLIENTS)) as stage:
        for count in CLIENTS:
            rounds = load.run(pages_in(stage, count))
            targets = {"p95": at_most(60)} if count == 32 else {}
            found += figures_of("clients", f"save and next page, {count} clients", rounds, **targets)
    return [*found, memory_of("clients", stage.memory.peak)]


def answers(plan: Plan) -> list[Figure]:
    """Measure saves of one answer each, as the page's script sends them, on 64 connections."""
    with fresh(plan, "answers", CONNECTIONS) as stage:
        rounds = load.run(_single_answers(stage, CONNECTIONS))
    targets = {"rate": at_least(2000), "p99": at_most(50)}
    return [*figures_of("answers", f"save one answer, {CONNECTIONS} connections", rounds, **targets),
            memory_of("answers", stage.memory.peak)]  # fmt: skip


async def begin_in(student: Student) -> None:
    """Start an attempt."""
    await student.start()


async def look_in(student: Student) -> None:
    """Look at the first page of an attempt that is under way."""
    await student.look(1)


async def pages_in(stage: Stage, count: int, come: Callable[[Student], Awaitable[None]] = begin_in) -> list[load.Round]:
    """Let so many students come to their first page, and save page after page, without pauses."""
    plan, students = stage.plan, stage.enter(count)
    at: dict[Student, int] = {}

    async def begin(student: Student) -> None:
        await come(student)
        at[student] = 1
        for _ in range(PAGES):
            at[student] = await student.save_and_turn(at[student])

    async def act(student: Student) -> None:
        at[student] = await student.save_and_turn(at[student])

    await load.in_turn(students, begin)
    await load.without_pauses(stage.server, students, act, plan.seconds / 4)  # to warm up
    return [await load.without_pauses(stage.server, students, act, plan.seconds) for _ in range(plan.repetitions)]


async def _single_answers(stage: Stage, count: int) -> list[load.Round]:
    plan, students = stage.plan, stage.enter(count)
    turn: dict[Student, int] = dict.fromkeys(students, 0)

    async def begin(student: Student) -> None:
        await student.start()
        for number in range(2, PAGES + 1):
            await student.look(number)

    async def act(student: Student) -> None:
        slots = student.pages[turn[student] // 5 % PAGES + 1]
        await student.save_one(slots[turn[student] % 5])
        turn[student] += 1

    await load.in_turn(students, begin)
    await load.without_pauses(stage.server, students, act, plan.seconds / 4)  # to warm up
    return [await load.without_pauses(stage.server, students, act, plan.seconds) for _ in range(plan.repetitions)]
