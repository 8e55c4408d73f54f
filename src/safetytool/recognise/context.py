"""What the names of a file and a sheet, and the cells above a table, say of the whole table.

Trust: the sheet's own name and the cells above the table go before the name of the file; among
them a code of a school goes before a name.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final, TypeVar

from safetytool.bank.model import RespondentType
from safetytool.recognise.places import (
    grade_and_class,
    is_school_code,
    normalise_school,
    parse_respondent_type,
    parse_school_year,
    place_words,
    school_code_in,
)
from safetytool.wording import normalise

Found = TypeVar("Found", bound=str)

SHEET_NAME: Final = "the sheet's name"
TITLES: Final = "the cells above the table"
FILE_NAME: Final = "the file's name"
"""Where something was found."""

LONGEST_TITLE: Final = 120
"""A longer cell above a table is a note, whose words do not say what the table is."""

_YEARS: Final = re.compile(r"(?<![\d-])((?:19|20)\d\d|\d\d)\s?[-–/_]\s?((?:19|20)\d\d|\d\d)(?![\d-])")

_SCHOOL_LABELS: Final = frozenset({
    "school", "naam school", "schoolnaam", "naam van de school", "school name", "brin", "brinnummer", "brin nummer",
    "brincode", "vestigingsnummer", "vestiging", "vestigingscode", "locatie", "locatiecode", "location",
    "location code", "schoolcode", "brin vestigingsnummer", "instellingscode", "vestigingsnaam", "name of school",
})  # fmt: skip
_CLASS_LABELS: Final = frozenset({"groep", "klas", "class", "group", "stamgroep", "leerjaar", "grade"})


@dataclass(frozen=True)
class Context:
    """What holds for a whole table; None where nothing says it."""

    school: str | None = None
    school_year: str | None = None
    respondent_type: RespondentType | None = None
    grade: str | None = None
    class_name: str | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    """Field -> where it was found: SHEET_NAME, TITLES or FILE_NAME."""
    school_is_name_of_sheet: bool = False
    """The school is only what was left of the sheet's name: it yields to an option."""
    years: Mapping[str, str] = field(default_factory=dict)
    """Where -> school year, for every place that names one; more than one year is a contradiction."""


def sheet_context(file_name: str, sheet_name: str, titles: Sequence[str]) -> Context:
    """Read what holds for a whole table.

    Parameters
    ----------
    file_name : with or without folders.
    sheet_name : of a sheet; that of a CSV is the file's own name and says nothing more.
    titles : the cells above the table, a label and its value joined as 'label: value'.
    """
    stem = PurePath(file_name).stem
    short = [title for title in titles if len(title) <= LONGEST_TITLE]
    places = {SHEET_NAME: [sheet_name], TITLES: short, FILE_NAME: [stem]}
    if sheet_name == stem:
        del places[SHEET_NAME]
    years = {where: year for where, texts in places.items() if (year := _only(_years(texts)))}
    kinds = {
        where: kind
        for where, texts in places.items()
        if (kind := _only(parse_respondent_type(_plain(t)) for t in texts))
    }
    schools = _schools(places)
    units = _units(sheet_name if sheet_name != stem else "", short)
    leftover = _left_over(sheet_name) if sheet_name != stem else None
    found: dict[str, str] = {}
    for name, given in (("school_year", years), ("respondent_type", kinds), ("school", schools)):
        if given:
            found[name] = next(iter(given))
    guessed = not schools and leftover is not None and units == ("", "")
    return Context(
        school=next(iter(schools.values()), leftover if guessed else None),
        school_year=next(iter(years.values()), None),
        respondent_type=next(iter(kinds.values()), None),
        grade=units[0] or None,
        class_name=units[1] or None,
        sources=found,
        school_is_name_of_sheet=guessed,
        years=years,
    )


def _only(values: Iterable[Found | None]) -> Found | None:
    """Return the one value that occurs, or None where there is none or more than one."""
    found = {value for value in values if value}
    return found.pop() if len(found) == 1 else None


def _plain(text: str) -> str:
    """Write underscores and dashes of file and sheet names as spaces."""
    return re.sub(r"[_\-.]+", " ", text)


def _years(texts: Sequence[str]) -> Iterable[str]:
    """Yield the school years that texts name; two numbers that do not follow each other are none."""
    for text in texts:
        for first, second in _YEARS.findall(text):
            if (int(first) + 1) % 100 == int(second) % 100 and len(second) in (2, len(first)):
                year = parse_school_year(f"{first}-{second}")
                if year:
                    yield year


def _schools(places: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the school that each place names, places with a code first."""
    coded: dict[str, str] = {}
    named: dict[str, str] = {}
    for where, texts in places.items():
        labelled = [
            value.strip()
            for label, value in map(_split_label, texts)
            if label in _SCHOOL_LABELS and value.strip()
        ]
        codes = {code for text in texts if (code := _code(text))}
        # A location code says more than the BRIN that it starts with.
        precise = {
            code for code in codes if not any(other != code and other.startswith(code) for other in codes)
        }
        if len(precise) == 1:
            coded[where] = precise.pop()
        elif labelled:
            named[where] = normalise_school(labelled[0])
    return coded | named


def _code(text: str) -> str | None:
    """Return the school code in a text, also where it is in small letters as a whole."""
    whole = re.sub(r"[\s.|/-]", "", text).upper()
    return whole if is_school_code(whole) else school_code_in(text.replace("_", " "))


def _split_label(text: str) -> tuple[str, str]:
    """Split 'School: De Ark' into its normalised label and its value."""
    label, colon, value = text.partition(":")
    return (normalise(label), value) if colon else ("", "")


def _units(sheet_name: str, titles: Sequence[str]) -> tuple[str, str]:
    """Return grade and class from a labelled title, or from a sheet name that is one."""
    for label, value in map(_split_label, titles):
        if label in _CLASS_LABELS and value.strip():
            return grade_and_class(value)
    words = _without_years_and_kinds(sheet_name)
    if not words:
        return "", ""
    grade, class_name = grade_and_class(" ".join(words))
    # Only what has a number is surely a class; a word of its own may be anything.
    return (grade, class_name) if grade or "/" in class_name else ("", "")


def _without_years_and_kinds(sheet_name: str) -> list[str]:
    """Return the words of a sheet's name without school years, codes, and who answered."""
    words = _plain(_YEARS.sub(" ", sheet_name)).split()
    return [w for w in words if not is_school_code(w.upper()) and parse_respondent_type(w) is None]


def _left_over(sheet_name: str) -> str | None:
    """Return the name of a school that a sheet is called after, or None where it is called Data or 3."""
    generic = set(place_words()["generic"]["words"])
    words = _YEARS.sub(" ", sheet_name).replace("_", " ").split()
    telling = [
        w for w in words if len(normalise(w)) > 2 and not any(c.isdigit() for c in w)
        and normalise(w) not in generic and parse_respondent_type(w) is None
    ]  # fmt: skip
    if not telling or grade_and_class(" ".join(words))[0]:
        return None
    return normalise_school(" ".join(words))
