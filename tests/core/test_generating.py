"""Generated questions are right by construction, whatever the register; and each says why."""

import itertools
import re
from collections import Counter

import pytest
from hypothesis import given, settings

from quizapp.core.answers import key_of, wording
from quizapp.core.claims import Quotation, days_of
from quizapp.core.generating import FORMS, generate
from quizapp.core.generating.phrases import excerpt, when
from quizapp.core.generating.pointing import MOST_SHOWN
from quizapp.core.generating.wordings import LEFT_OUT, PASSED_ON, RELATIONS, SAYS_SO, STANDINGS, STEMS
from quizapp.core.registers import AGAINST, FOR, Register
from tests.registers import claim, heading, headings, speaker, unsaid, voice

CHOICES = ("single_choice", "multiple_choice")


class Oracle:
    """Say by brute force, from the plain register, of whom it might be right to say something."""

    def __init__(self, bank):
        self.bank = bank
        self.claims = {one.id: one for one in bank.claims}
        self.text = {one.text: one for one in (*bank.claims, *bank.unsaid)}
        self.name = {one.name: one.id for one in bank.speakers}
        self.speaks_for = {one.id: set(one.speaks_for) for one in bank.speakers}

    def reaches(self, one, other):
        seen, waiting = set(), {one}
        while waiting:
            seen |= waiting
            waiting = {far for near in waiting for far in self.speaks_for[near]} - seen
        return other in seen

    def same_mouth(self, one, other):
        return self.reaches(one, other) or self.reaches(other, one)

    def related(self, name, relation):
        return {one.id for one in self.bank.claims if one.id in getattr(self.claims[name], relation)
                or name in getattr(one, relation)}  # fmt: skip

    def kin(self, name):
        return {name} | self.related(name, "overlaps")

    def voiced(self, who, names, stances):
        return any(one.stance in stances and self.same_mouth(who, one.speaker)
                   for name in names for one in self.claims[name].voices)  # fmt: skip

    def may_say(self, who, name):
        return self.voiced(who, self.kin(name), FOR)

    def may_object(self, who, name):
        against = {far for near in self.kin(name) for far in self.related(near, "against")}
        return self.voiced(who, self.kin(name), AGAINST) or any(self.may_say(who, far) for far in against)


def statement(question):
    return question.stem.partition("\n\n> ")[2]


def who_says(oracle, made):
    (name,) = made.claims
    if made.question.kind == "short_answer":
        assert all(oracle.may_say(oracle.name[words], name) for words in made.question.accepted)
        assert not any(re.search(rf"\b{words}\b", statement(made.question)) for words in made.question.accepted)
        return
    same_stems_for_all_keys(
        oracle, made, STEMS["who_says" if made.question.kind == "single_choice" else "who_says_all"]
    )
    for option in made.question.options:
        assert oracle.may_say(oracle.name[option.text], name) is option.right


def same_stems_for_all_keys(oracle, made, stems):
    """Hold that a stem tells nothing of the key: what is noted beside it depends on all options, or the statement."""
    words, *noted = re.split(r" (?=\()", made.question.stem.partition("\n")[0])
    assert words in [stem.format(source="the source") for stem in stems]
    speakers = {one.id: one for one in oracle.bank.speakers}
    offered = [speakers[oracle.name[option.text]] for option in made.question.options]
    assert (PASSED_ON in noted) is any(one.kind == "reporting" for one in offered)
    masked = statement(made.question) != oracle.claims[made.claims[0]].text
    assert (LEFT_OUT in noted) is masked
    if masked:  # the name that is left out could be that of another
        (key,) = (one for one, option in zip(offered, made.question.options, strict=True) if option.right)
        assert [one.kind for one in offered].count(key.kind) > 1


def who_denies(oracle, made):
    (name,) = made.claims
    same_stems_for_all_keys(oracle, made, STEMS["who_denies"])
    for option in made.question.options:
        assert (
            option.right
            or "say this." not in option.feedback.partition("in our words")[0]
            or (oracle.may_say(oracle.name[option.text], name))
        )
        assert oracle.may_object(oracle.name[option.text], name) is option.right


def attribution(oracle, made):
    who = [name for name in oracle.name if re.search(rf"\b{re.escape(name)}\b", made.question.stem.partition("\n")[0])]
    assert len(who) == 1
    assert oracle.may_say(oracle.name[who[0]], made.claims[0]) is made.question.right
    assert statement(made.question) == oracle.claims[made.claims[0]].text  # the true one and the false one alike
    if not made.question.right:
        topics = {one.topic for one in oracle.bank.claims if one.voice_of(oracle.name[who[0]])}
        assert made.question.topic in topics


def what_says(oracle, made):
    who = made.question.evidence[0].speaker
    seen = []
    for option in made.question.options:
        one = oracle.text[option.text]
        if one.id in oracle.claims:
            assert oracle.may_say(who, one.id) is option.right
            assert not set(seen) & oracle.kin(one.id)  # no two mean the same, or a part of it
            seen.append(one.id)
        else:
            assert not option.right
    wrong = [oracle.text[option.text] for option in made.question.options if not option.right]
    assert any(one.id in oracle.claims and {each.stance for each in one.voices} & FOR for one in wrong)
    if all(who in oracle.text[option.text].about for option in made.question.options if option.right):
        assert any(who in one.about for one in wrong)


def which_group(oracle, made):
    (name,) = made.claims
    assert LEFT_OUT in made.question.stem
    assert len({one.kind for one in oracle.bank.speakers if one.name in map(wording_of, made.question.options)}) == 1
    about = {who for near in oracle.kin(name) for who in oracle.claims[near].about}
    for option in made.question.options:
        who = oracle.name[option.text]
        assert (who in oracle.claims[name].about) is option.right
        assert option.right or not any(oracle.same_mouth(who, one) for one in about)


def match(oracle, made):
    pairs = [(oracle.text[pair.left].id, oracle.name[pair.right]) for pair in made.question.pairs]
    for name, who in pairs:
        assert oracle.may_say(who, name)
        others = {other for _, other in pairs if other != who} | {oracle.name[one] for one in made.question.distractors}
        assert not any(oracle.may_say(other, name) for other in others)


def standing(oracle, made):
    one = oracle.claims[made.claims[0]]
    (right,) = (option.text for option in made.question.options if option.right)
    said = [voice.speaker for voice in one.voices if voice.stance in FOR]
    opposed = any(voice.stance in AGAINST for voice in one.voices) or any(
        oracle.voiced(voice.speaker, {far}, FOR) and not any(oracle.same_mouth(voice.speaker, who) for who in said)
        for far in oracle.related(one.id, "against")
        for voice in oracle.claims[far].voices
        if voice.stance in FOR
    )
    if said and opposed:
        assert right == STANDINGS["disputed"]
    if not said:
        assert right in (STANDINGS["open"], STANDINGS["one_side"])
    standings = {text: word for word, text in STANDINGS.items()}
    key = standings[right]
    offered = {standings[option.text] for option in made.question.options} - {key}
    assert not (key == "outside" and "one_side" in offered)
    assert not (key == "self" and "one_side" in offered)
    if key == "one_side":  # nobody else says it, or a part of it
        assert all(oracle.same_mouth(who, said[0]) for who in oracle.name.values() if oracle.may_say(who, one.id))
    reporting = {who.id for who in oracle.bank.speakers if who.kind == "reporting"}
    kin = [oracle.claims[near] for near in oracle.kin(one.id)]
    about = {who for near in kin for who in near.about}
    for each in (each for near in kin for each in near.voices):
        concerned = any(oracle.same_mouth(each.speaker, who) for who in about)
        assert not ("outside" in offered and each.stance == "assesses")
        assert not ("self" in offered and each.stance in FOR and concerned)
        assert not ("fact" in offered and each.stance in FOR and each.speaker in reporting)
        assert not ("open" in offered and each.stance == "doubts" and each.speaker in reporting)
    assert not ("disputed" in offered and any(oracle.may_object(who, one.id) for who in oracle.name.values()))


def wording_of(option):
    return option.text


def relation(oracle, made):
    name, (_, second) = made.claims[0], made.question.evidence[:2] if len(made.question.evidence) > 1 else (None, None)
    if made.question.kind == "true_false":
        assert len(made.claims) == 2
        key = "differ" if made.question.right else "past"
        assert (made.claims[1] in oracle.related(name, "against")) is made.question.right
        assert made.question.right or made.claims[1] in oracle.related(name, "beside")
    else:
        assert len(made.claims) == 1
        key = {text: word for word, text in RELATIONS.items()}[next(o.text for o in made.question.options if o.right)]
    who = {one.id: one.name for one in oracle.bank.speakers}[made.question.id.rpartition(".")[2]]
    who = oracle.name[who]
    assert second is None or second.speaker == who or len(made.question.evidence) != 2
    if key == "agree":
        assert oracle.may_say(who, name)
        assert not oracle.may_object(who, name)
    if key in ("differ", "denied", "doubted"):
        assert oracle.may_object(who, name)
        assert not oracle.may_say(who, name)
    if key in ("denied", "doubted"):
        own, other = ("denies", "doubts") if key == "denied" else ("doubts", "denies")
        assert oracle.claims[name].voice_of(who).stance == own
        assert not oracle.voiced(who, oracle.kin(name), {other})
    if key == "doubted":
        far = {one for near in oracle.kin(name) for one in oracle.related(near, "against")}
        assert not any(oracle.may_say(who, one) for one in far)
    if key == "past":
        first = made.question.evidence[0].speaker
        assert not oracle.may_say(who, name)
        assert not oracle.may_object(who, name)
        assert not oracle.may_say(first, made.claims[1])
        assert not oracle.may_object(first, made.claims[1])


def disputed(oracle, made):
    counts = Counter(option.text.partition(": ")[2] for option in made.question.options)
    assert len(set(counts.values())) == 1  # the statement that is disputed does not stand out
    for option in made.question.options:
        between, _, words = option.text.partition(": ")
        name = oracle.text[words].id
        one, other = (oracle.name[who] for who in between.removeprefix("Between ").split(" and "))
        quarrel = any(oracle.may_say(a, name) and oracle.may_object(b, name) for a, b in ((one, other), (other, one)))
        assert quarrel is option.right


def says_so(oracle, made):
    right = next(option.text for option in made.question.options if option.right)
    one = oracle.text[statement(made.question)]
    if one.id in oracle.claims:
        assert right == SAYS_SO["yes"]
        assert any(each.stance in FOR for each in one.voices)
        assert not any(each.stance in AGAINST for each in one.voices)
    else:
        assert right == SAYS_SO["no" if one.contradicts else "unsaid"]


def which_passage(oracle, made):
    name, who = made.claims[0], made.question.evidence[0].speaker
    shows = {part.passage for near in oracle.kin(name) for one in oracle.claims[near].voices for part in one.evidence}
    own = {part.passage for part in next(v for v in oracle.claims[name].voices if v.speaker == who).evidence}
    for option in made.question.options:
        passage = option.text.partition(":")[0]
        assert (passage in own) if option.right else (passage not in shows)


def point_at(oracle, made):
    name, who = made.claims[0], made.question.evidence[0].speaker
    own = [part for one in oracle.claims[name].voices if one.speaker == who for part in one.evidence]
    opposed = {far for near in oracle.kin(name) for far in oracle.related(near, "against")}
    near = [part for far in oracle.related(name, "overlaps") for one in oracle.claims[far].voices
            for part in one.evidence]  # fmt: skip
    near += [part for far in {name} | opposed for one in oracle.claims[far].voices
             if oracle.same_mouth(one.speaker, who) for part in one.evidence]  # fmt: skip
    passages = {one.id: one.text for one in oracle.bank.passages}
    for sentence in made.question.sentences:
        assert sentence.text in passages[sentence.passage]
        assert any(_stands_in(part, sentence) for part in own) is sentence.right
        assert sentence.right or not any(_stands_in(part, sentence) for part in near)
    assert sum(not sentence.right for sentence in made.question.sentences) >= 2
    read = [sentence.passage for sentence in made.question.sentences]
    assert read == sorted(read)
    assert len(read) <= MOST_SHOWN


def _stands_in(part, sentence):
    return part.passage == sentence.passage and part.quote in sentence.text


def order(oracle, made):
    spans = [days_of(oracle.text[item].date) for item in made.question.items]
    assert all(before[1] < after[0] for before, after in itertools.pairwise(spans))


SOUND = {
    "who_says": who_says, "who_denies": who_denies, "attribution": attribution, "what_says": what_says,
    "which_group": which_group, "match": match, "standing": standing, "relation": relation, "disputed": disputed,
    "says_so": says_so, "which_passage": which_passage, "point_at": point_at, "order": order,
}  # fmt: skip


def test_every_form_is_held_to_its_rule():
    assert set(SOUND) == set(FORMS)


def quoted_as_theirs(question):
    """Return what stands in quotation marks in what a question tells: it must be a passage's words, never ours."""
    told = [question.explanation, question.stem, getattr(question, "feedback_if_true", "")]
    told += [getattr(question, "feedback_if_false", "")]
    told += [part for option in getattr(question, "options", ()) for part in (option.text, option.feedback)]
    return {words for text in told for words in re.findall("“([^”]*)”", text)}


@settings(max_examples=150, deadline=None)
@given(headings())
def test_no_question_of_any_register_has_two_right_answers_or_none_or_lacks_evidence_or_feedback(bank):
    oracle = Oracle(bank)
    quotes = {passage.id: passage.text for passage in bank.passages}
    seen = set()
    for made in generate(bank, "any"):
        SOUND[made.form](oracle, made)
        question = made.question
        assert question.evidence
        assert all(one.quote in quotes[one.passage] for one in question.evidence)
        assert question.explanation
        assert question.id not in seen
        seen.add(question.id)
        if question.kind in CHOICES:
            assert len(question.options) >= 3
            assert all(option.feedback for option in question.options)
        if question.kind == "hot_text":
            assert all(sentence.feedback for sentence in question.sentences)
        if question.kind == "true_false":
            assert question.feedback_if_false if question.right else question.feedback_if_true
        assert not quoted_as_theirs(question) & set(oracle.text)


@settings(max_examples=25, deadline=None)
@given(headings())
def test_the_same_seed_gives_the_same_questions_and_an_id_asks_the_same_with_any_seed(bank):
    first, again, other = generate(bank, "1"), generate(bank, "1"), generate(bank, "2")
    assert first == again
    named = {made.question.id: made for made in other}
    for made in first:
        twin = named.get(made.question.id, made)
        assert (twin.form, twin.claims, twin.question.kind) == (made.form, made.claims, made.question.kind)
        if made.form not in ("match", "order"):
            assert wording(twin.question, key_of(twin.question)) == wording(made.question, key_of(made.question))


def test_another_seed_words_and_distracts_differently():
    first, other = generate(example(), "1"), generate(example(), "2")
    assert [made.question.id for made in first] == [made.question.id for made in other]
    assert sum(one != two for one, two in zip(first, other, strict=True)) > len(first) / 4


def example():
    """Return a small register in which every form can be made."""
    return heading(
        claim("red", voice("ann"), voice("bob", "denies", "P2"), topic="bees", about=["guild"], unnamed="It is red."),
        claim("blue", voice("cid", "assesses", "P3"), voice("dan", "assesses", "P5"), beside=["red"], date="2020"),
        claim("green", voice("paper", "reports", "P4"), date="2021-03"),
        claim("new", voice("eve", "asserts", "P5"), about=["eve"], date="2022-01-02"),
        claim("warm", voice("ann", "asserts", "P6"), date="2023"),
        claim("far", voice("paper", "doubts", "P7")),
        claim("cold", voice("eve", "doubts", "P8"), against=["warm"]),
        speakers=[
            speaker("ann", speaks_for=["guild"], aliases=["Anna", "Анна"]), speaker("bob"), speaker("cid"),
            speaker("dan", plural=True), speaker("eve"), speaker("guild", name="The guild", kind="group"),
            speaker("paper", kind="reporting"), speaker("club", name="The club", kind="group"),
        ],
        unsaid=[unsaid("u1", note="It is left open."), unsaid("u2", contradicts="green")],
    )  # fmt: skip


def by_id(bank, name, seed="1"):
    return next(made for made in generate(bank, seed) if made.question.id == name)


def test_every_form_can_be_made():
    made = generate(example(), "1", [form for form in FORMS if form != "which_group"])
    assert {one.form for one in made} == set(FORMS) - {"which_group"}


def test_who_speaks_for_a_group_is_never_set_against_it():
    for made in generate(example(), "1", ["who_says"]):
        if made.question.id == "who_says.red.ann":
            assert "The guild" not in [option.text for option in made.question.options]


def test_a_short_answer_takes_every_name_and_spelling_of_whoever_says_it_and_of_whom_they_speak_for():
    assert by_id(example(), "who_says.red.-name").question.accepted == ("Ann", "Anna", "Анна", "The guild", "guild")


def test_where_several_say_it_they_are_all_asked_for():
    question = by_id(example(), "who_says.blue.-all").question
    assert {option.text for option in question.options if option.right} == {"Cid", "Dan"}


def test_feedback_tells_what_the_chosen_speaker_says_instead_with_the_words_that_show_it():
    question = by_id(example(), "who_says.red.ann").question
    told = {option.text: option.feedback for option in question.options}
    assert told["Bob"] == "Bob denies this (P2: “passage P2 tells at some length”)."
    assert (
        told["Cid"]
        == "No passage has Cid say this. Cid gives the following as an assessment, in our words: The hive is blue."
        " (P3: “passage P3 tells at some length”)"
    )


def test_what_a_reporting_voice_passes_on_is_told_as_somebody_elses_words():
    told = {option.text: option.feedback for option in by_id(passing(), "who_says.c.ann").question.options}
    assert told["Paper"] == (
        "Paper only reports that Ann says this; it does not say it in its own voice"
        " (P1: “passage P1 tells at some length”)."
    )
    told = {option.text: option.feedback for option in by_id(passing(), "who_denies.c.bob").question.options}
    assert told["Paper"].startswith("Paper only reports that Bob denies this; it does not deny it in its own voice (P2")
    assert told["Eve"].startswith("No passage has Eve deny or doubt this. Eve says the following, in our words:")


def passing():
    """Return a register in which a reporting voice passes on what two others say."""
    return heading(
        claim("c", voice("ann"), voice("bob", "denies", "P2")), claim("d", voice("paper", "reports", "P3")),
        claim("e", voice("eve", "asserts", "P4")),
        speakers=[speaker("ann"), speaker("bob"), speaker("eve"), speaker("paper", kind="reporting")],
    )  # fmt: skip


def test_a_reporting_voice_is_a_false_speaker_of_what_it_only_passes_on():
    claims = [claim(f"c{number}", voice("ann")) for number in range(9)]
    bank = heading(*claims, claim("d", voice("paper", "reports", "P3")), claim("e", voice("bob")),
                   speakers=[speaker("ann"), speaker("bob"), speaker("paper", kind="reporting")])  # fmt: skip
    own = [made.question for made in generate(bank, "1", ["attribution"]) if "own voice" in made.question.stem]
    assert {question.right for question in own} == {True, False}


def test_who_speaks_for_somebody_through_a_third_is_told_by_what_they_say_themselves():
    bank = heading(
        claim("c", voice("state"), voice("bob", "denies", "P2")), claim("d", voice("ann", "asserts", "P3")),
        claim("e", voice("eve", "asserts", "P4")),
        speakers=[speaker("ann", speaks_for=["office"]), speaker("office", speaks_for=["state"]), speaker("state"),
                  speaker("bob"), speaker("eve")],
    )  # fmt: skip
    told = {option.text: option.feedback for option in by_id(bank, "who_denies.c.bob").question.options}
    assert told.get("Ann", told.get("State", "")).startswith(("No passage has Ann deny or doubt this.", "State says"))
    assert not any("Ann speaks for State" in text for text in told.values())


@pytest.mark.parametrize(
    ("name", "said", "accepted"),
    [
        ("The guild", "The hive is red.", {"The guild", "guild"}),
        ("Mrs Oakes", "The hive is red.", {"Mrs Oakes", "Mrs. Oakes"}),
        ("Dr. Wren", "The hive is red.", {"Dr. Wren", "Dr Wren"}),
        ("The guild", "The hive of the guild is red.", None),
    ],
)
def test_a_name_is_accepted_with_and_without_its_article_and_the_full_stop_of_a_title(name, said, accepted):
    bank = heading(claim("c", voice("ann"), text=said), speakers=[{"id": "ann", "name": name}])
    made = [one.question for one in generate(bank, "1", ["who_says"]) if one.question.id == "who_says.c.-name"]
    assert [set(question.accepted) for question in made] == ([accepted] if accepted else [])


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("met Mr. Crumb", "P1: On Monday Ann met Mr. Crumb. …"),
        ("Ann met Mr. Crumb. It was", "P1: On Monday Ann met Mr. Crumb. It was late. …"),
        ("It was late", "P1: … It was late. …"),
        ("in the end", "P1: … So in the end they left “the hall”."),
    ],
)
def test_an_excerpt_shows_whole_sentences(quote, shown):
    text = "On Monday Ann met Mr. Crumb. It was late. " + "They talked of this and that. " * 9
    text += "So in the end they left “the hall”."
    assert excerpt(text, Quotation(passage="P1", quote=quote)).replace("They talked of this and that. ", "") == shown


@pytest.mark.parametrize(
    ("date", "words"),
    [("2023", "2023"), ("2023-05", "May 2023"), ("2023-05-04", "4 May 2023"),
     ("2022-03/2022-05", "March 2022 to May 2022")],
)  # fmt: skip
def test_a_date_is_told_in_words(date, words):
    assert when(date) == words


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("red", "disputed"),
        ("blue", "outside"),
        ("green", "fact"),
        ("new", "self"),
        ("far", "open"),
        ("warm", "one_side"),
    ],
)
def test_the_standing_of_a_claim_follows_from_its_voices(name, expected):
    question = by_id(example(), f"standing.{name}").question
    assert [option.text for option in question.options if option.right] == [STANDINGS[expected]]


def test_a_plural_speaker_has_a_plural_verb_and_a_leading_article_is_small_within_a_sentence():
    told = by_id(example(), "who_says.blue.-all").question.explanation
    assert "Cid gives this as an assessment" in told
    assert "Dan give this as an assessment" in told


def test_what_a_statement_that_nobody_makes_is_near_to_is_its_evidence():
    made = by_id(example(), "says_so.u1")
    assert made.question.evidence[0].quote == "passage P1 tells at some length"
    assert [option.text for option in made.question.options if option.right] == [SAYS_SO["unsaid"]]
    assert "It is left open." in made.question.explanation


def test_a_form_that_demands_more_with_closer_distractors_is_called_harder():
    easy, hard = by_id(example(), "attribution.red.ann.-yes"), by_id(example(), "disputed.red")
    assert easy.estimate < hard.estimate
    assert (easy.question.difficulty, hard.question.difficulty) == ("easy", "hard")


def test_the_longest_names_notes_and_quotations_and_the_most_voices_break_nothing():
    from quizapp.core.claims import MOST_VOICES
    from quizapp.core.values import LINE_LENGTH, TEXT_LENGTH

    long = [f"v{number}-" + "x" * 58 for number in range(MOST_VOICES)]
    speakers = [speaker(name) | {"name": f"{name} " + "y" * (LINE_LENGTH - len(name) - 1)} for name in long]
    voices = [voice(name, "asserts" if number % 2 else "denies", *["P1"] * 20) for number, name in enumerate(long)]
    words = "z" * (LINE_LENGTH - 5)
    bank = heading(
        claim("c" * 60, *voices, text=f"a{words}", unnamed=f"b{words}", about=[long[0]], date="2020"),
        claim("d" * 60, voice(long[1]), text=f"d{words}", beside=["c" * 60], date="2021"),
        claim("e" * 60, voice(long[3]), text=f"e{words}", against=["d" * 60], date="2022"),
        speakers=speakers, unsaid=[unsaid("u" * 60, note="n" * TEXT_LENGTH, text=f"u{words}")],
    )  # fmt: skip
    assert generate(bank, "1")


def test_ids_with_points_and_ids_like_our_own_words_do_not_collide():
    names = ["name", "all", "yes", "a.b", "b", "c"]
    claims = [claim("a", *(voice(name) for name in names)), claim("a.b", voice("c")), claim("x", voice("name"))]
    ids = [made.question.id for made in generate(heading(*claims), "1")]
    assert len(ids) == len(set(ids))


def test_voices_that_speak_of_both_statements_do_not_speak_past_each_other():
    both = heading(claim("c1", voice("ann"), beside=["c2"]), claim("c2", voice("ann"), voice("bob")))
    assert not [made for made in generate(both, "1", ["relation"]) if made.claims == ("c1", "c2")]
    denies = heading(claim("c1", voice("ann"), beside=["c2"]), claim("c2", voice("ann", "denies"), voice("bob")))
    assert not [made for made in generate(denies, "1", ["relation"]) if made.claims == ("c1", "c2")]


def test_who_assesses_themselves_is_no_observer_from_outside():
    bank = heading(claim("c", voice("ann", "assesses"), about=["ann"]))
    assert Register(bank.speakers, bank.claims).standing("c") == "self"


def test_a_name_that_two_speakers_share_is_not_asked_for():
    two = heading(claim("c", voice("ann")), claim("d", voice("bob")), speakers=[
        speaker("ann", aliases=["The spokesman"]), speaker("bob", aliases=["The spokesman"])])  # fmt: skip
    assert not [made for made in generate(two, "1", ["who_says"]) if made.question.kind == "short_answer"]


def pointed(*claims, name="red", who="ann", **changes):
    """Return the sentences of the question that asks for the sentence in which someone says a claim; none without."""
    found = [made.question for made in generate(heading(*claims, **changes), "1", ["point_at"])
             if made.question.id == f"point_at.{name}.{who}"]  # fmt: skip
    return found[0].sentences if found else ()


def test_the_reading_is_the_passage_of_the_evidence_and_those_beside_it_in_their_order():
    shown = pointed(claim("red", voice("ann", "asserts", "P5")))
    assert [(one.passage, one.right) for one in shown] == [
        ("P4", False), ("P4", False), ("P5", True), ("P5", False), ("P6", False), ("P6", False),
    ]  # fmt: skip


def test_every_sentence_in_which_the_voice_is_quoted_is_right():
    shown = pointed(claim("red", voice("ann", "asserts", "P5", "P5-2", "P6")))
    assert [one.passage for one in shown if one.right] == ["P5", "P5", "P6"]


def test_who_says_it_is_named_so_that_another_voice_beside_it_may_be_the_wrong_sentence():
    shown = pointed(claim("red", voice("ann", "asserts", "P5"), voice("bob", "denies", "P5-2")))
    told = next(one for one in shown if one.passage == "P5" and not one.right)
    assert told.feedback == "It shows something else: Bob denies this."


def test_no_question_is_made_where_a_part_of_the_same_stands_beside_the_evidence():
    part = claim("dark", voice("bob", "asserts", "P5-2"), overlaps=["red"])
    assert not pointed(claim("red", voice("ann", "asserts", "P5")), part)
    bound = [speaker("ann", speaks_for=["guild"]), speaker("guild")]
    assert not pointed(
        claim("red", voice("ann", "asserts", "P5"), voice("guild", "asserts", "P5-2")), speakers=bound
    )  # fmt: skip


def test_a_remark_in_parentheses_of_which_nobody_is_quoted_is_left_out():
    bank = heading(claim("red", voice("ann", "asserts", "P5")))
    told = "The passage P5 tells at some length what was said. (It is garbled.) It rained. It was cold. (So he says.)"
    passages = [one.model_copy(update={"text": told}) if one.id == "P5" else one for one in bank.passages]
    (made,) = generate(bank.model_copy(update={"passages": tuple(passages)}), "1", ["point_at"])
    assert "(It is garbled.)" not in [one.text for one in made.question.sentences]
    assert "It was cold." in [one.text for one in made.question.sentences]


def test_a_passage_that_has_a_part_of_the_same_is_not_shown_and_the_next_one_is():
    part = claim("dark", voice("bob", "asserts", "P6"), overlaps=["red"])
    shown = pointed(claim("red", voice("ann", "asserts", "P5")), part)
    assert list(dict.fromkeys(one.passage for one in shown)) == ["P3", "P4", "P5"]
