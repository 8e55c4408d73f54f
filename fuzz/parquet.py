"""Parquet files. The reader is C++, so only what is around it gives coverage."""

from pathlib import Path
from typing import Final

from fuzz.harness import Harness, always
from safetytool.read import read_source


def read(path: Path) -> None:
    """Read a .parquet."""
    read_source(path)


HARNESS: Final = Harness(read, always(".parquet"), longest=8192)
