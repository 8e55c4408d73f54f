"""Reads and checks the file of a register of schools."""

import functools
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import pandas as pd

from safetytool.errors import InputError, Place
from safetytool.read import read_source
from safetytool.read.model import Cell, Column, Source, Table
from safetytool.recognise.context import sheet_context
from safetytool.recognise.places import grade_and_class, is_school_code, normalise_school, parse_school_year
from safetytool.wording import normalise

COUNTED: Final = {"pupils": "pupil", "staff": "staff", "parents": "parent"}
"""Columns with numbers of people, and the respondent type that they are the denominator of."""

EVERY_YEAR: Final = ""
KEYS: Final = ["school", "school_year", "class_name", "grade"]


@functools.cache
def register_words() -> Mapping[str, Any]:
    """Everything in `schools.toml`."""
    text = files("safetytool").joinpath("schools.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


@dataclass(frozen=True)
class _Sheet:
    """A sheet of the register, with the columns that were found in it by what they hold."""

    source: Source
    name: str
    table: Table
    columns: Mapping[str, Column]

    def fail(self, what: str, do: str, column: str | None = None, code: int = 0) -> InputError:
        """Return the error about a value of a column, at the first row that has it; else about the header."""
        found = self.columns[column] if column else None
        first = int(np.flatnonzero(found.codes == code)[0]) if found else None
        row = self.table.header_row if first is None else int(self.table.rows[first])
        header = found.header if found else None
        return InputError(what, do=do, place=Place(self.source.path, self.name, row, header))

    def texts(self, name: str, read: Callable[[Cell], str]) -> list[str]:
        """Read a column by its distinct values and spread them over the rows; '' where empty or absent."""
        column = self.columns.get(name)
        if column is None:
            return [""] * len(self.table.rows)
        values = np.array([*map(read, column.values), ""], dtype=object)
        spread: list[str] = values[column.codes].tolist()
        return spread


def read_rows(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read the rows of a register: school, name, sector, school_year, class_name, grade and numbers.

    Raises
    ------
    InputError
        See `schools.read_schools`.
    """
    source = read_source(path)
    tables = [(sheet.name, sheet.table) for sheet in source.sheets if sheet.table]
    sheets = [_Sheet(source, name, table, _columns(table)) for name, table in tables]
    if not sheets:
        raise InputError(
            "there is no table in this register of schools",
            do="Give one row a class: school, name, sector, school year, class, pupils, staff",
            place=Place(source.path),
        )
    refusals = [_refusal(sheet) for sheet in sheets]
    parts = [_rows(sheet) for sheet, refusal in zip(sheets, refusals, strict=True) if refusal is None]
    if not parts:
        raise next(refusal for refusal in refusals if refusal is not None)
    rows = pd.concat(parts, ignore_index=True)
    _refuse_contradictions(source, rows)
    _refuse_small_wholes(source, rows)
    places = ["sheet", "row"]
    distinct = rows.drop_duplicates([column for column in rows.columns if column not in places])
    return distinct.drop(columns=places).reset_index(drop=True)


def _columns(table: Table) -> dict[str, Column]:
    """Find the columns by their headers. Of several with schools the one with the longest codes counts."""
    found: dict[str, list[Column]] = {}
    for column in table.columns:
        header = normalise(column.header)
        for meaning, headers in register_words()["headers"].items():
            if header in headers:
                found.setdefault(meaning, []).append(column)
    columns = {meaning: same[0] for meaning, same in found.items()}
    if schools := found.get("school"):
        columns["school"] = max(schools, key=_precision)
        others = [column for column in schools if column is not columns["school"] and not _precision(column)]
        if others:
            columns.setdefault("name", others[0])
    return columns


def _precision(column: Column) -> int:
    """Return the length of the codes in a column of schools; 0 where it has names or other numbers."""
    codes = [normalise_school(value) for value in column.values]
    return min(map(len, codes)) if codes and all(map(is_school_code, codes)) else 0


def _refusal(sheet: _Sheet) -> InputError | None:
    """Return why a sheet is no register, or None."""
    if not {"school", "name"} & set(sheet.columns):
        return sheet.fail(
            "no column names the school", "Add a column 'School' with the BRIN, the location code or the name"
        )
    if not set(COUNTED) & set(sheet.columns):
        return sheet.fail("no column has numbers of pupils or staff", "Add a column 'Pupils' or 'Staff'")
    return None


def _rows(sheet: _Sheet) -> pd.DataFrame:
    """Read one sheet, with the sheet and row of each row."""
    school = sheet.texts("school" if "school" in sheet.columns else "name", normalise_school)
    units = [grade_and_class(text) for text in sheet.texts("class_name", str)]
    frame = pd.DataFrame({
        # Many lists name each school once, on the first of its rows.
        "school": pd.Series(school).replace("", None).ffill().fillna(""),
        "name": sheet.texts("name", lambda value: " ".join(str(value).split())),
        "sector": sheet.texts("sector", _sector),
        "school_year": _school_years(sheet),
        "class_name": [class_name for _, class_name in units],
        "grade": [grade for grade, _ in units],
        "sheet": sheet.name,
        "row": sheet.table.rows,
    })  # fmt: skip
    for name in COUNTED:
        frame[name] = _numbers(sheet, name)
    return frame[frame["school"] != ""]


def _sector(value: Cell) -> str:
    """Return the sector that a value names, or ''."""
    text = normalise(str(value))
    return next((sector for sector, names in register_words()["sectors"].items() if text in names), "")


def _school_years(sheet: _Sheet) -> list[str]:
    """Return the school year of every row: its column's, or the one that the sheet or file is named after."""
    column = sheet.columns.get("school_year")
    if column is None:
        context = sheet_context(sheet.source.name, sheet.name, sheet.table.titles)
        return [context.school_year or EVERY_YEAR] * len(sheet.table.rows)
    years = {}
    for code, value in enumerate(column.values):
        try:
            years[value] = parse_school_year(value)
        except InputError as error:
            raise sheet.fail(error.what, error.do, "school_year", code) from error
        if years[value] is None:
            raise sheet.fail(f"'{value}' is not a school year", "Write it as 2024-2025", "school_year", code)
    return sheet.texts("school_year", lambda value: years[value] or EVERY_YEAR)


def _numbers(sheet: _Sheet, name: str) -> pd.Series:
    """Read a column of numbers of people; NaN where empty or absent."""
    column = sheet.columns.get(name)
    if column is None:
        return pd.Series(np.full(len(sheet.table.rows), np.nan))
    texts = pd.Series([str(value).strip() for value in column.values], dtype=object)
    numbers = pd.to_numeric(texts, errors="coerce").to_numpy(np.float64)
    sound = np.isfinite(numbers) & (numbers >= 0) & (numbers == np.floor(numbers))
    if not sound.all():
        code = int(np.flatnonzero(~sound)[0])
        raise sheet.fail(
            f"'{column.values[code]}' is no number of people",
            "Give a whole number of 0 or more, or leave the cell empty",
            name,
            code,
        )
    return pd.Series(np.append(numbers, np.nan)[column.codes])


def _refuse_contradictions(source: Source, rows: pd.DataFrame) -> None:
    """Refuse two numbers for the same class, and different numbers of staff for one school."""
    for column in COUNTED:
        keys = KEYS[:2] if column == "staff" else KEYS
        given = rows[rows[column].notna()]
        different = given.groupby(keys)[column].transform("nunique") > 1
        if different.any():
            first = given[different].iloc[0]
            same = given[(given[keys] == first[keys]).all(axis=1)]
            numbers = " and ".join(f"{number:.0f}" for number in same[column].unique())
            what = f"{_called(first, keys)} has more than one number of {column}: {numbers}"
            do = "Give the staff of a school once, or the same on each row"
            raise _about(source, first, what, do if column == "staff" else "Keep one row a class")


def _refuse_small_wholes(source: Source, rows: pd.DataFrame) -> None:
    """Refuse a school with fewer pupils or parents than its classes have together."""
    whole = (rows["class_name"] == "") & (rows["grade"] == "")
    for column in ("pupils", "parents"):
        of_classes = rows[~whole].groupby(KEYS)[column].max().groupby(KEYS[:2]).sum().rename("parts")
        both = rows[whole & rows[column].notna()].join(of_classes, on=KEYS[:2])
        smaller = both[both["parts"] > both[column]]
        if len(smaller):
            first = smaller.iloc[0]
            own, parts = f"{first[column]:.0f} {column}", f"{first['parts']:.0f} together"
            what = f"{_called(first, KEYS[:2])} has {own}, and its classes {parts}"
            raise _about(source, first, what, "Correct one of them, or leave the row of the whole school out")


def _called(row: pd.Series, keys: list[str]) -> str:
    return " ".join(str(row[key]) for key in keys if row[key] and not (key == "grade" and row["class_name"]))


def _about(source: Source, row: pd.Series, what: str, do: str) -> InputError:
    return InputError(what, do=do, place=Place(source.path, str(row["sheet"]), int(row["row"])))
