"""Read pages in a language that nobody speaks, in which every translated text stands within ⟦ and ⟧."""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import html5lib
from babel import Locale
from babel.support import NullTranslations

# What a person reads, or hears read, of an element beside its text.
READ = {
    "title", "alt", "placeholder", "label", "summary", "aria-label", "aria-description", "aria-valuetext",
    "aria-roledescription", "aria-placeholder",
}  # fmt: skip
BUTTONS = ("submit", "button", "reset")
SILENT = ("script", "style", "code")  # what is in <code> is written as a program wants it, in every language
# Names that are the same in every language.
SAME = {"CSV", "XLSX", "JSON", "YAML", "JSON Lines"}
_NAMES_OF_TIMES = Locale("en").months["format"]["abbreviated"].values()
# Times, addresses, names of backups, and passwords made by chance.
_SIGNS = re.compile(
    rf"\d\d? ({'|'.join(_NAMES_OF_TIMES)}) \d{{4}}, \d\d:\d\d(:\d\d)?|\bUTC\b"
    r"|https?://\S+|\b[\w-]+\.backup\b|\b\w{4}(-\w{4}){3}\b"
)

# What is marked within somebody's words is a part of them.
_MARKED = re.compile(r'<b class="speaker">(.*?)</b>')


class Bracketed(NullTranslations):
    """Translate every text into itself, within brackets."""

    def gettext(self, message: str) -> str:
        """Translate a text."""
        return f"⟦{message}⟧"

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Translate a text that counts."""
        return f"⟦{one if number == 1 else many}⟧"

    ugettext, ungettext = gettext, ngettext


def outside(texts: Iterable[str]) -> Iterator[str]:
    """Yield what stands outside of all brackets in a run of texts, of which one may open what another closes."""
    depth = 0
    for text in texts:
        kept = ""
        for sign in text:
            depth += (sign == "⟦") - (sign == "⟧")
            kept += sign if depth == 0 and sign != "⟧" else " "
        yield " ".join(kept.split())


def untranslated(page: str) -> list[str]:
    """List what a person reads of a page that did not go through translation, piece by piece."""
    document = html5lib.parse(_MARKED.sub(r"\1", page), namespaceHTMLElements=False)
    found = [*outside(_texts(document)), *(text for one in document.iter() for text in _of_attributes(one))]
    return [text for text in found if _reads(text)]


def untranslated_in(answer: Any) -> list[str]:
    """List what a person may read of an object for a script: its sentences, and the pieces of a page in it."""
    if isinstance(answer, dict):
        return [text for name, value in answer.items() for text in _of_member(name, value)]
    if isinstance(answer, list):
        return [text for value in answer for text in untranslated_in(value)]
    return [text for text in outside([str(answer)]) if _reads(text) and " " in str(answer).strip()]


def _of_member(name: str, value: Any) -> list[str]:
    return untranslated(value) if name == "html" else untranslated_in(value)


def without(text: str, content: Collection[str]) -> str:
    """Take out of a text the times in it, and what is known to be somebody's words; return what is left to read."""
    if text in content:
        return ""
    text = _SIGNS.sub(" ", text)
    for known in sorted(content, key=len, reverse=True):
        if known in text:
            text = re.sub(rf"(?<!\w){re.escape(known)}(?!\w)", " ", text)
    return text if _reads(text) else ""


def _reads(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]{2,}", text)) and text.strip(" .,:;·()") not in SAME


def _texts(element: Any) -> Iterator[str]:
    """Yield the texts of an element and all within it, in the order of the page."""
    if isinstance(element.tag, str) and element.tag not in SILENT:
        yield element.text or ""
        for inner in element:
            yield from _texts(inner)
            yield inner.tail or ""


def _of_attributes(element: Any) -> Iterator[str]:
    for name, value in element.attrib.items():
        if name in READ or (name == "value" and element.get("type") in BUTTONS):
            yield from outside([value])
        elif name.startswith("data-") and value.startswith(("{", "[")):  # words for a script
            yield from (text for word in _leaves(json.loads(value)) for text in outside([word]))
        elif name.startswith("data-") and " " in value.strip():
            yield from outside([value])


def _leaves(value: Any) -> list[str]:
    if isinstance(value, dict | list):
        return [leaf for inner in (value.values() if isinstance(value, dict) else value) for leaf in _leaves(inner)]
    return [value] if isinstance(value, str) else []
