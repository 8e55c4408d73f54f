"""The file as it lies on disk: whether it is one, may be read, and stays the same while it is read."""

import functools
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from safetytool import limits
from safetytool.errors import InputError, Place
from safetytool.regular import refuse_other_than_a_file

P = ParamSpec("P")
T = TypeVar("T")


def check_and_hash(file: Path) -> str:
    """The SHA-256 of a file that is there, may be read and has a bearable size.

    Raises
    ------
    InputError
        It is not there, is no file (a folder, a pipe, a device), is empty, too large, or may not be read.
    """
    place = Place(str(file))
    with told(file):
        about = refuse_other_than_a_file(file)
        most = limits.current().max_file_mb
        if about.st_size > most * limits.MIB:
            raise InputError(
                f"the file is larger than {most:,} MB",
                do=f"Split it by school year, or {limits.raising('max_file_mb')}",
                place=place,
            )
        if not about.st_size:
            raise InputError("the file is empty", do="Export it again", place=place)
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


def well_told(read: Callable[Concatenate[Path, P], T]) -> Callable[Concatenate[Path, P], T]:
    """Have a function that reads a file tell what the operating system refuses, and when the file changes."""

    @functools.wraps(read)
    def reading(path: Path, /, *args: P.args, **kwargs: P.kwargs) -> T:
        with told(path):
            before = as_it_is(path)
            result = read(path, *args, **kwargs)
            refuse_change(path, before)
            return result

    return reading


def as_it_is(path: Path) -> tuple[int, ...]:
    """What shows whether a file was changed or replaced: its number, size and time."""
    about = path.stat()
    return about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns


def refuse_change(path: Path, before: tuple[int, ...]) -> None:
    """Refuse a file that was written to while it was read: what was read may be half of two versions."""
    if as_it_is(path) != before:
        raise InputError(
            "the file changed while it was being read",
            do="Wait until whatever writes it is done, and try again",
            place=Place(str(path)),
        )


@contextmanager
def told(file: Path) -> Iterator[None]:
    """Turn what the operating system says of a file into one message with what to do."""
    place = Place(str(file))
    try:
        yield
    except FileNotFoundError as error:
        raise InputError("there is no such file", do="Check the folder and the name", place=place) from error
    except PermissionError as error:
        raise InputError(
            "the file may not be read",
            do="Close it in other programs, or ask for the right to read it",
            place=place,
        ) from error
    except MemoryError as error:
        raise InputError(
            "there is not enough memory to read the file",
            do="Close other programs, split the file by school year, or use .parquet for data of this size",
            place=place,
        ) from error
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        raise InputError(
            f"the file cannot be opened ({why})", do="Copy it to this computer", place=place
        ) from error
    except ValueError as error:
        if "null" not in str(error):
            raise
        raise InputError(
            "there is no such file: its name has a character that no name can have",
            do="Check the name",
            place=Place(str(file).replace("\0", "\\0")),
        ) from error
