"""Workbooks in house style: sheets with a frozen, filterable header, ready to print."""

import io
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from safetytool.write.office import Value, as_text, repacked

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.styles import Alignment
    from openpyxl.styles.cell_style import StyleArray
    from openpyxl.worksheet.worksheet import Worksheet

PERCENT, CHANCE, NUMBER, TEXT = "0.0%", "0.0000", "#,##0", "General"
HEADER_FILL: Final = "FF17324D"
HEADER_INK: Final = "FFFFFFFF"


@dataclass(frozen=True)
class Column:
    """One column of a sheet: the key of its heading, width in characters, and number format."""

    key: str
    width: float
    number_format: str = TEXT


def new_book(title: str) -> "Workbook":
    """A workbook without sheets."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "safetytool"
    book.properties.title = title
    return book


def saved(book: "Workbook") -> bytes:
    """The file, with no clock time in it."""
    buffer = io.BytesIO()
    book.save(buffer)
    return repacked(buffer.getvalue())


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
    from openpyxl.cell import Cell
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(title)
    heading = Font(bold=True, color=HEADER_INK)
    fill = PatternFill("solid", start_color=HEADER_FILL)
    wrapped = Alignment(wrap_text=True, vertical="top")
    for place, (column, words) in enumerate(zip(columns, headings, strict=True), start=1):
        cell = sheet.cell(row=1, column=place, value=words)
        cell.font, cell.fill, cell.alignment = heading, fill, wrapped
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    # Looking a style up takes most of the time of a cell, so each is looked up once and shared.
    styles = [_styles(Cell(sheet), wrapped, column.number_format) for column in columns]
    for number, values in enumerate(rows, start=2):
        for place, (style, value) in enumerate(zip(styles, values, strict=True), start=1):
            if value is None or value == "":
                continue
            cell = sheet.cell(row=number, column=place)
            if isinstance(value, str):
                text, quoted = as_text(value)
                cell.value, cell.data_type = text, "s"
                cell._style = style.quoted if quoted else style.text
            else:
                cell.value, cell._style = value, style.number
    _finish(sheet, get_column_letter(len(columns)))


@dataclass(frozen=True)
class _Styles:
    """What the cells of a column look like."""

    text: "StyleArray"
    quoted: "StyleArray"
    """Marked as text, so that no program takes it for a formula."""
    number: "StyleArray"


def _styles(model: "Cell", wrapped: "Alignment", number_format: str) -> _Styles:
    """Return the styles of a column, made on a cell that is in no sheet."""
    model.alignment = wrapped
    text = copy(model._style)
    model.quotePrefix = True
    quoted = copy(model._style)
    model._style = copy(text)
    model.number_format = number_format
    return _Styles(text, quoted, model._style)


def _finish(sheet: "Worksheet", last_column: str) -> None:
    """Freeze and filter the header, and set the sheet up for paper."""
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{last_column}{sheet.max_row}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.oddFooter.center.text = "&A  &P / &N"
