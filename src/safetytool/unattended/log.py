"""A log of runs that nobody watches: one line an event, never with data.

A log that cannot be opened stops the run before it begins: whoever asks for a log relies on it. One that
fails later, because the disk is full, does not: the report matters more than its log, so that is said once,
and the run goes on.
"""

import os
import re
import stat
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from safetytool.errors import Place, UsageError
from safetytool.write.files import FILE_MODE

Level = Literal["info", "warning", "error"]

LONGEST: Final = 500
"""Characters of a message: a log tells that something is wrong and where, and is no copy of a file."""

_NOT_IN_A_LINE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def to_standard_error(message: str) -> None:
    """Say something on standard error, where there is one."""
    if sys.stderr is not None:
        sys.stderr.write(f"safetytool: {message}\n")


def open_log(path: Path | None, *, on_failure: Callable[[str], None] = to_standard_error) -> "Log":
    """Return what adds lines to a log, or does nothing where there is no path.

    A log that does not exist is made for its owner alone; one that exists keeps its permissions. The file is
    opened anew for every line, so that it can be rotated at any time.

    Parameters
    ----------
    path : the log; its folder must exist. A device such as /dev/stderr is fine.
    on_failure : told, once, that a later line could not be written.

    Raises
    ------
    UsageError
        It cannot be written.
    """
    if path is not None:
        try:
            os.close(_open(path))
        except OSError as error:
            raise UsageError(
                f"the log cannot be written ({error.strerror})",
                do="Choose another --log, in a folder that exists",
                place=Place(file=str(path)),
            ) from error
    return Log(path, on_failure)


class Log:
    """Add a line to a log: `log("2 files read")`, `log("b.xlsx cannot be read", "warning")`.

    A line is 'YYYY-MM-DDTHH:MM:SS+HH:MM level message', in local time with its offset. Line breaks and other
    control characters become a space, so that a file name cannot forge a line. Callers give names of files,
    schools and steps, numbers of files, and the messages of errors; never remarks, nor how many answered
    what.
    """

    def __init__(self, path: Path | None, on_failure: Callable[[str], None]) -> None:
        self.path, self._on_failure, self._failed = path, on_failure, False

    def __call__(self, message: str, level: Level = "info") -> None:
        """Add a line."""
        if self.path is None:
            return
        text = _NOT_IN_A_LINE.sub(" ", message)
        if len(text) > LONGEST:
            text = text[:LONGEST] + "..."
        line = f"{datetime.now().astimezone().isoformat(timespec='seconds')} {level} {text}\n"
        try:
            # File names need not be text; one write a line, so that lines of two runs do not mix.
            _append(self.path, line.encode("utf-8", "backslashreplace"))
        except OSError as error:
            if not self._failed:
                self._on_failure(f"{self.path}: the log can no longer be written ({error.strerror})")
            self._failed = True


def _open(path: Path) -> int:
    # A pipe that nobody reads must not keep the run waiting.
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NONBLOCK", 0), FILE_MODE)
    if not (stat.S_ISREG(os.fstat(handle).st_mode) or stat.S_ISCHR(os.fstat(handle).st_mode)):
        os.close(handle)
        raise OSError(0, "it is no file")
    return handle


def _append(path: Path, line: bytes) -> None:
    handle = _open(path)
    try:
        if os.write(handle, line) < len(line):
            raise OSError(0, "the disk is full")
    finally:
        os.close(handle)
