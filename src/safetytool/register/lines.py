"""One row of a filled-in action list, and what its cells mean.

Consumes: cells. Returns: the status and the days in them. Leaves out: what the register has of its signals.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Final

from safetytool.bank.model import LANGUAGES
from safetytool.documents.words import word
from safetytool.documents.xlsx_file import STATUSES
from safetytool.read.model import Cell

_DAY: Final = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")


class RefusedError(Exception):
    """A cell that cannot be taken over: what is wrong in which column, and what to do."""

    def __init__(self, column: str, what: str, do: str) -> None:
        self.column, self.what, self.do = column, what, do
        super().__init__(what)


@dataclass(frozen=True)
class Line:
    """One row of the list."""

    row: int
    """As the spreadsheet counts, from 1."""
    question: str
    meeting: str
    """The kind of meeting in which the question is asked; '' where the list does not say."""
    signals: tuple[str, ...]
    cells: Mapping[str, Cell]
    """Those that are filled in, by column."""

    @property
    def status(self) -> str | None:
        """One of `STATUSES`, in whatever language; None where it is not one that is known."""
        given = str(self.cells.get("status", "")).strip().casefold()
        return _statuses().get(given) if given else "open"

    @property
    def is_filled_in(self) -> bool:
        """Whether anybody filled anything in: the list is made with every status open."""
        return bool(set(self.cells) - {"status"}) or self.status != "open"

    def day(self, column: str) -> date | None:
        """Return the day in a cell, which may be text.

        Raises
        ------
        RefusedError
            It is no day.
        """
        cell = self.cells.get(column)
        if cell is None:
            return None
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        text = str(cell).strip()
        with suppress(ValueError):
            found = _DAY.fullmatch(text)
            return date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(text)
        raise RefusedError(column, f"'{cell}' is no date", "Give a date, such as 14-10-2025")


@cache
def _statuses() -> Mapping[str, str]:
    """Return the status of each word for one."""
    return {word(f"status.{status}", language): status for status in STATUSES for language in LANGUAGES}
