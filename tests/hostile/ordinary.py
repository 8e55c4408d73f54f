"""Ordinary files in every format that is read: what the hostile ones are made from."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import openpyxl
import pandas as pd
import pyreadstat
import xlwt
from docx import Document
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

Rows = Sequence[Sequence[object]]

HEADER: Final = (
    "BRIN", "Schooljaar", "Klas", "Ben je bang voor een leraar of andere volwassene op school?",
    "Hoe vaak word je gepest door andere leerlingen?", "Wil je nog iets kwijt?",
)  # fmt: skip
ANSWERS: Final = ("nooit", "soms", "nooit", "zelden", "vaak")


def pupils(count: int = 30, *, school: str = "12AB", remark: str = "") -> list[list[object]]:
    """Rows that differ from one another."""
    return [
        [school, "2024-2025", f"{7 + n % 2}A", ANSWERS[n % 5], ANSWERS[n // 5 % 5], f"{remark} {n}".strip()]
        for n in range(count)
    ]


def table() -> Rows:
    """A header and its rows."""
    return [list(HEADER), *pupils()]


def xlsx(path: Path, rows: Rows | None = None, title: str = "Leerlingen") -> Path:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows or table():
        book.active.append(list(row))
    book.save(path)
    return path


def xls(path: Path, rows: Rows | None = None) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Leerlingen")
    for at, row in enumerate(rows or table()):
        for column, cell in enumerate(row):
            sheet.write(at, column, cell)
    book.save(str(path))
    return path


def ods(path: Path, rows: Rows | None = None) -> Path:
    book, sheet = OpenDocumentSpreadsheet(), Table(name="Leerlingen")
    for row in rows or table():
        line = TableRow()
        for cell in row:
            filled = TableCell(valuetype="string")
            filled.addElement(P(text=str(cell)))
            line.addElement(filled)
        sheet.addElement(line)
    book.spreadsheet.addElement(sheet)
    book.save(str(path))
    return path


def csv(path: Path, rows: Rows | None = None, encoding: str = "utf-8") -> Path:
    text = "".join(";".join(map(str, row)) + "\r\n" for row in rows or table())
    path.write_bytes(text.encode(encoding))
    return path


def frame(rows: Rows | None = None) -> pd.DataFrame:
    header, *body = rows or table()
    return pd.DataFrame(body, columns=list(header))


def parquet(path: Path, rows: Rows | None = None) -> Path:
    frame(rows).to_parquet(path)
    return path


def sav(path: Path, rows: Rows | None = None) -> Path:
    data = frame(rows)
    labels: dict[str, str | None] = dict(
        zip((f"v{at}" for at in range(data.shape[1])), data.columns, strict=True)
    )
    pyreadstat.write_sav(data.set_axis(list(labels), axis=1), path, column_labels=labels)
    return path


def docx(path: Path, rows: Rows | None = None) -> Path:
    document = Document()
    document.add_heading("Jaarverslag vertrouwenspersoon 12AB 2024-2025")
    body = rows or [["Categorie", "Aantal"], ["Pesten", 2], ["Seksuele intimidatie", 1]]
    grid = document.add_table(len(body), len(body[0]))
    for at, row in enumerate(body):
        for column, cell in enumerate(row):
            grid.cell(at, column).text = str(cell)
    document.save(str(path))
    return path


def schools(path: Path) -> Path:
    return xlsx(path, [["School", "Schooljaar", "Klas", "Leerlingen"], ["12AB", "2024-2025", "7A", 30]])


FORMATS: Final[dict[str, Callable[[Path], Path]]] = {
    ".xlsx": xlsx, ".ods": ods, ".xls": xls, ".parquet": parquet, ".sav": sav, ".csv": csv, ".docx": docx,
}  # fmt: skip
