"""What a stranger typed, made safe to show: plain text of a bounded length.

Runs at intake, so that no stored name or message holds markup. Pages and mails still escape.
"""

import re
import unicodedata
from html.parser import HTMLParser

MAX_INPUT_CHARACTERS = 4_000
"""Beyond this nothing is read: a bound on the work that one hostile property can cause."""

_ROUNDS = 10
"""Nobody escapes markup ten times over; from there on its building blocks are taken away."""

_HIDDEN = {"script", "style"}
_DIRECTION = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
"""Bidi overrides, embeddings and isolates: they could reorder the text around them."""

_UNFINISHED_TAG = re.compile(r"<+(?=[A-Za-z/!?])")
_CHARACTER_REFERENCE = re.compile(r"&+(?=[A-Za-z#])")
_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)


def plain(text: str, limit: int) -> str | None:
    """The text without markup and control characters, at most `limit` code points.

    Line breaks stay, runs of spaces become one. None when nothing is left.
    """
    text = _visible(text[:MAX_INPUT_CHARACTERS])
    # Once is not enough: taking markup out of `&lt;b&gt;` or `<<b>b>` can build new markup.
    for _ in range(_ROUNDS):
        stripped = _visible(_without_markup(text))
        if stripped == text:
            break
        text = stripped
    else:
        text = _CHARACTER_REFERENCE.sub("", text)
    text = _UNFINISHED_TAG.sub("", text)
    lines = (" ".join(line.split()) for line in text.split("\n"))
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return _cut(text, limit).strip() or None


def plain_line(text: str, limit: int) -> str | None:
    """The same on one line: for names, which end up in mail headers."""
    return plain(re.sub(r"[\r\n\u2028\u2029]+", " ", text), limit)


class _Words(HTMLParser):
    """Collects text outside tags, and none of scripts and styles."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Text inside a script or style is no text."""
        self._hidden += tag in _HIDDEN
        if tag in {"br", "p", "div", "li"}:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """The end of a script or style."""
        if tag in _HIDDEN and self._hidden:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        if not self._hidden:
            self.words.append(data)


def _without_markup(text: str) -> str:
    parser = _Words()
    parser.feed(text)
    parser.close()
    return "".join(parser.words)


def _visible(text: str) -> str:
    text = re.sub(r"\r\n?|[\u2028\u2029]", "\n", text).replace("\t", " ")
    return "".join(character for character in text if _is_visible(character))


def _is_visible(character: str) -> bool:
    if character == "\n":
        return True
    if ord(character) in _DIRECTION or character == "\ufeff":
        return False
    # Cc: control characters; Cs: halves of a surrogate pair, which no encoder takes.
    return unicodedata.category(character) not in {"Cc", "Cs"}


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    end = limit
    # Not between a letter and its accents, or inside an emoji; within reason.
    while end > limit // 2 and (_extends(text[end]) or text[end - 1] == _JOINER):
        end -= 1
    return text[: end if end > limit // 2 else limit]


def _extends(character: str) -> bool:
    return (
        character == _JOINER
        or unicodedata.category(character) in {"Mn", "Mc", "Me"}
        or ord(character) in _SKIN_TONES
    )
