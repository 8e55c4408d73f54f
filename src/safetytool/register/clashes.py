"""Rows of one action list that contradict each other.

Consumes: the rows. Returns: the rows that cannot both be true, each with one that it contradicts. A question
has its row once: a copy of that row with another owner, status or other days contradicts it. Questions of one
signal may differ in those: that is how a list is worked through. What was learnt adds up.
"""

from collections.abc import Hashable, Iterable, Iterator
from contextlib import suppress
from typing import Final, TypeAlias

from safetytool.register.lines import Line, RefusedError

DAYS: Final = ("date", "evaluation")
OF_A_QUESTION: Final = ("owner", "status", *DAYS)
"""Columns that may differ between the questions of a signal, and not between copies of one row."""

_Group: TypeAlias = dict[Hashable, list[Line]]


def clashes(lines: Iterable[Line]) -> dict[int, RefusedError]:
    """Return row -> why it is refused, for every row that contradicts another one."""
    by_question: _Group = {}
    for line in lines:
        for signal in line.signals:
            by_question.setdefault((line.question, line.meeting, signal), []).append(line)
    found: dict[int, RefusedError] = {}
    for column, one, other in _of(by_question, OF_A_QUESTION):
        found.setdefault(one.row, _refused(column, one, other))
    return found


def _of(groups: _Group, columns: Iterable[str]) -> Iterator[tuple[str, Line, Line]]:
    """Return column and row, with the first row of its group that has something else in that column."""
    for column in columns:
        for own in groups.values():
            said = [_said(line, column) for line in own]
            if len(set(said)) > 1:
                others = {
                    text: next(o for o, t in zip(own, said, strict=True) if t != text) for text in set(said)
                }
                yield from ((column, line, others[text]) for line, text in zip(own, said, strict=True))


def _said(line: Line, column: str) -> str:
    """Return what a cell says, without differences in how it was typed; '' if nothing."""
    if column == "status" and line.status:
        return line.status
    return _shown(line, column).casefold()


def _shown(line: Line, column: str) -> str:
    """Return a cell as people read it; '' if it is empty."""
    with suppress(RefusedError):  # what is no day differs from every day
        if column in DAYS and (day := line.day(column)):
            return day.isoformat()
    return " ".join(str(line.cells.get(column, "")).split())


def _refused(column: str, line: Line, other: Line) -> RefusedError:
    """Return why a row is refused that contradicts another one."""
    own, theirs = (f"says '{text}'" if (text := _shown(o, column)) else "is empty" for o in (line, other))
    shared = next(name for name in line.signals if name in other.signals)
    what = f"this {own}, and row {other.row}, the same question about signal {shared}, {theirs}"
    return RefusedError(column, what, "Keep one of the two rows")
