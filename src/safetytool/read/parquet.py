"""Reading .parquet, column by column, straight into dictionaries."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from safetytool.errors import InputError, Place
from safetytool.read import limits
from safetytool.read.cells import merge_equal, subset
from safetytool.read.model import Column, Sheet, Table

if TYPE_CHECKING:
    import pyarrow as pa

_INDEX = re.compile(r"__index_level_\d+__")
"""Columns in which pandas keeps row labels."""


NO_ROWS = "There are no rows under the header."


def read_parquet(path: Path, sheet_name: str) -> list[Sheet]:
    """The only sheet of a Parquet file. Rows are numbered as if the column names were row 1.

    Raises
    ------
    InputError
        If the file is damaged, or a column holds lists or records instead of single values.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        # A path would also be taken for a folder of files and have columns added from its name.
        with path.open("rb") as file:
            data = parquet.read_table(file)
            _check(data, path)
            named = [
                (place, name) for place, name in enumerate(data.column_names) if not _INDEX.fullmatch(name)
            ]
            columns = tuple(
                _read_column(data.column(place), name, place, path)
                for place, name in (named if data.num_rows else ())
            )
    except (pa.ArrowException, OSError, ValueError) as error:
        raise InputError(
            "the Parquet file is damaged or not complete", do="Export it again", place=Place(path.name)
        ) from error
    if named and not data.num_rows:
        return [Sheet(sheet_name, None, "no_table", (NO_ROWS,))]
    return [sheet_of(sheet_name, columns, data.num_rows)]


def sheet_of(name: str, columns: tuple[Column, ...], rows: int) -> Sheet:
    """A sheet that is nothing but columns with names, as data formats have them."""
    if not columns:
        return Sheet(name, None, "empty")
    if not rows:
        return Sheet(name, None, "no_table", (NO_ROWS,))
    return Sheet(name, Table(1, np.arange(2, rows + 2, dtype=np.int64), columns), "")


def _check(data: "pa.Table", path: Path) -> None:
    import pyarrow as pa

    if data.num_columns > limits.MAX_COLUMNS:
        raise InputError(
            f"the file has {data.num_columns:,} columns",
            do=f"Leave out columns: at most {limits.MAX_COLUMNS:,} can be read",
            place=Place(path.name),
        )
    for field in data.schema:
        if pa.types.is_nested(field.type):
            raise InputError(
                "a cell of this column holds a list or a record instead of one value",
                do="Write one column for each value",
                place=Place(path.name, column=field.name),
            )


def _read_column(data: "pa.ChunkedArray[Any]", name: str, place: int, path: Path) -> Column:
    import pyarrow as pa

    if pa.types.is_binary(data.type) or pa.types.is_large_binary(data.type):
        # Some programs do not say that their text is text.
        try:
            data = data.cast(pa.large_string())
        except pa.ArrowInvalid as error:
            raise InputError(
                "the cells of this column are neither text nor numbers",
                do="Leave this column out, or write it as text",
                place=Place(path.name, column=name),
            ) from error
    elif pa.types.is_decimal(data.type):
        data = data.cast(pa.float64())
    encoded = data if pa.types.is_dictionary(data.type) else data.dictionary_encode()
    whole: Any = encoded.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0) if whole.num_chunks else pa.array([], encoded.type)
    codes = whole.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    codes, values = merge_equal(codes, whole.dictionary.to_pylist())
    codes, values = subset(codes, values, np.arange(len(codes), dtype=np.int64))
    return Column(" ".join(name.split()), place, codes, values)
