from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

Rows = Sequence[Sequence[Any]]
Workbook = Callable[..., Path]


@pytest.fixture
def workbook(tmp_path: Path) -> Workbook:
    """Write sheets ({name: rows}) to an .xlsx file; `merge` holds ranges for the first sheet."""

    def write(
        sheets: dict[str, Rows] | Rows, *, merge: Sequence[str] = (), name: str = "export.xlsx"
    ) -> Path:
        named = sheets if isinstance(sheets, dict) else {"Blad1": sheets}
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in named.items():
            sheet = book.create_sheet(title)
            for row, cells in enumerate(rows, start=1):
                for column, cell in enumerate(cells, start=1):
                    if cell is not None:
                        sheet.cell(row, column, cell)
        for cells in merge:
            book.worksheets[0].merge_cells(cells)
        path = tmp_path / name
        book.save(path)
        return path

    return write
