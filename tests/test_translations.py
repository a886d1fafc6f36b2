"""Every text that a person reads is marked for translation: in templates, in forms, and in what is refused."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment

from tests.modules import MODULES, tree_of

TEMPLATES = Path(__file__).resolve().parent.parent / "quizapp" / "web" / "templates"
READ_ATTRIBUTES = {"title", "alt", "placeholder", "aria-label", "aria-description", "data-confirm", "label", "content"}

# Words that are the same in every language, and a name that is not translated.
SAME = {"CSV", "XLSX", "JSON", "YAML", "JSON Lines", "UTF-8"}


# A block that fills a class attribute of the base.
CLASS_BLOCK = re.compile(r"{% block (main|body)_class %}.*?{% endblock %}")


class Words(HTMLParser):
    """Collect what a person would read of a template once everything marked is taken out."""

    def __init__(self):
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag, attributes):
        """Look at the attributes that are read."""
        self._silent += tag in ("code", "script", "style")
        for name, value in attributes:
            if name in READ_ATTRIBUTES and tag != "meta":
                self.handle_data(value or "")

    def handle_endtag(self, tag):
        """Leave what is not read."""
        self._silent -= tag in ("code", "script", "style")

    def handle_data(self, words):
        """Keep what has letters."""
        tidy = " ".join(words.split()).strip(" .,:;·–()")
        if re.search(r"[^\W\d_]{2,}", tidy) and tidy not in SAME and not self._silent:
            self.found.append(tidy)


def test_the_reader_of_templates_finds_what_is_not_marked():
    words = Words()
    words.feed('<p title="Look">Hello</p><img alt="A bee"><code>x = yes</code>')
    assert words.found == ["Look", "Hello", "A bee"]


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_every_word_of_a_template_is_marked(path):
    environment = Environment(extensions=["jinja2.ext.do"], autoescape=True)
    kept = [text for _, kind, text in environment.lex(CLASS_BLOCK.sub("", path.read_text("utf-8"))) if kind == "data"]
    words = Words()
    words.feed("".join(kept))
    assert not words.found, f"not marked for translation: {words.found}"


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_says_something_in_a_plain_string(path):
    """A string in an expression that reads like a sentence must be within `_()`."""
    environment = Environment(extensions=["jinja2.ext.do"], autoescape=True)
    tokens = [(kind, text) for _, kind, text in environment.lex(path.read_text("utf-8")) if kind != "whitespace"]
    unmarked = []
    for place, (kind, text) in enumerate(tokens):
        if kind != "string" or not re.search(r"^.[A-Z][a-z]+ [a-z]+ ", text):
            continue
        before = [word for _, word in tokens[max(0, place - 8) : place]]
        if not ({"_", "ngettext", "gettext"} & set(before)):
            unmarked.append(text)
    assert not unmarked, f"not marked for translation: {unmarked}"


# Calls whose texts people read, and the names that mark a text.
MARKS = {"gettext", "lazy_gettext", "ngettext", "lazy_ngettext", "say", "_"}
LABELLED = re.compile(r"(Field|Required|Length|NumberRange|EqualTo|Regexp|Optional|flash|ValidationError)$")


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("quizapp.web")])
def test_every_label_and_message_of_a_form_is_marked(module):
    unmarked = []
    for node in ast.walk(tree_of(module)):
        if not (isinstance(node, ast.Call) and LABELLED.search(ast.unparse(node.func))):
            continue
        words = [
            *node.args[:1],
            *(word.value for word in node.keywords if word.arg in ("label", "description", "message")),
        ]
        unmarked += [
            f"line {word.lineno}: {word.value}"
            for word in words
            if isinstance(word, ast.Constant) and isinstance(word.value, str) and " " in word.value.strip()
        ]
    assert not unmarked, "\n".join(unmarked)


@pytest.mark.parametrize("module", [name for name in MODULES if "cli" not in name])
def test_every_refusal_is_marked(module):
    unmarked = []
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in (
            "Fault", "NotNow", "Missing", "Busy", "Refusal", "invalid"
        ):  # fmt: skip
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant | ast.JoinedStr):
                unmarked.append(f"line {first.lineno}: {ast.unparse(first)}")
    assert not unmarked, "\n".join(unmarked)


def test_every_marked_text_is_whole_and_its_places_are_named():
    """A marked text is one literal (else it cannot be found for translation), with named places only."""
    faults = []
    for module in MODULES:
        for node in ast.walk(tree_of(module)):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in MARKS and node.args):
                continue
            text = node.args[0]
            if isinstance(text, ast.JoinedStr):
                faults.append(f"{module}:{node.lineno} is put together: {ast.unparse(text)}")
            elif isinstance(text, ast.Constant) and re.search(r"%[sd]", str(text.value)):
                faults.append(f"{module}:{node.lineno} has a place without a name: {text.value}")
    assert not faults, "\n".join(faults)
