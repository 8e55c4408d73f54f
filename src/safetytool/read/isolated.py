"""Reading a workbook in a process of its own, with bounds on its memory and time.

The library that parses workbooks is compiled. A damaged .xls, or a cell in the last row of a sheet that says
it is small, can make it abort or ask for a terabyte, and no exception tells of that: the process is gone. So
it does its work in a child (`workbook_child.py`), and this module tells what became of it.
"""

import os
import pickle
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
from numpy.typing import NDArray

from safetytool import limits
from safetytool.errors import InputError, Place

CHILD: Final = Path(__file__).with_name("workbook_child.py")
PLAIN: Final = {("datetime", kind.__name__): kind for kind in (date, datetime, time, timedelta)}
OUT_OF_MEMORY: Final = b"memory allocation of"
"""What a compiled library says last when it gets no memory."""


class WorkbookError(Exception):
    """Why a workbook was not read: password, damaged, memory or seconds."""


class TooLargeError(Exception):
    """A sheet is larger than may be read."""

    def __init__(self, sheet: str, rows: int, columns: int) -> None:
        super().__init__(sheet, rows, columns)
        self.sheet, self.rows, self.columns = sheet, rows, columns


@dataclass(frozen=True)
class RawSheet:
    """A sheet as the library gives it."""

    name: str
    why: str
    """hidden or chart: not read."""
    cells: NDArray[np.object_]
    """(rows, columns), from A1 on; '' is an empty cell."""
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    """First and last cell of each merged range; 0-based rows and columns."""


class _Plain(pickle.Unpickler):
    """Takes plain values only: whatever a hostile file might make of the child, it can run nothing here."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in PLAIN:
            return PLAIN[module, name]
        raise pickle.UnpicklingError(f"{module}.{name}")


def sheets_of(path: Path) -> Iterator[RawSheet]:
    """Yield all sheets of a workbook, in its order.

    Raises
    ------
    WorkbookError
        The workbook cannot be read; says why in a word.
    TooLargeError
        A sheet has more cells or columns than may be read.
    """
    with _child(path) as messages:
        for name, why in _next(messages, "sheets")[0]:
            yield RawSheet(name, why, np.empty((0, 0), dtype=object)) if why else _sheet(name, messages)
        _next(messages, "done")


def _sheet(name: str, messages: Iterator[tuple[Any, ...]]) -> RawSheet:
    height, width, merged = _next(messages, "size")
    cells = np.empty((height, width), dtype=object)
    filled = 0
    while filled < height:
        (block,) = _next(messages, "rows")
        cells[filled : filled + len(block)] = block
        filled += len(block)
    return RawSheet(name, "", cells, tuple(merged))


def _next(messages: Iterator[tuple[Any, ...]], kind: str) -> tuple[Any, ...]:
    """Return the next message, which must be of this kind unless something is wrong."""
    got, *values = next(messages)
    if got == "too_large":
        raise TooLargeError(*values)
    if got != kind:
        raise WorkbookError(got)
    return tuple(values)


@contextmanager
def _child(path: Path) -> Iterator[Iterator[tuple[Any, ...]]]:
    """Start the child; give its messages, of which the last says how it died where it did."""
    allowed = limits.current()
    asked = (sys.path, str(path), limits.MAX_COLUMNS, allowed.max_cells, allowed.max_memory_mb * limits.MIB)
    with tempfile.TemporaryFile() as last_words:
        child = subprocess.Popen(  # noqa: S603 (our own Python with our own file)
            [sys.executable, "-I", "-S", str(CHILD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=last_words,
            env=_quiet_environment(),
        )
        late = threading.Event()

        def stop() -> None:
            late.set()
            child.kill()

        clock = threading.Timer(allowed.max_seconds, stop)
        clock.daemon = True
        clock.start()
        try:
            yield _messages(child, asked, late, last_words)
        finally:
            clock.cancel()
            child.kill()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    pipe.close()
            child.wait()


def _quiet_environment() -> dict[str, str]:
    return {**os.environ, "RUST_BACKTRACE": "0", "RUST_LIB_BACKTRACE": "0"}


def _messages(
    child: subprocess.Popen[bytes], asked: tuple[Any, ...], late: threading.Event, last_words: IO[bytes]
) -> Iterator[tuple[Any, ...]]:
    if child.stdin is None or child.stdout is None:
        raise AssertionError("the child was started without pipes")
    try:
        pickle.dump(asked, child.stdin)
        child.stdin.close()
        while True:
            yield _Plain(child.stdout).load()
    except (EOFError, BrokenPipeError, pickle.UnpicklingError):
        if late.is_set():
            yield ("seconds",)
        last_words.seek(0)
        yield ("memory" if OUT_OF_MEMORY in last_words.read() else "damaged",)


def refused(path: Path, error: WorkbookError | TooLargeError) -> InputError:
    """Return what to tell of a workbook that could not be read."""
    allowed = limits.current()
    if isinstance(error, TooLargeError):
        wide = error.columns > limits.MAX_COLUMNS
        return InputError(
            f"the sheet has {error.rows:,} rows and {error.columns:,} columns, which is too large to read",
            do="Delete the empty rows and columns around the table, or use .parquet for data of this size"
            + ("" if wide else f"; or {limits.raising('max_cells')}"),
            place=Place(path.name, error.sheet),
        )
    why = str(error)
    if why == "password":
        return password_error(path)
    if why == "memory":
        return InputError(
            f"reading the workbook takes more than {allowed.max_memory_mb:,} MB of memory, as no export does",
            do="Delete the empty rows and columns around the table, or copy the answers to a new workbook; "
            f"or {limits.raising('max_memory_mb')}",
            place=Place(path.name),
        )
    if why == "seconds":
        return InputError(
            f"reading the workbook takes longer than {allowed.max_seconds:,} seconds",
            do=f"Copy the answers to a new workbook, or {limits.raising('max_seconds')}",
            place=Place(path.name),
        )
    return InputError(
        "the workbook is damaged or not complete",
        do="Download or export it again, or open it in Excel and save it as a new .xlsx",
        place=Place(path.name),
    )


def password_error(path: Path) -> InputError:
    """Return what to tell of a workbook that is protected with a password."""
    if path.suffix.lower() == ".ods":
        steps = "Open it in LibreOffice, choose File > Save As, clear the box 'Save with password'"
    else:
        steps = "Open it in Excel, choose File > Info > Protect Workbook > Encrypt with Password, "
        steps += "clear the password"
    return InputError(
        "the workbook is protected with a password, so it cannot be read",
        do=f"{steps}, save a copy, and delete that copy afterwards",
        place=Place(path.name),
    )
