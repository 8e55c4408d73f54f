"""Text files: encodings, separators, quotes, and the table in them."""

from pathlib import Path
from typing import Final

from fuzz.harness import Harness, always
from safetytool.read import read_source


def read(path: Path) -> None:
    """Read a .csv."""
    read_source(path)


HARNESS: Final = Harness(read, always(".csv"), longest=4096)
