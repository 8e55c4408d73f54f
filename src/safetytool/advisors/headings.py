"""What a heading of a table says: which meaning its column has, or which figures stand under it."""

import functools
import re
from dataclasses import dataclass, field, replace
from typing import Final

from safetytool.advisors.labels import Label, read_label
from safetytool.advisors.places import school_in_text
from safetytool.advisors.words import word_lists, word_set
from safetytool.errors import InputError
from safetytool.read.model import Cell
from safetytool.recognise.places import is_school_code, normalise_school, parse_school_year
from safetytool.wording import normalise

LONGEST_HEADING: Final = 100
ACTOR_ROLES: Final = frozenset({"reporter", "about"})
TELLING: Final = frozenset({"category", "about", "reporter", "reporter_about", "involved", "count"})
"""Meanings of which a table of reports has at least one."""

_NUMBERING: Final = re.compile(r"^\s*(?:\d{1,2}|[a-z])\s*[.)]\s*(?=\S)", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


@dataclass(frozen=True)
class Heading:
    """What a heading says.

    `role` is the meaning of the column (school, date, category, count...), 'figures' where numbers of what
    `label`, `year`, `month` or `school` name stand under it, and '' where it is not known.
    """

    text: str
    role: str = ""
    label: Label = field(default_factory=Label)
    year: str = ""
    month: str = ""
    school: str = ""

    @property
    def is_figures(self) -> bool:
        """Whether numbers stand under it."""
        return self.role == "figures"

    @property
    def is_meaning(self) -> bool:
        """Whether it names a meaning of its column that is used."""
        return self.role not in {"", "figures", "ignored", "percent"}


@functools.cache
def _roles() -> dict[str, str]:
    return {normalise(word): role for role, words in word_lists()["headings"].items() for word in words}


@functools.lru_cache(maxsize=20_000)
def _read(text: str) -> Heading:
    bare = _NUMBERING.sub("", text)
    without = _BRACKETS.sub(" ", bare)
    for words in map(normalise, (text, bare, without)):
        if role := _roles().get(words):
            return Heading(text, role)
    if "%" in text or normalise(without).startswith("percentage"):
        return Heading(text, "percent")
    if (year := _year(text)) or (month := _month(text)):
        return Heading(text, "figures", year=year) if year else Heading(text, "figures", month=month)
    if _is_code(text):
        return Heading(text, "figures", school=normalise_school(text))
    if len(normalise(text).split()) > 1 and normalise(school := school_in_text(text)) == normalise(text):
        return Heading(text, "figures", school=school)
    label = read_label(bare)
    if label.whole and (label.category or label.about or label.reporter or label.person or label.total):
        return Heading(text, "figures", label=label)
    if normalise(text).startswith(tuple(f"{word} " for word in word_set("totals", "starts"))):
        return Heading(text, "figures", label=replace(label, total=True, category=None))
    return Heading(text)


def read_heading(cell: Cell | None) -> Heading:
    """Read one heading.

    Examples
    --------
    >>> read_heading("Over wie?").role, read_heading("2023-2024").year, read_heading("Pesten").label.category
    ('about', '2023-2024', 'bullying')
    """
    if not isinstance(cell, str) or len(cell) > LONGEST_HEADING:
        return Heading("" if cell is None else str(cell))
    return _read(cell)


def combine(upper: Heading, lower: Heading) -> Heading:
    """Join the headings of two header rows, of which the upper one may be a caption over several columns."""
    if not lower.text:
        return upper
    if not upper.text or lower.is_meaning or lower.role in {"ignored", "percent"}:
        return lower
    text = f"{upper.text} - {lower.text}"
    if not lower.is_figures:
        # A caption with an unknown heading under it: 'Categorie' over 'Ruzie'.
        return replace(lower, text=text) if not upper.is_figures else replace(upper, text=text)
    below, above = lower.label, upper.label
    label = replace(
        below,
        category=below.category or above.category,
        about=below.about or above.about,
        reporter=below.reporter or above.reporter,
        person=below.person or above.person,
    )
    if upper.role in ACTOR_ROLES and label.person:
        label = with_person_as(label, upper.role)
    if upper.is_figures and above.total and not below.total and below != Label():
        label = replace(label, total=False)
    return Heading(
        text,
        "figures",
        label,
        lower.year or upper.year,
        lower.month or upper.month,
        lower.school or upper.school,
    )


def with_person_as(label: Label, role: str) -> Label:
    """Take the person that a label names alone for the reporter, or for whom it is about."""
    from safetytool.advisors.people import as_about, as_reporter

    if not label.person:
        return label
    if role == "reporter":
        return replace(label, reporter=label.reporter or as_reporter(label.person), person="")
    return replace(label, about=label.about or as_about(label.person), person="")


def _year(text: str) -> str:
    try:
        return parse_school_year(text) or ""
    except InputError:
        return ""


def _month(text: str) -> str:
    number = word_lists()["months"].get(normalise(text))
    return f"{number:02d}" if number else ""


def _is_code(text: str) -> bool:
    return is_school_code(normalise_school(text)) and len(normalise(text)) <= len("12 ab 00")
