"""Reading .csv, .tsv and .txt: finding the encoding and the separator, and refusing doubtful quotes."""

import codecs
import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path

from safetytool import limits
from safetytool.errors import InputError, Place
from safetytool.read.grid import Page, make_grid

SEPARATORS = ";\t,"
"""In order of preference where two fit equally well."""

SAMPLE_ROWS = 200
"""So many rows at the start settle the separator."""

SAMPLE_CHARACTERS = 1_000_000
"""Their rows are within so many characters."""

LONGEST_CELL = csv.field_size_limit()
"""Characters of one cell (131,072): four times what fits in a cell of Excel."""

MOST_KEPT = 100_000
"""So many different cells are remembered to be shared."""

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
    data = path.read_bytes()
    most = limits.current().max_text_mb
    if len(data) > most * limits.MIB:
        raise InputError(
            f"the file has more than {most:,} MB of text",
            do=f"Use .parquet for data of this size, or {limits.raising('max_text_mb')}",
            place=Place(path.name),
        )
    mark, encoding = find_encoding(data, path.name)
    start = _stream(data, mark, encoding).read(SAMPLE_CHARACTERS)
    stated = _SEPARATOR_LINE.match(start)
    separator = stated[1] if stated else find_separator(start)
    stream = _stream(data, mark, encoding)
    stream.read(stated.end() if stated else 0)
    rows = _unwrap(_parse(stream, separator, path.name, 1 if stated else 0), path.name)
    width = max(map(len, rows), default=0)
    if not width:
        return [Page(sheet_name, None, "empty")]
    _check_extent(len(rows), width, path.name)
    if any(len(row) < width for row in rows):
        rows = [row + [""] * (width - len(row)) for row in rows]
    return [Page(sheet_name, make_grid(rows))]


def find_encoding(data: bytes, name: str) -> tuple[bytes, str]:
    """The mark that bytes begin with, and their encoding: by it, UTF-16 if evident, UTF-8, or Windows-1252.

    Raises
    ------
    InputError
        If the bytes are no text in it; names the row.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return mark, _checked(data, mark, encoding, name)
    sample = data[:4096]
    if b"\0" in sample:
        evident = evident_utf16(sample)
        if evident is None:
            raise _no_text(name)
        return b"", _checked(data, b"", evident, name)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return b"", _checked(data, b"", "cp1252", name)
    return b"", "utf-8"


def _stream(data: bytes, mark: bytes, encoding: str) -> io.TextIOWrapper:
    """The text of some bytes, decoded as it is read, with its line ends as they are."""
    raw = io.BytesIO(data)
    raw.seek(len(mark))
    return io.TextIOWrapper(raw, encoding, newline="")


def _check_extent(rows: int, columns: int, name: str) -> None:
    if columns > limits.MAX_COLUMNS or rows * columns > limits.current().max_cells:
        wide = columns > limits.MAX_COLUMNS
        raise InputError(
            f"the file has {rows:,} rows and {columns:,} columns, which is too large to read",
            do="Check the separator, or use .parquet for data of this size"
            + ("" if wide else f"; or {limits.raising('max_cells')}"),
            place=Place(name),
        )


def evident_utf16(sample: bytes) -> str | None:
    """Which UTF-16 some bytes without a mark are: every other byte of Western text is zero then."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < 0.7 * len(sample) / 2 or min(even, odd) > 0.1 * len(sample) / 2:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _checked(data: bytes, mark: bytes, encoding: str, name: str) -> str:
    """Return the encoding of bytes that are text in it."""
    try:
        data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, len(mark) + error.start) + 1
        raise _no_text(name, row) from error
    return encoding


def _no_text(name: str, row: int | None = None) -> InputError:
    return InputError(
        "the file is not text in a known encoding (UTF-8, UTF-16 or Windows-1252)",
        do="Open it in Excel and save it as .xlsx, or as 'CSV UTF-8'",
        place=Place(name, row=row),
    )


def find_separator(text: str) -> str:
    """The separator that splits most of the first rows into the same, largest number of cells."""
    sample = "".join(text[:SAMPLE_CHARACTERS].splitlines(keepends=True)[:SAMPLE_ROWS])
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
    unwrapped = _parse(io.StringIO(inner, newline=""), separator, name, 0)
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


def _parse(lines: Iterable[str], separator: str, name: str, rows_before: int) -> list[list[str]]:
    """The records of a text, with a blank one for a blank line."""
    reader = csv.reader(lines, delimiter=separator, strict=True)
    rows: list[list[str]] = [[] for _ in range(rows_before)]
    known: dict[str, str] = {}
    cells, most = 0, limits.current().max_cells
    try:
        for row in reader:
            cells += len(row)
            if cells > most:
                break
            # An answer that returns a thousand times is kept once.
            rows.append([known.setdefault(cell, cell) for cell in row] if len(known) < MOST_KEPT else row)
    except csv.Error as error:
        # The reader has delivered every row before the one that it could not read.
        if "field larger" in str(error):
            raise _long_cell(name, len(rows) + 1) from error
        raise _bad_quotes(name, len(rows) + 1) from error
    if cells > most:
        raise InputError(
            f"the file has more than {most:,} cells, which is too large to read",
            do=f"Use .parquet for data of this size, or {limits.raising('max_cells')}",
            place=Place(name),
        )
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


def _long_cell(name: str, row: int) -> InputError:
    return InputError(
        f"a cell has more than {LONGEST_CELL:,} characters, as where a quotation mark is not closed",
        do="Close or remove the quotation mark, or shorten the text",
        place=Place(name, row=row),
    )
