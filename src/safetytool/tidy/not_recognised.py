"""What was not used, column by column and answer by answer, so that nothing is lost in silence."""

from collections.abc import Iterable, Sequence

import pandas as pd

from safetytool.codes import NOT_UNDERSTOOD
from safetytool.recognise.model import SourceMeaning
from safetytool.tidy.sheet import InputSheet, unknown

COLUMNS = ["file", "sheet", "column", "answer", "respondents", "why"]

OWN_WORDS = 4
"""An answer of so many words that is not understood may be somebody's own words: names in it are masked."""

EXPECTED = frozenset({"hidden", "empty", "chart", "codebook", "no_table"})
"""Reasons for which a sheet is left alone without a word."""


def not_recognised(meanings: Sequence[SourceMeaning], sheets: Sequence[InputSheet]) -> pd.DataFrame:
    """Return everything that was not used, with why."""
    rows = [row for meaning in meanings for row in _unused_sheets(meaning)]
    rows += [row for sheet in sheets for row in _of_sheet(sheet)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _unused_sheets(meaning: SourceMeaning) -> Iterable[tuple[object, ...]]:
    """Yield the sheets with a table that is no monitor export."""
    for sheet in meaning.sheets:
        if sheet.kind is None and sheet.why not in EXPECTED:
            table = sheet.sheet.table
            yield meaning.source.name, sheet.sheet.name, "", "", len(table.rows) if table else 0, sheet.why


def _of_sheet(sheet: InputSheet) -> Iterable[tuple[object, ...]]:
    """Yield the columns and the answers of a used sheet that were not used."""
    place = (sheet.name, sheet.meaning.sheet.name)
    for column in unknown(sheet.meaning.columns):
        yield *place, column.column.header, "", int((column.column.codes >= 0).sum()), column.why
    for column in sheet.meaning.columns:
        if column.role != "item":
            continue
        counts = column.column.counts()
        if column.answers is None:
            yield *place, column.column.header, "", int(counts.sum()), column.why
            continue
        for code, value, count in zip(column.answers.codes, column.column.values, counts, strict=True):
            if code == NOT_UNDERSTOOD:
                shown = shown_answer(str(value))
                yield *place, column.column.header, shown, int(count), "this answer is not understood"


def shown_answer(text: str) -> str:
    """Return an answer that is not understood as it may be shown: masked where it is a sentence."""
    if len(text.split()) < OWN_WORDS:
        return text
    from safetytool.masking import mask

    return mask(text)
