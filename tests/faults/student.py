"""Be a student who takes one attempt after the other, and remembers each word that the site has given."""

import json
import random
import re
import threading
from dataclasses import dataclass, field

from tests.faults.browser import Browser, Heard
from tests.faults.tally import Count

QUESTIONS, PER_PAGE = 6, 3
RIGHT = "queen"
SAVES_BEFORE_HANDING_IN = 12
TRY_AGAIN = (503, 507)  # busy, out of reach or closed to writing; no room left
PAUSE = 0.2  # seconds until a request that nobody answered is sent again


@dataclass
class Slot:
    """Hold what was sent for one question: each answer by its sequence, and the last that was acknowledged."""

    sent: dict[int, str] = field(default_factory=dict)
    acknowledged: int = 0


@dataclass
class Taken:
    """Hold one attempt as its student knows it."""

    number: int
    id: int | None = None
    slots: dict[int, Slot] = field(default_factory=lambda: {place: Slot() for place in range(1, QUESTIONS + 1)})
    handing_in: bool = False  # the request was sent
    handed_in: bool = False  # ... and acknowledged


@dataclass(frozen=True)
class Request:
    """Hold a request, which can be sent again just as it was, and what it would save."""

    what: str  # start, script, page, hand_in
    path: str
    fields: dict[str, str]
    saves: dict[int, int] = field(default_factory=dict)  # position: sequence


class Student:
    """Take attempts at a quiz, one request after the other; what is not answered is sent again as it was."""

    def __init__(self, person_id: int, session: str, quiz_id: int, seed: str):
        self.person_id, self.session, self.quiz_id = person_id, session, quiz_id
        self.chance = random.Random(seed)
        self.taken: list[Taken] = []
        self.unanswered: Request | None = None
        self.answered: Request | None = None
        self.count = Count()
        self.browser: Browser | None = None
        self.statuses: set[int] = set()
        self.fault: BaseException | None = None

    def come(self, port: int) -> None:
        """Open a connection to the site (anew)."""
        self.go()
        self.browser = Browser(port, self.session)

    def go(self) -> None:
        """Close the connection, if there is one."""
        if self.browser is not None:
            self.browser.close()

    def live(self, end: threading.Event, patient: bool) -> None:
        """Go on until told to stop; the impatient stop where no answer comes."""
        try:
            while not end.is_set():
                if not self.step() and not patient:
                    return
        except BaseException as error:  # told by whoever sent this student
            self.fault = error
        finally:
            self.go()

    def step(self) -> bool:
        """Send one request; tell whether it was acknowledged."""
        if not self.browser.learn_token():
            threading.Event().wait(PAUSE)
            return False
        request = self.unanswered or self._next()
        self.unanswered = request
        if not self.hear(request, self.send(request)):
            self.count.retries += 1
            threading.Event().wait(PAUSE)
            return False
        self.unanswered, self.answered = None, request
        return True

    def send(self, request: Request) -> Heard | None:
        """Send a request."""
        return self.browser.post(request.path, request.fields, script=request.what == "script")

    def hear(self, request: Request, heard: Heard | None) -> bool:
        """Take the answer to a request in; tell whether it was acknowledged. What no one expects is a fault."""
        if heard is None:
            return False
        self.statuses.add(heard.status)
        if heard.status in TRY_AGAIN:
            require_clear(request, heard)
            return False
        if request.what == "script":
            told = json.loads(heard.text)
            ((_, sequence),) = request.saves.items()
            assert (heard.status, told["status"], told["sequence"]) == (200, "saved", sequence), (request, heard)
        else:
            assert heard.status == 302, (request, heard.status, heard.text[-2000:])
            assert re.search(_LEADS_TO[request.what], heard.location), (request, heard.location)
        self._note(request, heard)
        return True

    def _note(self, request: Request, heard: Heard) -> None:
        mine = self.taken[-1]
        if request.what == "start":
            mine.id = int(re.search(r"/attempts/(\d+)", heard.location)[1])
        if request.what == "hand_in":
            self.count.handed_in += not mine.handed_in
            mine.handed_in = True
        for place, sequence in request.saves.items():
            self.count.saves += sequence > mine.slots[place].acknowledged
            mine.slots[place].acknowledged = max(mine.slots[place].acknowledged, sequence)

    def _next(self) -> Request:
        """Make up the next request."""
        if not self.taken or self.taken[-1].handed_in:
            self.taken.append(Taken(len(self.taken) + 1))
            return Request("start", f"/quizzes/{self.quiz_id}/attempts", {"number": str(len(self.taken))})
        mine = self.taken[-1]
        kind = self.chance.choices(("script", "page", "hand_in"), (SAVES_BEFORE_HANDING_IN, 3, 1))[0]
        if kind == "hand_in":
            mine.handing_in = True
            return Request("hand_in", f"/attempts/{mine.id}/submission", {})
        if kind == "page":
            page = self.chance.randint(1, QUESTIONS // PER_PAGE)
            return self._save("page", f"pages/{page}", range((page - 1) * PER_PAGE + 1, page * PER_PAGE + 1))
        place = self.chance.randint(1, QUESTIONS)
        return self._save("script", f"responses/{place}", [place])

    def _save(self, what: str, where: str, places) -> Request:
        fields, saves = {"go": "next"} if what == "page" else {}, {}
        for place in places:
            slot = self.taken[-1].slots[place]
            sequence = max(slot.sent, default=0) + 1
            answer = RIGHT if self.chance.random() < 0.3 else f"{sequence} of {self.person_id}"
            slot.sent[sequence] = answer
            saves[place] = sequence
            fields |= {
                f"q{place}": answer,
                f"sequence-{place}": str(sequence),
                f"was-{place}": "",
                f"flagged-{place}": "",
            }
        return Request(what, f"/attempts/{self.taken[-1].id}/{where}", fields, saves)


_LEADS_TO = {"start": r"/attempts/\d+(/pages/\d+)?$", "page": r"/pages/\d+#question-\d+$", "hand_in": r"/result$"}


def require_clear(request: Request, heard: Heard) -> None:
    """Demand that whoever is told to try again is told so clearly: in words, and to a script as an object."""
    if request.what == "script":
        told = json.loads(heard.text)
        assert told["error"] == str(heard.status), told
        assert told["message"], told
    reference = told["reference"] if request.what == "script" else re.search("[0-9a-f]{8}", heard.text)
    assert heard.status == 503 or reference, heard.text
