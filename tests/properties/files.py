"""Writing a table in every format that exports come in."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pyarrow as pa
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from pyarrow import parquet

from tests.properties.strategies import Cells

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252")
SEPARATORS = (";", ",", "\t")
FORMATS = ("xlsx", "ods", "parquet", *(f"csv{s}{e}" for s in SEPARATORS for e in ENCODINGS))


def write(folder: Path, name: str, sheets: Mapping[str, Cells], kind: str) -> Path:
    """Write sheets as one file, named after its format; text formats take the first sheet alone."""
    if kind == "xlsx":
        return _xlsx(folder / f"{name}.xlsx", sheets)
    if kind == "ods":
        return _ods(folder / f"{name}.ods", sheets)
    first = next(iter(sheets.values()))
    if kind == "parquet":
        return _parquet(folder / f"{name}.parquet", first)
    return _csv(folder / f"{name}.csv", first, kind[3], kind[4:])


def one(folder: Path, name: str, table: Cells, kind: str = "csv;utf-8") -> Path:
    """Write a file of one sheet."""
    return write(folder, name, {"Blad1": table}, kind)


def _xlsx(path: Path, sheets: Mapping[str, Cells]) -> Path:
    book = openpyxl.Workbook(write_only=True)
    for name, table in sheets.items():
        sheet = book.create_sheet(name)
        for row in table:
            sheet.append([_as_text(book, sheet, cell) for cell in row])
    book.save(path)
    return path


def _as_text(book: openpyxl.Workbook, sheet: object, cell: object) -> object:
    """Keep text that begins with '=' from becoming a formula."""
    del book
    if not (isinstance(cell, str) and cell.startswith("=")):
        return cell
    written = openpyxl.cell.WriteOnlyCell(sheet, cell)
    written.data_type = "s"
    return written


def _ods(path: Path, sheets: Mapping[str, Cells]) -> Path:
    document = OpenDocumentSpreadsheet()
    for name, table in sheets.items():
        sheet = Table(name=name)
        for row in table:
            line = TableRow()
            for cell in row:
                line.addElement(_ods_cell(cell))
            sheet.addElement(line)
        document.spreadsheet.addElement(sheet)
    document.save(str(path))
    return path


def _ods_cell(cell: object) -> TableCell:
    if cell is None or cell == "":
        return TableCell()
    if isinstance(cell, int | float):
        made = TableCell(valuetype="float", value=str(cell))
    else:
        made = TableCell(valuetype="string")
    made.addElement(P(text=str(cell)))
    return made


def _parquet(path: Path, table: Cells) -> Path:
    headers, *rows = table
    columns: Sequence[Sequence[object]] = list(zip(*rows, strict=True)) or [[] for _ in headers]
    arrays = [
        pa.array([None if cell == "" else cell for cell in column])
        if all(isinstance(cell, int | None) for cell in column)
        else pa.array([None if cell in (None, "") else str(cell) for cell in column])
        for column in columns
    ]
    parquet.write_table(pa.Table.from_arrays(arrays, names=[str(h) for h in headers]), path)
    return path


def _csv(path: Path, table: Cells, separator: str, encoding: str) -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(
        ["" if cell is None else cell for cell in row] for row in table
    )
    path.write_bytes(text.getvalue().encode(encoding))
    return path
