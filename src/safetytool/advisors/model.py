"""What reading an advisors' report gives, and the records that its steps hand to each other."""

from dataclasses import dataclass, fields
from typing import Final, Literal, TypeAlias

import pandas as pd

from safetytool.codes import About, Category, Reporter

Kind: TypeAlias = Literal["case", "count", "total", "remainder"]
"""One report, a number of them, a number that sums up others and is never added to them, or what such a
number has above the others."""

COLUMNS: Final = (
    "school", "school_year", "class_name", "grade", "month", "reporter", "about", "category", "category_text",
    "count", "reported", "kind", "remark", "follow_up", "unit", "sector", "source_text", "sheet", "row",
)  # fmt: skip
"""Columns of `AdvisorReport.rows`, in their order."""

LISTED_COLUMNS: Final = ("sheet", "row", "column", "text", "why")


@dataclass(frozen=True)
class Disagreement:
    """A stated total that differs from its parts.

    Both figures are kept. The parts are counted, and what a school's total has above them as a remainder.
    """

    school: str
    school_year: str
    what: str
    """What was summed, in English: 'all categories', 'bullying', 'bullying about staff'."""
    stated: int
    summed: int
    sheet: str
    row: int
    """Where the total stands; 1-based."""


@dataclass(frozen=True)
class AdvisorReport:
    """A report of confidential advisors, read.

    `rows` has one row a report, or a counted number of them: school ('' for figures of no school),
    school_year, class_name, grade, month ('YYYY-MM' or ''), reporter, about, category, category_text
    (as written, '' where the words are known), count (0 is a stated zero), reported (False: the file says
    that it is not known), kind, remark and follow_up (raw), unit, sector, source_text, sheet, row (1-based).

    A row of kind "total" sums up others or shows the same reports from another side (by whom they are
    about, say); it is never added to them. What it has above them is a row of kind "remainder", at the same
    place in the file: reports of which no more is known than the total says.
    """

    path: str
    """As the user gave it; for messages."""
    name: str
    """File name without folders."""
    sha256: str
    rows: pd.DataFrame
    listed: pd.DataFrame
    """What was not understood: sheet, row, column, text, why."""
    disagreements: tuple[Disagreement, ...]
    notes: tuple[str, ...]
    """How the file was read (English sentences); no remark is quoted."""
    prose: pd.DataFrame
    """Running text that is not counted and points to something: school, school_year and text (raw)."""
    rows_in: int
    """Non-blank rows under headers, and sentences taken from running text: each is in `rows` or `listed`."""
    has_tables: bool = True
    """Whether any figure stands in a table under headings; else all are from sentences."""


@dataclass(frozen=True)
class Entry:
    """One figure of the file, with what its row, its column and its surroundings say of it."""

    sheet: str
    row: int
    school: str = ""
    school_year: str = ""
    class_name: str = ""
    grade: str = ""
    month: str = ""
    reporter: Reporter = "unknown"
    about: About = "any"
    category: Category = "total"
    category_text: str = ""
    count: int = 0
    reported: bool = True
    kind: Kind = "count"
    remark: str = ""
    follow_up: str = ""
    unit: str = ""
    sector: str = ""
    source_text: str = ""
    # For the steps only; left out of the rows.
    column: str = ""
    table: int = 0
    """Number of the table in the file; 0 is running text."""
    dims: frozenset[str] = frozenset()
    """By what its table, or its group of columns, tells reports apart: category, about, month..."""
    sums: frozenset[str] = frozenset()
    """Over what it is a total, by its own words: of dims, or school."""

    @property
    def is_total(self) -> bool:
        """Whether the file itself calls it a total."""
        return bool(self.sums)


@dataclass(frozen=True)
class Listed:
    """A row, or a sentence, that was not understood."""

    sheet: str
    row: int
    column: str
    text: str
    why: str


@dataclass(frozen=True)
class Prose:
    """Running text that no figure was taken from, and that points to something."""

    school: str
    school_year: str
    text: str


def to_prose(told: list[Prose]) -> pd.DataFrame:
    """Return such texts as `AdvisorReport.prose`."""
    names = [field.name for field in fields(Prose)]
    return pd.DataFrame({n: pd.Series([getattr(one, n) for one in told], dtype=object) for n in names})


def to_frame(entries: list[Entry]) -> pd.DataFrame:
    """Return the entries as `AdvisorReport.rows`."""
    frame = pd.DataFrame(
        {name: pd.Series([getattr(e, name) for e in entries], dtype=object) for name in COLUMNS}
    )
    return frame.astype({"count": "int64", "reported": "bool", "row": "int64"})


def to_listed(listed: list[Listed]) -> pd.DataFrame:
    """Return what was not understood as `AdvisorReport.listed`."""
    names = [field.name for field in fields(Listed)]
    frame = pd.DataFrame({n: pd.Series([getattr(line, n) for line in listed], dtype=object) for n in names})
    return frame.astype({"row": "int64"})
