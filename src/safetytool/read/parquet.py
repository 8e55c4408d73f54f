"""Reading .parquet in batches, column by column, straight into dictionaries."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from safetytool.errors import InputError, Place
from safetytool.limits import MAX_COLUMNS
from safetytool.read.cells import clean_text, merge_equal, smallest, subset
from safetytool.read.model import Column, Sheet, Table

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import parquet

Flags = NDArray[np.bool_]

_INDEX = re.compile(r"__index_level_\d+__")
"""Columns in which pandas keeps row labels."""

NO_ROWS: Final = "There are no rows under the header."

BATCH_ROWS: Final = 65_536
"""So many rows are unpacked at a time; of what was read before only numbers are kept."""


def read_parquet(path: Path, sheet_name: str, *, rows: Flags | None = None) -> list[Sheet]:
    """The only sheet of a Parquet file. Rows are numbered as if the column names were row 1.

    Parameters
    ----------
    path
        The file.
    sheet_name
        What to call its sheet.
    rows
        (rows of the file,) which of them to read; groups of rows without any are not unpacked. All
        rows where it is not given.

    Raises
    ------
    InputError
        If the file is damaged, or a column holds lists or records instead of single values.
    """
    import pyarrow as pa

    try:
        # A path would also be taken for a folder of files and have columns added from its name.
        with path.open("rb") as stream:
            columns, numbers = _read(stream, path, rows)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise InputError(
            "the Parquet file is damaged or not complete", do="Export it again", place=Place(path.name)
        ) from error
    return [sheet_of(sheet_name, columns, numbers)]


def count_rows(path: Path) -> int:
    """How many rows a Parquet file says that it has; 0 where it cannot be read as one."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with path.open("rb") as stream:
            return int(parquet.ParquetFile(stream).metadata.num_rows)
    except (pa.ArrowException, OSError, ValueError):
        return 0


def read_column(path: Path, position: int) -> Column:
    """One column of a Parquet file, by its place; the others are not unpacked.

    Raises
    ------
    InputError
        If the file is damaged.
    """
    import pyarrow as pa

    try:
        with path.open("rb") as stream:
            columns, _ = _read(stream, path, None, only=position)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise InputError(
            "the Parquet file is damaged or not complete", do="Export it again", place=Place(path.name)
        ) from error
    return columns[0]


def sheet_of(name: str, columns: tuple[Column, ...], rows: int | NDArray[np.int64]) -> Sheet:
    """A sheet that is nothing but columns with names, as data formats have them."""
    numbers = np.arange(2, rows + 2, dtype=np.int64) if isinstance(rows, int) else rows
    if not columns:
        return Sheet(name, None, "empty")
    if not len(numbers):
        return Sheet(name, None, "no_table", (NO_ROWS,))
    return Sheet(name, Table(1, numbers, columns), "")


def _read(
    stream: Any, path: Path, rows: Flags | None, only: int | None = None
) -> tuple[tuple[Column, ...], NDArray[np.int64]]:
    """Return the columns, and the number of each row that was read."""
    from pyarrow import parquet

    file = parquet.ParquetFile(stream)
    _check(file, path)
    named = [
        (place, name)
        for place, name in enumerate(file.schema_arrow.names)
        if not _INDEX.fullmatch(name) and only in (None, place)
    ]
    growing = [_Growing(name, place, path) for place, name in named]
    # Names that occur twice cannot be asked for one by one.
    alone = only is not None and file.schema_arrow.names.count(named[0][1]) == 1
    for batch, chosen in _batches(file, rows, [named[0][1]] if alone else None):
        for one in growing:
            one.add(batch.column(0 if alone else one.place), chosen)
    total = file.metadata.num_rows
    numbers = np.arange(total, dtype=np.int64) if rows is None else np.flatnonzero(rows).astype(np.int64)
    return tuple(one.column() for one in growing), numbers + 2


def _batches(
    file: "parquet.ParquetFile", rows: Flags | None, names: list[str] | None
) -> "Iterator[tuple[pa.RecordBatch, Flags | None]]":
    """The file in batches, each with which rows are wanted (None: all); groups without any are skipped."""
    start = 0
    for group in range(file.num_row_groups):
        end = start + file.metadata.row_group(group).num_rows
        wanted = None if rows is None else rows[start:end]
        if wanted is None or wanted.any():
            done = 0
            for batch in file.iter_batches(BATCH_ROWS, row_groups=[group], columns=names):
                own = None if wanted is None else wanted[done : done + batch.num_rows]
                done += batch.num_rows
                yield batch, None if own is None or own.all() else own
        start = end


def _check(file: "parquet.ParquetFile", path: Path) -> None:
    import pyarrow as pa

    schema = file.schema_arrow
    if len(schema) > MAX_COLUMNS:
        raise InputError(
            f"the file has {len(schema):,} columns",
            do=f"Leave out columns: at most {MAX_COLUMNS:,} can be read",
            place=Place(path.name),
        )
    for field in schema:
        if pa.types.is_nested(field.type):
            raise InputError(
                "a cell of this column holds a list or a record instead of one value",
                do="Write one column for each value",
                place=Place(path.name, column=field.name),
            )


def _header(name: str) -> str:
    return clean_text(name)


class _Growing:
    """A column of which batch after batch is added; of the cells only their codes are kept."""

    def __init__(self, name: str, place: int, path: Path) -> None:
        self.name, self.place, self.path = name, place, path
        self.raw: list[Any] = []
        self.codes: list[NDArray[np.integer[Any]]] = []
        self._known: dict[tuple[type, Any], int] = {}

    def add(self, data: "pa.Array[Any]", chosen: Flags | None) -> None:
        """Add the cells of one batch, or the chosen ones of them."""
        import pyarrow as pa

        data = self._plain(data)
        encoded: Any = data if pa.types.is_dictionary(data.type) else data.dictionary_encode()
        codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
        # Arrow does not look whether the codes in a file are those of its dictionary.
        if codes.size and not (codes.min() >= -1 and codes.max() < len(encoded.dictionary)):
            raise ValueError("a code outside the dictionary")
        if chosen is not None:
            codes = codes[chosen]
        codes, values = subset(codes, tuple(encoded.dictionary.to_pylist()), np.arange(len(codes)))
        places = [self._place(value) for value in values]
        # The extra last entry serves the code -1.
        mapped = np.array([*places, -1], dtype=np.int32)[codes]
        self.codes.append(smallest(mapped, len(self.raw)))

    def column(self) -> Column:
        """The whole column, with its values cleaned."""
        codes = np.concatenate(self.codes) if self.codes else np.empty(0, np.int8)
        codes, values = merge_equal(codes, self.raw)
        return Column(_header(self.name), self.place, smallest(codes, len(values)), values)

    def _place(self, value: Any) -> int:
        # By type as well, because True equals 1 and 1 equals 1.0.
        place = self._known.setdefault((type(value), value), len(self.raw))
        if place == len(self.raw):
            self.raw.append(value)
        return place

    def _plain(self, data: "pa.Array[Any]") -> "pa.Array[Any]":
        import pyarrow as pa

        if pa.types.is_binary(data.type) or pa.types.is_large_binary(data.type):
            # Some programs do not say that their text is text.
            try:
                return data.cast(pa.large_string())
            except pa.ArrowInvalid as error:
                raise InputError(
                    "the cells of this column are neither text nor numbers",
                    do="Leave this column out, or write it as text",
                    place=Place(self.path.name, column=self.name),
                ) from error
        return data.cast(pa.float64()) if pa.types.is_decimal(data.type) else data
