"""The benchmarks: their arithmetic, what they write into the README, what they read from pages, and one small run."""

import asyncio
import xml.etree.ElementTree as ElementTree
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks import plot, report, results, year
from benchmarks.__main__ import CASES
from benchmarks.cases import Figure, at_least, at_most, figures_of
from benchmarks.figures import median, percentile, short, slope
from benchmarks.http import Connection, Lost
from benchmarks.limits import Limits, sqlite
from benchmarks.load import Round
from benchmarks.paper import Unreadable, slots_in, token_in
from benchmarks.questions import MIX, bank_of, heading_of
from benchmarks.site import SignedIn
from benchmarks.stage import LostAnswers, require_stored
from benchmarks.student import Student
from benchmarks.targets import held
from quizapp.core.questions import KINDS

ROOT = Path(__file__).resolve().parent.parent
LIMITS = Limits([0.2], [5000.0], [1.5], [0.05], [0.1, 0.1, 0.3], [0.5])


@pytest.mark.parametrize(
    ("share", "found"), [(0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100), (0.0, 1), (0.001, 1), (0.991, 100)]
)
def test_a_percentile_is_the_least_value_that_so_many_do_not_exceed(share, found):
    assert percentile(list(range(100, 0, -1)), share) == found


def test_a_percentile_of_nothing_is_refused():
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_the_median_of_two_is_between_them():
    assert (median([3, 1, 2]), median([4, 1])) == (2, 2.5)


@pytest.mark.parametrize("exponent", [0, 0.5, 1, 2])
def test_the_slope_is_the_exponent_of_growth(exponent):
    sizes = [0.1, 1, 10]
    assert slope(sizes, [7 * size**exponent for size in sizes]) == pytest.approx(exponent)


def test_a_slope_needs_two_sizes():
    with pytest.raises(ValueError, match="two sizes"):
        slope([1], [1])


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (1234.5, "1,234"), (99.94, "99.9"), (12, "12"), (2.5, "2.5"), (0.01234, "0.0123"), (100, "100")],
)
def test_a_number_has_three_figures(value, text):
    assert short(value) == text


def test_a_round_tells_the_cost_of_one_operation():
    done = Round(seconds=2, server_cpu=1.0, own_cpu=0.1, times=[0.01] * 99 + [0.5])
    cpu, rate, *times, own = figures_of("save", "a save", [done], cpu=at_most(3))
    assert (cpu.median, rate.median, own.median) == (10, 50, 1)
    assert [one.median for one in times] == [10, 10, 10]
    assert not cpu.target.is_met(cpu.median)


def test_only_what_stands_between_the_markers_is_replaced():
    text = f"before\n{report.BEGIN}\nold\n{report.END}\nafter {{}} \\1\n"
    new = report.rewritten(text, "new \\1")
    assert new == f"before\n{report.BEGIN}\n\nnew \\1\n\n{report.END}\nafter {{}} \\1\n"
    assert report.rewritten(new, "new \\1") == new


@pytest.mark.parametrize("text", ["", report.BEGIN, f"{report.END}{report.BEGIN}", f"{report.BEGIN * 2}{report.END}"])
def test_a_text_without_its_markers_is_left_alone(text):
    with pytest.raises(report.NoMarkers):
        report.rewritten(text, "new")


def test_the_readme_has_its_markers_and_names_every_case():
    readme = (ROOT / "README.md").read_text("utf-8")
    assert report.rewritten(readme, "new") != readme
    assert [name for name in CASES if f"\n| `{name}` |" not in readme] == []


def found(**more) -> results.Results:
    """Return results in which a save costs 1 ms, and has half of what it may cost, at three sizes."""
    figures = [Figure("stored", "save a page and show the next: server CPU", "ms", (size * 2,), size=size)
               for size in (0.1, 1, 10)]  # fmt: skip
    save = Figure("save", "save a page and show the next: server CPU", "ms", (1.4, 1.5, 1.6), at_most(3))
    return results.Results("two cores", LIMITS, [save, *figures], date="2026-11-25", **more)


def test_a_target_is_met_beside_its_limits_and_what_was_not_measured_meets_none():
    save, times, answers, *_ = held(found())
    assert (save.is_met, save.median, save.share, save.ratio) == (True, 1.5, 0.5, "5.0 × (response + commit)")
    assert (times.is_met, times.median) == (True, pytest.approx(5))
    assert not answers.is_met
    assert at_least(2000).is_met(2000)
    assert not at_least(2000).is_met(1999)


def test_the_section_tells_the_targets_the_growth_and_what_went_wrong():
    text = report.section(found(remarks={"crowd at the whole": "failed: no answer"}))
    assert "| at most 3 | 1.5 (1.4 to 1.6) | ms | 5.0 × (response + commit) | yes |" in text
    assert "by attempts stored | – | 0.2 | 2 | 20 | 1.00 |" in text
    assert "- crowd at the whole: failed: no answer." in text
    assert text.count("not measured") == text.count("| – |\n") > 10
    assert "**no**" not in text


def test_a_target_that_is_missed_is_told_as_missed():
    save = Figure("save", "save a page and show the next: server CPU", "ms", (3.1,), at_most(3))
    text = report.section(results.Results("two cores", LIMITS, [save], date="2026-11-25"))
    assert "| at most 3 | 3.1 | ms | 10.3 × (response + commit) | **no** |" in text


def test_the_picture_is_well_formed_and_shows_what_was_measured():
    picture = ElementTree.fromstring(plot.drawn(found()))
    words = " ".join(one.text for one in picture.iter("{http://www.w3.org/2000/svg}text"))
    assert "1.5 ms" in words
    assert "10,000,000" in words
    assert len(list(picture.iter("{http://www.w3.org/2000/svg}polyline"))) == 1


def test_results_come_back_as_they_were_kept_and_take_over_what_was_not_measured_again(tmp_path):
    now, before = found(), found(remarks={"rush at the whole": "failed: x", "stored at a tenth": "failed: y"})
    before.figures.append(Figure("attempt", "a whole attempt: server CPU", "ms", (9.0,)))
    before.write(tmp_path / "kept.json")
    kept = results.read(tmp_path / "kept.json")
    assert kept == before
    now.join(kept)
    assert now.find("attempt", "server CPU").values == (9.0,)
    assert now.remarks == {"rush at the whole": "failed: x"}
    other = found()
    other.machine = "a larger one"
    other.join(kept)
    assert other.find("attempt", "server CPU") is None
    assert results.read(tmp_path / "none.json") is None


def test_the_benchmark_bank_and_its_answers_have_every_kind():
    kinds = [question.kind for question in bank_of(200).questions]
    assert {kind: kinds.count(kind) / 2 for kind in KINDS} == MIX
    assert year.ANSWERS.keys() == set(KINDS)


def test_every_kind_of_question_is_filled_in_and_saved_in_two_ways(site):
    """The reader of pages knows them as they are: each turn gives an answer that the site takes, and another one."""
    ann, teacher = site.person(), site.person("teacher")
    bank = site.bank(*_one_of_each(), passages=heading_of("bees")["passages"])
    quiz = site.quiz(site.school_class(teacher, ann), bank=bank, count=len(KINDS), per_page=len(KINDS))
    client = site.client(ann)
    page = client.get(f"/quizzes/{quiz.id}").data
    begun = client.post(f"/quizzes/{quiz.id}/attempts", data={"csrf_token": token_in(page), "number": 1})
    page = client.get(begun.location, follow_redirects=True).data
    attempt, slots = int(begun.location.rpartition("/")[2]), slots_in(page)
    assert len(slots) == len(KINDS)
    for _ in range(3):
        for slot in slots:
            answer = client.post(
                f"/attempts/{attempt}/responses/{slot.position}", data=slot.body(),
                content_type="application/x-www-form-urlencoded", headers={"X-CSRFToken": token_in(page)},
            )  # fmt: skip
            told = answer.json
            assert (answer.status_code, told["status"], told["sequence"]) == (200, "saved", slot.sequence), told
            assert slot.was != told["was"]
            slot.was = told["was"]
            slot.acknowledged()


def _one_of_each():
    made = {}
    for question in bank_of(200).model_dump(mode="json", exclude_defaults=True)["questions"]:
        made.setdefault(question["kind"], {**question, "topic": "bees", "evidence": []})
    return made.values()


@pytest.mark.parametrize("lost", [(7, 2), (7, 3), (8, 1)])
def test_an_acknowledged_answer_that_is_not_stored_ends_the_run(lost):
    with closing(sqlite.connect(":memory:")) as stored:
        stored.execute("CREATE TABLE response (attempt_id, position, sequence, answer)")
        rows = [(7, 1, 4, "0"), (7, 2, 1, "[1]"), (7, 3, 0, None), (6, 1, 9, "0")]
        stored.executemany("INSERT INTO response VALUES (?, ?, ?, ?)", rows)
        student = Student(0, SignedIn(1, ""), 0)
        student.acknowledged = {(7, 1): 4, (7, 2): 1}
        assert require_stored(stored, [student]) == 5
        student.acknowledged[lost] = 2
        with pytest.raises(LostAnswers, match="1 of"):
            require_stored(stored, [student])


def test_a_page_that_holds_no_questions_is_not_taken_for_one():
    with pytest.raises(Unreadable):
        slots_in(b"<h1>Sign in</h1>")
    with pytest.raises(Unreadable):
        token_in(b"<h1>Sign in</h1>")


ANSWERED = [
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nSet-Cookie: a=b\r\n\r\nhello",
    b"HTTP/1.1 200 OK\r\nset-cookie: a=b\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nset-cookie: a=b\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
]


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_answers_are_read_whole_however_they_are_cut_and_a_connection_that_ended_is_opened_again(size):
    async def serve(reader, writer):
        for sent in ANSWERED:
            await reader.readuntil(b"\r\n\r\n")
            for begin in range(0, len(sent), size):
                writer.write(sent[begin : begin + size])
                await writer.drain()
                await asyncio.sleep(0)
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    async def ask():
        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            connection = Connection(server.sockets[0].getsockname()[1])
            for _ in range(2):
                for _ in ANSWERED:
                    answer = await connection.ask(b"GET / HTTP/1.1\r\n\r\n")
                    assert (answer.status, answer.body, answer.field(b"set-cookie")) == (200, b"hello", "a=b")
                with pytest.raises(Lost):
                    await connection.ask(b"GET / HTTP/1.1\r\n\r\n")
            assert connection.opened == 2

    asyncio.run(ask())
