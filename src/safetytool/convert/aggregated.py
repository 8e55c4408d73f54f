"""The table of sheets with counted answers: one row an answer to a question of a unit."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from safetytool.bank.model import Bank
from safetytool.convert.model import ConvertedTable, encoded, text_of
from safetytool.convert.same import read_again, refuse_other_reading
from safetytool.profiles import Profile
from safetytool.read.model import Column
from safetytool.tidy.aggregated import TALLY, UNIT, read_tally
from safetytool.tidy.places import one_spelling, place_rows
from safetytool.tidy.sheet import InputSheet

HEADERS = {
    "school": "school", "school_year": "school_year", "respondent_type": "respondent_type", "grade": "grade",
    "class_name": "class", "gender": "gender", "question": "question", "answer": "answer", "count": "count",
}  # fmt: skip


def aggregated_table(
    sheets: Sequence[InputSheet],
    bank: Bank,
    profile: Profile | None,
    *,
    year: str | None,
    school: str | None,
    stem: str,
) -> ConvertedTable:
    """Put the counted answers of all sheets in one table.

    Raises
    ------
    InputError
        The counts of a sheet cannot be, or put together they would be read otherwise.
    """
    tallies = [read_tally(sheet, bank, year=year, school=school, register=None) for sheet in sheets]
    rows = [_rows(sheet, year, school) for sheet in sheets]
    one_spelling([*tallies, *rows])
    every = pd.concat(rows, ignore_index=True).sort_values(
        ["school_year", "school"], kind="stable", ignore_index=True
    )
    columns = [encoded(header, every[name]) for name, header in HEADERS.items()]
    table = ConvertedTable(
        columns=tuple(column for column in columns if column.values),
        years=every["school_year"].to_numpy(object),
        files=tuple(dict.fromkeys(sheet.name for sheet in sheets)),
    )
    meaning = read_again(table, bank, profile, stem)
    wrong = [] if meaning.kind == "aggregated" else [meaning.why or "no counts"]
    if not wrong:
        own = InputSheet(meaning, f"{stem}.parquet", f"{stem}.parquet", 0, history=False)
        again = read_tally(own, bank, year=None, school=None, register=None)
        wrong = _differences(again, pd.concat(tallies, ignore_index=True))
    refuse_other_reading(wrong, table.files)
    return table


def _rows(sheet: InputSheet, year: str | None, school: str | None) -> pd.DataFrame:
    """Return the rows of a sheet that count something, as text, with where they are of."""
    count, answer = sheet.column("count"), sheet.column("answer")
    table = sheet.meaning.sheet.table
    if count is None or answer is None or table is None:
        raise sheet.fail("there is no column with counts", "Add a column 'Aantal' or 'count'")
    questions = [m.column for m in sheet.meaning.columns if m.role == "question"]
    counted = count.codes >= 0
    placed = place_rows(sheet, counted, year=year, school=school, register=None)
    kinds = placed["respondent_type"].to_numpy(object)
    for meaning in sheet.meaning.columns:
        if meaning.role == "item":
            kinds[(kinds == "") & (meaning.column.codes >= 0)] = meaning.respondent_type or ""
    texts = pd.DataFrame([_texts(column) for column in questions]).T
    asked = texts.apply(lambda parts: " - ".join(dict.fromkeys(part for part in parts if part)), axis=1)
    found = placed.assign(respondent_type=kinds, question=asked, answer=_texts(answer), count=_texts(count))
    kept: pd.DataFrame = found[counted & (answer.codes >= 0) & (asked != "").to_numpy()]
    return kept


def _texts(column: Column) -> np.ndarray:
    """Return the text of every row; '' where empty."""
    texts = np.array([*(text_of(column, value) for value in column.values), ""], dtype=object)
    return np.asarray(texts[column.codes])


def _differences(read: pd.DataFrame, meant: pd.DataFrame) -> list[str]:
    """Name the items of which the counts differ."""
    keys = [name for name in TALLY if name not in ("count", "history", "source")]
    sums = [frame.astype(dict.fromkeys(UNIT, str)).groupby(keys)["count"].sum() for frame in (read, meant)]
    both = pd.concat(sums, axis=1, keys=["read", "meant"]).fillna(-1)
    wrong = both[both["read"] != both["meant"]]
    return sorted(set(wrong.index.get_level_values("item")))
