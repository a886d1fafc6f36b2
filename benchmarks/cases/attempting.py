"""Measure whole attempts: quiz page, start, four pages with saves, summary, hand in, review."""

from benchmarks import load
from benchmarks.cases import Figure, at_most, figures_of, memory_of
from benchmarks.stage import Plan, Stage, fresh

CLIENTS, ATTEMPTS = 8, 200  # attempts a second are fewer than this


def attempt(plan: Plan) -> list[Figure]:
    """Measure a whole attempt of 20 questions, 5 to a page, sign-in apart (8 clients, each attempt a new student)."""
    with fresh(plan, "attempt", students_of(plan)) as stage:
        rounds = load.run(attempts_in(stage))
    return [*figures_of("attempt", "a whole attempt", rounds, cpu=at_most(15)),
            memory_of("attempt", stage.memory.peak)]  # fmt: skip


def students_of(plan: Plan) -> int:
    """Return how many students are enough, each for one attempt."""
    return int(CLIENTS * (plan.repetitions + 1) + ATTEMPTS * plan.seconds * (plan.repetitions + 1))


async def attempts_in(stage: Stage) -> list[load.Round]:
    """Let students take whole attempts, eight at a time, each of another student."""
    plan = stage.plan

    async def act(_: int) -> None:
        (student,) = stage.enter(1)
        await student.whole_attempt()
        student.connection.close()

    await load.without_pauses(stage.server, range(CLIENTS), act, plan.seconds / 4)  # to warm up
    return [await load.without_pauses(stage.server, range(CLIENTS), act, plan.seconds) for _ in range(plan.repetitions)]
