"""The errors that a user can meet, and the place in a file that they point at.

Every one ends in exit status 2 with a single clear message: what is wrong, where, and what
to do. They are caught in `cli.py` and nowhere else.
"""

from dataclasses import dataclass


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
        where = str(self.place)
        super().__init__(
            ". ".join(p.rstrip(".") for p in (f"{where}: {what}" if where else what, do) if p) + "."
        )


class InputError(SafetytoolError):
    """A file, or something in it, cannot be read or would be read wrongly."""


class UsageError(SafetytoolError):
    """The call itself is wrong: an option, a setting, a profile, or files that contradict it."""


class MissingExtraError(SafetytoolError):
    """An optional part of the tool is needed and not installed."""

    def __init__(self, what: str, extra: str, *, place: Place | None = None) -> None:
        super().__init__(what, do=f"Install it with: pip install 'safetytool[{extra}]'", place=place)
