"""What recognising gives: what each column is, and what each of its answers means."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from safetytool.bank.model import RespondentType
from safetytool.codes import Role
from safetytool.read.model import Column, Sheet, Source


@dataclass(frozen=True)
class Answers:
    """What the distinct values of a question's column mean, on one scale."""

    scale: str
    reversed: bool
    """The wording asks the opposite: `codes` are already turned round to the bank's wording."""
    codes: NDArray[np.int8]
    """For each of the column's distinct values: a place on the scale, or WITHHELD, MISSING
    (written out as 'n.v.t.', '-'), NOT_UNDERSTOOD."""


@dataclass(frozen=True)
class ColumnMeaning:
    """What a column is, how sure that is (0 to 1), and why."""

    column: Column
    role: Role
    confidence: float
    why: str
    item: str | None = None
    respondent_type: RespondentType | None = None
    """Whose item it is; a sheet with several respondent types reads a column once for each."""
    answers: Answers | None = None
    """None where the role is not item, or where its numbers have no known direction."""
    contested: bool = False
    """Another column asks the same as clearly, so that the answers of neither are read."""


@dataclass(frozen=True)
class SheetMeaning:
    """A sheet, understood. `kind` is None where the sheet is not used; `why` says why."""

    sheet: Sheet
    kind: Literal["respondents", "aggregated"] | None
    why: str
    columns: tuple[ColumnMeaning, ...] = ()
    school: str | None = None
    """From the sheet's name or the cells above the table; None where a column has it."""
    school_year: str | None = None
    respondent_type: RespondentType | None = None
    class_name: str | None = None
    grade: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class SourceMeaning:
    """A whole file, understood."""

    source: Source
    sheets: tuple[SheetMeaning, ...]
