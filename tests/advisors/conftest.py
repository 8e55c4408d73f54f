from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from safetytool.advisors import AdvisorReport, read_report

Rows = Sequence[Sequence[Any]]
Read = Callable[..., AdvisorReport]


def write_workbook(
    path: Path,
    sheets: dict[str, Rows] | Rows,
    *,
    merge: Sequence[str] = (),
    hidden: Sequence[str] = (),
) -> Path:
    named = sheets if isinstance(sheets, dict) else {"Blad1": sheets}
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in named.items():
        sheet = book.create_sheet(title)
        for number, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells, start=1):
                if cell is not None:
                    sheet.cell(number, column, cell)
        if title in hidden:
            sheet.sheet_state = "hidden"
    for cells in merge:
        book.worksheets[0].merge_cells(cells)
    book.save(path)
    return path


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write sheets to a workbook and read it as an advisors' report."""

    def write_and_read(
        sheets: dict[str, Rows] | Rows,
        *,
        name: str = "vertrouwenspersoon.xlsx",
        merge: Sequence[str] = (),
        hidden: Sequence[str] = (),
        **options: Any,
    ) -> AdvisorReport:
        return read_report(write_workbook(tmp_path / name, sheets, merge=merge, hidden=hidden), **options)

    return write_and_read


def figures(report: AdvisorReport, *columns: str, kind: str | None = None) -> list[tuple[Any, ...]]:
    """Some columns of the rows, those of one kind or those that are counted."""
    rows = report.rows
    rows = rows[rows["kind"] == kind] if kind else rows[rows["kind"] != "total"]
    return [tuple(row) for row in rows[list(columns)].itertuples(index=False)]


def all_rows_accounted(report: AdvisorReport) -> bool:
    """Every row that was read is in exactly one of the rows and the list."""
    used = set(zip(report.rows["sheet"], report.rows["row"], strict=True))
    left = set(zip(report.listed["sheet"], report.listed["row"], strict=True))
    return len(used | left) == report.rows_in and not used & left
