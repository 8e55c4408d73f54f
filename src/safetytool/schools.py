"""The register of schools: who could have answered, what a school is called, which sector it is of.

Consumes: a spreadsheet with one row a class, or one a school with the class left blank. Returns: a
`SchoolRegister`. Leaves out: anything that was answered.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from safetytool.errors import InputError, Place
from safetytool.read import read_source
from safetytool.read.model import Column, Sheet, Source, Table
from safetytool.recognise.places import grade_and_class, normalise_school, parse_school_year
from safetytool.wording import normalise

HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "school": (
        "school", "brin", "brinnummer", "brin nummer", "brincode", "vestigingsnummer", "vestiging", "vestigingscode",
        "schoolcode", "school id", "schoolnummer", "location code", "location", "locatie", "instellingscode",
    ),
    "name": ("naam", "name", "schoolnaam", "naam school", "naam van de school", "school name", "vestigingsnaam"),
    "sector": ("sector", "onderwijssoort", "schoolsoort", "soort onderwijs", "school type", "type"),
    "school_year": ("schooljaar", "school year", "jaar", "year", "cursusjaar"),
    "class_name": ("klas", "groep", "class", "group", "groep klas", "klas groep", "stamgroep", "klasnaam", "groepsnaam"),
    "pupils": (
        "leerlingen", "aantal leerlingen", "leerlingaantal", "pupils", "number of pupils", "pupils enrolled", "students",
        "enrolled", "uitgenodigd", "invited", "pupils invited", "leerlingen uitgenodigd", "ingeschreven leerlingen",
    ),
    "staff": (
        "personeel", "medewerkers", "aantal medewerkers", "aantal personeelsleden", "personeelsleden", "staff",
        "number of staff", "leraren", "teachers", "medewerkers uitgenodigd", "staff invited",
    ),
    "parents": ("ouders", "aantal ouders", "parents", "parents invited", "ouders uitgenodigd", "number of parents"),
}  # fmt: skip
"""Normalised headers by what they hold."""

COUNTED: Final = {"pupils": "pupil", "staff": "staff", "parents": "parent"}
"""Columns with numbers of people, and the respondent type that they are the denominator of."""

SECTORS: Final[Mapping[str, tuple[str, ...]]] = {
    "po": (
        "po",
        "bo",
        "bao",
        "primair onderwijs",
        "basisonderwijs",
        "basisschool",
        "primary",
        "primary education",
    ),
    "vo": ("vo", "voortgezet onderwijs", "secondary", "secondary education"),
    "so": ("so", "speciaal onderwijs", "special", "special education"),
    "sbo": ("sbo", "speciaal basisonderwijs"),
    "vso": ("vso", "voortgezet speciaal onderwijs"),
}

EVERY_YEAR: Final = ""
WHOLE_SCHOOL: Final = ""


@dataclass(frozen=True)
class SchoolRegister:
    """Schools and how many could answer.

    `rows` has school, name, sector ('' unknown), school_year ('' every year), class_name ('' the whole
    school), grade ('' unknown; a class_name of '' with a grade is a whole grade), and pupils, staff,
    parents (NaN where not given).
    """

    rows: pd.DataFrame

    def names(self) -> dict[str, str]:
        """Return the name of each school that has one besides its id."""
        named = self.rows[(self.rows["name"] != "") & (self.rows["name"] != self.rows["school"])]
        return dict(zip(named["school"], named["name"], strict=True))

    def sectors(self) -> dict[str, str]:
        """Return the sector of each school that has one: po, vo, so, sbo or vso."""
        known = self.rows[self.rows["sector"] != ""]
        return dict(zip(known["school"], known["sector"], strict=True))

    def resolve(self, names: Iterable[str]) -> dict[str, str]:
        """Return the register's id for each school as an export writes it: its id, or its name.

        A school that is not in the register keeps its own spelling.
        """
        by_name: dict[str, set[str]] = {}
        for school, name in self.rows[["school", "name"]].drop_duplicates().itertuples(index=False):
            for key in {normalise(school), normalise(name)} - {""}:
                by_name.setdefault(key, set()).add(school)
        found = {name: by_name.get(normalise(name), set()) for name in names}
        return {name: next(iter(ids)) if len(ids) == 1 else name for name, ids in found.items()}

    def invited(self, school_years: Sequence[str]) -> pd.DataFrame:
        """Return how many could answer in each of `school_years`.

        Returns
        -------
        Columns school, school_year, respondent_type, unit_kind (school, grade, class), unit_name,
        invited. A school's own row goes before the sum of its classes; a number of staff that is
        repeated on every class row counts once.
        """
        parts = []
        for year in school_years:
            rows = self.rows[self.rows["school_year"].isin([year, EVERY_YEAR])].assign(school_year=year)
            parts += [_of_type(rows, column, kind) for column, kind in COUNTED.items()]
        columns = ["school", "school_year", "respondent_type", "unit_kind", "unit_name", "invited"]
        filled = [part for part in parts if len(part)]
        return pd.concat(filled, ignore_index=True)[columns] if filled else pd.DataFrame(columns=columns)


def _of_type(rows: pd.DataFrame, column: str, kind: str) -> pd.DataFrame:
    """Return the invited of one respondent type: of schools, and for pupils of their classes too."""
    given = rows[rows[column].notna()]
    whole = (given["class_name"] == WHOLE_SCHOOL) & (given["grade"] == "")
    own = given[whole].groupby(["school", "school_year"])[column].max()
    # People who work at a school work there once, whatever class row they are repeated on.
    parts = (
        given[~whole].groupby(["school", "school_year"])[column].agg("max" if column == "staff" else "sum")
    )
    total = own.combine_first(parts).rename("invited").reset_index()
    schools = total.assign(unit_kind="school", unit_name=total["school"])
    classes = given[~whole] if column == "pupils" else given.iloc[:0]
    is_class = classes["class_name"] != WHOLE_SCHOOL
    below = pd.DataFrame(
        {
            "school": classes["school"],
            "school_year": classes["school_year"],
            "invited": classes[column],
            "unit_kind": np.where(is_class, "class", "grade"),
            "unit_name": classes["class_name"].where(is_class, classes["grade"]),
        }
    )
    both = pd.concat([schools, below], ignore_index=True) if len(below) else schools
    return both.assign(respondent_type=kind, invited=both["invited"].astype(np.int64))


def read_schools(path: str | os.PathLike[str]) -> SchoolRegister:
    """Read a register of schools.

    Raises
    ------
    InputError
        The file cannot be read, has no column with schools or with numbers, or has a number that is
        negative, broken or no number, or gives two numbers for one class.
    """
    source = read_source(path)
    parts = [_read_sheet(source, sheet) for sheet in source.sheets if sheet.table is not None]
    if not parts:
        raise InputError(
            "there is no table in this register of schools",
            do="Give one row a class: school, name, sector, school year, class, pupils, staff",
            place=Place(source.path),
        )
    rows = pd.concat(parts, ignore_index=True)
    _refuse_contradictions(source, rows)
    places = ["sheet", "row"]
    keys = [column for column in rows.columns if column not in places]
    return SchoolRegister(rows.drop_duplicates(keys).drop(columns=places).reset_index(drop=True))


def _read_sheet(source: Source, sheet: Sheet) -> pd.DataFrame:
    """Read one sheet into the rows of a register, with sheet and row number."""
    table = sheet.table
    assert table is not None  # noqa: S101 - the caller only gives sheets that have one
    columns = _columns(table)
    place = Place(source.path, sheet.name, table.header_row)
    if not {"school", "name"} & set(columns):
        raise InputError(
            "no column names the school",
            do="Add a column 'school' with the BRIN, the location code or the name",
            place=place,
        )
    if not set(COUNTED) & set(columns):
        raise InputError(
            "no column has numbers of pupils or staff", do="Add a column 'pupils' or 'staff'", place=place
        )
    rows = len(table.rows)
    school = _texts(columns.get("school") or columns["name"], rows, lambda v: normalise_school(v))
    units = [grade_and_class(value) for value in _texts(columns.get("class_name"), rows, str)]
    frame = pd.DataFrame(
        {
            "school": _filled_down(school),
            "name": _texts(columns.get("name"), rows, str),
            "sector": _texts(columns.get("sector"), rows, _sector),
            "school_year": _texts(columns.get("school_year"), rows, lambda v: parse_school_year(v) or ""),
            "class_name": [class_name for _, class_name in units],
            "grade": [grade for grade, _ in units],
            "sheet": sheet.name,
            "row": table.rows,
        }
    )
    for name in COUNTED:
        frame[name] = _numbers(columns.get(name), rows, source, sheet, table)
    return frame[frame["school"] != ""]


def _columns(table: Table) -> dict[str, Column]:
    """Find the columns by their headers; the first of two with the same meaning."""
    found: dict[str, Column] = {}
    for column in table.columns:
        header = normalise(column.header)
        meaning = next((name for name, headers in HEADERS.items() if header in headers), None)
        if meaning is not None:
            found.setdefault(meaning, column)
    return found


def _texts(column: Column | None, rows: int, read: Callable[[object], str]) -> list[str]:
    """Read the distinct values of a column, and spread them over the rows; '' where empty or absent."""
    if column is None:
        return [""] * rows
    values = np.array([*(read(value) for value in column.values), ""], dtype=object)
    spread: list[str] = values[column.codes].tolist()
    return spread


def _filled_down(schools: list[str]) -> list[str]:
    """Give a row without a school the school above it: many lists name each school once."""
    return pd.Series(schools).replace("", None).ffill().fillna("").tolist()


def _sector(value: object) -> str:
    """Return the sector that a value names, or ''."""
    text = normalise(str(value))
    return next((sector for sector, names in SECTORS.items() if text in names), "")


def _numbers(column: Column | None, rows: int, source: Source, sheet: Sheet, table: Table) -> pd.Series:
    """Read a column of numbers of people; NaN where empty or absent."""
    if column is None:
        return pd.Series(np.full(rows, np.nan))
    numbers = pd.to_numeric(
        pd.Series([str(value).strip() for value in column.values]), errors="coerce"
    ).to_numpy()
    broken = np.flatnonzero(~(numbers >= 0) | (numbers != np.floor(numbers)))
    for value in broken:
        row = int(table.rows[np.flatnonzero(column.codes == value)[0]])
        raise InputError(
            f"'{column.values[value]}' is no number of people",
            do="Give a whole number of 0 or more, or leave the cell empty",
            place=Place(source.path, sheet.name, row, column.header),
        )
    return pd.Series(np.append(numbers.astype(np.float64), np.nan)[column.codes])


def _refuse_contradictions(source: Source, rows: pd.DataFrame) -> None:
    """Refuse two numbers for the same class, and different numbers of staff on the class rows of a school."""
    unit = ["school", "school_year", "class_name", "grade"]
    whole = (rows["class_name"] == "") & (rows["grade"] == "")
    for column, keys, part in (
        ("pupils", unit, rows),
        ("parents", unit, rows),
        ("staff", ["school", "school_year"], rows[~whole]),
        ("staff", unit, rows[whole]),
    ):
        given = part[part[column].notna()]
        different = given.groupby(keys)[column].transform("nunique") > 1
        if different.any():
            first = given[different].iloc[0]
            name = " ".join(
                filter(None, [first["school"], first["school_year"], first["class_name"] or first["grade"]])
            )
            raise InputError(
                f"{name} has more than one number of {column}",
                do="Keep one row a class"
                if column != "staff"
                else "Give the staff of a school once, or the same on each row",
                place=Place(source.path, first["sheet"], int(first["row"]), column),
            )
