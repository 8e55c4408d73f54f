"""Respondent-level sheets: one row a respondent, each respondent once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from safetytool.bank.model import Bank
from safetytool.codes import NOT_ASKED
from safetytool.schools import SchoolRegister
from safetytool.tidy.answers import asked_of, has_answered, read_sheet
from safetytool.tidy.doubtful import find_doubtful
from safetytool.tidy.model import Responses
from safetytool.tidy.places import name_single_groups, place_rows
from safetytool.tidy.sheet import InputSheet

UNIT = ["school", "school_year", "respondent_type"]
PEOPLE = [*UNIT, "grade", "class_name", "gender", "doubtful", "history", "source"]

TELLING = 0.5
"""Numbers of which fewer than this part differ within a class are no respondent numbers."""


@dataclass(frozen=True)
class Part:
    """The respondents of one sheet."""

    sheet: InputSheet
    people: pd.DataFrame
    """Columns PEOPLE, and number (the respondent number, '' where there is none)."""
    values: pd.DataFrame
    levels: pd.DataFrame

    def take(self, rows: np.ndarray) -> "Part":
        """Return the part with only some of its rows."""
        frames = (frame[rows].reset_index(drop=True) for frame in (self.people, self.values, self.levels))
        return Part(self.sheet, *frames)


def read_part(
    sheet: InputSheet, bank: Bank, *, year: str | None, school: str | None, register: SchoolRegister | None
) -> Part:
    """Read the respondents of one sheet, each once.

    A row without any answer is an invitation that nobody used, and no respondent; a row of a kind of
    respondent that is not known is left out; both are said in the sheet's notes.
    """
    rows = len(sheet.row_numbers)
    answered = has_answered(sheet.meaning, rows)
    people = place_rows(sheet, answered, year=year, school=school, register=register)
    unknown = answered & (people["respondent_type"] == "").to_numpy()
    if not answered.all():
        sheet.notes.append(
            f"{sheet.label}: {int((~answered).sum())} rows without any answer were not counted."
        )
    if unknown.any():
        sheet.notes.append(f"{sheet.label}: {int(unknown.sum())} rows of other respondents were not counted.")
    units = people.groupby(UNIT[:2], sort=False).ngroup().to_numpy().astype(np.intp)
    values, levels = read_sheet(sheet.meaning, people["respondent_type"].to_numpy(object), units, bank)
    doubtful = find_doubtful(values, asked_of(sheet.meaning), bank)
    people = people.assign(
        doubtful=doubtful, history=sheet.history, source=sheet.source, number=_numbers(sheet, rows)
    )
    kept = Part(sheet, people, values, levels).take(answered & ~unknown)
    return _each_once(kept)


def _numbers(sheet: InputSheet, rows: int) -> np.ndarray:
    """Return the respondent number of every row as text, '' where there is none."""
    column = sheet.column("id")
    if column is None:
        return np.full(rows, "", dtype=object)
    texts = np.array([*(str(value).strip() for value in column.values), ""], dtype=object)
    return np.asarray(texts[column.codes])


def _each_once(part: Part) -> Part:
    """Count rows with the same respondent number once.

    Many lists number the pupils of each class from 1, so a number only says something within a class.
    """
    keys = [*UNIT, "grade", "class_name", "number"]
    numbered = part.people["number"] != ""
    distinct = part.people[numbered].drop_duplicates(keys)
    if len(distinct) < TELLING * numbered.sum():
        part.sheet.notes.append(
            f"{part.sheet.label}: its respondent numbers hardly differ and were not used."
        )
        return part
    repeated = numbered & part.people.duplicated(keys, keep="first")
    if not repeated.any():
        return part
    part.sheet.notes.append(
        f"{part.sheet.label}: {int(repeated.sum())} rows repeat a respondent number of the same class; "
        "each respondent was counted once, by the first row."
    )
    return part.take(~repeated.to_numpy())


def join_parts(parts: Sequence[Part]) -> Responses:
    """Put all respondents in one table; what a sheet did not ask is NOT_ASKED."""
    if not parts:
        empty = pd.DataFrame()
        return Responses(pd.DataFrame(columns=PEOPLE), empty, empty)
    people = name_single_groups(pd.concat([part.people for part in parts], ignore_index=True))
    for flag in ("doubtful", "history"):
        people[flag] = people[flag].astype(bool)
    return Responses(people[PEOPLE], _stacked([p.values for p in parts]), _stacked([p.levels for p in parts]))


def _stacked(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put frames of coded answers under each other, in the order in which items first occur."""
    items = list(dict.fromkeys(item for frame in frames for item in frame.columns))
    columns = {
        item: np.concatenate(
            [
                frame[item].to_numpy(np.int8) if item in frame else np.full(len(frame), NOT_ASKED, np.int8)
                for frame in frames
            ]
        )
        for item in items
    }
    return pd.DataFrame(columns)
