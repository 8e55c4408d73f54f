"""signals.json: read again, and made into meetings with questions."""

from pathlib import Path
from typing import Final

from fuzz.harness import Harness, always
from safetytool.commands.questions import questions_bytes, read_sheets


def read(path: Path) -> None:
    """Plan the meetings of a signals.json and write them as text."""
    sheets = read_sheets(path)
    questions_bytes(sheets.meetings, "md", language=sheets.language, school_names=sheets.school_names)


HARNESS: Final = Harness(read, always(".json"), longest=8192)
