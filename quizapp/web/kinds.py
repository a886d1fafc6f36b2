"""Name what banks and answers hold, for people: kinds, difficulties, stances, forms, standings, certainties."""

from flask_babel import lazy_gettext

KIND_NAMES = {
    "single_choice": lazy_gettext("Single choice"),
    "multiple_choice": lazy_gettext("Multiple choice"),
    "true_false": lazy_gettext("True or false"),
    "short_answer": lazy_gettext("Short answer"),
    "numeric": lazy_gettext("Number"),
    "matching": lazy_gettext("Matching"),
    "ordering": lazy_gettext("Ordering"),
    "cloze": lazy_gettext("Gaps with lists"),
    "hot_text": lazy_gettext("Point at the sentence"),
}
DIFFICULTY_NAMES = {"easy": lazy_gettext("easy"), "medium": lazy_gettext("medium"), "hard": lazy_gettext("hard")}
STANCE_NAMES = {
    "asserts": lazy_gettext("asserted it"),
    "denies": lazy_gettext("denied it"),
    "doubts": lazy_gettext("doubted it"),
    "reports": lazy_gettext("reported it"),
    "assesses": lazy_gettext("assessed it"),
}
FORM_NAMES = {
    "who_says": lazy_gettext("Who says it"),
    "who_denies": lazy_gettext("Who denies or doubts it"),
    "attribution": lazy_gettext("Is it this speaker who says it"),
    "what_says": lazy_gettext("What does this speaker say"),
    "which_group": lazy_gettext("Who is meant"),
    "match": lazy_gettext("Which statement is whose"),
    "standing": lazy_gettext("How is it presented"),
    "says_so": lazy_gettext("Does the source say so"),
    "which_passage": lazy_gettext("Which passage shows it"),
    "point_at": lazy_gettext("Which sentence shows it"),
    "order": lazy_gettext("What came first"),
    "relation": lazy_gettext("Do two voices agree"),
    "disputed": lazy_gettext("What is disputed, and between whom"),
}
STANDING_NAMES = {
    "fact": lazy_gettext("reported as a fact"),
    "self": lazy_gettext("said of themselves"),
    "one_side": lazy_gettext("said by one side"),
    "disputed": lazy_gettext("disputed"),
    "outside": lazy_gettext("assessed from outside"),
    "open": lazy_gettext("left open"),
}
STATE_NAMES = {
    "open": lazy_gettext("not decided"),
    "taken": lazy_gettext("in the bank"),
    "rejected": lazy_gettext("rejected"),
}
ASKS_NAMES = {
    "what": lazy_gettext("what is claimed"),
    "who": lazy_gettext("who claims it"),
}
CERTAINTY_NAMES = {
    1: lazy_gettext("not very sure"),
    2: lazy_gettext("fairly sure"),
    3: lazy_gettext("certain"),
}
