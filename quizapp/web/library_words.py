"""Say in our words, in the reader's language, what the library of forms says by itself."""

from flask_babel import gettext, lazy_gettext

# What the library says of a value by itself, in our words; of all else a field tells what to do.
_NOT_OFFERED = lazy_gettext("This choice is not offered here (any more). Choose again.")
_IN_OUR_WORDS = {
    "Not a valid integer value.": lazy_gettext("Write a whole number."),
    "Not a valid choice.": _NOT_OFFERED,
    "'%(value)s' is not a valid choice for this field.": _NOT_OFFERED,
}


class Words:
    """Say what the library of forms says, in the reader's language and with a word on what to do."""

    def gettext(self, text: str) -> str:
        """Return what is to be said in the place of a text of the library."""
        return _in_our_words(text)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Return what is to be said in the place of a text of the library that counts."""
        return _in_our_words(one)


def _in_our_words(text: str) -> str:
    return str(_IN_OUR_WORDS.get(text) or gettext("This cannot be taken as it is. Please change it."))
