"""Reports of confidential advisors: Word documents, workbooks and text files."""

from pathlib import Path
from typing import Final

from fuzz.harness import Harness
from safetytool.advisors import read_report


def read(path: Path) -> None:
    """Read a report."""
    read_report(path, school="99XA00")


def suffix_of(data: bytes) -> str:
    """Which kind of file the bytes look like."""
    if not data.startswith(b"PK"):
        return ".csv"
    return ".docx" if b"word/document.xml" in data else ".xlsx"


HARNESS: Final = Harness(read, suffix_of, longest=8192, zipped=True)
