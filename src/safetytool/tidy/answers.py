"""The answers of one sheet: a place on the scale and a level for every respondent and item."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetytool.bank.model import Bank
from safetytool.codes import MISSING, NOT_ASKED, NOT_UNDERSTOOD
from safetytool.recognise.model import Answers, ColumnMeaning, SheetMeaning
from safetytool.tidy.doubtful import Asked

LEVEL_CONCERN, LEVEL_GRAVE = 1, 2


def level_codes(item: str, answers: Answers, bank: Bank) -> NDArray[np.int8]:
    """Return the level of each distinct answer: 0, concern, grave, or the code below 0 that it has."""
    reading = bank.items[item].readings[answers.scale]
    values = bank.scales[answers.scale].values
    by_place = [
        LEVEL_GRAVE if v in reading.grave else LEVEL_CONCERN if v in reading.concern else 0 for v in values
    ]
    levels = answers.codes.copy()
    levels[answers.codes >= 0] = np.array(by_place, dtype=np.int8)[answers.codes[answers.codes >= 0]]
    return levels


def items_of(meaning: SheetMeaning) -> Iterable[ColumnMeaning]:
    """Return the questions of a sheet that are known."""
    return (column for column in meaning.columns if column.role == "item" and column.item)


def read_sheet(
    meaning: SheetMeaning, types: NDArray[np.object_], schools: NDArray[np.intp], bank: Bank
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the `values` and `levels` of a respondent-level sheet, one row a row of the sheet.

    A question that nobody of a school answered was not put to that school (NOT_ASKED), whatever
    columns its provider exports; neither was it put to respondents of another type. A question
    whose numbers say nothing is NOT_UNDERSTOOD where there is a number.

    Parameters
    ----------
    types : (rows,) the respondent type of every row.
    schools : (rows,) a number for the school and school year of every row.
    """
    values: dict[str, NDArray[np.int8]] = {}
    levels: dict[str, NDArray[np.int8]] = {}
    for column in items_of(meaning):
        name = column.item or ""
        codes = column.column.codes
        if column.answers is None:
            own = np.where(codes >= 0, NOT_UNDERSTOOD, MISSING).astype(np.int8)
            read = own
        else:
            own = np.append(column.answers.codes, np.int8(MISSING))[codes]
            read = np.append(level_codes(name, column.answers, bank), np.int8(MISSING))[codes]
        mine = types == column.respondent_type
        somebody = np.bincount(schools[mine & (codes >= 0)], minlength=schools.max(initial=0) + 1) > 0
        asked = mine & somebody[schools]
        values[name] = np.where(asked, own, NOT_ASKED).astype(np.int8)
        levels[name] = np.where(asked, read, NOT_ASKED).astype(np.int8)
    return pd.DataFrame(values), pd.DataFrame(levels)


def asked_of(meaning: SheetMeaning) -> dict[str, Asked]:
    """Return how each question of a sheet was asked, where its answers are read."""
    return {
        column.item: Asked(column.answers.scale, column.answers.reversed)
        for column in items_of(meaning)
        if column.item and column.answers is not None
    }


def has_answered(meaning: SheetMeaning, rows: int) -> NDArray[np.bool_]:
    """Say of every row whether it has any answer: to a known question, or in words.

    Rows without any are no respondents, but invitations that nobody used. Columns that are not
    recognised do not count here: many are filled by the provider (status, version of the list).
    """
    answered = np.zeros(rows, dtype=bool)
    meanings: dict[int, list[ColumnMeaning]] = {}
    for m in meaning.columns:
        meanings.setdefault(m.column.position, []).append(m)
    for column in meaning.sheet.table.columns if meaning.sheet.table else ():
        own = meanings.get(column.position, [])
        if any(m.role in ("item", "text") for m in own):
            # The sheet's own column also has the answers of respondents whose type is not known.
            filled = column.codes >= 0
            for m in own:
                if m.answers is not None:
                    filled &= ~np.append(m.answers.codes == MISSING, False)[m.column.codes]
            answered |= filled
    return answered
