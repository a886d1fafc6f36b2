"""The same request twice, out of order, and from fifty connections at once: it counts once, and the newest wins."""

import json
import random
import re
import threading
from collections.abc import Callable

import pytest

from tests.faults.browser import Browser, Heard
from tests.faults.conftest import LONG, Stage
from tests.faults.student import QUESTIONS, Request, Student

CONNECTIONS = 50
ROUNDS = 20 if LONG else 1


@pytest.fixture
def student(stage: Stage) -> Student:
    """Return one student, who has come to a site that is served."""
    stage.server.start()
    stage.students = stage.students[:1]
    stage.come()
    (student,) = stage.students
    assert student.browser.learn_token()
    return student


def at_once(browser: Browser, acts: list[Callable[[Browser], Heard | None]]) -> list[Heard]:
    """Do all of this at the same moment, each over a connection of its own."""
    barrier, heard = threading.Barrier(len(acts), timeout=120), [None] * len(acts)

    def act(number: int, one: Callable[[Browser], Heard | None]) -> None:
        mine = browser.copy()
        mine.get("/alive")  # the connection is open
        barrier.wait()
        heard[number] = one(mine)
        mine.close()

    threads = [threading.Thread(target=act, args=(number, one)) for number, one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert None not in heard
    return heard


def sending(request: Request) -> Callable[[Browser], Heard | None]:
    """Return the act of sending a request."""
    return lambda browser: browser.post(request.path, request.fields, script=request.what == "script")


def answered(student: Student, request: Request, heard: list[Heard]) -> None:
    """Demand that each of these is the answer to the same request."""
    for one in heard:
        assert student.hear(request, one), one


def begin(student: Student) -> None:
    """Begin a new attempt, by fifty presses of the button at once."""
    request = student._next()
    answered(student, request, at_once(student.browser, [sending(request)] * CONNECTIONS))


def hand_in(student: Student) -> None:
    """Hand the attempt in, by fifty presses of the button at once."""
    mine = student.taken[-1]
    mine.handing_in = True
    request = Request("hand_in", f"/attempts/{mine.id}/submission", {})
    answered(student, request, at_once(student.browser, [sending(request)] * CONNECTIONS))


def the_same_request_from_fifty_connections_counts_once(stage: Stage, student: Student) -> None:
    """Start, save by script and by page, and hand in, each by fifty requests at once."""
    for _ in range(ROUNDS):
        begin(student)
        for request in (student._save("script", "responses/1", [1]), student._save("page", "pages/2", range(4, 7))):
            answered(student, request, at_once(student.browser, [sending(request)] * CONNECTIONS))
        hand_in(student)
        stage.judge()


def answers_that_overtake_one_another_end_with_the_newest(stage: Stage, student: Student) -> None:
    """Send fifty answers to one question at once, and an old one late."""
    chance = random.Random("the order of arrival")
    for _ in range(ROUNDS):
        begin(student)
        requests = [student._save("script", "responses/2", [2]) for _ in range(CONNECTIONS)]
        chance.shuffle(requests)
        heard = at_once(student.browser, [sending(request) for request in requests])
        for request, one in zip(requests, heard, strict=True):
            told, sequence = json.loads(one.text), request.saves[2]
            assert (one.status, told["status"]) in ((200, "saved"), (409, "stale")), one
            assert told["sequence"] >= sequence
            if told["status"] == "saved":
                assert student.hear(request, one)
        assert student.taken[-1].slots[2].acknowledged == CONNECTIONS
        late = requests[0] if requests[0].saves[2] < CONNECTIONS else requests[1]
        told = json.loads(student.send(late).text)
        assert (told["error"], told["sequence"]) == ("stale", CONNECTIONS)
        hand_in(student)
        stage.judge()


def what_is_saved_beside_the_handing_in_is_marked_or_refused(stage: Stage, student: Student) -> None:
    """Save and hand in at the same moment: what was told as saved is marked."""
    for _ in range(ROUNDS):
        begin(student)
        mine = student.taken[-1]
        mine.handing_in = True
        saves = [student._save("script", f"responses/{place}", [place]) for place in range(1, QUESTIONS + 1)] * 4
        submission = Request("hand_in", f"/attempts/{mine.id}/submission", {})
        requests = [*saves[:12], *[submission] * 4, *saves[12:]]
        for request, one in zip(
            requests, at_once(student.browser, [sending(request) for request in requests]), strict=True
        ):
            if request.what == "hand_in" or one.status == 200:
                assert student.hear(request, one)
            else:
                assert one.status in TOO_LATE, one
        stage.judge()


TOO_LATE = (202, 409)  # kept as late, or refused: the attempt was handed in meanwhile


def two_devices_that_start_and_save_side_by_side_share_one_attempt(stage: Stage, student: Student) -> None:
    """Start twice at once, and send the older answer after the newer."""
    for _ in range(ROUNDS):
        start = student._next()
        heard = at_once(student.browser, [sending(start)] * 2)
        assert len({re.search(r"/attempts/(\d+)", one.location)[1] for one in heard}) == 1
        answered(student, start, heard)
        one, other = (student._save("script", "responses/3", [3]) for _ in range(2))
        assert student.hear(other, student.send(other))
        told = json.loads(student.send(one).text)
        assert (told["error"], json.loads(told["was"])[0]) == ("stale", student.taken[-1].slots[3].sent[2])
        hand_in(student)
        stage.judge()


PROOFS = (
    the_same_request_from_fifty_connections_counts_once,
    answers_that_overtake_one_another_end_with_the_newest,
    what_is_saved_beside_the_handing_in_is_marked_or_refused,
    two_devices_that_start_and_save_side_by_side_share_one_attempt,
)


def test_what_is_sent_many_times_counts_once(stage: Stage, student: Student):
    database = stage.name[stage.name.rindex("(") :]
    for proof in PROOFS:
        stage.name = f"{proof.__name__.replace('_', ' ')} {database}"
        proof(stage, student)
