"""Reading .csv, .tsv and .txt: finding the encoding and the separator, and refusing doubtful quotes."""

import codecs
import csv
import io
import re
from pathlib import Path

from safetytool.errors import InputError, Place
from safetytool.read import limits
from safetytool.read.grid import Page, make_grid

SEPARATORS = ";\t,"
"""In order of preference where two fit equally well."""

SAMPLE_ROWS = 200
"""So many rows at the start settle the separator."""

MANY_SEPARATORS = 4
"""A line inside a cell with as many separators as some row has is taken for a row, from this number on."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
UTF_MARKS = tuple(mark for mark, _ in _BOMS)

_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[^\S\n]*(\r\n|\n|\r)', re.IGNORECASE)


def read_delimited(path: Path, sheet_name: str) -> list[Page]:
    """The only sheet of a text file. All cells are text; row numbers count records, as Excel does.

    Raises
    ------
    InputError
        If the bytes are no text in any known encoding, or the quotes do not match.
    """
    text = decode(path.read_bytes(), path.name)
    stated = _SEPARATOR_LINE.match(text)
    separator = stated[1] if stated else find_separator(text)
    rows = _parse(text[stated.end() :] if stated else text, separator, path.name, 1 if stated else 0)
    rows = _unwrap(rows, path.name)
    width = max(map(len, rows), default=0)
    if width > limits.MAX_COLUMNS or width * len(rows) > limits.MAX_CELLS:
        raise InputError(
            f"the file has {len(rows):,} rows and {width:,} columns, which is too large to read",
            do="Check the separator, or use .parquet for data of this size",
            place=Place(path.name),
        )
    if not width:
        return [Page(sheet_name, None, "empty")]
    if any(len(row) < width for row in rows):
        rows = [row + [""] * (width - len(row)) for row in rows]
    return [Page(sheet_name, make_grid(rows))]


def decode(data: bytes, name: str) -> str:
    """Bytes as text: by their mark, else as UTF-16 if evident, UTF-8, or Windows-1252."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], encoding, name)
    sample = data[:4096]
    if b"\0" in sample:
        evident = evident_utf16(sample)
        if evident is None:
            raise _no_text(name)
        return _decode_as(data, evident, name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_as(data, "cp1252", name)


def evident_utf16(sample: bytes) -> str | None:
    """Which UTF-16 some bytes without a mark are: every other byte of Western text is zero then."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < 0.7 * len(sample) / 2 or min(even, odd) > 0.1 * len(sample) / 2:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _decode_as(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise _no_text(name, row) from error


def _no_text(name: str, row: int | None = None) -> InputError:
    return InputError(
        "the file is not text in a known encoding (UTF-8, UTF-16 or Windows-1252)",
        do="Open it in Excel and save it as .xlsx, or as 'CSV UTF-8'",
        place=Place(name, row=row),
    )


def find_separator(text: str) -> str:
    """The separator that splits most of the first rows into the same, largest number of cells."""
    sample = "".join(text[:1_000_000].splitlines(keepends=True)[:SAMPLE_ROWS])
    best = max(SEPARATORS, key=lambda separator: _fit(sample, separator))
    # A bar also separates the several answers in one cell, so it only counts where nothing else fits.
    return best if _fit(sample, best) else "|"


def _unwrap(rows: list[list[str]], name: str) -> list[list[str]]:
    """The rows of a file in which each whole row was once more put in quotes, as some programs do.

    Text with a comma here and there is not split: every row must give the same number of cells.
    """
    filled = [row for row in rows if row]
    if any(len(row) > 1 for row in filled):
        return rows
    inner = "\n".join(row[0] if row else "" for row in rows)
    separator = find_separator(inner)
    if '"' not in inner or _fit(inner, separator) < 1:
        return rows
    unwrapped = _parse(inner, separator, name, 0)
    return unwrapped if len({len(row) for row in unwrapped if row}) == 1 else rows


def _fit(sample: str, separator: str) -> float:
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator) if row]
    except csv.Error:
        return 0.0
    if not widths:
        return 0.0
    common = max(set(widths), key=lambda width: (widths.count(width), width))
    return widths.count(common) / len(widths) * (common - 1)


def _parse(text: str, separator: str, name: str, rows_before: int) -> list[list[str]]:
    """The records of a text, with a blank one for a blank line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = [[] for _ in range(rows_before)]
    try:
        rows.extend(reader)
    except csv.Error as error:
        # The reader has delivered every row before the one that it could not read.
        raise _bad_quotes(name, len(rows) + 1) from error
    if reader.line_num > len(rows) - rows_before:
        _check_long_cells(rows, separator, name)
    return rows


def _check_long_cells(rows: list[list[str]], separator: str, name: str) -> None:
    """Refuse a quoted cell that has swallowed whole rows, because a quote before it was left open."""
    separators = {len(row) - 1 for row in rows if len(row) > MANY_SEPARATORS}
    for number, row in enumerate(rows, start=1):
        for cell in row:
            inner = cell.splitlines()[1:-1] if "\n" in cell or "\r" in cell else []
            if any(line.count(separator) in separators for line in inner):
                raise _bad_quotes(name, number)


def _bad_quotes(name: str, row: int) -> InputError:
    return InputError(
        'a cell begins with a quotation mark (") that is not closed where the cell ends',
        do='Remove the stray quotation mark or write it twice (""), or save the file as .xlsx',
        place=Place(name, row=row),
    )
