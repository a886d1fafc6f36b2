"""Word what is generated: stems, options and feedback, each form in several wordings.

Everything here is told in the application's own voice, so it only ever says who says what: nothing is called true.
Statements of speakers stand in quotation marks or set apart, never woven into a sentence of ours.
"""

from quizapp.core.claims import Claim, Quotation, Speaker, Voice
from quizapp.core.questions import Stance
from quizapp.core.registers import Standing
from quizapp.core.values import LINE_LENGTH

# What a speaker does, for one and for several: “Kapustin denies this”, “the experts deny this”.
VERBS: dict[Stance, tuple[str, str]] = {
    "asserts": ("says this", "say this"),
    "reports": ("reports this", "report this"),
    "assesses": ("gives this as an assessment", "give this as an assessment"),
    "denies": ("denies this", "deny this"),
    "doubts": ("doubts this", "doubt this"),
}

STEMS: dict[str, tuple[str, ...]] = {
    "who_says": (
        "Who says this, according to {source}?",
        "Whose statement is this, according to {source}?",
        "From whom does this come, according to {source}?",
    ),
    "who_says_all": (
        "Who says this, according to {source}? Choose everyone who does.",
        "Whose statement is this in {source}? Choose all that apply.",
    ),
    "who_assesses": (
        "Whose assessment is this, according to {source}?",
        "Who comes to this view, according to {source}?",
    ),
    "who_says_name": (
        "Who says this, according to {source}? Write the name.",
        "Write down whose statement this is, according to {source}.",
    ),
    "who_denies": (
        "Who denies this, according to {source}?",
        "Who speaks against this, according to {source}?",
        "According to {source}, who rejects this statement?",
    ),
    "who_doubts": (
        "Who casts doubt on this, according to {source}?",
        "According to {source}, who doubts this statement?",
    ),
    "attribution": (
        "In {source}, this statement comes from {speaker}.",
        "According to {source}, this is said by {speaker}.",
    ),
    "attribution_own": (
        "{speaker_cap} {states} this in {own} own voice, not as the words of somebody else.",
        "This stands in {source} in the voice of {speaker}, and not as the words of somebody else.",
    ),
    "what_says_own": (
        "Which of these {does} {speaker} state in {own} own voice, not as the words of somebody else?",
        "Which of these stands in {source} in the voice of {speaker}, and not as the words of somebody else?",
    ),
    "who_says_own": (
        "Who states this in {source}? It may be somebody who speaks there, or the reporting voice itself.",
        "In whose voice does this stand in {source}?",
    ),
    "what_says": (
        "Which of these {does} {speaker} say, according to {source}? (Topic: {topic})",
        "On the topic “{topic}”, which statement comes from {speaker} in {source}?",
        "According to {source}, which of these comes from {speaker}?",
    ),
    "what_says_all": (
        "Which of these {does} {speaker} say, according to {source}? Choose all that apply.",
        "According to {source}, which of these come from {speaker}? Choose every one.",
    ),
    "which_group": (
        "Who is meant here, according to {source}?",
        "Of whom is this said in {source}?",
        "Whom is this statement about, according to {source}?",
    ),
    "match": (
        "Match each statement with whoever says it, according to {source}.",
        "Who says what in {source}? Find the speaker of each statement.",
    ),
    "standing": (
        "How is this presented in {source}?",
        "What standing does this statement have in {source}?",
        "In what way is this put forward in {source}?",
    ),
    "relation": (
        "Do {first} and {second} agree on this, differ, or speak past each other, according to {source}?",
        "In {source}, both {first} and {second} speak of this. Do they agree?",
    ),
    "relation_pair": (
        "The first of these comes from {first}, the second from {second}. Do the two voices agree?",
        "In {source}, the first of these is said by {first}, the second by {second}. How do the two fit together?",
    ),
    "disputed": (
        "Which of these is disputed in {source}, and between whom?",
        "About which of these do voices in {source} contradict each other, and which voices?",
    ),
    "says_so": (
        "Is this said in {source}, whoever says it there?",
        "Does anyone in {source} say this?",
        "What holds for this statement in {source}?",
    ),
    "which_passage": (
        "Which passage shows that {speaker} {verb}?",
        "Which passage of the reading tells that {speaker} {verb}?",
    ),
    "point_at": (
        "Which sentence shows that {speaker} {verb}?",
        "Which sentence of the reading tells that {speaker} {verb}?",
        "Point at the sentence that shows that {speaker} {verb}.",
    ),
    "order": (
        "In which order do these come, by the times that {source} {gives}? Begin with the earliest.",
        "Put these in order by the times that are given in {source}; the earliest first.",
    ),
}

STANDINGS: dict[Standing, str] = {
    "fact": "As a fact, reported in a source's own voice",
    "self": "As what those concerned say of themselves",
    "one_side": "As the statement of one side, about others or about events, which nobody else confirms or disputes",
    "disputed": "As disputed: other voices deny it, doubt it, or say what cannot hold together with it",
    "outside": "As the assessment of an observer from outside",
    "open": "As something that the source itself calls unclear or unknown",
}

# Why a standing is the right one; it is told with every option.
REASONS: dict[Standing, str] = {
    "fact": "It is reported in the source's own voice.",
    "self": "Those who say it are those whom it is about, or speak for them.",
    "one_side": "One side says it, about others or about events, and nobody else takes it up.",
    "disputed": "Voices stand against each other here.",
    "outside": "Whoever says it gives it as an assessment, from outside.",
    "open": "The source itself calls it unclear or unknown.",
}

# What is wrong with a standing that is not the right one.
NOT_STANDING: dict[Standing, str] = {
    "fact": "The source does not say this in its own voice.",
    "self": "It is not those concerned who say this of themselves.",
    "one_side": "It is not the statement of one side about others that stands alone.",
    "disputed": "No voice stands against it.",
    "outside": "It is not an assessment from outside.",
    "open": "The source does not call it unclear.",
}

RELATIONS = {
    "agree": "They agree: both say so",
    "differ": "They differ: one denies or doubts what the other says, or says what cannot hold together with it",
    "past": "They speak past each other: neither confirms nor excludes what the other says",
}

# What is wrong with an option, where the key is another: (the option, the key).
NOT_SO = {
    ("agree", "differ"): "The two do not agree.",
    ("agree", "past"): "They make different statements, and neither implies the other.",
    ("differ", "agree"): "There is no contradiction: both say it.",
    ("differ", "past"): "Nothing in the one excludes the other.",
    ("past", "agree"): "Both speak of this, and say the same.",
    ("past", "differ"): "Both speak of this, and contradict each other.",
}

SAYS_SO = {
    "yes": "It is said there",
    "no": "It is not said there, and what is said does not fit with it",
    "unsaid": "Neither: it is not said there, and nothing there speaks against it",
}

# What is wrong with an option, where the key is another: (the option, the key).
NOT_SAID = {
    ("yes", "no"): "Nobody says it.",
    ("yes", "unsaid"): "",
    ("no", "yes"): "Somebody does say it.",
    ("no", "unsaid"): "Nothing that is said excludes it.",
    ("unsaid", "yes"): "Somebody does say it.",
    ("unsaid", "no"): "Something is said that excludes it.",
}


def within(speaker: Speaker) -> str:
    """Return a speaker's name as it stands within a sentence."""
    return speaker.name[:1].lower() + speaker.name[1:] if speaker.name.startswith(("The ", "A ")) else speaker.name


def does(speaker: Speaker, stance: Stance) -> str:
    """Return what a speaker does, as a verb with its object."""
    if speaker.kind == "reporting" and stance == "doubts":
        return "call this uncertain" if speaker.plural else "calls this uncertain"
    return VERBS[stance][speaker.plural]


def forms_of(speaker: Speaker) -> dict[str, str]:
    """Return the words that depend on a speaker's name being one or several."""
    return {
        "speaker": within(speaker), "speaker_cap": opening(speaker), "does": auxiliary(speaker),
        "states": "state" if speaker.plural else "states", "own": "their" if speaker.plural else "its",
    }  # fmt: skip


def auxiliary(speaker: Speaker) -> str:
    """Return the verb with which a question about a speaker begins."""
    return "do" if speaker.plural else "does"


def opening(speaker: Speaker) -> str:
    """Return a speaker's name as it begins a sentence."""
    return speaker.name[:1].upper() + speaker.name[1:]


def shown(quotation: Quotation) -> str:
    """Return where something stands, with its words."""
    return f"{quotation.passage}: {in_quotes(quotation.quote)}"


def voiced(speaker: Speaker, voice: Voice) -> str:
    """Tell in a sentence how a speaker stands to the statement at hand, with the evidence."""
    return f"{opening(speaker)} {does(speaker, voice.stance)} ({shown(voice.evidence[0])})."


def elsewhere(speaker: Speaker, claim: Claim, voice: Voice) -> str:
    """Tell in a sentence what a speaker says about another statement, with the evidence."""
    to = {"denies": "deny" if speaker.plural else "denies", "doubts": "doubt" if speaker.plural else "doubts"}
    verb = to.get(voice.stance, "say" if speaker.plural else "says")
    return f"{opening(speaker)} {verb}: {in_quotes(claim.text)} ({shown(voice.evidence[0])})."


_INNER = str.maketrans("“”", "‘’")


def in_quotes(text: str) -> str:
    """Put a text into quotation marks; those within it become single ones."""
    return f"“{text.translate(_INNER)}”"


def quoted(text: str) -> str:
    """Set a statement apart from our own words."""
    return f"\n\n> {text}"


def cut(text: str, length: int = LINE_LENGTH) -> str:
    """Cut a text at a word, so that it fits into a line."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(None, 1)[0].rstrip(" ,;:.–") + "…"
