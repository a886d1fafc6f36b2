"""Find flaws of a bank as a whole: keys that stand in one place, questions that ask the same."""

from collections import Counter
from collections.abc import Iterator, Sequence

from quizapp.core.errors import say
from quizapp.core.flaws.finding import Flaw, Rule
from quizapp.core.flaws.reading import Reading, keys_of
from quizapp.core.flaws.words import content_of, likeness, near_pairs, root_of, roots_of
from quizapp.core.questions import Cloze, Common, SingleChoice, TrueFalse

FEWEST_TO_TELL, FEWEST_PLACES = 6, 3
SHARE_OF_PLACE, SHARE_OF_TRUTH = 0.8, 0.9


def _key_in_one_place(questions: Sequence[Common], reading: Reading) -> Iterator[Flaw]:
    fixed = [one for one in questions if isinstance(one, SingleChoice) and not one.shuffle]
    fixed = [question for question in fixed if len(question.options) >= FEWEST_PLACES]
    keys = [[option.right for option in question.options].index(True) + 1 for question in fixed]
    lasts = sum(key == len(one.options) for key, one in zip(keys, fixed, strict=True))
    place, count = _commonest(keys)
    if len(keys) >= FEWEST_TO_TELL and max(count, lasts) >= SHARE_OF_PLACE * len(keys):
        reason = say("In %(count)s of %(all)s questions with options of a fixed order, the key is option %(place)s.",
                     count=count, all=len(keys), place=place)  # fmt: skip
        if lasts > count:
            reason = say("In %(count)s of %(all)s questions with options of a fixed order, the key is the last option.",
                         count=lasts, all=len(keys))  # fmt: skip
        yield Flaw("questions", reason, say("Let the options be mixed (shuffle: true), or put the key elsewhere."))
    yield from _truth_in_one_place(questions)


def _truth_in_one_place(questions: Sequence[Common]) -> Iterator[Flaw]:
    truths = [question.right for question in questions if isinstance(question, TrueFalse)]
    truth, count = _commonest(truths)
    if len(truths) >= FEWEST_TO_TELL and count >= SHARE_OF_TRUTH * len(truths):
        reason = say("%(count)s of %(all)s statements to be judged are right.", count=count, all=len(truths))
        if not truth:
            reason = say("%(count)s of %(all)s statements to be judged are wrong.", count=count, all=len(truths))
        yield Flaw("questions", reason, say("Reword some so that the other answer is the right one."))


def _commonest(things: list) -> tuple:
    return Counter(things).most_common(1)[0] if things else (None, 0)


LIKE_STEMS, LIKE_STATEMENTS, LIKE_KEYS, LIKE_MATTERS = 0.75, 0.8, 0.5, 0.6
_TASKS = frozenset(map(root_of, ("name", "choose", "select", "give", "state", "write", "tell", "down")))


def _near_duplicate(questions: Sequence[Common], reading: Reading) -> Iterator[Flaw]:
    stems = [question.stem + (f" {question.text}" if isinstance(question, Cloze) else "") for question in questions]
    wordings, matters = [roots_of(stem) for stem in stems], [content_of(stem) - _TASKS for stem in stems]
    keys = [content_of(" ".join(keys_of(question))) for question in questions]
    found: dict[int, int] = {}
    for earlier, later in near_pairs(wordings, LIKE_STEMS):
        if isinstance(questions[earlier], TrueFalse) and isinstance(questions[later], TrueFalse):
            same = likeness(wordings[earlier], wordings[later]) >= LIKE_STATEMENTS
        else:
            same = bool(keys[earlier]) and likeness(keys[earlier], keys[later]) >= LIKE_KEYS
        if same:
            found.setdefault(later, earlier)
    for earlier, later in near_pairs(matters, LIKE_MATTERS):
        if keys[earlier] and keys[earlier] == keys[later]:
            found.setdefault(later, earlier)
    for later, earlier in found.items():
        other = questions[earlier].id
        reason = say("It asks nearly the same as “%(other)s”: a paper that draws both asks it twice.", other=other)
        yield Flaw(f"questions.{later}.stem", reason, say("Drop one of them, or let one ask for something else."))


RULES = (
    Rule("key-in-one-place", "warning", say("The key is always in the same place."), questions=_key_in_one_place,
         english=False),
    Rule("near-duplicate", "warning", say("Two questions ask nearly the same."), questions=_near_duplicate,
         english=False),
)  # fmt: skip
