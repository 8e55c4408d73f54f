"""Where and when a row was filled in, and by whom: from the columns, else from the sheet."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetytool.errors import Place, UsageError
from safetytool.read.model import Cell, Column
from safetytool.recognise.dates import parse_dates
from safetytool.recognise.places import (
    ImpossibleSchoolYearError,
    grade_and_class,
    normalise_school,
    parse_genders,
    parse_school_year,
    school_year_of,
)
from safetytool.recognise.respondent_types import decode, types_of_rows
from safetytool.schools import SchoolRegister
from safetytool.tidy.sheet import InputSheet
from safetytool.wording import normalise

ONE_GROUP = 35
"""A grade of no more pupils than this, of which no class is named, is one class."""

LATE = 0.1
"""So many of a sheet's dates may fall outside its school year: questionnaires that came in late."""

Texts = NDArray[np.object_]


def place_rows(
    sheet: InputSheet,
    used: NDArray[np.bool_],
    *,
    year: str | None,
    school: str | None,
    register: SchoolRegister | None,
) -> pd.DataFrame:
    """Say of every row of a sheet which school, school year, group and respondent it is of.

    Parameters
    ----------
    used : (rows,) rows that have answers; only these have to have a school and a school year.
    year, school : from the options, for rows whose file does not say it.
    register : writes a school as its id there.

    Returns
    -------
    Text columns school, school_year, respondent_type, grade, class_name, gender; '' where not known.

    Raises
    ------
    InputError
        A row that is used has no school or no school year, or one that cannot be.
    UsageError
        The file says another school year than the option.
    """
    rows = len(sheet.row_numbers)
    grades, classes = _groups(sheet, rows)
    return pd.DataFrame({
        "school": _schools(sheet, rows, used, school, register),
        "school_year": _years(sheet, rows, used, year),
        "respondent_type": _types(sheet, rows),
        "grade": grades,
        "class_name": classes,
        "gender": _genders(sheet.column("gender"), rows),
    })  # fmt: skip


def _types(sheet: InputSheet, rows: int) -> Texts:
    """Return who filled in every row."""
    return types_of_rows(sheet.column("respondent_type"), rows, sheet.meaning.respondent_type)


def _schools(
    sheet: InputSheet, rows: int, used: NDArray[np.bool_], school: str | None, register: SchoolRegister | None
) -> Texts:
    """Return the school of every row."""
    otherwise = normalise_school(sheet.meaning.school or school or "")
    column = sheet.column("school")
    found = decode(column, normalise_school) if column else np.full(rows, "", dtype=object)
    found[found == ""] = otherwise
    if (used & (found == "")).any():
        raise sheet.fail(
            "nothing says which school this is",
            "Name it with --school, or add a column 'School' with the BRIN, the location code or the name",
            rows=used & (found == "") if column else None,
            column=column,
        )
    if register is not None:
        ids = register.resolve([*dict.fromkeys(found), school or ""])
        found = pd.Series(found).map(ids).to_numpy(object)
        school = ids[school or ""]
    if school and used.any() and not (found[used] == school).any():
        sheet.notes.append(
            f"{sheet.label}: it says itself which school it is of; --school {school} was not used."
        )
    return found


def one_spelling(frames: Sequence[pd.DataFrame]) -> None:
    """Write each school in the column `school` of all `frames` in the spelling that is most used."""
    counts = pd.concat([frame["school"] for frame in frames]).value_counts() if frames else pd.Series()
    spelling: dict[str, str] = {}
    for name in sorted(counts.index, key=lambda name: (-counts[name], name)):
        spelling.setdefault(normalise(name), name)
    for frame in frames:
        written = {name: spelling[normalise(name)] for name in frame["school"].unique()}
        frame["school"] = frame["school"].map(written).astype(object)


def _years(sheet: InputSheet, rows: int, used: NDArray[np.bool_], year: str | None) -> Texts:
    """Return the school year of every row: its column, the date it was filled in, else the sheet's."""
    column, dates = sheet.column("school_year"), sheet.column("date")
    told = sheet.meaning.school_year or year or ""
    found = np.full(rows, "", dtype=object)
    if column is not None:
        found = decode(column, _reader_of_years(sheet, column))
        _refuse_other_year(sheet, found, used, year, column)
        _note_other_year(sheet, found, used, told)
    elif dates is not None:
        read = parse_dates(dates.values)
        found = decode(dates, lambda value: school_year_of(day) if (day := read.get(value)) else "")
        if told:
            _refuse_other_dates(sheet, found, used, told, dates)
            found[:] = told
    found[found == ""] = told
    open_ones = used & (found == "")
    if open_ones.any():
        raise sheet.fail(
            "nothing says which school year this is",
            "Name it with --year, as in --year 2024-2025",
            rows=open_ones if column is not None or dates is not None else None,
            column=column or dates,
        )
    return found


def _note_other_year(sheet: InputSheet, found: Texts, used: NDArray[np.bool_], told: str) -> None:
    """Say that the column of school years goes before another year in a name or title."""
    if told and found[used].size and not (found[used] == told).any():
        sheet.notes.append(
            f"{sheet.label}: the profile, a name or a title says {told}; its column of school years was used."
        )


def _refuse_other_dates(
    sheet: InputSheet, found: Texts, used: NDArray[np.bool_], told: str, dates: Column
) -> None:
    """Refuse dates of another school year than is told; a few that came late are of the year that is told."""
    other = used & (found != "") & (found != told)
    if other.sum() > LATE * (used & (found != "")).sum():
        raise sheet.fail(
            f"this date falls in {found[other][0]}, and an option, a name or a title says {told}",
            'Give the year that the answers are of, or leave the dates out with a profile (role = "ignored")',
            rows=other,
            column=dates,
        )
    if other.any():
        sheet.notes.append(
            f"{sheet.label}: {int(other.sum())} dates fall outside {told}; they were counted in that year."
        )


def _reader_of_years(sheet: InputSheet, column: Column) -> Callable[[Cell], str]:
    """Return what reads one value of a column of school years, or refuses it by its row."""

    def read(value: Cell) -> str:
        try:
            year = parse_school_year(value)
        except ImpossibleSchoolYearError:
            year = None
        if year is None:
            places = [i for i, own in enumerate(column.values) if column.labels.get(own, own) == value]
            rows = np.isin(column.codes, places)
            what = f"'{value}' is no school year"
            raise sheet.fail(
                what, "Write two years that follow each other, as 2024-2025", rows=rows, column=column
            )
        return year

    return read


def _refuse_other_year(
    sheet: InputSheet, found: Texts, used: NDArray[np.bool_], year: str | None, column: Column
) -> None:
    """Refuse an option that says another school year than the file does."""
    if year is None:
        return
    other = used & (found != "") & (found != year)
    if other.any():
        place = Place(sheet.path, sheet.meaning.sheet.name, int(sheet.row_numbers[other][0]), column.header)
        what = f"this row is of {found[other][0]}, and --year says {year}"
        raise UsageError(what, do="Leave --year out, or give only the rows of that year", place=place)


def _groups(sheet: InputSheet, rows: int) -> tuple[Texts, Texts]:
    """Return grade and class of every row, from the columns of both, else the sheet's."""
    grades = np.full(rows, sheet.meaning.grade or "", dtype=object)
    classes = np.full(rows, sheet.meaning.class_name or "", dtype=object)
    for role in ("class", "grade"):
        column = sheet.column(role)
        if column is None:
            continue
        own_grades = decode(column, lambda value: grade_and_class(value)[0])
        own_classes = decode(column, lambda value: grade_and_class(value)[1])
        # The column of grades has the last word on the grade, that of classes on the class.
        grades = np.where((own_grades != "") & ((role == "grade") | (grades == "")), own_grades, grades)
        classes = np.where((own_classes != "") & (classes == ""), own_classes, classes)
    # Klas A beside leerjaar 1 is class 1A: there is another A in leerjaar 2.
    lettered = pd.Series(classes).str.fullmatch("[A-Za-z]").to_numpy(bool) & (grades != "")
    return grades, np.where(lettered, grades + pd.Series(classes).str.upper().to_numpy(object), classes)


def name_single_groups(people: pd.DataFrame) -> pd.DataFrame:
    """Give the pupils of a grade that is one group a class of that name: 'Groep 7' is both."""
    keys = ["school", "school_year", "respondent_type", "grade"]
    alone = (people["grade"] != "") & (people["class_name"] == "")
    named = people["class_name"].ne("").groupby([people[k] for k in keys]).transform("any")
    size = people.groupby(keys)["grade"].transform("size")
    single = alone & ~named & (size <= ONE_GROUP)
    return people.assign(class_name=people["class_name"].where(~single, people["grade"]))


def _genders(column: Column | None, rows: int) -> Texts:
    """Return girl, boy, other or '' for every row."""
    if column is None:
        return np.full(rows, "", dtype=object)
    read = parse_genders(column.labels.get(value, value) for value in column.values)
    return decode(column, lambda value: read.get(value) or "")
