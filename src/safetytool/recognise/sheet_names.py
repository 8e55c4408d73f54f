"""Takes the name of a sheet apart: code of a school, grade or class, and the name that is left over."""

import re
from dataclasses import dataclass
from typing import Final

from safetytool.recognise.places import (
    grade_and_class,
    is_school_code,
    parse_respondent_type,
    place_words,
    school_code_in,
)
from safetytool.recognise.years_in_text import without_years
from safetytool.wording import normalise

_PARTS: Final = re.compile(r"\s+[-–—]\s+|\s*[|,;()\[\]]\s*")
_LOCATION: Final = re.compile(r"(?<![a-z0-9])\d{2}[a-z]{2}\d{2}(?![a-z0-9])", re.IGNORECASE)
"""A location code is long enough to know it in small letters too; a BRIN is not."""
_CLASS_AT_END: Final = re.compile(r"^(.*[^\W\d].*?)[\s-]+((?:[1-8][a-z])|(?:[hv][1-6][a-z]))$", re.IGNORECASE)
_SEVERAL_GRADES: Final = re.compile(r"[1-8]\s*(?:t\s*/\s*m|tot|[-–—,&+]|en|and|to)\s*[1-8]", re.IGNORECASE)
LONGEST_UNIT: Final = 3
"""A class has no more words in its name, once 'groep' and a teacher are left out."""


@dataclass(frozen=True)
class SheetName:
    """What a sheet's name says; '' or None where it does not."""

    text: str
    code: str | None
    grade: str
    class_name: str
    left_over: str
    """What is neither a code, a school year, a class, a kind of respondents nor a word such as
    'Blad1': perhaps the name of a school."""


def read_sheet_name(name: str) -> SheetName:
    """Take a sheet's name apart.

    Examples
    --------
    >>> read_sheet_name("OBS De Ark - groep 7 (24-25)").left_over
    'OBS De Ark'
    >>> read_sheet_name("Blad1").left_over
    ''
    """
    rest = _LOCATION.sub(" ", without_years(name)).replace("_", " ")
    grade, class_name, left = "", "", []
    for part in _PARTS.split(rest):
        unit, without = _take_unit(_without_kinds(part))
        if unit != ("", "") and (grade, class_name) == ("", ""):
            grade, class_name = unit
        left.append(_telling(without))
    left_over = " - ".join(filter(None, left))
    return SheetName(name, code_in(name), grade, class_name, "" if _is_uncertain(left_over) else left_over)


def code_in(text: str) -> str | None:
    """Return the school code in a text: location codes in any letters, BRIN numbers in capitals."""
    whole = re.sub(r"[\s.|/-]", "", text).upper()
    if is_school_code(whole):
        return whole
    if code := school_code_in(text.replace("_", " ")):
        return code
    found = {code.upper() for code in _LOCATION.findall(text)}
    return found.pop() if len(found) == 1 else None


def grade_or_class(text: str) -> tuple[str, str]:
    """Read a text as one grade or class; ('', '') for anything else, several grades among it.

    Examples
    --------
    >>> grade_or_class("Groep 7"), grade_or_class("groep 5 t/m 8"), grade_or_class("Resultaten")
    (('7', ''), ('', ''), ('', ''))
    """
    if _SEVERAL_GRADES.search(text):
        return "", ""
    grade, class_name = grade_and_class(text)
    words = normalise(class_name).split()
    generic = any(_is_generic(word) for word in words)
    sure = bool(grade) or "/" in class_name
    return (grade, class_name) if sure and len(words) <= LONGEST_UNIT and not generic else ("", "")


def _take_unit(part: str) -> tuple[tuple[str, str], str]:
    """Take the grade or class out of a part of a name; the rest is returned with it."""
    if (unit := grade_or_class(part)) != ("", ""):
        return unit, ""
    before = "|".join(place_words()["class"]["before_grade"])
    inside = re.search(rf"\b(?:{before})\.?\s*(?:[1-8]\s?[a-z]?)\b", part, re.IGNORECASE)
    if inside and not _SEVERAL_GRADES.search(part) and (unit := grade_or_class(inside[0])) != ("", ""):
        return unit, f"{part[: inside.start()]} {part[inside.end() :]}"
    if match := _CLASS_AT_END.match(part):
        return grade_or_class(match[2]), match[1]
    return ("", ""), part


def _without_kinds(part: str) -> str:
    return " ".join(word for word in part.split() if parse_respondent_type(word) is None)


def _telling(part: str) -> str:
    """Return a part of a name without the words around it that every sheet may have; '' if all are."""
    words = part.strip(" -–—.").split()
    articles = place_words()["generic"]["articles"]
    while words and _is_generic(normalise(words[-1])):
        words.pop()
    while words and _is_generic(normalise(words[0])) and normalise(words[0]) not in articles:
        words.pop(0)
    says_something = any(len(word) > 2 and not _is_generic(word) for word in map(normalise, words))
    return " ".join(words) if says_something else ""


def _is_generic(word: str) -> bool:
    """Whether a word is one that says nothing of a school, with or without a number ('Blad1')."""
    return word.rstrip("0123456789") in place_words()["generic"]["words"]


def _is_uncertain(name: str) -> bool:
    """Whether the rest of a name ends in a number: a grade, a copy or a school, nobody can tell."""
    return name[-1:].isdigit() or bool(_SEVERAL_GRADES.search(name))
