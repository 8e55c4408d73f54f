"""Codebook sheets and legends: found, set apart from the data, and attached to the columns."""

import re
from collections.abc import Sequence
from dataclasses import replace

from safetytool.read.codebook_sheet import (
    Codebook,
    Labels,
    header_keys,
    parse_codebook,
    variable_key,
    whole_number,
)
from safetytool.read.grid import Grid
from safetytool.read.legend import Legend, parse_legend
from safetytool.read.model import Cell, Column, Sheet, Table
from safetytool.read.words import words

_NAMED_SO = re.compile(
    r"codebo|codering|code\s*list|codelijst|legend|toelicht|uitleg|leeswijzer|antwoordcat|answer\s*key|dictionary"
    r"|metadata|variabel|variable|sleutel|\b(value\s*)?labels?\b|\bwaarden\b|\bwaardelabels?\b|\bvalues\b|\bschalen?\b"
    r"|\bscales?\b|\bcodes?\b|\binfo\b|\breadme\b",
    re.IGNORECASE,
)

EXPLAINING_COLUMNS = 3
"""A sheet that is named as a codebook and has no more columns than this is never data."""


def attach_codebooks(sheets: Sequence[Sheet], grids: Sequence[Grid | None]) -> tuple[Sheet, ...]:
    """The sheets with codebooks set apart and their labels and questions on the columns of the others."""
    codebooks: dict[int, Codebook] = {}
    for place, (sheet, grid) in enumerate(zip(sheets, grids, strict=True)):
        if grid is not None and grid.filled.any():
            others = [other for i, other in enumerate(sheets) if i != place]
            codebook = _as_codebook(sheet, grid, others)
            if codebook is not None:
                codebooks[place] = codebook
    found: list[Sheet] = []
    for place, (sheet, grid) in enumerate(zip(sheets, grids, strict=True)):
        if place in codebooks:
            found.append(Sheet(sheet.name, None, "codebook", _codebook_notes(codebooks[place])))
            continue
        for other, codebook in codebooks.items():
            sheet = _attach(sheet, codebook, f"sheet '{sheets[other].name}'")
        if grid is not None and sheet.table is not None:
            sheet = _attach_legend(sheet, grid, sheet.table)
        found.append(sheet)
    return tuple(found)


def _as_codebook(sheet: Sheet, grid: Grid, others: Sequence[Sheet]) -> Codebook | None:
    """What a sheet says as a codebook; None where it is data or something else."""
    data = [other.table for other in others if other.table is not None]
    if not data:
        return None
    headers = [column.header for table in data for column in table.columns]
    known = {key for header in headers for key in header_keys(header)}
    own = [] if sheet.table is None else [column.header.casefold() for column in sheet.table.columns]
    if words("counting") & set(own):
        return None
    # A sheet with the same columns as the data is more data, whatever it is called.
    if len(own) > 1 and sum(bool({*header_keys(header)} & known) for header in own) >= 0.5 * len(own):
        return None
    codebook = parse_codebook(grid, known)
    named_so = bool(_NAMED_SO.search(sheet.name))
    if codebook is None:
        return Codebook() if named_so and 0 < len(own) <= EXPLAINING_COLUMNS else None
    if named_so:
        return codebook
    # Without the name, only what speaks of the columns of the data by name is a codebook; bare numbers
    # may just number the respondents.
    matching = {*codebook.labels, *(key for key in codebook.questions if not key.isdigit())} & known
    return codebook if len(matching) >= 2 else None


def _codebook_notes(codebook: Codebook) -> tuple[str, ...]:
    if codebook.conflict:
        return ("It gives two labels to one number without saying for which question, so it was not used.",)
    if not (codebook.labels or codebook.questions or codebook.shared):
        return ("Nothing in it names the values or questions of another sheet.",)
    return ()


def _attach(sheet: Sheet, codebook: Codebook, origin: str) -> Sheet:
    """The sheet with what the codebook says of its columns."""
    if sheet.table is None:
        return sheet
    columns = tuple(_explain(column, codebook) for column in sheet.table.columns)
    changed = sum(new is not old for new, old in zip(columns, sheet.table.columns, strict=True))
    if not changed:
        return sheet
    note = f"What values or codes mean was taken from {origin} for {changed} column{'s' * (changed > 1)}."
    return replace(sheet, table=replace(sheet.table, columns=columns), notes=(*sheet.notes, note))


def _explain(column: Column, codebook: Codebook) -> Column:
    keys = header_keys(column.header)
    question = next((codebook.questions[key] for key in keys if key in codebook.questions), "")
    labels = next((codebook.labels[key] for key in keys if key in codebook.labels), {})
    if not labels and _fits(column, codebook.shared):
        labels = codebook.shared
    if variable_key(question) in keys:
        question = ""
    named = _as_written(column, labels)
    if not question and not named:
        return column
    return replace(column, labels={**named, **column.labels}, long_header=column.long_header or question)


def _fits(column: Column, labels: Labels) -> bool:
    """Whether all values of a column are whole numbers within the range of a shared list of labels."""
    numbers = [whole_number(value) for value in column.values]
    known = [number for number in numbers if number is not None]
    if not labels or not known or len(known) < len(numbers):
        return False
    return min(labels) <= min(known) and max(known) <= max(labels)


def _as_written(column: Column, labels: Labels) -> dict[Cell, str]:
    """The labels by the values as the column writes them (numbers, or text that is a number)."""
    texts = {number: value for value in column.values if isinstance(value, str)
             and (number := whole_number(value)) is not None}  # fmt: skip
    if labels and column.values and not any(whole_number(value) in labels for value in column.values):
        return {}
    return {texts.get(number, str(number) if texts else number): label for number, label in labels.items()}


def _attach_legend(sheet: Sheet, grid: Grid, table: Table) -> Sheet:
    """Use a legend that stands above or under the table, if it can only be meant for all of it."""
    note_rows = [row - 1 for left in table.left_out if left.reason == "note" for row in left.rows]
    cells = [cell for row in note_rows for cell in grid.row(row)]
    texts = [text for text in (*table.titles, *cells) if isinstance(text, str)]
    legends = [legend for text in texts if (legend := parse_legend(text)) is not None]
    if not legends:
        return sheet
    if len({tuple(legend.labels.items()) for legend in legends}) > 1 or any(map(_is_for_some, legends)):
        note = "What numbers mean is explained beside the table for some questions only; it was not used."
        return replace(sheet, notes=(*sheet.notes, note))
    return _attach(sheet, Codebook(shared=legends[0].labels), "the explanation beside the table")


def _is_for_some(legend: Legend) -> bool:
    """Whether the text before a legend names particular questions ('Vraag 3 t/m 8')."""
    return bool(re.search(r"\d", legend.before))
