"""Turning exports into one Parquet file that is read as they are themselves.

Consumes: exports, read and recognised, with the respondents that `tidy` makes of each sheet. Returns: a table
with a column for everything that means something, and its bytes as Parquet. Leaves out: counting.
"""

from safetytool.convert.gather import Gathered, gather
from safetytool.convert.model import ConvertedTable, NewColumn
from safetytool.convert.parquet_file import parquet_bytes
from safetytool.convert.tables import tables_of

__all__ = ["ConvertedTable", "Gathered", "NewColumn", "gather", "parquet_bytes", "tables_of"]
