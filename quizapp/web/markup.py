"""Turn Markdown that people bring into a safe subset of HTML."""

import html
import re
from collections.abc import Iterable
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from quizapp.core.quoting import span_of

_markdown = MarkdownIt("commonmark", {"html": False, "breaks": False, "typographer": False}).enable("table")
_TAGS = {
    "p", "br", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th",
    "td", "hr", "sub", "sup", "a",
}  # fmt: skip
_SIGNS = re.compile(r"[*_`\[\]<>\n\\|]")
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}


@lru_cache(maxsize=2048)
def markdown(text: str) -> Markup:
    """Return the HTML of a Markdown text: no scripts, pictures, headings or styles, links to the web only."""
    return Markup(nh3.clean(_markdown.render(text), tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https"}))


@lru_cache(maxsize=2048)
def inline_markdown(text: str) -> Markup:
    """Return the HTML of one line of Markdown, without a paragraph around it."""
    return Markup(nh3.clean(_markdown.renderInline(text), tags={"em", "strong", "code", "sub", "sup"}, attributes={}))


@lru_cache(maxsize=2048)
def plain_text(text: str) -> str:
    """Return the words of a Markdown text alone, for titles, tables and exports."""
    return html.unescape(" ".join(nh3.clean(str(markdown(text)), tags=set()).split()))


_MARKS = "\ue000", "\ue001"  # stand for the tags until the text is cleaned


def marked(text: str, quotes: Iterable[str]) -> Markup:
    """Return the HTML of a Markdown text in which these words are marked; what would cut through its marks is not."""
    for sign in _MARKS:
        text = text.replace(sign, "")
    spans = sorted(span for quote in quotes if quote and (span := span_of(text, quote)))
    pieces, done = [], 0
    for begins, ends in spans:
        if begins >= done and not _SIGNS.search(text[begins:ends]):
            pieces += [text[done:begins], _MARKS[0], text[begins:ends], _MARKS[1]]
            done = ends
    shown = str(markdown("".join((*pieces, text[done:]))))
    return Markup(shown.replace(_MARKS[0], "<mark>").replace(_MARKS[1], "</mark>"))
