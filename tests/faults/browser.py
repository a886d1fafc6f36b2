"""Be a browser as far as the proofs need one: cookies, the token of forms, and requests over a real connection."""

import http.client
import re
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass

from quizapp.web.access import COOKIE

SECONDS = 60  # until a request counts as lost
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_NO_ANSWER = (OSError, http.client.HTTPException)


@dataclass(frozen=True)
class Heard:
    """Hold an answer of the site."""

    status: int
    text: str
    location: str = ""


class Browser:
    """Send one request after the other over one connection, as the person of a session."""

    def __init__(self, port: int, session: str):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
        self._cookies = {COOKIE: session}
        self.token = ""

    def get(self, path: str) -> Heard | None:
        """Open an address; None where no answer came."""
        return self._send("GET", path, None, {})

    def post(self, path: str, fields: Mapping[str, str], script: bool = False) -> Heard | None:
        """Send a form, as a page does or as its script does; None where no answer came."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        headers |= {"Accept": "application/json", "X-CSRFToken": self.token} if script else {}
        body = urllib.parse.urlencode({**fields, **({} if script else {"csrf_token": self.token})})
        return self._send("POST", path, body, headers)

    def learn_token(self) -> bool:
        """Get the token of forms, once; tell whether it is there."""
        if not self.token and (page := self.get("/account")) and page.status == 200:
            self.token = _TOKEN.search(page.text)[1]
        return bool(self.token)

    def copy(self) -> "Browser":
        """Return another connection of the same browser."""
        copied = Browser(self._connection.port, "")
        copied._cookies, copied.token = self._cookies, self.token
        return copied

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Heard | None:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        try:
            self._connection.request(method, path, body, {"Cookie": cookies, **headers})
            answer = self._connection.getresponse()
            text = answer.read().decode()
        except _NO_ANSWER:
            self._connection.close()
            return None
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return Heard(answer.status, text, answer.headers.get("Location", ""))
