"""Holds a column's values against what its header says: is it really a class, a date, free text?

One check per family of headers. Each returns the role that the column has, or None where its values
say that it is something else, perhaps a question.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, cast

from safetytool.codes import Role
from safetytool.recognise.column_headers import HeaderWord
from safetytool.recognise.column_values import LOOKED_AT, Values, is_number
from safetytool.recognise.dates import parse_dates
from safetytool.recognise.places import (
    ImpossibleSchoolYearError,
    grade_and_class,
    is_school_code,
    normalise_school,
    parse_genders,
    parse_respondent_type,
    parse_school_year,
)

MOST: Final = 0.5
"""A meaning is taken from so many of the distinct values."""
SAME_FOR_MANY: Final = 0.3
"""A number that so few different respondents have, relative to the rows, is no respondent's number."""
SAME_FOR_MANY_ROWS: Final = 20
"""Fewer rows than this do not show it."""
LONG_NAME: Final = 5
"""A class has no more words in its name than this."""
LOCATION, BRIN, NAME, NUMBER = 1.0, 0.97, 0.9, 0.8
"""How well a column of schools identifies them: the most precise is used."""
IGNORED: Final = 0.9
"""How sure it is that a column with a header that is known is not used."""
RANK_STEP: Final = 0.001
"""Less sure for each place further down a list that has the best words first."""


@dataclass(frozen=True)
class RoleMatch:
    """What a column is. `role` is None where it may be a question; `why` says it in plain English."""

    role: Role | None
    confidence: float
    why: str


Check = Callable[[HeaderWord, Values], RoleMatch | None]


def check_values(word: HeaderWord, values: Values) -> RoleMatch | None:
    """Say what a column with this header and these values is; None where it may be a question."""
    return CHECKS.get(word.family, _as_called)(word, values)


def _school(word: HeaderWord, values: Values) -> RoleMatch | None:
    if values.are_answers:
        return None
    codes = [normalise_school(text) for text in values.texts]
    if codes and all(map(is_school_code, codes)):
        precise = any(len(code) > len("12AB") for code in codes)
        why = "location codes" if precise else "BRIN numbers"
        return RoleMatch("school", LOCATION if precise else BRIN, f"its values are {why}")
    if values.are_numbers:
        if word.word.startswith(("vest", "locatie", "brin", "ove")):
            return RoleMatch("ignored", NUMBER, "the number of a location says nothing without its BRIN")
        return RoleMatch("school", NUMBER, "its header names the school, by number")
    return RoleMatch("school", NAME, "its header names the school")


def _name(word: HeaderWord, values: Values) -> RoleMatch | None:
    """A name that many rows share is a school's; one of a respondent is nobody's business."""
    if _is_shared(values):
        return _school(word, values)
    return RoleMatch("ignored", IGNORED, "a name of a person is never used, and should not be in an export")


def _school_year(word: HeaderWord, values: Values) -> RoleMatch | None:
    if values.share(_is_school_year) >= MOST:
        return RoleMatch(
            "school_year", 1.0 if values.all(_is_school_year) else 0.8, "its values are school years"
        )
    if word.word in {"jaar", "year"} and values.all(lambda text: bool(grade_and_class(text)[0])):
        return _grade(word, values)
    if not values.are_numbers and _dates(values) >= MOST:
        return RoleMatch("date", 0.8, "its values are dates")
    if values.are_answers and not values.are_numbers:
        return None
    example = f"'{values.texts[0]}'" if values.texts else "an empty cell"
    return RoleMatch("ignored", 0.9, f"{example} is not a school year such as 2024-2025")


def _is_school_year(text: str) -> bool:
    try:
        return parse_school_year(text) is not None
    except ImpossibleSchoolYearError:
        return True  # meant as one, so that it is refused and not passed over


def _class(_word: HeaderWord, values: Values) -> RoleMatch | None:
    if values.all(parse_respondent_type):
        return RoleMatch("respondent_type", 0.9, "its values say who answered")
    if not _are_units(values):
        return None
    if values.all(_is_grade_alone):
        return RoleMatch("grade", 0.95, "a group without a letter is a grade")
    return RoleMatch("class", 0.95, "its header names the class")


def _grade(word: HeaderWord, values: Values) -> RoleMatch | None:
    if values.all(_is_school_year):
        return RoleMatch("school_year", 0.9, "its values are school years")
    if not _are_units(values):
        return None
    if any(_is_class_of_grade(text) for text in values.texts):
        return RoleMatch("class", 0.85, "its values are classes: a grade with a letter")
    return RoleMatch("grade", 1.0 if word.family == "grade" else 0.8, "its header names the grade")


def _are_units(values: Values) -> bool:
    """Whether values can be classes or grades: short, and not a different one for each respondent."""
    short = values.all(lambda text: len(text.split()) <= LONG_NAME)
    many = values.filled > SAME_FOR_MANY_ROWS and values.distinct_share > MOST
    numbers = values.are_numbers
    return short and not many and (numbers or not values.are_answers)


def _is_grade_alone(text: str) -> bool:
    grade, class_name = grade_and_class(text)
    return bool(grade) and not class_name


def _is_class_of_grade(text: str) -> bool:
    grade, class_name = grade_and_class(text)
    return bool(grade) and class_name[: len(grade)] == grade and class_name[len(grade) :].isalpha()


def _respondent_type(word: HeaderWord, values: Values) -> RoleMatch | None:
    if values.share(parse_respondent_type) >= MOST:
        sure = 1.0 if values.all(parse_respondent_type) else 0.8
        return RoleMatch("respondent_type", sure, "its values say who answered")
    if values.share(_is_gender) >= MOST:
        return _gender(word, values)
    if values.are_answers and not values.are_numbers:
        return None
    if values.distinct > 1:
        return RoleMatch("respondent_type", 0.5, "its header says who answered, in values that are not known")
    return RoleMatch("ignored", 0.7, "it has one value, which does not say who answered")


def _person(word: HeaderWord, values: Values) -> RoleMatch | None:
    """'Ik ben een ...' and 'Functie': who answers, or a girl or a boy, or only a post."""
    if values.all(_is_gender):
        return _gender(word, values)
    kinds = {parse_respondent_type(text) for text in values.texts} - {None}
    if values.all(parse_respondent_type) or (len(kinds) > 1 and values.share(parse_respondent_type) >= MOST):
        return RoleMatch("respondent_type", 0.9, "its values say who answered")
    if values.are_answers:
        return None
    return RoleMatch("ignored", 0.7, "it says something of the respondent that is not used")


def _gender(_word: HeaderWord, values: Values) -> RoleMatch | None:
    read = parse_genders(values.texts)
    if values.texts and sum(value is not None for value in read.values()) >= MOST * len(read):
        return RoleMatch("gender", 1.0, "its values are boys and girls")
    if values.are_numbers:
        return RoleMatch("gender", 0.6, "its header says so; nothing says what its numbers mean")
    if values.are_answers:
        return None
    return RoleMatch("gender", 0.7, "its header says so")


def _is_gender(text: str) -> bool:
    return any(value is not None for value in parse_genders([text]).values())


def _id(word: HeaderWord, values: Values) -> RoleMatch | None:
    if values.all(lambda text: is_school_code(normalise_school(text))):
        return _school(word, values)
    if values.all(parse_respondent_type):
        return RoleMatch("respondent_type", 0.9, "its values say who answered")
    if _is_shared(values):
        return RoleMatch("ignored", 0.8, "too many rows share a value for a respondent's number")
    if not values.are_numbers and values.are_answers:
        return None
    return RoleMatch("id", 1 - RANK_STEP * word.rank, "its header names the respondent")


def _is_shared(values: Values) -> bool:
    """Whether many rows have the same value."""
    return values.filled >= SAME_FOR_MANY_ROWS and values.distinct_share < SAME_FOR_MANY


def _date(word: HeaderWord, values: Values) -> RoleMatch | None:
    if _dates(values) >= MOST:
        return RoleMatch("date", 1 - RANK_STEP * word.rank, "its values are dates")
    if values.are_answers and not values.are_numbers:
        return None
    return RoleMatch("ignored", 0.8, "its header names a date, but its values are not dates that can be read")


def _dates(values: Values) -> float:
    """Which part of the distinct values are dates."""
    read = parse_dates(values.column.values[:LOOKED_AT])
    return sum(day is not None for day in read.values()) / len(read) if read else 0.0


def _text(word: HeaderWord, values: Values) -> RoleMatch | None:
    if values.are_numbers or (values.are_answers and word.family == "open"):
        return None
    return RoleMatch("text", 1.0 if word.exact else 0.9, "its header asks for words of one's own")


def _ignored(word: HeaderWord, _values: Values) -> RoleMatch | None:
    return RoleMatch("ignored", IGNORED, word.why)


def _count(word: HeaderWord, values: Values) -> RoleMatch | None:
    if values.share(is_number) < MOST:
        return None
    return RoleMatch("count", 1 - RANK_STEP * word.rank, "its header names a count")


def _question(word: HeaderWord, values: Values) -> RoleMatch | None:
    if values.are_answers or values.are_numbers:
        return None
    return RoleMatch("question", 1 - RANK_STEP * word.rank, "its header names the question")


def _as_called(word: HeaderWord, _values: Values) -> RoleMatch | None:
    """Of some columns the values tell nothing more than the header does."""
    role = cast("Role", word.family)
    return RoleMatch(role, 1 - RANK_STEP * word.rank, f"its header names the {word.family.replace('_', '-')}")


CHECKS: Final[Mapping[str, Check]] = {
    "school": _school, "name": _name, "school_year": _school_year, "class": _class, "grade": _grade,
    "respondent_type": _respondent_type, "person": _person, "gender": _gender, "id": _id, "date": _date,
    "text": _text, "open": _text, "ignored": _ignored, "count": _count, "question": _question,
}  # fmt: skip
"""By family; the roles of other families are as their header calls them."""
