"""Looking into a zipped spreadsheet before it is unpacked: what it is, and whether it is safe."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from safetytool.errors import InputError, Place
from safetytool.read import limits

_DIMENSION = re.compile(rb'<(?:\w+:)?dimension\s+ref="(?:[A-Z]+\d+:)?([A-Z]+)(\d+)"')
_CELL_START = re.compile(rb"<(?:\w+:)?c\s")
_VALUE_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]+)(\d+)"[^>/]*>(?!</)')
"""A cell that holds something: neither <c/> nor <c></c>."""
_LONGEST_TAG = 4096
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_CHUNK = 1 << 20


@contextmanager
def open_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """A zip file, opened for reading.

    Raises
    ------
    InputError
        If the file, or what is read of it, is cut off or damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as error:
        raise InputError(
            "the file is damaged or not complete",
            do="Download or export it again, or open it in Excel and save it as a new .xlsx",
            place=Place(path.name),
        ) from error


def names_in(path: Path) -> frozenset[str]:
    """The names of the parts of a zip file."""
    with open_archive(path) as archive:
        return frozenset(archive.namelist())


def check_size(path: Path) -> None:
    """Refuse an archive that would unpack to an unreasonable size."""
    with open_archive(path) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    ratio = unpacked / max(path.stat().st_size, 1)
    bomb = unpacked > limits.SMALL_ENOUGH_BYTES and ratio > limits.MAX_UNPACKED_RATIO
    if bomb or unpacked > limits.MAX_UNPACKED_BYTES:
        raise InputError(
            f"the file unpacks to {unpacked >> 20:,} MB, {ratio:,.0f} times its size, as no export does",
            do="Copy the answers to a new workbook and use that one",
            place=Place(path.name),
        )


def check_extent(path: Path) -> None:
    """Refuse a workbook with a stray cell so far away that the sheet would not fit in memory.

    A sheet states its extent at the start; only where that is too large, or not stated, are the
    cells themselves looked at (formatted empty cells make the stated extent too large, and are
    harmless). Sheets of unstated extent beyond `limits.MAX_SCANNED_BYTES` come from programs that
    write row after row; these leave no stray cells.
    """
    with open_archive(path) as archive:
        for part in archive.infolist():
            if not _SHEET.fullmatch(part.filename):
                continue
            with archive.open(part) as stream:
                stated = _DIMENSION.search(stream.read(4096))
            if stated and _cells(stated[1], stated[2]) <= limits.MAX_CELLS:
                continue
            if not stated and part.file_size > limits.MAX_SCANNED_BYTES:
                continue
            _refuse_far_cells(path, _extent(archive, part))


def _extent(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> tuple[bytes, int]:
    """The last column and the last row that hold anything."""
    column, row = b"A", 1
    for letters, number in _filled_cells(archive, part):
        column = max(column, letters, key=_column_number)
        row = max(row, number)
    return column, row


def _filled_cells(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[tuple[bytes, int]]:
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            # A cell may lie across two chunks: one that starts near the end waits for the next chunk.
            text = rest + chunk
            near_end = len(text) - _LONGEST_TAG
            starts = [match.start() for match in _CELL_START.finditer(text, max(near_end, 0))]
            cut = starts[-1] if starts else text.rfind(b"<")
            whole, rest = text[:cut], text[cut:]
            yield from ((match[1], int(match[2])) for match in _VALUE_CELL.finditer(whole))
    yield from ((match[1], int(match[2])) for match in _VALUE_CELL.finditer(rest))


def _refuse_far_cells(path: Path, extent: tuple[bytes, int]) -> None:
    column, row = extent
    if _cells(column, str(row).encode()) > limits.MAX_CELLS:
        raise InputError(
            f"a sheet reaches to column {column.decode()} and row {row:,}, which is too large to read",
            do="Delete the columns beside and the rows under the table, or copy it to a new workbook",
            place=Place(path.name),
        )


def _cells(column: bytes, row: bytes) -> int:
    return _column_number(column) * int(row)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
