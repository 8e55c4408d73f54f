"""Aggregated sheets: one row an answer to a question of a unit, with how many gave it."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from safetytool.bank.model import Bank
from safetytool.codes import NOT_UNDERSTOOD
from safetytool.recognise.places import parse_genders
from safetytool.schools import SchoolRegister
from safetytool.tidy.answers import items_of, level_codes
from safetytool.tidy.model import Tally
from safetytool.tidy.places import place_rows
from safetytool.tidy.sheet import InputSheet

UNIT = ["school", "school_year", "respondent_type", "grade", "class_name"]
TALLY = [*UNIT, "item", "level", "count", "history", "source"]


def read_tally(
    sheet: InputSheet, bank: Bank, *, year: str | None, school: str | None, register: SchoolRegister | None
) -> pd.DataFrame:
    """Read the counted answers of one sheet.

    Returns
    -------
    Columns TALLY: one row a unit, item and level.

    Raises
    ------
    InputError
        A count is negative, broken or no number; an answer is counted twice; or a whole school has
        fewer answers than its classes.
    """
    counts = _counts(sheet)
    if (counts < 0).any():
        sheet.notes.append(f"{sheet.label}: {int((counts < 0).sum())} rows without a count were left out.")
    rows = len(sheet.row_numbers)
    asked = np.zeros(rows, dtype=bool)
    parts = []
    placed = place_rows(sheet, counts >= 0, year=year, school=school, register=register)
    for column in items_of(sheet.meaning):
        here = column.column.codes >= 0
        if column.answers is None:
            levels = np.full(rows, NOT_UNDERSTOOD, dtype=np.int8)
        else:
            levels = np.append(level_codes(column.item or "", column.answers, bank), np.int8(0))[
                column.column.codes
            ]
        whose = placed["respondent_type"].replace("", column.respondent_type or "")
        here &= (whose == column.respondent_type).to_numpy() & (counts >= 0)
        asked |= here
        told = placed.assign(
            respondent_type=whose, item=column.item, level=levels, count=counts, _row=np.arange(rows)
        )
        parts.append(told[here])
    found = (
        pd.concat(parts, ignore_index=True)
        if parts
        else placed.iloc[:0].assign(item="", level=0, count=0, _row=0)
    )
    _refuse_repeats(sheet, found)
    found = _without_split_by_gender(sheet, found)
    summed = found.groupby([*UNIT, "item", "level"])["count"].sum().reset_index()
    _refuse_smaller_wholes(sheet, summed)
    return summed.assign(history=sheet.history, source=sheet.source)[TALLY]


def _counts(sheet: InputSheet) -> np.ndarray:
    """Return the count of every row; -1 where the cell is empty."""
    column = sheet.column("count")
    if column is None:
        raise sheet.fail("there is no column with counts", "Add a column 'Aantal' or 'count'")
    texts = pd.Series([str(value).strip() for value in column.values], dtype=object)
    numbers = pd.to_numeric(texts, errors="coerce").to_numpy(np.float64)
    broken = np.append(~(numbers >= 0) | (numbers != np.floor(numbers)), False)[column.codes]
    if broken.any():
        value = column.values[column.codes[np.flatnonzero(broken)[0]]]
        raise sheet.fail(
            f"'{value}' is no count",
            "Give a whole number of 0 or more, or leave the cell empty",
            rows=broken,
            column=column,
        )
    return np.asarray(np.append(numbers, -1)[column.codes].astype(np.int64))


def _refuse_repeats(sheet: InputSheet, found: pd.DataFrame) -> None:
    """Refuse the same answer to the same question counted on two rows of one unit."""
    answer = sheet.column("answer")
    codes = answer.codes[found["_row"].to_numpy(np.int64)] if answer is not None else 0
    repeated = found.assign(_answer=codes).duplicated([*UNIT, "gender", "item", "_answer"], keep=False)
    if repeated.any():
        rows = np.zeros(len(sheet.row_numbers), dtype=bool)
        rows[found.loc[repeated, "_row"].to_numpy(np.int64)] = True
        raise sheet.fail(
            "the same answer to the same question is counted on more than one row of one unit",
            "Keep one of them, or add the column that tells them apart (school, school year, class)",
            rows=rows,
        )


def _without_split_by_gender(sheet: InputSheet, found: pd.DataFrame) -> pd.DataFrame:
    """Leave out the rows of girls and boys where a row of all together ('Totaal') is there too.

    Raises
    ------
    InputError
        The row of all has fewer answers than those of girls and boys.
    """
    column = sheet.column("gender")
    if column is None or found.empty:
        return found
    read = parse_genders(column.labels.get(value, value) for value in column.values)
    parts = np.array([*(read.get(column.labels.get(v, v)) is not None for v in column.values), False])
    is_part = parts[column.codes][found["_row"].to_numpy(np.int64)]
    keys = [*UNIT, "item"]
    counts = found.assign(part=found["count"].where(is_part, 0), whole=found["count"].where(~is_part, 0))
    totals = counts.groupby(keys)[["part", "whole"]].sum()
    both = totals[(totals["part"] > 0) & (totals["whole"] > 0)]
    smaller = both[both["whole"] < both["part"]]
    if len(smaller):
        school, year, *_, item = smaller.index[0]
        raise sheet.fail(
            f"{school}, {year}, {item}: there are {smaller['whole'].iloc[0]} answers without a gender and "
            f"{smaller['part'].iloc[0]} with one",
            "Correct the counts, or leave out the rows of all genders together",
            column=column,
        )
    double = is_part & pd.MultiIndex.from_frame(found[keys]).isin(both.index)
    kept: pd.DataFrame = found[~double]
    return kept


def _refuse_smaller_wholes(sheet: InputSheet, summed: pd.DataFrame) -> None:
    """Refuse a whole school with fewer answers to a question than its classes together."""
    keys = ["school", "school_year", "respondent_type", "item"]
    whole = (summed["class_name"] == "") & (summed["grade"] == "")
    schools = summed[whole].groupby(keys)["count"].sum()
    classes = summed[~whole].groupby(keys)["count"].sum()
    both = pd.concat([schools.rename("school"), classes.rename("classes")], axis=1, join="inner")
    wrong = both[both["school"] < both["classes"]]
    if len(wrong):
        school, year, _, item = wrong.index[0]
        totals = wrong.iloc[0]
        raise sheet.fail(
            f"{school}, {year}, {item}: the whole school has {totals['school']} answers "
            f"and its classes {totals['classes']}",
            "Correct the counts, or leave out the rows of the whole school",
        )


def join_tallies(parts: Sequence[pd.DataFrame]) -> Tally:
    """Put all counted answers in one table."""
    filled = [part for part in parts if len(part)]
    return Tally(pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=TALLY))
