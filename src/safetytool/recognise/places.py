"""Where answers come from and who gave them, in one spelling: years, schools, classes, people.

Every function reads one value. A column is read by its distinct values, never by its rows.
"""

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from importlib.resources import files
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from safetytool.bank.model import RespondentType
from safetytool.errors import InputError
from safetytool.wording import normalise

SCHOOL_YEAR_STARTS_IN = 8
"""August: a school year runs from 1 August to 31 July."""
FIRST_YEAR, LAST_YEAR = 1990, 2099
"""Years outside these are no school years but some other number."""
FIRST_SERIAL, LAST_SERIAL = 32_000, 80_000
"""Spreadsheet dates between 1987 and 2119; other numbers are no dates."""
HIGHEST_GRADE = 8

_PREFIX = r"(?:(?:school|cursus|academic|school\s)\s*(?:jaar|year)|sj|sy|jaar|year|studiejaar)?[\s.:_]*"
_LONG_YEAR = re.compile(rf"^{_PREFIX}((?:19|20)\d\d)\s*[-–—/_\\]\s*['’]?((?:19|20)\d\d|\d\d)$", re.IGNORECASE)
_SHORT_YEAR = re.compile(rf"^{_PREFIX}['’]?(\d\d)\s*[-–—/_\\]\s*['’]?(\d\d)$", re.IGNORECASE)
_JOINED_YEAR = re.compile(r"^(20\d\d)(20\d\d)$")
_CODE = re.compile(r"^\d{2}[A-Z]{2}(?:\d{2})?$")
_CODE_IN_TEXT = re.compile(r"(?<![\w-])(\d{2}[ -]?[A-Z]{2}(?:[ .|/-]?\d{2})?)(?![\w-])")
_BRACKETED = re.compile(r"[(\[]\s*\d{2}\s?[a-z]{2}(?:\s?\d{2})?\s*[)\]]")
_COMPOSITE = re.compile(r"^([1-8](?:\s*(?:[/+&-]|en|and)\s*[1-8])+)\s*([a-z]?)$", re.IGNORECASE)
_PLAIN_GRADE = re.compile(r"^0?([1-9]|1[0-2])(?:[.,]0)?$")
_RANGE = re.compile(r"\d\s*(?:t\s*/?\s*m|tot(?: en met)?|to|through)\s*\d", re.IGNORECASE)
_GRADE_LETTER = re.compile(r"^([1-8])\s*[-.]?\s*\(?([a-z])\)?$", re.IGNORECASE)


class ImpossibleSchoolYearError(InputError):
    """Two years that are meant as a school year and do not follow each other."""


@functools.cache
def place_words() -> Mapping[str, Any]:
    """Everything in `data/places.toml`."""
    text = files("safetytool.recognise").joinpath("data/places.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


def parse_school_year(value: object) -> str | None:
    """Write a school year as 2024-2025.

    2024-2025, 2024/2025, 2024-25, 24/25, 24-25 and 'schooljaar 2024-2025' are the same year. A
    single number (2025) is no school year, nor is a date.

    Returns
    -------
    str or None
        None where the value is no school year at all.

    Raises
    ------
    ImpossibleSchoolYearError
        The first year is written in full, and the second does not follow it ('2024-2026').
    """
    text = str(value).strip()
    if match := _JOINED_YEAR.match(text) or _LONG_YEAR.match(text):
        first, second = int(match[1]), match[2]
        following = first + 1
        if int(second) == (following if len(second) == 4 else following % 100):
            return f"{first}-{following}"
        if len(second) == 2 and 1 <= int(second) <= 12:
            return None  # a year and a month: 2024-09
        raise ImpossibleSchoolYearError(
            f"'{text}' is not a school year: the second year must follow the first",
            do="Write it as 2024-2025",
        )
    if (match := _SHORT_YEAR.match(text)) and (int(match[1]) + 1) % 100 == int(match[2]):
        first = int(match[1]) + (2000 if int(match[1]) < FIRST_YEAR % 100 else 1900)
        return f"{first}-{first + 1}"
    return None


def school_year_of(day: date) -> str:
    """Return the school year that a date falls in: 1 August to 31 July.

    Examples
    --------
    >>> school_year_of(date(2025, 7, 31)), school_year_of(date(2025, 8, 1))
    ('2024-2025', '2025-2026')
    """
    first = day.year if day.month >= SCHOOL_YEAR_STARTS_IN else day.year - 1
    return f"{first}-{first + 1}"


def date_of_serial(serial: float) -> date | None:
    """Return the date of a spreadsheet's serial number; None for numbers that are no likely date."""
    if not FIRST_SERIAL <= serial <= LAST_SERIAL:
        return None
    return date(1899, 12, 30) + timedelta(days=int(serial))


def normalise_school(text: object) -> str:
    """Write a school as its code in capitals without spaces, or else its name with single spaces.

    A code beside a name is taken: it identifies, and names are written in many ways.

    Examples
    --------
    >>> normalise_school("12 ab 00"), normalise_school("De Regenboog (12AB)"), normalise_school("De  Ark ")
    ('12AB00', '12AB', 'De Ark')
    """
    name = " ".join(str(text).split())
    code = re.sub(r"[\s.|/-]", "", name).upper()
    if is_school_code(code):
        return code
    return school_code_in(name) or name


def is_school_code(text: str) -> bool:
    """Whether a text is a BRIN (12AB) or a location code (12AB00)."""
    return _CODE.match(text) is not None


def school_code_in(text: str) -> str | None:
    """Find the one BRIN or location code, in capitals, that a text has among other words."""
    # In brackets behind a name a code is one in small letters too.
    text = _BRACKETED.sub(lambda match: match[0].upper(), text)
    codes = {re.sub(r"[\s.|/-]", "", code) for code in _CODE_IN_TEXT.findall(text)}
    return codes.pop() if len(codes) == 1 else None


def grade_and_class(text: object) -> tuple[str, str]:
    """Split a group or class into its grade and its class name; '' for what it does not say.

    A number alone is a grade ('Groep 7'), with a letter a class of that grade ('groep 7b'), a
    combination of grades only a class ('7/8'). A name stays as written ('Vlinders').

    Examples
    --------
    >>> grade_and_class("Groep 7"), grade_and_class("groep 7b"), grade_and_class("7/8")
    (('7', ''), ('7', '7B'), ('', '7/8'))
    >>> grade_and_class("H4c"), grade_and_class("havo 3"), grade_and_class("Brugklas B")
    (('4', 'H4C'), ('3', 'havo 3'), ('1', 'Brugklas B'))
    """
    name = _without_teacher(" ".join(str(text).split())).rstrip(" .")
    if not name or normalise(name) in _normalised(("", *place_words()["class"]["unknown"])):
        return "", ""
    bare = _without_prefix(name)
    numbers = place_words()["class"]["numbers"]
    if match := _PLAIN_GRADE.match(str(numbers.get(bare.casefold(), bare))):
        return (match[1], "") if int(match[1]) <= HIGHEST_GRADE else ("", name)
    if match := _COMPOSITE.match(bare):
        combined = "/".join(re.findall(r"[1-8]", match[1])) + match[2].upper()
        return "", combined if _is_combination(match[1]) else bare
    if _RANGE.search(bare):
        return "", bare
    if match := _GRADE_LETTER.match(bare):
        return match[1], match[1] + match[2].upper()
    return _grade_in(bare), _class_name(bare)


def _is_combination(grades: str) -> bool:
    """Whether '7-8' combines two grades; '5-8' is rather a range of them."""
    numbers = [int(grade) for grade in re.findall(r"[1-8]", grades)]
    return "-" not in grades or all(b == a + 1 for a, b in pairwise(numbers))


def _without_teacher(name: str) -> str:
    """Leave out the teacher that stands behind a class: no part of its name, and a person."""
    words = "|".join(map(re.escape, place_words()["class"]["teacher"]))
    return re.sub(rf"[\s,(–—-]+(?:{words})\b.*$", "", name, flags=re.IGNORECASE).strip()


def _without_prefix(name: str) -> str:
    """Leave out 'groep', 'klas' and the like in front of a number, and of a name ('groep Vlinders')."""
    words = place_words()["class"]
    numbers, before = "|".join(words["numbers"]), "|".join(words["before_grade"])
    number = rf"(?:{before})[\s.:_-]*(?=\d|(?:{numbers})\b)"
    named = rf"(?:{'|'.join(words['before_name'])})\s+(?=\w)"
    return re.sub(rf"^(?:{number}|{named})", "", name, flags=re.IGNORECASE)


def _grade_in(name: str) -> str:
    """Return the grade that a class name carries, or ''."""
    words = normalise(name).split()
    if words[:1] and words[0] in place_words()["class"]["first_year"]:
        return "1"
    runs = re.findall(r"\d+", name)
    starts = re.match(r"^(?:[A-Za-z]{1,4}|[a-z]+\s)?([1-8])(?!\d)", name, flags=re.IGNORECASE)
    if starts and (len(runs) == 1 or name[0].isdigit() or not any(c.isspace() for c in name)):
        return starts[1]
    only = len(runs) == 1 and len(runs[0]) == 1 and runs[0] in "12345678"
    tracked = any(word in place_words()["class"]["tracks"] for word in words)
    return runs[0] if only and tracked else ""


def _class_name(name: str) -> str:
    """Write a class that is a code in capitals, and the kinds of schooling in small letters."""
    if any(c.isdigit() for c in name) and " " not in name:
        return name.upper()
    tracks = place_words()["class"]["tracks"]
    words = (
        word.lower() if word.lower() in tracks else word.upper() if any(c.isdigit() for c in word) else word
        for word in name.split()
    )
    return " ".join(words)


def parse_gender(value: object) -> str | None:
    """Read a gender: girl, boy, other, '' for what is not told, None for what is not understood.

    A single M is None: it is 'meisje' beside a J and 'man' beside a V (`parse_genders`).
    """
    text = re.sub(r"^(?:ik ben|i am)\s+", "", normalise(str(value)))
    text = re.sub(r"^(?:een|an?)\s+", "", text)
    for gender, words in place_words()["gender"].items():
        if text in _normalised(tuple(words)):
            return "" if gender == "unknown" else str(gender)
    return None


def parse_genders(values: Iterable[object]) -> dict[object, str | None]:
    """Read the distinct values of a gender column together, so that a single M is settled."""
    read = {value: parse_gender(value) for value in values}
    letters = {normalise(str(value)) for value in read}
    single_m = "girl" if "j" in letters else "boy" if letters & {"v", "f"} else None
    return {value: single_m if normalise(str(value)) == "m" else found for value, found in read.items()}


def parse_respondent_type(value: object) -> RespondentType | None:
    """Read who answered: pupil, staff or parent; None where the words say none or several."""
    text = normalise(str(value))
    kinds: tuple[RespondentType, ...] = ("pupil", "staff", "parent")
    words = {kind: _normalised(tuple(place_words()["respondent_type"][kind])) for kind in kinds}
    for kind in kinds:
        if text in words[kind]:
            return kind
    # 'Ouder van een leerling' is a parent: whose, does not matter.
    for part in (re.split(r"\b(?:van|of (?:a|an|the))\b", text)[0], text):
        found = [kind for kind in kinds if any(word in words[kind] for word in part.split())]
        if found:
            return found[0] if len(found) == 1 else None
    return None


@functools.cache
def _normalised(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(normalise, words))
