"""Reading .xlsx, .xlsm, .xls and .ods."""

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from safetytool.errors import InputError, Place
from safetytool.read import limits
from safetytool.read.grid import Merge, Page, make_grid
from safetytool.read.ods_merges import merged_ranges

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook


def read_spreadsheet(path: Path, sheet_name: str) -> list[Page]:  # noqa: ARG001 (sheets have their own names)
    """All sheets of a workbook, in its order; hidden ones and charts are named and not read.

    Raises
    ------
    InputError
        If the workbook is damaged or protected with a password.
    """
    import python_calamine as calamine

    try:
        with _open(path) as workbook:
            merges = merged_ranges(path)
            places = range(len(workbook.sheet_names))
            return [_read_sheet(workbook, place, path, merges.get(place, [])) for place in places]
    except calamine.PasswordError as error:
        raise password_error(path) from error
    except (calamine.CalamineError, ParseError, OSError, ValueError) as error:
        raise _damaged(path) from error
    except BaseException as error:
        # calamine is written in Rust: what it does not expect in a damaged file ends in a "panic",
        # whose class cannot be imported and is no Exception.
        if type(error).__name__ == "PanicException":
            raise _damaged(path) from error
        raise


def _damaged(path: Path) -> InputError:
    return InputError(
        "the workbook is damaged or not complete",
        do="Download or export it again, or open it in Excel and save it as a new .xlsx",
        place=Place(path.name),
    )


def _open(path: Path) -> "CalamineWorkbook":
    """The workbook in a file. From a path calamine goes by the suffix, from bytes by the content."""
    import python_calamine as calamine

    try:
        return calamine.CalamineWorkbook.from_path(path)
    except calamine.PasswordError:
        raise
    except calamine.CalamineError:
        return calamine.CalamineWorkbook.from_filelike(BytesIO(path.read_bytes()))


def password_error(path: Path) -> InputError:
    """What to tell of a workbook that is protected with a password."""
    return InputError(
        "the workbook is protected with a password, so it cannot be read",
        do="Open it in Excel, choose File > Info > Protect Workbook > Encrypt with Password, "
        "clear the password, save a copy, and delete that copy afterwards",
        place=Place(path.name),
    )


def _read_sheet(workbook: "CalamineWorkbook", place: int, path: Path, merges: list[Merge]) -> Page:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    about = workbook.sheets_metadata[place]
    if about.visible != SheetVisibleEnum.Visible:
        return Page(about.name, None, "hidden")
    if about.typ != SheetTypeEnum.WorkSheet:
        return Page(about.name, None, "chart")
    sheet = workbook.get_sheet_by_index(place)
    if sheet.start is None or sheet.end is None:
        return Page(about.name, None, "empty")
    _check_extent(sheet, path)
    known = [Merge(*start, *end) for start, end in sheet.merged_cell_ranges or ()]
    return Page(about.name, make_grid(sheet.to_python(skip_empty_area=False), known or merges))


def _check_extent(sheet: "CalamineSheet", path: Path) -> None:
    rows, columns = (last + 1 for last in sheet.end or (0, 0))
    if columns > limits.MAX_COLUMNS or rows * columns > limits.MAX_CELLS:
        raise InputError(
            f"the sheet has {rows:,} rows and {columns:,} columns, which is too large to read",
            do="Delete the empty rows and columns around the table, or use .parquet for data of this size",
            place=Place(path.name, sheet.name),
        )
