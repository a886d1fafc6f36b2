"""Build, sign, read and check receipts: what a server says, under its signature, that it holds of an attempt.

A receipt is a plain document, and its file is JSON:

    format, site, student, quiz, attempt, issued_at     the heading
    answers          position, question, kind, answer (as data), words, sequence, saved_at, checksum,
                     certainty (where it was said)
    heading_checksum, checksum

Each checksum is an HMAC-SHA256 over canonical JSON: the heading's; each answer's, together with the heading's, so that
no answer can be moved to another receipt; and the one of the whole, over all of these in their order. So a check can
tell where a receipt was changed. The key is derived from the site's secret for this one purpose.

An answer is told in the question's words alone. The indices in which it is stored follow the order of the bank's
document, and that tells the right answer of many questions; so would a digest of the question, to who can try.
"""

import hmac
import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from quizapp.core.answers import Answer
from quizapp.core.errors import Text, invalid, say
from quizapp.core.questions import (
    Cloze,
    Common,
    HotText,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)

FORMAT = "quizapp-receipt-1"
HEADING = ("format", "site", "student", "quiz", "attempt", "issued_at")
MOST_BYTES, MOST_BRACKETS = 4 * 2**20, 100_000  # of a file that is checked
QUESTION_LENGTH, WORDS_LENGTH = 500, 1000  # what is longer is cut
_OPEN = "–"

UNREADABLE = say("This is no receipt that can be read. Choose the file as it was saved, or paste all of it.")
TOO_LARGE = say("This is larger than any receipt. Choose the file as it was saved.")


@dataclass(frozen=True)
class Verdict:
    """Tell what a receipt is worth, and, where it was changed, at which places."""

    state: Literal["genuine", "changed", "foreign"]
    places: tuple[Text, ...] = ()


def key_from(secret: str) -> bytes:
    """Derive the key of receipts, which serves for nothing else, from the secret key of a site."""
    return hmac.digest(secret.encode(), b"quizapp: the key of receipts, version 1", "sha256")


def site_of(key: bytes) -> str:
    """Return the name by which a site's receipts are known as its own; it tells nothing of the key."""
    return hmac.digest(key, b"the name of the site", "sha256").hex()[:16]


def told(moment: datetime | None) -> str | None:
    """Write a moment as receipts do: in UTC."""
    return None if moment is None else moment.astimezone(UTC).isoformat()


def entry_of(
    question: Common, position: int, answer: Answer, sequence: int, saved_at: datetime | None,
    certainty: int | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return what a receipt holds of one question: the answer as it stands, and when the server took it.

    How sure the student is (1 to 3) stands in it where that was said.
    """
    answered = None if answer is None else _ANSWERS[type(question)](question, answer)
    asked = f"{question.stem}\n\n{question.text}" if isinstance(question, Cloze) else question.stem
    return {
        "position": position,
        "question": _cut(asked, QUESTION_LENGTH),
        "kind": question.kind,  # type: ignore[attr-defined]
        "answer": answered,
        "words": _cut(in_words(answered), WORDS_LENGTH),
        "sequence": sequence,
        "saved_at": told(saved_at),
        **({} if certainty is None else {"certainty": certainty}),
    }


def in_words(answered: Any, true: str = "true", false: str = "false") -> str:
    """Tell an answer as a receipt holds it in one line; an open part is a dash."""
    if isinstance(answered, bool):
        return true if answered else false
    if isinstance(answered, dict):
        return f"{answered['left']}: {answered['right'] or _OPEN}"
    if isinstance(answered, list):
        return "; ".join(in_words(part) or _OPEN for part in answered)
    return answered or ""


def sign(heading: dict[str, Any], entries: Sequence[dict[str, Any]], key: bytes) -> dict[str, Any]:
    """Return the receipt of a heading (all of `HEADING` but the format) and its answers."""
    head = {"format": FORMAT, **heading}
    checksum = _checksum(key, "heading", head)
    answers = [{**entry, "checksum": _checksum(key, "answer", [checksum, entry])} for entry in entries]
    whole = _checksum(key, "receipt", [checksum, *(answer["checksum"] for answer in answers)])
    return {**head, "answers": answers, "heading_checksum": checksum, "checksum": whole}


def written(receipt: dict[str, Any]) -> str:
    """Write a receipt as the text of its file."""
    return json.dumps(receipt, ensure_ascii=False, indent=2) + "\n"


def file_name(receipt: dict[str, Any]) -> str:
    """Return a name for the file of a receipt that people know again: the quiz and the attempt."""
    plain = unicodedata.normalize("NFKD", receipt["quiz"]["title"]).encode("ascii", "ignore").decode().lower()
    quiz = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or f"quiz-{receipt['quiz']['id']}"
    return f"receipt-{quiz}-attempt-{receipt['attempt']['number']}.json"


def read(content: bytes) -> dict[str, Any]:
    """Return the document of a receipt's file, however it was changed; raises `Invalid` where it is none."""
    if len(content) > MOST_BYTES:
        raise invalid(TOO_LARGE, "file")
    if content.count(b"[") + content.count(b"{") > MOST_BRACKETS:
        raise invalid(UNREADABLE, "file")
    try:
        document = json.loads(
            content.decode("utf-8-sig"), object_pairs_hook=_once, parse_float=_refuse, parse_constant=_refuse
        )
    except (ValueError, RecursionError):
        raise invalid(UNREADABLE, "file") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise invalid(UNREADABLE, "file")
    return document


def check(document: dict[str, Any], key: bytes) -> Verdict:
    """Tell whether a document is a receipt of the site that has this key, and where it was changed."""
    site = document.get("site")
    if isinstance(site, dict) and isinstance(site.get("key"), str) and site["key"] != site_of(key):
        return Verdict("foreign")
    places = tuple(_changes(document, key))
    return Verdict("changed", places) if places else Verdict("genuine")


def _changes(document: dict[str, Any], key: bytes) -> list[Text]:
    head = {name: value for name, value in document.items() if name not in ("answers", "heading_checksum", "checksum")}
    checksum, answers = document.get("heading_checksum"), document.get("answers")
    found = []
    if not _same(checksum, _checksum(key, "heading", head)):
        found.append(say("Who, which quiz and attempt, or when."))
    if not isinstance(answers, list):
        return [*found, say("The list of answers.")]
    for place, answer in enumerate(answers, 1):
        entry = {name: value for name, value in answer.items() if name != "checksum"} if _is_entry(answer) else None
        if entry is None or not _same(answer["checksum"], _checksum(key, "answer", [checksum, entry])):
            found.append(say("The answer at place %(place)s of the list.", place=place))
    sums = [answer["checksum"] if _is_entry(answer) else None for answer in answers]
    if not _same(document.get("checksum"), _checksum(key, "receipt", [checksum, *sums])):
        found.append(say("What belongs together: an answer was taken out, added or moved, or a checksum was changed."))
    return found


def _is_entry(answer: Any) -> bool:
    return isinstance(answer, dict) and "checksum" in answer


def _same(claimed: Any, checksum: str) -> bool:
    return isinstance(claimed, str) and hmac.compare_digest(claimed.encode("utf-8", "replace"), checksum.encode())


def _checksum(key: bytes, part: str, value: Any) -> str:
    return hmac.digest(key, f"{part}\n{canonical(value)}".encode(), "sha256").hex()


def canonical(value: Any) -> str:
    """Write a value as JSON in the one way of which checksums are taken: two values are never written alike."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that stands twice, of which readers take the one or the other."""
    if len(found := dict(pairs)) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _refuse(text: str) -> Any:
    raise ValueError(f"a receipt has no such number: {text[:20]}")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


_ANSWERS: dict[type[Common], Callable[[Any, Any], Any]] = {
    SingleChoice: lambda question, answer: question.options[answer].text,
    MultipleChoice: lambda question, answer: sorted(question.options[index].text for index in answer),
    TrueFalse: lambda question, answer: answer,
    ShortAnswer: lambda question, answer: answer,
    Numeric: lambda question, answer: answer,
    Matching: lambda question, answer: [
        {"left": pair.left, "right": None if chosen is None else question.choices[chosen]}
        for pair, chosen in zip(question.pairs, answer, strict=True)
    ],
    Ordering: lambda question, answer: [None if index is None else question.items[index] for index in answer],
    Cloze: lambda question, answer: [
        None if chosen is None else gap.options[chosen].text for gap, chosen in zip(question.gaps, answer, strict=True)
    ],
    HotText: lambda question, answer: [question.sentences[index].text for index in answer],
}
