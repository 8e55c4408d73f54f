"""Respondent-level sheets: one row a respondent."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from safetytool.bank.model import Bank
from safetytool.codes import NOT_ASKED
from safetytool.schools import SchoolRegister
from safetytool.tidy.answers import asked_of, has_answered, read_sheet
from safetytool.tidy.doubtful import find_doubtful
from safetytool.tidy.places import place_rows
from safetytool.tidy.sheet import InputSheet
from safetytool.tidy.texts import NO_TEXTS, texts_of

UNIT = ["school", "school_year", "respondent_type"]
PEOPLE = [*UNIT, "grade", "class_name", "gender", "doubtful", "history", "source"]

MOST_ROWS = 5
"""A number on more rows than this is no respondent's number."""
FEW, FEW_OF_ALL = 2, 0.1
"""So many rows, or so many of all, may repeat a number with other answers: somebody who started twice."""


@dataclass(frozen=True)
class Part:
    """The respondents of one sheet."""

    sheet: InputSheet
    people: pd.DataFrame
    """Columns PEOPLE, number (the respondent number, '' where there is none) and row (place in the sheet)."""
    values: pd.DataFrame
    levels: pd.DataFrame
    texts: pd.DataFrame = field(default_factory=lambda: NO_TEXTS)
    """What respondents wrote in their own words: see `tidy.texts`."""

    def take(self, rows: np.ndarray) -> "Part":
        """Return the part with only some of its rows."""
        people, values, levels = (
            frame[rows].reset_index(drop=True) for frame in (self.people, self.values, self.levels)
        )
        return replace(self, people=people, values=values, levels=levels)


def read_part(
    sheet: InputSheet, bank: Bank, *, year: str | None, school: str | None, register: SchoolRegister | None
) -> Part:
    """Read the respondents of one sheet.

    A row without any answer is an invitation that nobody used, and no respondent; a row of a kind of
    respondent that is not known is left out; both are said in the sheet's notes.
    """
    rows = len(sheet.row_numbers)
    answered = has_answered(sheet.meaning, rows)
    people = place_rows(sheet, answered, year=year, school=school, register=register)
    unknown = answered & (people["respondent_type"] == "").to_numpy()
    if not answered.all():
        sheet.notes.append(
            f"{sheet.label}: {int((~answered).sum())} rows without an answer to a known question "
            "were not counted."
        )
    if unknown.any():
        sheet.notes.append(f"{sheet.label}: {int(unknown.sum())} rows of other respondents were not counted.")
    units = people.groupby(UNIT[:2], sort=False).ngroup().to_numpy().astype(np.intp)
    values, levels = read_sheet(sheet.meaning, people["respondent_type"].to_numpy(object), units, bank)
    doubtful = find_doubtful(values, asked_of(sheet.meaning), bank)
    people = people.assign(
        doubtful=doubtful,
        history=sheet.history,
        source=sheet.source,
        number=_numbers(sheet, rows),
        row=np.arange(rows),
    )
    part = Part(sheet, people, values, levels, texts_of(sheet, people, answered))
    return _with_telling_numbers(part.take(answered & ~unknown))


def _numbers(sheet: InputSheet, rows: int) -> np.ndarray:
    """Return the respondent number of every row as text, '' where there is none."""
    column = sheet.column("id")
    if column is None:
        return np.full(rows, "", dtype=object)
    texts = np.array([*(str(value).strip() for value in column.values), ""], dtype=object)
    return np.asarray(texts[column.codes])


def _with_telling_numbers(part: Part) -> Part:
    """Leave out respondent numbers that number something else: the questionnaire, or pupils group by group.

    A number on very many rows is none. If numbers come back with other answers time and again, none are.
    """
    keys = [*UNIT, "grade", "class_name", "number"]
    numbered = part.people["number"] != ""
    if not part.people[numbered].duplicated(keys).any():
        return part
    on_rows = part.people.groupby(keys)["number"].transform("size")
    people = part.people.assign(number=part.people["number"].where(on_rows <= MOST_ROWS, ""))
    rows = pd.concat([people[[*keys, "gender"]].astype(str), part.values], axis=1)[people["number"] != ""]
    other_answers = int(rows.duplicated(keys).sum() - rows.duplicated().sum())
    if other_answers > max(FEW, FEW_OF_ALL * len(rows)):
        people = people.assign(number="")
    if (numbered & (people["number"] == "")).any():
        part.sheet.notes.append(
            f"{part.sheet.label}: respondent numbers that many rows share, or that return with other "
            "answers, were not used; every such row was counted."
        )
    return replace(part, people=people)


def stacked(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
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
