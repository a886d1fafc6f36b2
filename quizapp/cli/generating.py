"""Print the questions that a bank's register of claims gives."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quizapp.cli import site
from quizapp.cli.banks import OWNER, as_owner, file_in
from quizapp.cli.failing import Failure
from quizapp.cli.telling import AS_JSON, write_json
from quizapp.core.errors import Invalid

if TYPE_CHECKING:
    from quizapp.core.banks import Heading
    from quizapp.core.generating import Generated


@click.command()
@click.argument("source", metavar="BANK")
@click.option("--seed", default="1", show_default=True, help="The same seed gives the same questions; any word does.")
@click.option("--form", "forms", multiple=True, metavar="FORM", help="Only questions of this form; can be repeated.")
@click.option("--topic", metavar="TOPIC", help="Only questions on this topic (its id).")
@OWNER
@AS_JSON
def generate(
    source: str, seed: str, forms: tuple[str, ...], topic: str | None, owner: str | None, as_json: bool
) -> None:
    """Print the questions made from the claims of BANK, with key, evidence and feedback.

    BANK is a file or its folder, and needs no database then; or the id of a bank on the site.
    """
    from quizapp.core.generating import FORMS
    from quizapp.core.generating import generate as made_from

    heading = _heading_in(Path(source)) if Path(source).exists() else _heading_named(source, owner)
    _require("form", forms, FORMS)
    _require("topic", [topic] if topic else [], [one.id for one in heading.topics])
    found = [one for one in made_from(heading, seed, forms or FORMS) if topic in (None, one.question.topic)]
    if as_json:
        write_json({"bank": heading.id, "seed": seed, "questions": [_plain(one) for one in found]})
        return
    for one in found:
        _tell(one)
    counts = [f"{sum(one.form == form for one in found)} {form}" for form in forms or FORMS]
    told = (
        f"{len(found)} {'question' if len(found) == 1 else 'questions'} ({', '.join(counts)})."
        if heading.claims
        else _NO_CLAIMS
    )
    click.echo(told, err=True)
    if heading.language and not heading.language.startswith("en"):
        click.echo("The sentences around the claims are English, whatever the language of the bank.", err=True)


_NO_CLAIMS = "No questions: the bank holds no claims. How to write them is told in questions/README.md."


def _require(what: str, wanted: Iterable[str], known: Iterable[str]) -> None:
    for name in wanted:
        if name not in known:
            raise Failure(f"There is no {what} “{name}”. There are: {', '.join(known)}.")


def _heading_in(path: Path) -> "Heading":
    from quizapp.core.banks import heading_of
    from quizapp.core.documents import read_bank

    path = file_in(path)
    try:
        return heading_of(read_bank(path.read_bytes()))
    except Invalid as refusal:
        raise Failure("\n".join(f"{path}:{fault}" for fault in refusal.faults)) from refusal


def _heading_named(name: str, owner: str | None) -> "Heading":
    from quizapp.store.queries import banks

    with site.opened():
        found = banks.bank_of(as_owner(owner).id, name)
        if found is None:
            raise Failure(
                f"“{name}” is neither a file nor a bank {f'of {owner}' if owner else 'bundled with the site'}."
            )
        return banks.heading_of(found.id, found.version)


def _plain(one: "Generated") -> dict[str, Any]:
    from quizapp.core.answers import key_of, wording
    from quizapp.core.values import plain

    return {
        "form": one.form, "claims": list(one.claims), "estimate": round(one.estimate, 3),
        "key": wording(one.question, key_of(one.question)), "question": plain(one.question),
    }  # fmt: skip


def _tell(one: "Generated") -> None:
    from quizapp.core.answers import key_of, wording
    from quizapp.core.values import plain

    question, document = one.question, plain(one.question)
    click.echo(f"{question.id} ({one.form}, {question.kind}, {question.difficulty})")
    click.echo("\n".join(f"  {line}" for line in question.stem.splitlines() if line))
    for option in (*document.get("options", ()), *document.get("sentences", ())):
        click.echo(f"    {'✓' if option.get('right') else '–'} {option['text']}\n        {option.get('feedback', '')}")
    for pair in document.get("pairs", ()):
        click.echo(f"    ✓ {pair['left']} → {pair['right']}")
    for distractor in document.get("distractors", ()):
        click.echo(f"    – {distractor}")
    if not {"options", "pairs", "sentences"} & set(document):
        click.echo(f"    ✓ {'; '.join(document.get('accepted') or wording(question, key_of(question)))}")
    for name in ("feedback_if_true", "feedback_if_false"):
        if name in document:
            click.echo(f"        {name.rpartition('_')[2]}: {document[name]}")
    click.echo("\n".join(f"  {line}" for line in question.explanation.splitlines()))
    shown = "; ".join(f"{part.passage}, {part.speaker} {part.stance}: “{part.quote}”" for part in question.evidence)
    click.echo(f"  Shown by {shown}\n")
