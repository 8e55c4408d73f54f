"""What the names of a file and a sheet, and the cells above a table, say of the whole table.

Trust: the sheet's own name and the cells above the table go before the name of the file; among
them a code of a school goes before a name. Where the first two name different schools or different
respondents, nothing is taken from either; school years are all told, for the caller to judge.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final, TypeVar

from safetytool.bank.model import RespondentType
from safetytool.errors import Place
from safetytool.recognise.column_headers import header_words
from safetytool.recognise.dates import parse_dates
from safetytool.recognise.places import (
    ImpossibleSchoolYearError,
    normalise_school,
    parse_respondent_type,
    place_words,
    school_year_of,
)
from safetytool.recognise.sheet_names import SheetName, code_in, grade_or_class, read_sheet_name
from safetytool.recognise.years_in_text import years_in
from safetytool.wording import normalise

Found = TypeVar("Found", bound=str)

SHEET_NAME: Final = "the sheet's name"
TITLES: Final = "the cells above the table"
FILE_NAME: Final = "the file's name"
"""Where something was found."""

LONGEST_TITLE: Final = 120
"""A longer cell above a table is a note, whose words do not say what the table is."""

_DATE: Final = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{1,2} [a-z]+ \d{4}", re.IGNORECASE
)


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


@dataclass(frozen=True)
class _Title:
    """A cell above the table, split into its label and what follows it."""

    text: str
    value: str
    families: frozenset[str]
    """What its label would be as a header of a column; empty where it has no known label."""


def sheet_context(file_name: str, sheet_name: str, titles: Sequence[str]) -> Context:
    """Read what holds for a whole table.

    Parameters
    ----------
    file_name : with or without folders.
    sheet_name : of a sheet; that of a CSV is the file's own name and says nothing more.
    titles : the cells above the table, a label and its value joined as 'label: value'.

    Raises
    ------
    ImpossibleSchoolYearError
        Something is called a school year and is not one.
    """
    stem = PurePath(file_name).stem
    name = read_sheet_name("" if sheet_name == stem else sheet_name)
    told = [title for text in titles if (title := _split(text)) is not None]
    try:
        years = _present({
            SHEET_NAME: _only(years_in(name.text)),
            TITLES: _year_of_titles(told),
            FILE_NAME: _only(years_in(stem)),
        })  # fmt: skip
    except ImpossibleSchoolYearError as error:
        raise ImpossibleSchoolYearError(
            error.what, do=error.do, place=Place(file_name, sheet_name)
        ) from error
    kinds = _kinds(name, told, stem)
    schools, several = _schools(name, told, stem)
    grade, class_name = _unit_of_titles(told)
    if not grade and not class_name:
        grade, class_name = name.grade, name.class_name
    guessed = not schools and not several and bool(name.left_over)
    sources = {
        "school": SHEET_NAME if guessed else next(iter(schools), ""),
        "school_year": next(iter(years), ""),
        "respondent_type": next(iter(kinds), ""),
    }
    return Context(
        school=name.left_over if guessed else next(iter(schools.values()), None),
        school_year=next(iter(years.values()), None),
        respondent_type=next(iter(kinds.values()), None),
        grade=grade or None,
        class_name=class_name or None,
        sources={key: where for key, where in sources.items() if where},
        school_is_name_of_sheet=guessed,
        years=years,
    )


def _split(text: str) -> _Title | None:
    """Split 'School: De Ark' into label and value; None for notes, and for counts ('Respons: 24/25')."""
    others = tuple(place_words()["titles"]["not_about_rows"])
    if len(text) > LONGEST_TITLE or normalise(text).startswith(others):
        return None
    label, colon, value = text.partition(":")
    families = frozenset(word.family for word in header_words(label)) if colon else frozenset()
    return _Title(text, value.strip() if families else text, families)


def _only(values: Iterable[Found | None]) -> Found | None:
    """Return the one value that occurs, or None where there is none or more than one."""
    found = {value for value in values if value}
    return found.pop() if len(found) == 1 else None


def _present(found: Mapping[str, Found | None]) -> dict[str, Found]:
    return {where: value for where, value in found.items() if value}


def _year_of_titles(titles: Sequence[_Title]) -> str | None:
    """Return the school year that titles call so; else the only one in them; else that of a date."""
    labelled = [t for t in titles if "school_year" in t.families]
    named = _only(year for title in labelled for year in years_in(title.value, is_year=True))
    worded = _only(year for title in titles for year in years_in(title.text, only_named=True))
    plain = _only(year for t in titles if not t.families - {"school_year"} for year in years_in(t.text))
    return named or worded or plain or _year_of_dates(titles)


def _year_of_dates(titles: Sequence[_Title]) -> str | None:
    """Return the school year in which titles say that the questions were answered ('Afnamedatum')."""
    answered = tuple(place_words()["titles"]["answered_on"])
    on = [t for t in titles if "date" in t.families and any(w in normalise(t.text) for w in answered)]
    dates = [date for title in on for date in _DATE.findall(title.value)]
    return _only(school_year_of(day) if day else None for day in parse_dates(dates).values())


def _kinds(name: SheetName, titles: Sequence[_Title], stem: str) -> dict[str, RespondentType]:
    """Return who answered by each place; nothing where the sheet and its titles contradict each other."""
    texts = [t.value for t in titles if t.families <= {"respondent_type", "person"}]
    kinds: dict[str, RespondentType | None] = {
        SHEET_NAME: _kind(name.text),
        TITLES: _only(map(_kind, texts)),
        FILE_NAME: _kind(stem),
    }
    if kinds[SHEET_NAME] and kinds[TITLES] and kinds[SHEET_NAME] != kinds[TITLES]:
        return {}
    return _present(kinds)


def _kind(text: str) -> RespondentType | None:
    """Read who answered from a name or title, past those who only may have ordered it ('directie')."""
    apart = re.sub(r"[_\-.]+", " ", text)
    others = place_words()["titles"]["not_who_answered"]
    words = [word for word in apart.split() if normalise(word) not in others]
    return parse_respondent_type(" ".join(words))


def _schools(name: SheetName, titles: Sequence[_Title], stem: str) -> tuple[dict[str, str], bool]:
    """Return the school that each place names, places with a code first; and whether they name several."""
    labelled = [t for t in titles if "school" in t.families and not _is_generic(t.value)]
    in_titles = [*(t.text for t in titles if not t.families), *(t.value for t in labelled)]
    codes = {
        SHEET_NAME: _precise([name.code]),
        TITLES: _precise(map(code_in, in_titles)),
        FILE_NAME: _precise([code_in(stem)]),
    }
    names = [] if codes[TITLES] else _names(labelled)
    if len(_precise(codes[SHEET_NAME] | codes[TITLES])) > 1 or len(names) > 1:
        return {}, True
    coded = {where: found.pop() for where, found in codes.items() if found}
    return coded | dict.fromkeys([TITLES] if names else [], "".join(names)), False


def _precise(codes: Iterable[str | None]) -> set[str]:
    """Leave out the BRIN of which a location code is there too: that says more."""
    found = {code for code in codes if code}
    return {code for code in found if not any(other != code and other.startswith(code) for other in found)}


def _names(labelled: Sequence[_Title]) -> list[str]:
    """Return the names under the first label: 'School' and 'Locatie' may differ, two of 'School' may not."""
    labels = [normalise(title.text.partition(":")[0]) for title in labelled]
    pairs = zip(labels, labelled, strict=True)
    return list(dict.fromkeys(normalise_school(t.value) for label, t in pairs if label == labels[0]))


def _is_generic(value: str) -> bool:
    """Whether words name no school: 'alle scholen'."""
    return all(word in place_words()["generic"]["words"] for word in normalise(value).split())


def _unit_of_titles(titles: Sequence[_Title]) -> tuple[str, str]:
    """Return grade and class from the titles that are labelled so ('Groep: 7')."""
    units = {grade_or_class(t.value) for t in titles if t.families & {"class", "grade"}}
    grades, classes = {grade for grade, _ in units if grade}, {name for _, name in units if name}
    return grades.pop() if len(grades) == 1 else "", classes.pop() if len(classes) == 1 else ""
