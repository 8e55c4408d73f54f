"""The last check before writing: is the table read back as the sheets were?"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from safetytool.bank.model import Bank
from safetytool.codes import MISSING, NOT_ASKED
from safetytool.convert.grouping import Together
from safetytool.convert.model import ConvertedTable
from safetytool.convert.respondents import Once
from safetytool.errors import InputError
from safetytool.profiles import Profile
from safetytool.recognise import recognise
from safetytool.recognise.model import SheetMeaning
from safetytool.tidy.respondents import UNIT, Part, read_part
from safetytool.tidy.sheet import InputSheet

SAME = [*UNIT, "grade", "class_name", "gender"]


def checked(
    table: ConvertedTable, once: Once, together: Together, bank: Bank, profile: Profile | None, stem: str
) -> ConvertedTable:
    """Return the table, if every respondent is read back in the same place and with the same answers.

    Columns of questions that are not recognised and would be, put together, are left out.

    Raises
    ------
    InputError
        Something would be read otherwise.
    """
    meaning = read_again(table, bank, profile, stem)
    open_ones = {header for own in together.by_kind.values() for header, item in own.items() if item is None}
    known = {header for own in together.by_kind.values() for header, item in own.items() if item is not None}
    wrong = {
        m.column.header
        for m in meaning.columns
        if m.column.header in open_ones - known and m.role not in ("unrecognised", "ignored")
    }
    if wrong:
        kept = tuple(column for column in table.columns if column.header not in wrong)
        table = replace(table, columns=kept, left_out=tuple(sorted(wrong)))
        meaning = read_again(table, bank, profile, stem)
    sheet = InputSheet(meaning, f"{stem}.parquet", f"{stem}.parquet", 0, history=False)
    try:
        part = read_part(sheet, bank, year=None, school=None, register=None)
    except InputError as error:
        wrong_now = [error.what]
    else:
        wrong_now = differences(part, once)
    refuse_other_reading(wrong_now, table.files)
    return table


def read_again(table: ConvertedTable, bank: Bank, profile: Profile | None, stem: str) -> SheetMeaning:
    """Recognise a table as it will be, once it is written."""
    return recognise(table.as_source(f"{stem}.parquet", stem), bank, profile=profile).sheets[0]


def refuse_other_reading(wrong: Sequence[str], files: Sequence[str]) -> None:
    """Refuse a table that would be read otherwise than the files that it is made of."""
    if wrong:
        raise InputError(
            f"as one table {_listed(files)} would be read otherwise ({', '.join(wrong)})",
            do="Convert files apart and give all Parquet files to analyse; a single one is analysed as it is",
        )


def _listed(files: Sequence[str]) -> str:
    return files[0] if len(files) == 1 else f"{files[0]} and {len(files) - 1} more files"


def differences(part: Part, once: Once) -> list[str]:
    """Name what is read otherwise: columns of places, items, remarks."""
    if len(part.people) != len(once.people):
        return [f"{len(part.people)} respondents instead of {len(once.people)}"]
    wrong = [
        name
        for name in SAME
        if not np.array_equal(part.people[name].to_numpy(object), once.people[name].to_numpy(object))
    ]
    wrong += [
        str(item)
        for item in dict.fromkeys([*once.levels.columns, *part.levels.columns])
        if not np.array_equal(_comparable(part.levels, item), _comparable(once.levels, item))
    ]
    if _remarks(part.texts, None) != _remarks_of(once):
        wrong.append("remarks")
    return wrong


def _comparable(levels: pd.DataFrame, item: str) -> np.ndarray:
    """Return the levels of an item; what one sheet of a school did not ask, another may have."""
    if item not in levels:
        return np.full(len(levels), MISSING, dtype=np.int8)
    codes = levels[item].to_numpy(np.int8)
    return np.where(codes == NOT_ASKED, np.int8(MISSING), codes)


def _remarks(texts: pd.DataFrame, persons: "pd.Series | None") -> set[tuple[int, str]]:
    rows = texts["row"] if persons is None else texts["row"].map(persons)
    kept = rows.notna()
    return set(zip(rows[kept].astype(int), texts["text"][kept].str.strip(), strict=True))


def _remarks_of(once: Once) -> set[tuple[int, str]]:
    found: set[tuple[int, str]] = set()
    for part, rows, persons in once.owners:
        found |= _remarks(part.texts, pd.Series(persons, index=rows))
    return found
