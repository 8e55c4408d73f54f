"""Reading .xlsx, .xlsm, .xls and .ods."""

from pathlib import Path

from safetytool.errors import InputError
from safetytool.read.archive import check_far_cells
from safetytool.read.grid import Merge, Page, encode_grid
from safetytool.read.isolated import RawSheet, TooLargeError, WorkbookError, refused, sheets_of
from safetytool.read.ods_merges import merged_ranges


def read_spreadsheet(path: Path, sheet_name: str) -> list[Page]:  # noqa: ARG001 (sheets have their own names)
    """All sheets of a workbook, in its order; hidden ones and charts are named and not read.

    Raises
    ------
    InputError
        If the workbook is damaged, protected with a password, or too large.
    """
    try:
        sheets = sheets_of(path)
        merges = merged_ranges(path)
        return [_page(sheet, merges.get(place, [])) for place, sheet in enumerate(sheets)]
    except (WorkbookError, TooLargeError) as error:
        raise _explained(path, error) from error


def _page(sheet: RawSheet, merges: list[Merge]) -> Page:
    if sheet.why:
        return Page(sheet.name, None, sheet.why)
    if not sheet.cells.size:
        return Page(sheet.name, None, "empty")
    known = [Merge(*start, *end) for start, end in sheet.merged]
    return Page(sheet.name, encode_grid(sheet.cells, known or merges))


def _explained(path: Path, error: WorkbookError | TooLargeError) -> InputError:
    """Return why a workbook was not read; of too large a sheet, where the cell is that makes it so."""
    if str(error) != "password":
        check_far_cells(path)
    return refused(path, error)
