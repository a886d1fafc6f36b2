"""Build registers for tests: who says what in a bank of plain claims, and random ones for Hypothesis."""

from typing import Any

from hypothesis import strategies as st

from quizapp.core.banks import Heading
from quizapp.core.claims import SPEAKER_KINDS
from quizapp.core.questions import STANCES
from tests.builders import WAX, bank

Document = dict[str, Any]


def passage(name: str) -> Document:
    """Return a passage of two plain sentences (the first has those of every bank as well)."""
    told = f"The passage {name} tells at some length what was said there. What {name} leaves open is told last."
    return {"id": name, "source": "leaflet", "text": f"{told} {WAX}" if name == "P1" else told}


def quotation(name: str = "P1") -> Document:
    """Return a quotation of a passage: of its first sentence, or (“P1-2”) of its second."""
    passage, second = name.removesuffix("-2"), name.endswith("-2")
    quote = f"What {passage} leaves open" if second else f"passage {passage} tells at some length"
    return {"passage": passage, "quote": quote}


def voice(speaker: str, stance: str = "asserts", *passages: str) -> Document:
    """Return how a speaker stands to a claim."""
    return {"speaker": speaker, "stance": stance, "evidence": [quotation(name) for name in passages or ("P1",)]}


def claim(name: str, *voices: Document, **changes: Any) -> Document:
    """Return a claim with its voices."""
    return {"id": name, "text": f"The hive is {name}.", "topic": "bees", "voices": list(voices), **changes}


def unsaid(name: str, **changes: Any) -> Document:
    """Return a statement that nobody makes."""
    return {"id": name, "text": f"The hive was {name}.", "topic": "bees", "near": [quotation()], **changes}


def speaker(name: str, /, **changes: Any) -> Document:
    """Return a speaker, called like its id with a capital."""
    return {"id": name, "name": name.capitalize(), **changes}


def register_document(*claims: Document, speakers: list[Document] | None = None, **changes: Any) -> Document:
    """Return the document of a bank with these claims; the speakers are those who are named, unless they are given."""
    named = {one["speaker"]: speaker(one["speaker"]) for each in claims for one in each["voices"]}
    return bank(
        format="quizapp-bank/2", passages=[passage(f"P{number}") for number in range(1, 9)],
        speakers=speakers or list(named.values()), claims=list(claims), **changes,
    )  # fmt: skip


def who_says_what() -> Document:
    """Return the parts of a bank in which four speakers say something."""
    claims = [
        claim("red", voice("ann"), voice("bob", "denies", "P2")), claim("blue", voice("bob")),
        claim("warm", voice("cid", "asserts", "P3")), claim("old", voice("dan", "assesses", "P4")),
    ]  # fmt: skip
    document = register_document(*claims, unsaid=[unsaid("sold")])
    speakers = [*document["speakers"], {"id": "keeper", "name": "The keeper", "role": "who keeps the bees"}]
    parts = ("format", "claims", "unsaid", "passages")
    return {**{name: document[name] for name in parts}, "speakers": speakers}


def heading(*claims: Document, **changes: Any) -> Heading:
    """Return the heading of such a bank."""
    document = register_document(*claims, **changes)
    del document["questions"]
    return Heading.model_validate(document)


_PLACES = [f"P{number}{part}" for number in range(1, 9) for part in ("", "-2")]


@st.composite
def headings(draw: st.DrawFn) -> Heading:
    """Draw a register: some speakers, who may speak for each other, claims with voices and relations, things unsaid."""
    names = [f"speaker{number}" for number in range(draw(st.integers(2, 9)))]
    speakers = [
        speaker(name, kind=draw(st.sampled_from(SPEAKER_KINDS)), plural=draw(st.booleans()),
                speaks_for=draw(st.lists(st.sampled_from([one for one in names if one != name]), max_size=1)))
        for name in names
    ]  # fmt: skip
    topics = st.sampled_from(["bees", "hives"])
    claims = []
    for number in range(draw(st.integers(1, 12))):
        who = draw(st.lists(st.sampled_from(names), min_size=1, max_size=4, unique=True))
        voices = [voice(one, draw(st.sampled_from(STANCES)), draw(st.sampled_from(_PLACES))) for one in who]
        about = draw(st.lists(st.sampled_from(names), max_size=2, unique=True))
        date = draw(st.sampled_from(["", "", "2020", "2021-03", "2021-03-04", "2021-05-01/2021-06-30", "2022-12"]))
        claims.append(claim(f"c{number}", *voices, topic=draw(topics), about=about, date=date,
                            unnamed=draw(st.sampled_from(["", f"It is c{number}."]))))  # fmt: skip
    _relate(draw, claims)
    ids = st.one_of(st.none(), st.sampled_from([one["id"] for one in claims]))
    statements = [
        unsaid(f"u{number}", topic=draw(topics), contradicts=draw(ids), near=[quotation(f"P{draw(st.integers(1, 8))}")])
        for number in range(draw(st.integers(0, 5)))
    ]
    return heading(*claims, speakers=speakers, unsaid=statements)


def _relate(draw: st.DrawFn, claims: list[Document]) -> None:
    for index, one in enumerate(claims):
        for other in claims[:index]:
            relation = draw(st.sampled_from([None] * 7 + ["overlaps", "against", "beside"]))
            if relation:
                one.setdefault(relation, []).append(other["id"])
