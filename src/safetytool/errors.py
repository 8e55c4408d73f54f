"""The errors that a user can meet, and the place in a file that they point at.

Every one ends in exit status 2 with a single clear message: what is wrong, where, and what
to do. They are caught in `cli.py` and nowhere else.
"""

import unicodedata
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 1_000
"""Characters of each part of a message: more than any needs, less than a cell quoted in it may have."""


@dataclass(frozen=True)
class Place:
    """Where in the input something is: as much of it as is known. Rows count from 1."""

    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        parts = [
            self.file,
            f"sheet '{self.sheet}'" if self.sheet else None,
            f"row {self.row}" if self.row else None,
            f"column '{self.column}'" if self.column else None,
        ]
        return ", ".join(part for part in parts if part)


class SafetytoolError(Exception):
    """Something that the user can put right: `what` is wrong, at `place`, and `do` what."""

    def __init__(self, what: str, *, do: str = "", place: Place | None = None) -> None:
        self.what, self.do, self.place = what, do, place or Place()
        where = _readable(str(self.place))
        told = (f"{where}: {_readable(what)}" if where else _readable(what), _readable(do))
        super().__init__(". ".join(p.rstrip(".") for p in told if p) + ".")


def _readable(text: str) -> str:
    """Return what may be shown: not endless, and nothing that a terminal would obey or could not print.

    Messages quote what stands in files: a cell of a megabyte, an escape sequence, half a character.
    """
    shown = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return "".join(
        ascii(letter)[1:-1] if letter != "\n" and unicodedata.category(letter).startswith("C") else letter
        for letter in shown
    )


class InputError(SafetytoolError):
    """A file, or something in it, cannot be read or would be read wrongly."""


class UsageError(SafetytoolError):
    """The call itself is wrong: an option, a setting, a profile, or files that contradict it."""


class MissingExtraError(SafetytoolError):
    """An optional part of the tool is needed and not installed."""

    def __init__(self, what: str, extra: str, *, place: Place | None = None) -> None:
        super().__init__(what, do=f"Install it with: pip install 'safetytool[{extra}]'", place=place)
