"""A converted table as the bytes of a Parquet file, the same bytes for the same table."""

import json
from typing import TYPE_CHECKING, Final

import numpy as np

from safetytool.convert.model import ConvertedTable

if TYPE_CHECKING:
    import pyarrow as pa

GROUP_ROWS: Final = 131_072
"""A row group has at most so many rows, of one school year, so that a reader can pass over the others."""

FORMAT: Final = "2.6"
COMPRESSION: Final = "zstd"
MARK: Final = b"safetytool"
CONVERTED: Final = {"converted": 1}
"""What the file says of itself: that it was converted, and in which version of the layout."""


def parquet_bytes(table: ConvertedTable) -> bytes:
    """Return a table as a Parquet file: dictionary-encoded text, compressed, one school year a row group."""
    import pyarrow as pa
    from pyarrow import parquet

    schema = _schema(table)
    sink = pa.BufferOutputStream()
    with parquet.ParquetWriter(sink, schema, version=FORMAT, compression=COMPRESSION) as writer:
        for start, end in row_groups(table):
            arrays = [
                pa.DictionaryArray.from_arrays(
                    pa.array(
                        column.codes[start:end].astype(np.int32),
                        mask=np.asarray(column.codes[start:end] < 0),
                    ),
                    pa.array(column.values, pa.string()),
                )
                for column in table.columns
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema), row_group_size=GROUP_ROWS)
    written: bytes = sink.getvalue().to_pybytes()
    return written


def row_groups(table: ConvertedTable) -> list[tuple[int, int]]:
    """Return where each row group begins and ends: within one school year, and no longer than GROUP_ROWS."""
    years = table.years
    ends = [*(np.flatnonzero(years[1:] != years[:-1]) + 1).tolist(), len(years)]
    groups = []
    start = 0
    for end in ends:
        groups += [(first, min(first + GROUP_ROWS, end)) for first in range(start, end, GROUP_ROWS)]
        start = end
    return groups


def _schema(table: ConvertedTable) -> "pa.Schema":
    import pyarrow as pa

    fields = [
        pa.field(
            column.header,
            pa.dictionary(pa.int32(), pa.string()),
            metadata={name: text for name, text in column.about.items() if text},
        )
        for column in table.columns
    ]
    return pa.schema(fields, metadata={MARK: json.dumps(CONVERTED).encode()})
