"""Looking into a zipped spreadsheet before it is unpacked: what it is, and whether it is safe."""

import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from safetytool import limits
from safetytool.errors import InputError, Place

CELL_START: Final = re.compile(rb"<(?:\w+:)?c\s")
VALUE_CELL: Final = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>/]*>(?!</)')
"""A cell that holds something: neither <c/> nor <c></c>."""
LONGEST_TAG: Final = 4096
SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
CHUNK: Final = 1 << 20
SMALL_ENOUGH_BYTES: Final = 64 << 20
"""Below this unpacked size (64 MiB) the ratio does not matter: nearly empty sheets pack very well."""
MOST_PARTS: Final = 20_000
"""Parts of one archive. A workbook has a few for each sheet."""


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
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError, ValueError) as error:
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
    """Refuse an archive that would unpack to an unreasonable size or number of parts.

    What it says of its own size may be a lie, so whatever unpacks it must stop at that size, or be bounded.
    """
    allowed = limits.current()
    with open_archive(path) as archive:
        parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    ratio = unpacked // max(path.stat().st_size, 1)
    copy = "Copy the answers to a new workbook and use that one"
    if len(parts) > MOST_PARTS:
        raise InputError(
            f"the file has {len(parts):,} parts inside, as no export does", do=copy, place=Place(path.name)
        )
    if unpacked > allowed.max_unpacked_mb * limits.MIB:
        raise _unpacks_to(path, unpacked, ratio, f"{copy}, or {limits.raising('max_unpacked_mb')}")
    if unpacked > SMALL_ENOUGH_BYTES and ratio > allowed.max_unpacked_ratio:
        raise _unpacks_to(path, unpacked, ratio, f"{copy}, or {limits.raising('max_unpacked_ratio')}")


def _unpacks_to(path: Path, unpacked: int, ratio: int, do: str) -> InputError:
    return InputError(
        f"the file unpacks to {unpacked >> 20:,} MB, {ratio:,} times its size, as no export does",
        do=do,
        place=Place(path.name),
    )


def check_far_cells(path: Path) -> None:
    """Refuse a workbook with a stray cell so far away that the sheet would not fit in memory, and say where.

    It takes as long as unpacking the sheets, so it is for a workbook that could not be read.
    """
    if not zipfile.is_zipfile(path):
        return
    with open_archive(path) as archive:
        for part in archive.infolist():
            if SHEET.fullmatch(part.filename):
                _refuse_far_cells(path, _extent(archive, part))


def chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo | str) -> Iterator[bytes]:
    """The contents of a part, a little at a time."""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _extent(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> tuple[bytes, int]:
    """The last column and the last row that hold anything."""
    column, row = b"A", 1
    for letters, number in _filled_cells(archive, part):
        column = max(column, letters, key=_column_number)
        row = max(row, number)
    return column, row


def _filled_cells(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[tuple[bytes, int]]:
    rest = b""
    for chunk in chunks(archive, part):
        # A cell may lie across two chunks: one that starts near the end waits for the next chunk.
        text = rest + chunk
        near_end = len(text) - LONGEST_TAG
        starts = [match.start() for match in CELL_START.finditer(text, max(near_end, 0))]
        cut = starts[-1] if starts else max(text.rfind(b"<"), near_end)
        whole, rest = text[:cut], text[cut:]
        yield from ((match[1], int(match[2])) for match in VALUE_CELL.finditer(whole))
    yield from ((match[1], int(match[2])) for match in VALUE_CELL.finditer(rest))


def _refuse_far_cells(path: Path, extent: tuple[bytes, int]) -> None:
    column, row = extent
    if _cells(column, str(row).encode()) > limits.current().max_cells:
        raise InputError(
            f"a sheet reaches to column {column.decode()} and row {row:,}, which is too large to read",
            do="Delete the columns beside and the rows under the table, or copy it to a new workbook; "
            f"or {limits.raising('max_cells')}",
            place=Place(path.name),
        )


def _cells(column: bytes, row: bytes) -> int:
    return _column_number(column) * int(row)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
