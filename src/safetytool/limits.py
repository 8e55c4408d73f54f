"""How large an input may be. Beyond these limits a file is refused, before it can exhaust the machine.

They lie far above any real export of a board and below what would exhaust a laptop: their purpose is that a
damaged or hostile file gives a message, not a crash. Whoever has larger files raises them, in the environment
or under [limits] in board.toml.
"""

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Final

from safetytool.errors import Place, UsageError

PREFIX: Final = "SAFETYTOOL_"

MAX_COLUMNS: Final = 16_384
"""What Excel itself allows; a table with more is no table of answers, so this one cannot be raised."""

MIB: Final = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What is read at most. All are whole numbers from 1 on."""

    max_file_mb: int = 1024
    """A file as it stands on disk, in MiB."""
    max_text_mb: int = 128
    """A text file such as CSV, in MiB: its text and its cells are in memory together."""
    max_unpacked_mb: int = 1024
    """All parts of a zipped spreadsheet together, unpacked, in MiB."""
    max_unpacked_ratio: int = 250
    """Unpacked size over packed size. Real workbooks stay under 60; a zip bomb starts near 1,000."""
    max_cells: int = 8_000_000
    """Rows times columns of one sheet, empty cells between included."""
    max_memory_mb: int = 1024
    """Memory of the process that reads a workbook, in MiB; not on Windows, which has no such bound."""
    max_seconds: int = 300
    """Time for reading one workbook, in seconds."""

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if value < 1:
                raise ValueError(f"{name} is {value}, and must be at least 1")


NAMES: Final = tuple(field.name for field in fields(Limits))

_used: Limits | None = None


def use(settings: Mapping[str, int]) -> None:
    """Set the limits of this run: those of board.toml, unless the environment has others.

    Raises
    ------
    UsageError
        The environment has something else than a whole number from 1 on; names the variable.
    """
    global _used
    _used = Limits(**{**{name: settings[name] for name in NAMES if name in settings}, **_environment()})


def current() -> Limits:
    """Return the limits of this run; those of the environment where none were set."""
    if _used is None:
        use({})
    return _used or Limits()


def raising(name: str) -> str:
    """Return how to raise a limit, to end a message with."""
    return f"raise {name} (now {getattr(current(), name):,}) under [limits] in board.toml"


def _environment() -> dict[str, int]:
    found = {
        name: os.environ[PREFIX + name.upper()] for name in NAMES if os.environ.get(PREFIX + name.upper())
    }
    for name, text in found.items():
        if not (text.isascii() and text.isdigit() and int(text[:18]) > 0):
            raise UsageError(
                f"{PREFIX}{name.upper()} is {text!r}",
                do="Give a whole number from 1 on",
                place=Place("the environment"),
            )
    return {name: int(text[:18]) for name, text in found.items()}
