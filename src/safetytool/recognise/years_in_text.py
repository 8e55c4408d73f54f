"""Finds school years among other words: in the name of a file or a sheet, and in titles."""

import re
from collections.abc import Iterator
from typing import Final

from safetytool.recognise.places import ImpossibleSchoolYearError, parse_school_year, place_words
from safetytool.wording import normalise

_YEARS: Final = re.compile(
    r"(?<![\d])(?<!\d[-/.])['’]?((?:19|20)\d\d|\d\d)(\s?[-–—/_\\]\s?)['’]?((?:19|20)\d\d|\d\d)(?!\d)(?![-/.]\d)"
)
HIGHEST_MONTH: Final = 12
"""Two numbers up to this may be a day and a month, or ages: a school year only where the words say so."""


def years_in(text: str, *, is_year: bool = False, only_named: bool = False) -> Iterator[str]:
    """Yield the school years that a text names.

    Parameters
    ----------
    text : a name or a title.
    is_year : the text is known to be a school year.
    only_named : leave out those in front of which no word such as 'schooljaar' stands.

    Raises
    ------
    ImpossibleSchoolYearError
        Something is called a school year and is not one ('schooljaar 2024-2026').
    """
    for match in _YEARS.finditer(text):
        before = normalise(text[: match.start()])
        named = is_year or before.endswith(tuple(place_words()["titles"]["school_year"]))
        if not named and (only_named or _is_something_else(match, text[match.end() :])):
            continue
        try:
            year = parse_school_year(f"{match[1]}-{match[3]}")
        except ImpossibleSchoolYearError:
            if named:
                raise
            continue
        if year is not None:
            yield year


def without_years(text: str) -> str:
    """Return a text without the school years in it and the words that announce them."""
    words = "|".join(map(re.escape, place_words()["titles"]["school_year"]))
    return re.sub(rf"\b(?:{words})\s*$", " ", _YEARS.sub(" ", text), flags=re.IGNORECASE).strip()


def _is_something_else(match: re.Match[str], after: str) -> bool:
    """Whether two short numbers are rather a date, ages, or so many of so many."""
    if len(match[1]) > 2:
        return False
    following = next(iter(normalise(after).split()), "")
    counted = following.startswith(tuple(place_words()["titles"]["counted"]))
    of_so_many = counted and (match[2].strip() == "/" or following.startswith(("jaar", "jarig", "uur")))
    return int(match[3]) <= HIGHEST_MONTH or of_so_many
