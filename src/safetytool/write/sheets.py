"""Workbooks in house style: sheets with a frozen, filterable header, ready to print."""

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from dataclasses import dataclass
from tempfile import gettempdir
from typing import TYPE_CHECKING, Final

from safetytool.errors import Place, UsageError
from safetytool.write.office import Value, as_text, repacked

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment
    from openpyxl.styles.cell_style import StyleArray
    from openpyxl.worksheet.worksheet import Worksheet

PERCENT, CHANCE, NUMBER, TEXT = "0.0%", "0.0000", "#,##0", "General"
HEADER_FILL: Final = "FF17324D"
HEADER_INK: Final = "FFFFFFFF"
PAPER_A4: Final = 9
"""The number of this paper in the format (ECMA-376, 18.3.1.63)."""


@dataclass(frozen=True)
class Column:
    """One column of a sheet: the key of its heading, width in characters, and number format."""

    key: str
    width: float
    number_format: str = TEXT


def new_book(title: str) -> "Workbook":
    """A workbook without sheets."""
    from openpyxl import Workbook

    # Rows are written as they come: a workbook of sixty schools and ten years has half a million cells.
    book = Workbook(write_only=True)
    book.properties.creator = "safetytool"
    book.properties.title = title
    return book


def saved(book: "Workbook") -> bytes:
    """The file, with no clock time in it."""
    buffer = io.BytesIO()
    with _room_for(book):
        book.save(buffer)
    return repacked(buffer.getvalue())


@contextmanager
def _room_for(book: "Workbook") -> Iterator[None]:
    """Tell of a full disk: openpyxl keeps the rows of each sheet in a temporary file until it saves.

    Raises
    ------
    UsageError
        There is no room for temporary files.
    """
    try:
        yield
    except Exception as error:
        # lxml has an error of its own for what the operating system refuses, if openpyxl finds lxml.
        if not isinstance(error, OSError) and type(error).__name__ != "SerialisationError":
            raise
        for sheet in book.worksheets:
            # What it still holds cannot be written either, and is not to complain of that later.
            with suppress(Exception):
                sheet._writer.xf.close()
        raise UsageError(
            "There is no room for temporary files: nothing was written",
            do="Make room, or set TMPDIR to a folder on a disk that has it",
            place=Place(gettempdir()),
        ) from error


def add_sheet(
    book: "Workbook",
    title: str,
    columns: Sequence[Column],
    headings: Sequence[str],
    rows: Iterable[Sequence[Value]],
) -> None:
    """One sheet with a frozen, filterable header, ready to print.

    Parameters
    ----------
    book : gets the sheet as its last.
    title : of the sheet.
    columns, headings : one heading a column.
    rows : one value a column; texts are never taken for formulas.
    """
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(title)
    for place, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    _set_up(sheet)
    wrapped = Alignment(wrap_text=True, vertical="top")
    header = []
    for words in headings:
        cell = WriteOnlyCell(sheet, words)
        cell.font = Font(bold=True, color=HEADER_INK)
        cell.fill = PatternFill("solid", start_color=HEADER_FILL)
        cell.alignment = wrapped
        header.append(cell)
    with _room_for(book):
        sheet.append(header)
    # Looking a style up takes most of the time of a cell, so each is looked up once and shared.
    styles = [_styles(WriteOnlyCell(sheet), wrapped, column.number_format) for column in columns]
    number = 1
    with _room_for(book):
        for values in rows:
            number += 1
            sheet.append([_cell(sheet, style, value) for style, value in zip(styles, values, strict=True)])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{number}"


def _cell(sheet: "Worksheet", style: "_Styles", value: Value) -> "WriteOnlyCell | None":
    """Return a cell; nothing where there is no value."""
    from openpyxl.cell import WriteOnlyCell

    if value is None or value == "":
        return None
    if isinstance(value, str):
        text, quoted = as_text(value)
        cell = WriteOnlyCell(sheet, text)
        cell.data_type = "s"
        cell._style = style.quoted if quoted else style.text
        return cell
    cell = WriteOnlyCell(sheet, value)
    cell._style = style.number
    return cell


@dataclass(frozen=True)
class _Styles:
    """What the cells of a column look like."""

    text: "StyleArray"
    quoted: "StyleArray"
    """Marked as text, so that no program takes it for a formula."""
    number: "StyleArray"


def _styles(model: "WriteOnlyCell", wrapped: "Alignment", number_format: str) -> _Styles:
    """Return the styles of a column, made on a cell that is in no sheet."""
    model.alignment = wrapped
    text = copy(model._style)
    model.quotePrefix = True
    quoted = copy(model._style)
    model._style = copy(text)
    model.number_format = number_format
    return _Styles(text, quoted, model._style)


def _set_up(sheet: "Worksheet") -> None:
    """Freeze the header, and set the sheet up for paper."""
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = PAPER_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.oddFooter.center.text = "&A  &P / &N"
