"""Be a student's browser: keep its cookies and its token, send what its pages send, and check every answer."""

import time
from collections.abc import Callable
from urllib.parse import quote_plus

from benchmarks.http import Answer, Connection, Lost, Silent
from benchmarks.paper import Slot, slots_in, token_in
from benchmarks.site import PER_PAGE, QUESTIONS, SignedIn

PAGES = QUESTIONS // PER_PAGE


class Wrong(AssertionError):
    """Tell that the server answered otherwise than it should."""


def _forget(begun: float, ended: float) -> None:
    """Take no note of a request."""


class Student:
    """Be one student in one browser, on one connection."""

    def __init__(
        self, port: int, signed_in: SignedIn, quiz_id: int, note: Callable[[float, float], None] | None = None
    ):
        self.connection = Connection(port)
        self.person_id, self.quiz_id = signed_in.person_id, quiz_id
        self.note = note or (lambda begun, ended: None)
        self.attempt, self.token, self.tries_again = 0, "", 0
        self.acknowledged: dict[tuple[int, int], int] = {}  # (attempt, position) -> sequence
        self.pages: dict[int, list[Slot]] = {}
        self._host = f"Host: 127.0.0.1:{port}\r\n"
        self._cookies = {"quizapp_session": signed_in.token}
        self._fields = ""
        self._set_fields()

    async def get(self, path: str, status: int = 200, holds: bytes = b"") -> Answer:
        """Get a page."""
        return await self._ask(f"GET {path} HTTP/1.1\r\n{self._fields}\r\n".encode(), status, holds)

    async def post(self, path: str, body: str, status: int = 302, fields: str = "") -> Answer:
        """Send a form."""
        request = (
            f"POST {path} HTTP/1.1\r\n{self._fields}{fields}Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        )
        return await self._ask(request.encode(), status)

    async def start(self) -> None:
        """Look at the quiz, start an attempt, and come to its first page."""
        page = (await self.get(f"/quizzes/{self.quiz_id}", holds=b'name="number"')).body
        self.token = token_in(page)
        number = int(page.partition(b'name="number" value="')[2].partition(b'"')[0])
        await self.begin(number)

    async def begin(self, number: int = 1) -> None:
        """Start an attempt, and come to its first page."""
        begun = await self.post(f"/quizzes/{self.quiz_id}/attempts", f"csrf_token={self.token}&number={number}")
        self.attempt, self.pages = int(begun.location.split("/")[2]), {}
        await self.look(1, begun.location)

    async def look(self, number: int, path: str = "") -> None:
        """Look at a page, and remember its questions when it is seen for the first time."""
        first = (number - 1) * PER_PAGE + 1
        answer = await self.get(path or self._page(number), holds=b'name="sequence-%d"' % first)
        if number not in self.pages:
            self.pages[number] = slots_in(answer.body)
            self.token = self.token or token_in(answer.body)

    async def save_and_turn(self, number: int) -> int:
        """Save the answers of a page, go on to the next (from the last to the first), and return its number."""
        goal = number % PAGES + 1
        await self._save_page(number, "next" if goal > number else f"page-{goal}", self._page(goal))
        await self.look(goal)
        return goal

    async def finish(self) -> None:
        """Save the last page on the way to the summary, hand in, and look at the review."""
        await self._save_page(PAGES, "summary", f"/attempts/{self.attempt}/summary")
        await self.get(f"/attempts/{self.attempt}/summary", holds=b'id="hand-in"')
        done = await self.post(f"/attempts/{self.attempt}/submission", f"csrf_token={self.token}")
        await self.get(done.location, holds=b'class="verdict')

    async def whole_attempt(self) -> None:
        """Take an attempt from the quiz's page to the review."""
        await self.start()
        for number in range(1, PAGES):
            await self.save_and_turn(number)
        await self.finish()

    async def save_one(self, slot: Slot) -> None:
        """Save one answer as the page's script does."""
        fields = f"Accept: application/json\r\nX-CSRFToken: {self.token}\r\n"
        path = f"/attempts/{self.attempt}/responses/{slot.position}"
        answer = await self.post(path, slot.body(), 200, fields)
        told = answer.json()
        if told["status"] != "saved" or told["sequence"] != slot.sequence:
            raise Wrong(f"{path}: {told}")
        self._acknowledge([slot])
        slot.was = quote_plus(told["was"])

    async def turn(self, number: int) -> int:
        """Go on from a page whose answers the script has saved, to the next one, and return its number."""
        goal = number % PAGES + 1
        go = "next" if goal > number else f"page-{goal}"
        sent = (slot.body(again=True) for slot in self.pages[number])
        answer = await self.post(self._page(number), "&".join([f"csrf_token={self.token}", *sent, f"go={go}"]))
        await self.look(goal, answer.location)
        return goal

    async def look_at_clock(self) -> None:
        """Ask what time it is, as the page's script does every four seconds."""
        answer = await self.get(f"/attempts/{self.attempt}/clock")
        if answer.json()["state"] != "running":
            raise Wrong(f"the attempt {self.attempt} is not running: {answer.body!r}")

    def cookie(self, name: str) -> str:
        """Return what a cookie holds."""
        return self._cookies[name]

    def slots(self) -> list[Slot]:
        """List the questions of the pages that were looked at."""
        return [slot for page in self.pages.values() for slot in page]

    async def _save_page(self, number: int, go: str, goal: str) -> None:
        slots = self.pages[number]
        body = "&".join([f"csrf_token={self.token}", *(slot.body() for slot in slots), f"go={go}"])
        answer = await self.post(self._page(number), body)
        if answer.location != goal:
            raise Wrong(f"{self._page(number)}: led to {answer.location}, not to {goal}")
        self._acknowledge(slots)

    def _acknowledge(self, slots: list[Slot]) -> None:
        for slot in slots:
            self.acknowledged[self.attempt, slot.position] = slot.sequence
            slot.acknowledged()

    async def _ask(self, request: bytes, status: int, holds: bytes = b"") -> Answer:
        begun = time.perf_counter()
        try:
            answer = await self.connection.ask(request)
        except Silent:
            raise
        except Lost:  # an idle connection that the server closed; every request here may be sent twice
            self.tries_again += 1
            answer = await self.connection.ask(request)
        self.note(begun, time.perf_counter())
        if answer.status != status or holds not in answer.body:
            what = request.partition(b" HTTP/")[0].decode()
            raise Wrong(f"{what}: {answer.status}, not {status} with {holds!r}: {answer.body[:300]!r}")
        if b"\r\nset-cookie:" in answer.head.lower():
            self._take_cookies(answer)
        return answer

    def _take_cookies(self, answer: Answer) -> None:
        for value in answer.fields(b"set-cookie"):
            name, _, rest = value.partition("=")
            self._cookies[name] = rest.partition(";")[0]
        self._set_fields()

    def _set_fields(self) -> None:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        self._fields = f"{self._host}Cookie: {cookies}\r\n"

    def _page(self, number: int) -> str:
        return f"/attempts/{self.attempt}/pages/{number}"
