"""One sheet on its way to the tidy table, and messages that name it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from safetytool.codes import Role
from safetytool.errors import InputError, Place
from safetytool.read.model import Column
from safetytool.recognise.model import ColumnMeaning, SheetMeaning

ROWS_NAMED = 5
"""A message names no more rows than these; the rest is a number."""


@dataclass
class InputSheet:
    """A sheet of an input, with what is known of where it comes from."""

    meaning: SheetMeaning
    path: str
    """Of its file, as the user gave it; for messages."""
    name: str
    """Of its file, without folders."""
    source: int
    """Place in the list of inputs."""
    history: bool
    notes: list[str] = field(default_factory=list)

    def column(self, role: Role) -> Column | None:
        """Return the column that has this role, if there is one."""
        return next((m.column for m in self.meaning.columns if m.role == role), None)

    @property
    def row_numbers(self) -> NDArray[np.int64]:
        """The sheet's row number of every data row."""
        table = self.meaning.sheet.table
        return table.rows if table is not None else np.zeros(0, dtype=np.int64)

    @property
    def label(self) -> str:
        """The sheet's name for notes."""
        return f"{self.name}, sheet '{self.meaning.sheet.name}'"

    def fail(
        self, what: str, do: str, *, rows: NDArray[np.bool_] | None = None, column: Column | None = None
    ) -> InputError:
        """Return an InputError about this sheet, or about some of its rows in one column."""
        numbers = self.row_numbers[rows].tolist() if rows is not None else []
        more = f" (and {len(numbers) - 1} more rows: {_some(numbers[1:])})" if len(numbers) > 1 else ""
        place = Place(
            self.path,
            self.meaning.sheet.name,
            numbers[0] if numbers else None,
            column.header if column else None,
        )
        return InputError(what + more, do=do, place=place)


def _some(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:ROWS_NAMED]))
    return f"{shown}, ..." if len(numbers) > ROWS_NAMED else shown


def unknown(columns: Iterable[ColumnMeaning]) -> Iterable[ColumnMeaning]:
    """Return the columns that were not recognised."""
    return (column for column in columns if column.role == "unrecognised")
