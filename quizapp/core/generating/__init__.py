"""Make questions from who says what: a pure function of (bank, seed).

Each question is right by construction. An option that is called wrong is wrong by the register: nobody's statement is
offered as not theirs, nor a part of it (`Register.sayers`, `Register.objectors`); two options never overlap; and each
key has its evidence. Where a register cannot give that, no question is made.

    made = generate(bank, seed="7")
    made[0].question, made[0].form, made[0].closeness

Each form is a function: who says it (`attributing.py`), what a speaker says (`stating.py`), what the source makes of it
(`reading.py`), in which sentence it stands (`pointing.py`), where voices contradict each other (`contradicting.py`).
`making.py` holds what they share, `wordings.py` the words, and `phrases.py` what is worded from the register's own.

What a speaker says is told in the register's words and never quoted; only a passage's words stand in quotation marks.
No wording tells of what kind the key is.
"""

from collections.abc import Iterable, Iterator

from quizapp.core.banks import Heading
from quizapp.core.generating.attributing import ATTRIBUTING
from quizapp.core.generating.contradicting import CONTRADICTING
from quizapp.core.generating.making import Generated, Maker
from quizapp.core.generating.pointing import POINTING
from quizapp.core.generating.reading import READING
from quizapp.core.generating.stating import STATING

FORMS = {**ATTRIBUTING, **STATING, **READING, **POINTING, **CONTRADICTING}


def generate(bank: Heading, seed: str | int, forms: Iterable[str] = FORMS) -> tuple[Generated, ...]:
    """Return all questions that a bank's register gives in these forms, in a fixed order; none twice.

    The same bank and seed give the same questions on every machine. A question's id says what it asks, whatever the
    seed; its wording and its distractors differ (and where a register has few distractors, whether there are enough).
    """
    return tuple(iterate(bank, seed, forms))


def iterate(bank: Heading, seed: str | int, forms: Iterable[str] = FORMS) -> Iterator[Generated]:
    """Yield what `generate` returns, one by one."""
    maker = Maker(bank, str(seed))
    for form in forms:
        yield from FORMS[form](maker)
