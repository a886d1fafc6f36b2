"""Measure the daily operations on a database that holds a whole year, and the export of that year."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta

from benchmarks import exports, load, site, year
from benchmarks.cases import Figure, at_least, figures_of, memory_of
from benchmarks.cases.attempting import CLIENTS, attempts_in, students_of
from benchmarks.cases.saving import look_in, pages_in
from benchmarks.paper import token_in
from benchmarks.stage import Plan, Stage, filled
from benchmarks.student import Student

READERS = 50  # students whose history is looked at
SETTLED = 4  # of the clients that look at one page again and again


def stored(plan: Plan) -> Iterator[Figure]:
    """Measure on a database with 1,000,000 attempts (by the plan's share: of none, fewer, or more)."""
    attempts = round(year.WHOLE * plan.share)
    with filled(plan, f"stored-{attempts}", attempts, CLIENTS + students_of(plan), CLIENTS) as stage:
        yield from figures_of("stored", "save a page and show the next", load.run(pages_in(stage, CLIENTS, look_in)))
        if attempts:
            yield from _looks(stage)
            yield from _exports(stage)
        yield from figures_of("stored", "a whole attempt", load.run(attempts_in(stage)))
        yield memory_of("stored", stage.memory.peak)


def _looks(stage: Stage) -> list[Figure]:
    """Measure the gradebook of one class, and the history of one person."""
    teacher, *readers = stage.insiders[1:]

    async def gradebook(one: Student) -> None:
        await one.get("/teach/classes/1/gradebook", holds=b"Week 1")

    async def history(one: Student) -> None:
        await one.get("/history", holds=b"Week")

    teachers = [Student(stage.plan.port, teacher, 0) for _ in range(SETTLED)]
    students = [Student(stage.plan.port, one, 0) for one in readers]
    return [
        *figures_of("stored", "the gradebook of a class", load.run(_again(stage, teachers, gradebook))),
        *figures_of("stored", "the history of a person", load.run(_again(stage, students[:SETTLED], history))),
    ]


async def _again(stage: Stage, people: list[Student], act: Callable[[Student], Awaitable[None]]) -> list[load.Round]:
    plan = stage.plan
    await load.in_turn(people, act)  # to warm up
    rounds = [await load.without_pauses(stage.server, people, act, plan.seconds / 2) for _ in range(plan.repetitions)]
    for one in people:
        one.connection.close()
    return rounds


def _exports(stage: Stage) -> list[Figure]:
    """Measure the export of the whole year, by the command and by the page."""
    today, limit = site.now().date(), stage.plan.export_seconds
    # Of the site's zone, in which it may be tomorrow already.
    days = ((today - timedelta(days=400)).isoformat(), (today + timedelta(days=1)).isoformat())
    command = exports.by_command(stage.instance, *days, limit)
    admin = Student(stage.plan.port, stage.insiders[0], 0)
    token, cookie = load.run(_form_of(admin))
    before = stage.server.memory()
    page = exports.by_browser(stage.server, stage.insiders[0], token, cookie, days, limit)
    found = []
    for way, taken, base in (("command", command, 0), ("page", page, before)):
        what = f"export of single responses by the {way}"
        found += [
            Figure("stored", f"{what}: rows a second", "/s", (taken.rate,), at_least(150_000)),
            Figure("stored", f"{what}: rows taken", "", (taken.rows,)),
            Figure("stored", f"{what}: whole", "", (float(taken.is_whole),)),
            Figure("stored", f"{what}: memory, peak", "MB", ((max(taken.memory) - base) / 1e6,)),
            Figure("stored", f"{what}: memory, growth on the way", "MB", (taken.growth / 1e6,)),
        ]
    return found


async def _form_of(admin: Student) -> tuple[str, str]:
    """Return a token for forms, with the cookie that it belongs to."""
    token = token_in((await admin.get("/account")).body)
    admin.connection.close()
    return token, admin.cookie("quizapp_form")
