"""How far a long command is: what it is doing, how fast, and how long it will take.

A command is given a `Progress` and tells it what it does; what is shown of it is not its concern. A bar
is shown on a terminal alone. What draws it is imported only then.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Literal, Protocol, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import ProgressColumn, TaskID

Unit = Literal["rows", "bytes"]

LONGEST: Final = 40
"""Characters that are shown of what is being done."""


class Progress(Protocol):
    """What a command tells of its progress."""

    def start(self, total: int | None = None, unit: Unit = "rows") -> None:
        """Begin a piece of work of `total` rows or bytes; None where nobody knows how much it is."""

    def advance(self, amount: int) -> None:
        """Say that so many more rows or bytes are done."""

    def on_step(self, text: str) -> None:
        """Say what is being done now. Fits where a command takes `on_step`."""


class Unseen:
    """Progress without a bar: only what is being done is passed on."""

    def __init__(self, tell: Callable[[str], None] = lambda _: None) -> None:
        self._tell = tell

    def start(self, total: int | None = None, unit: Unit = "rows") -> None:
        """Show nothing."""

    def advance(self, amount: int) -> None:
        """Show nothing."""

    def on_step(self, text: str) -> None:
        """Pass it on."""
        self._tell(text)


class _Bar:
    """Progress as a bar on a terminal."""

    def __init__(self, shown: "RichProgress", tell: Callable[[str], None] | None) -> None:
        self._shown, self._tell = shown, tell
        self._task: TaskID | None = None
        self._text = ""

    def start(self, total: int | None = None, unit: Unit = "rows") -> None:
        if self._task is not None:
            self._shown.remove_task(self._task)
        self._task = self._shown.add_task(self._text, total=total or None, unit=unit)

    def advance(self, amount: int) -> None:
        if self._task is not None:
            self._shown.advance(self._task, amount)

    def on_step(self, text: str) -> None:
        self._text = _printable(text)
        if self._tell is not None:
            self._tell(text)
        if self._task is None:
            self.start()
        else:
            self._shown.update(self._task, description=self._text)


@contextmanager
def open_progress(
    *,
    quiet: bool = False,
    verbose: bool = False,
    as_json: bool = False,
    tell: Callable[[str], None] = lambda _: None,
    stream: TextIO | None = None,
) -> Iterator[Progress]:
    """Give a command its progress; a bar on standard error where that is a terminal.

    Parameters
    ----------
    quiet : show nothing and tell nothing.
    verbose : `tell` every step as well.
    as_json : the result goes to standard output; where a program reads that, no bar is shown.
    tell : says a line on standard error.
    stream : standard error, unless given.
    """
    told = verbose and not quiet
    stream = stream or sys.stderr
    if quiet or not _is_terminal(stream) or (as_json and not _is_terminal(sys.stdout)):
        yield Unseen(tell) if told else Unseen()
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    console = Console(file=stream)
    with Bar(*_columns(), console=console, transient=True) as shown:
        yield _Bar(
            shown, (lambda text: console.print(f"safetytool: {_printable(text, None)}")) if told else None
        )


def _is_terminal(stream: TextIO) -> bool:
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def _printable(text: str, longest: int | None = LONGEST) -> str:
    """Return a text that a terminal takes for nothing but text; names of files may hold anything."""
    from rich.markup import escape

    safe = "".join(letter if letter.isprintable() else "?" for letter in text)
    cut = safe if longest is None or len(safe) <= longest else f"{safe[: longest - 1]}…"
    return escape(cut)


def _columns() -> "tuple[ProgressColumn, ...]":
    from rich.progress import (
        BarColumn,
        ProgressColumn,
        Task,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """Rows or bytes a second."""

        def render(self, task: Task) -> Text:
            return Text(rate(task.finished_speed or task.speed, task.fields["unit"]))

    return (
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        TaskProgressColumn(),
        Rate(),
        TimeRemainingColumn(compact=True),
        TextColumn("left"),
    )


def rate(speed: float | None, unit: Unit) -> str:
    """Return a speed for people.

    Examples
    --------
    >>> rate(12_400.0, "rows"), rate(2_500_000.0, "bytes"), rate(None, "rows")
    ('12,400 rows/s', '2.5 MB/s', '')
    """
    if not speed:
        return ""
    return f"{speed:,.0f} rows/s" if unit == "rows" else f"{speed / 1e6:,.1f} MB/s"
