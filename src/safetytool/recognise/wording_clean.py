"""Strips from a header what is no part of the question: numbers, mark-up, legends, instructions."""

import html
import re

from safetytool.wording import normalise

_TAGS = re.compile(r"<[^<>]{1,80}>")
_CODE_IN_BRACKETS = re.compile(r"\[[^\]]{0,40}\]")
_LEGEND_IN_PARENTHESES = re.compile(r"\(([^()]*)\)")
_LEGEND = re.compile(r"\b\d{1,2}\s*[=:]\s*[^,;/()\d]{2,40}(?:\s*(?:[,;/]|t/m|tot|to|-)\s*)?")
_INSTRUCTION = re.compile(
    r"\b(?:kies|kruis|vink|omcirkel|selecteer|vul in|zet een kruis\w*|"
    r"meerdere antwoorden|(?:één|een|1) antwoord|"
    r"choose|tick|select|mark|circle|one answer|multiple answers|check all|optional|optioneel)\b"
    r"[^.?!()]*[.!]?",
    re.IGNORECASE,
)
_NUMBERING = re.compile(
    r"^\W*(?:(?:vraag|question|item|stelling|statement|nr|no)\b\s*)?[.:_]?\s*"
    r"(?:(?:(?:[a-z]{1,8}_){1,3}|[a-z]{0,3}[_-]?)\d{1,3}[a-z]?(?:[._-]\d{1,3}[a-z]?)*)"
    r"(?:\s*[.):\-–—_|]+\s*|\s+)(?=\D)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s+[-–—|>]+\s+|:\s+|\n+|\s*\|\s*")
_CODE = re.compile(r"^(?:[A-Za-z]{1,8}_){0,2}[A-Za-z]{0,6}[ ._-]?\d+[A-Za-z]?(?:[._-]\d+[A-Za-z]?)*$")


def header_parts(header: str) -> tuple[str, ...]:
    """Return the parts of a header that ask something, in order and in normal form.

    A header over two rows, or a matrix question, comes joined ("Stem - part"); a code, a number
    or an instruction beside it is dropped.

    Examples
    --------
    >>> header_parts("V12. Ben je bang voor... - leraren (1 = nooit, 5 = altijd)")
    ('ben je bang voor', 'leraren')
    """
    text = _TAGS.sub(" ", html.unescape(header)).replace("\N{NO-BREAK SPACE}", " ")
    text = _LEGEND_IN_PARENTHESES.sub(_without_legend, _CODE_IN_BRACKETS.sub(" ", text))
    text = _INSTRUCTION.sub(" ", _LEGEND.sub(" ", _without_numbers(text)))
    parts = (_without_numbers(part) for part in _SEPARATOR.split(text))
    normal = (normalise(part) for part in parts if not _CODE.match(part.strip()))
    return tuple(part for part in normal if part)


def _without_numbers(text: str) -> str:
    """Drop numbering, also where it is doubled ("Vraag 3: 3a. ...")."""
    for _ in range(3):
        shorter = _NUMBERING.sub("", text)
        if shorter == text:
            break
        text = shorter
    return text


def _without_legend(match: re.Match[str]) -> str:
    inside = match.group(1)
    is_legend = "=" in inside or _INSTRUCTION.match(inside.strip()) or not re.search(r"[^\W\d]{3}", inside)
    return " " if is_legend else f" {inside} "
