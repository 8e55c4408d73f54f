"""What SQLite says went wrong, as one message that names the file and what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from safetytool.errors import InputError, Place, SafetytoolError, UsageError

FULL: Final = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_TRUNCATE")
DAMAGED: Final = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT")
BUSY: Final = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL")
FORBIDDEN: Final = ("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH", "SQLITE_CANTOPEN")

RESTORE: Final = (
    "Nothing was changed in it. Put back a copy of your own, or one that stands beside it "
    "(its name ends in .backup-v1), and keep the damaged file: much of it can often be read still"
)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite or the system says into an error for the user.

    Raises
    ------
    SafetytoolError
        The disk is full, the file is damaged, in use, or may not be read or written.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise explanation(error, path) from error
    except OSError as error:
        place = Place(file=str(error.filename or path))
        raise UsageError(
            f"the register cannot be used ({error.strerror or error})", do="Check --register", place=place
        ) from error


def explanation(error: sqlite3.Error, path: Path) -> SafetytoolError:
    """Return the error for a user."""
    name = getattr(error, "sqlite_errorname", "") or ""
    place = Place(file=str(path))
    if name.startswith(FULL):
        return UsageError(
            "the register cannot be written, the disk is full or broken: nothing was recorded",
            do="Make room, and do it again",
            place=place,
        )
    if name.startswith(DAMAGED):
        return damaged(path, str(error))
    if name.startswith(BUSY):
        return UsageError(
            "another program is writing in the register, and went on too long",
            do="Wait for it to end, and do it again; nothing was recorded",
            place=place,
        )
    if name.startswith(FORBIDDEN):
        return UsageError(
            "the register cannot be opened for writing",
            do="Check that you may write in this file and its folder; nothing was recorded",
            place=place,
        )
    return InputError(f"the register cannot be used ({error})", do=RESTORE, place=place)


def damaged(path: Path, why: str) -> InputError:
    """Return the error for a file of which SQLite cannot make sense."""
    return InputError(f"this register is damaged ({why})", do=RESTORE, place=Place(file=str(path)))


def foreign(path: Path) -> InputError:
    """Return the error for a file that is no register."""
    return InputError(
        "this file is no register of safetytool, and nothing was changed in it",
        do="Give another file with --register; a new one is made where there is none",
        place=Place(file=str(path)),
    )


def newer(path: Path, version: int, known: int) -> InputError:
    """Return the error for a register of a later version."""
    return InputError(
        f"this register was made by a newer safetytool (version {version}; this one knows {known}), "
        "and nothing was changed in it",
        do="Use that safetytool, or update this one",
        place=Place(file=str(path)),
    )
