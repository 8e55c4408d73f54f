"""Workbooks: .xlsx, .xls and .ods. The reader is Rust, so only what is around it gives coverage."""

from pathlib import Path
from typing import Final

from fuzz.harness import Harness
from safetytool.read import read_source


def read(path: Path) -> None:
    """Read a workbook."""
    read_source(path)


def suffix_of(data: bytes) -> str:
    """Which kind of workbook the bytes look like."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return ".xls"
    return ".ods" if b"content.xml" in data else ".xlsx"


HARNESS: Final = Harness(read, suffix_of, longest=16_384, zipped=True)
