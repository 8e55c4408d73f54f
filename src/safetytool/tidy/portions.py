"""A large file in portions of whole schools, so that memory does not grow with the size of the file.

Consumes: a file, understood. Returns: the same file again and again, each time with the rows of some schools.
Leaves out: files with counted answers, which are small.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetytool.read.model import Column
from safetytool.recognise.model import SheetMeaning, SourceMeaning
from safetytool.recognise.places import normalise_school
from safetytool.recognise.respondent_types import decode
from safetytool.wording import normalise

PORTION_ROWS: Final = 150_000
"""A portion has so many rows, or one school where that has more."""

Rows = NDArray[np.int64]


def portions(meaning: SourceMeaning, most: int = PORTION_ROWS) -> Iterator[SourceMeaning]:
    """Yield a file in portions of at most `most` rows, every school and its rows in one of them.

    A file of several sheets, or with counted answers, is yielded as it is.
    """
    sheet = meaning.sheets[0] if len(meaning.sheets) == 1 else None
    table = sheet.sheet.table if sheet else None
    if sheet is None or table is None or sheet.kind != "respondents" or len(table.rows) <= most:
        yield meaning
        return
    school = next((m.column for m in sheet.columns if m.role == "school"), None)
    portion = _portion_of_rows(school, len(table.rows), most)
    for number in range(int(portion.max()) + 1):
        rows = np.flatnonzero(portion == number)
        yield replace(meaning, sheets=(_rows_of(sheet, rows),))


def _portion_of_rows(school: Column | None, rows: int, most: int) -> NDArray[np.int64]:
    """Return the number of the portion that each row is in."""
    if school is None:
        return np.zeros(rows, dtype=np.int64)
    names = decode(school, lambda value: normalise(normalise_school(value)))
    codes = np.asarray(pd.factorize(names)[0], dtype=np.int64)
    sizes = np.bincount(codes)
    # A portion begins where the rows so far pass the next multiple of `most`.
    return np.asarray(((np.cumsum(sizes) - 1) // most)[codes])


def _rows_of(sheet: SheetMeaning, rows: Rows) -> SheetMeaning:
    """Return a sheet with some of its rows; what its values mean stays as it was."""
    table = sheet.sheet.table
    if table is None:
        return sheet

    def taken(column: Column) -> Column:
        return replace(column, codes=column.codes[rows])

    small = replace(table, rows=table.rows[rows], columns=tuple(map(taken, table.columns)))
    return replace(
        sheet,
        sheet=replace(sheet.sheet, table=small),
        columns=tuple(replace(meaning, column=taken(meaning.column)) for meaning in sheet.columns),
    )
