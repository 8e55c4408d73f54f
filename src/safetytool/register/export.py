"""The register as a table for other programs: XLSX, CSV or Parquet.

Consumes: records. Returns: the bytes of a file. One row an entry, each with its signal, so that nothing that
was recorded is lost in it; the workbook also has a sheet with one row a signal. Leaves out: entries about
purges.
"""

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import pandas as pd

from safetytool.register.model import Record
from safetytool.write.office import FORMULA_STARTS, repacked, set_cell

if TYPE_CHECKING:
    from openpyxl import Workbook

NUMBERS: Final = ("number", "count", "n")
"""Columns that hold numbers; the others hold texts."""
FORMATS: Final = ("xlsx", "csv", "parquet")
SIGNAL: Final = (
    "signal", "school", "school_year", "unit_kind", "unit_name", "tier", "domain", "actor", "detector",
    "items", "count", "n", "title",
)  # fmt: skip
ENTRY: Final = ("number", "at", "author", "kind", "value", "origin")
STATE: Final = (
    "state", "owner", "planned", "talked", "talked_with", "learnt", "changed", "evaluate_on", "evaluated",
    "closed", "seen",
)  # fmt: skip


def history(records: Iterable[Record]) -> pd.DataFrame:
    """Return one row an entry, in the order in which they were made.

    Returns
    -------
    Columns `ENTRY` and `SIGNAL`; items with a space between them; null where something is not known.
    """
    rows = [
        [entry.number, entry.at, entry.author, entry.kind, entry.value, entry.origin, *_signal(record)]
        for record in records
        for entry in record.entries
    ]
    frame = pd.DataFrame(rows, columns=[*ENTRY, *SIGNAL]).sort_values("number", ignore_index=True)
    return frame.astype({"number": "int64", "count": "Int64", "n": "Int64"})


def _signal(record: Record) -> list[str | int | None]:
    signal = record.signal
    return [
        signal.id, signal.school, signal.school_year, signal.unit_kind, signal.unit_name, signal.tier,
        signal.domain, signal.actor, signal.detector, " ".join(signal.items), signal.count, signal.n,
        signal.title,
    ]  # fmt: skip


def _state(record: Record) -> list[str]:
    closed = record.closed
    return [
        record.state, record.owner, record.value("planned"), record.value("talked"),
        record.value("talked_with"), record.value("learnt"), record.value("changed"),
        record.value("evaluate_on"), record.value("evaluated"), closed.value if closed else "",
        record.seen.at,
    ]  # fmt: skip


def as_bytes(records: Sequence[Record], fmt: str) -> bytes:
    """Return a file in one of `FORMATS`; the same records give the same bytes."""
    if fmt == "parquet":
        return history(records).to_parquet(index=False)
    if fmt == "csv":
        text: str = _harmless(history(records)).to_csv(index=False, lineterminator="\n")
        return text.encode("utf-8-sig")
    return _workbook(records)


def _harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before texts that a spreadsheet would take for a formula."""
    texts = [str(name) for name in frame if name not in NUMBERS]
    guarded = frame.copy()
    for name in texts:
        risky = frame[name].fillna("").astype(str).str.startswith(FORMULA_STARTS)
        guarded.loc[risky, name] = "'" + frame.loc[risky, name].astype(str)
    return guarded


def _workbook(records: Sequence[Record]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    _add(book, "signals", [*SIGNAL, *STATE], [[*_signal(record), *_state(record)] for record in records])
    frame = history(records)
    rows = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
    _add(book, "history", list(frame.columns), rows)
    book.properties.creator = ""
    buffer = io.BytesIO()
    book.save(buffer)
    return repacked(buffer.getvalue())


def _add(
    book: "Workbook", name: str, headings: Sequence[str], rows: Iterable[Sequence[str | int | None]]
) -> None:
    """Add a sheet with a heading that stays in sight."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(name)
    sheet.append(list(headings))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number, row in enumerate(rows, start=2):
        for place, value in enumerate(row, start=1):
            set_cell(sheet.cell(number, place), value, "General")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{sheet.max_row}"
