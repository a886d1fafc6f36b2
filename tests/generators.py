"""Generate valid banks and questions of every kind, for tests of properties."""

from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from quizapp.core.answers import read_answer
from quizapp.core.questions import DIFFICULTIES, STANCES, Common
from quizapp.core.values import fold
from tests.builders import WAX, bank

# What YAML and JSON find hard: words that look like something else, quotes, colons, other scripts, line ends.
_HARD = ("no", "010", "1:30", "2023-05-24", "null", "~", "true", "- a", "a: b", "#", "'", '"', "{1", "&a", "*a", "!x",
         "1e3", ".5", "0x1F", "=", "<<", "%", "@", "`", "Ґ", "漢", "🐝", "|", ">", "?", "\\", "\t", "é")  # fmt: skip
_CHARACTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\x85\ufeff")


def lines(most: int = 20) -> st.SearchStrategy[str]:
    """Generate a text of one line."""
    words = st.text(_CHARACTERS, min_size=1, max_size=most) | st.sampled_from(_HARD)
    return st.lists(words, min_size=1, max_size=3).map(" ".join).map(str.strip).filter(bool)


def proses() -> st.SearchStrategy[str]:
    """Generate a text of several lines."""
    return st.lists(lines() | st.just(""), min_size=1, max_size=4).map("\n".join).map(str.strip).filter(bool)


def _notes() -> st.SearchStrategy[str]:
    return st.just("") | proses()


def _different(least: int, most: int = 5) -> st.SearchStrategy[list[str]]:
    return st.lists(lines(), min_size=least, max_size=most, unique_by=fold)


@st.composite
def _options(draw: st.DrawFn, one: bool) -> list[dict[str, Any]]:
    texts = draw(_different(2))
    first = draw(st.integers(0, len(texts) - 1))
    return [
        {"text": text, "right": index == first or (not one and draw(st.booleans())), "feedback": draw(_notes())}
        for index, text in enumerate(texts)
    ]


@st.composite
def _matching(draw: st.DrawFn) -> dict[str, Any]:
    lefts, rights = draw(_different(2)), draw(_different(4, 6))
    pairs = [{"left": left, "right": draw(st.sampled_from(rights[:2]))} for left in lefts]
    return {"pairs": pairs, "distractors": rights[2:]}


@st.composite
def _cloze(draw: st.DrawFn) -> dict[str, Any]:
    gaps = draw(st.lists(_options(True).map(lambda options: {"options": options}), min_size=1, max_size=3))
    text = " and ".join(f"{{{number}}}" for number in range(1, len(gaps) + 1))
    return {"text": f"Then {text}.", "gaps": gaps}


@st.composite
def _hot_text(draw: st.DrawFn) -> dict[str, Any]:
    words = WAX.split()
    cuts = sorted(draw(st.sets(st.integers(1, len(words) - 1), min_size=1, max_size=5)))
    pieces = [" ".join(words[start:end]) for start, end in pairwise([0, *cuts, len(words)])]
    texts = list({fold(text): text for text in pieces}.values())
    right = draw(st.sets(st.integers(0, len(texts) - 1), min_size=1, max_size=max(1, len(texts) - 1)))
    return {"sentences": [{"passage": "P1", "text": text, "right": index in right, "feedback": draw(_notes())}
                          for index, text in enumerate(texts)]}  # fmt: skip


_numbers = st.floats(-1e12, 1e12, allow_nan=False) | st.integers(-1000, 1000)
_OF_KIND: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "single_choice": st.fixed_dictionaries({"options": _options(True), "shuffle": st.booleans()}),
    "multiple_choice": st.fixed_dictionaries({"options": _options(False), "shuffle": st.booleans()}),
    "true_false": st.fixed_dictionaries(
        {"right": st.booleans(), "feedback_if_true": _notes(), "feedback_if_false": _notes()}
    ),
    "short_answer": st.fixed_dictionaries({"accepted": _different(1), "case_matters": st.booleans()}),
    "numeric": st.fixed_dictionaries(
        {"value": _numbers, "tolerance": st.floats(0, 1000, allow_nan=False), "unit": st.just("") | st.just("км")}
    ),
    "matching": _matching(),
    "ordering": st.fixed_dictionaries({"items": _different(2)}),
    "cloze": _cloze(),
    "hot_text": _hot_text(),
}


@st.composite
def questions(draw: st.DrawFn, name: str = "q1", kind: str = "") -> dict[str, Any]:
    """Generate the document of a valid question, of one kind or of any."""
    kind = kind or draw(st.sampled_from(sorted(_OF_KIND)))
    evidence = st.fixed_dictionaries(
        {"passage": st.just("P1"), "speaker": st.just("keeper"), "stance": st.sampled_from(STANCES)}
    )
    return {
        "id": name,
        "kind": kind,
        "topic": draw(st.sampled_from(["bees", "hives"])),
        "difficulty": draw(st.sampled_from(DIFFICULTIES)),
        "points": draw(st.sampled_from([1, 2.5, 0.1, 100])),
        "stem": draw(proses()),
        "explanation": draw(_notes()),
        "evidence": draw(st.lists(evidence, max_size=2)),
        **draw(_OF_KIND[kind]),
    }


@st.composite
def bank_documents(draw: st.DrawFn) -> dict[str, Any]:
    """Generate the document of a valid bank."""
    count = draw(st.integers(1, 4))
    return bank(*[draw(questions(f"q{number}")) for number in range(count)], title=draw(lines()),
                description=draw(_notes()))  # fmt: skip


def answers(asked: Common) -> st.SearchStrategy[Any]:
    """Generate answers to a question, as they are stored; the open one too."""
    return st.none() | _ANSWER_TO[asked.kind](asked).map(lambda raw: read_answer(asked, raw))


def _indices(size: int) -> st.SearchStrategy[int]:
    return st.integers(0, size - 1)


def _order(size: int) -> st.SearchStrategy[list[int | None]]:
    return st.permutations([*range(size), *[None] * size]).map(lambda mixed: mixed[:size])


_ANSWER_TO = {
    "single_choice": lambda asked: _indices(len(asked.options)),
    "multiple_choice": lambda asked: st.lists(_indices(len(asked.options)), unique=True),
    "true_false": lambda asked: st.booleans(),
    "short_answer": lambda asked: st.text(max_size=20),
    "numeric": lambda asked: st.sampled_from(["6", "1,5", "six"]),
    "matching": lambda asked: st.tuples(*[st.none() | _indices(len(asked.choices)) for _ in asked.pairs]).map(list),
    "ordering": lambda asked: _order(len(asked.items)),
    "cloze": lambda asked: st.tuples(*[st.none() | _indices(len(gap.options)) for gap in asked.gaps]).map(list),
    "hot_text": lambda asked: st.lists(_indices(len(asked.sentences)), unique=True),
}
