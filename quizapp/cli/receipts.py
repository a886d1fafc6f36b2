"""Verify receipts."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from quizapp.cli import site
from quizapp.cli.failing import FINE, FOREIGN, OTHER_NOW, REFUSED, UNREADABLE, Failure
from quizapp.cli.telling import AS_JSON, write_json

if TYPE_CHECKING:
    from quizapp.core.receipts import Verdict
    from quizapp.store.queries.receipts import Standing


@click.group()
def receipt() -> None:
    """Look after the receipts that students hold."""


@receipt.command()
@click.argument("file", type=click.File("rb"))
@AS_JSON
def verify(file: BinaryIO, as_json: bool) -> None:
    """Tell whether FILE (- for the standard input) is a receipt of this site, as it was signed.

    \b
    Exit codes:  0  genuine, and the database holds the same (or the attempt no more)
                 1  changed; it tells where
                 3  the site's database cannot be used
                 4  genuine, but the database holds something else now
                 5  of another site, or signed with another secret key
                 6  no receipt that can be read
    """
    from quizapp.core import receipts
    from quizapp.core.errors import Invalid
    from quizapp.store.queries.receipts import standing_of

    with site.opened() as settings:
        try:
            document = receipts.read(file.read(receipts.MOST_BYTES + 1))
        except Invalid as error:
            raise Failure(str(error.message), UNREADABLE) from error
        key = receipts.key_from(settings.key())
        verdict = receipts.check(document, key)
        standing = standing_of(document) if verdict.state == "genuine" else None
    if as_json:
        write_json(_told(document, verdict, standing))
    else:
        click.echo("\n".join(_sentences(document, verdict, standing)))
    raise SystemExit(_code(verdict, standing))


def _code(verdict: "Verdict", standing: "Standing | None") -> int:
    if standing is None:
        return {"changed": REFUSED, "foreign": FOREIGN}[verdict.state]
    return FINE if standing.agrees else OTHER_NOW


def _sentences(document: dict[str, Any], verdict: "Verdict", standing: "Standing | None") -> list[str]:
    if verdict.state == "foreign":
        return ["This receipt is of another site, or was signed with another secret key. It can be verified there."]
    if standing is None:
        return ["This receipt was changed. What does not fit its checksum:", *(f"- {one}" for one in verdict.places)]
    attempt = document["attempt"]
    told = [
        "This receipt is genuine.",
        f"{document['student']['name']} ({document['student']['username']}), {document['quiz']['title']}, attempt "
        f"{attempt['number']}: {attempt['answered']} of {attempt['questions']} answered, handed in "
        f"{attempt['handed_in_at']} ({attempt['handed_in_how']}).",
    ]
    if not standing.is_there:
        return [*told, "The database holds this attempt no more."]
    if standing.agrees:
        return [*told, "The database holds the same."]
    told += [f"Question {position}: the database holds another answer now." for position in standing.differing]
    return told + ["The attempt was handed in otherwise, says the database."] * (not standing.handed_in_alike)


def _told(document: dict[str, Any], verdict: "Verdict", standing: "Standing | None") -> dict[str, Any]:
    genuine = {name: document[name] for name in ("student", "quiz", "attempt", "issued_at")} if standing else {}
    held = {**asdict(standing), "agrees": standing.agrees} if standing else None
    return {"state": verdict.state, "places": [str(one) for one in verdict.places], "database": held, **genuine}
