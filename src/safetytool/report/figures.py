"""Which counts a board report is about, and what may be shown of each.

Consumes: `Counts`. Returns: `Figures`, which answers for every count what the report may say. Nothing else of
the counts reaches the report of a board. Leaves out: words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import pandas as pd

from safetytool.bank.model import Bank
from safetytool.counting import Counts
from safetytool.disclosure import (
    ContradictionError,
    Earlier,
    Result,
    Rule,
    Table,
    board_table,
    protect,
)
from safetytool.errors import UsageError
from safetytool.report.relations import parts_of, relations_between
from safetytool.signals.model import Heard

ALL: Final = ""
"""The school of all schools together."""
ADVISOR: Final = "advisor"
"""Reports to confidential advisors are counted as people of a kind of their own."""

ITEMS: Final[Mapping[str, tuple[str, ...]]] = {
    "pupil": (
        "any.staff_conduct", "pupil.feels_safe", "any.perceived_safety", "pupil.bullied", "any.impairment",
        "any.wellbeing", "any.disclosure",
    ),
    "staff": ("staff.feels_safe", "staff.bullied"),
    "parent": ("parent.child_feels_safe", "parent.child_bullied"),
}  # fmt: skip
"""Respondent type -> what is published of it, in the order of reading. Few cells, so that few are lost; staff
conduct only as all its questions together."""

OF_DOMAIN: Final[Mapping[str, tuple[str, ...]]] = {
    "staff_conduct": ("any.staff_conduct",),
    "perceived_safety": ("pupil.feels_safe", "any.perceived_safety"),
    "impairment": ("any.impairment", "pupil.bullied"),
    "wellbeing": ("any.wellbeing",),
    "disclosure": ("any.disclosure",),
}
"""Domain -> the figure of pupils that stands for it: the first of these that was asked."""


class Key(NamedTuple):
    """A row of the table: an item ('' for people) of one kind of respondents, at a place, in a year."""

    school_year: str
    respondent_type: str
    school: str
    item: str


@dataclass(frozen=True)
class Cell:
    """What may be said of one count."""

    mark: str
    """As in `Result.cells`."""
    shown: str
    low: float
    """The smallest value that the mark leaves open."""

    @property
    def exact(self) -> int | None:
        """The count itself, where it is shown."""
        return int(self.low) if self.mark == "value" else None


@dataclass(frozen=True)
class Figures:
    """Every count of a report, as it may be shown."""

    cells: Mapping[tuple[Key, str], Cell]
    """Row and kind (invited, respondents, n, concerns) -> cell."""
    threshold: int
    method: str
    schools: Mapping[str, frozenset[str]]
    """School year -> the schools that have answers of it."""
    hidden: int = 0
    """Counts of concerns, of answers and of people that are not shown."""
    revised: int = 0
    """Counts that stand as an earlier report showed them, although the data say something else by now."""

    def cell(self, key: Key, kind: str) -> Cell | None:
        """What may be said of a count; None where there is none."""
        return self.cells.get((key, kind))

    def exact(self, key: Key, kind: str) -> int | None:
        """A count that is shown as it is; None where there is none, or it is not."""
        cell = self.cell(key, kind)
        return cell.exact if cell else None

    def share(self, key: Key) -> float | None:
        """Concerns out of answers, where both are shown."""
        concerns, n = self.exact(key, "concerns"), self.exact(key, "n")
        return concerns / n if concerns is not None and n else None


def report_table(counts: Counts, heard: Sequence[Heard]) -> Table:
    """Return the cells of a report: of every school and year, and of all schools together."""
    items = counts.items
    wanted = [(kind, item) for kind, of in ITEMS.items() for item in of]
    own = items[(items["unit_kind"] == "school") & (items["n"] > 0)]
    own = pd.concat([own, _alone(own)], ignore_index=True)
    own = own[pd.MultiIndex.from_frame(own[["respondent_type", "item"]]).isin(wanted)]
    answers = own[["school_year", "respondent_type", "school", "item", "n", "concerns"]].assign(grade=ALL)
    return board_table(answers.reset_index(drop=True), _people(counts, heard))


def _alone(items: pd.DataFrame) -> pd.DataFrame:
    """Return the only question of its domain that a school asked, as all its questions together.

    One that is published itself needs no second row that says the same.
    """
    keys = ["school_year", "respondent_type", "school", "domain"]
    only = items[~items.duplicated(keys, keep=False) & ~items["composite"]]
    only = only[~only["item"].isin([item for of in ITEMS.values() for item in of])]
    return only.assign(item="any." + only["domain"].astype("str"))


def _people(counts: Counts, heard: Sequence[Heard]) -> pd.DataFrame:
    """Return who answered, who could, and how many reports advisors had."""
    keys = ["school_year", "respondent_type", "school"]
    units = counts.units[counts.units["unit_kind"] == "school"]
    invited = counts.invited[counts.invited["unit_kind"] == "school"]
    people = units[[*keys, "respondents"]].merge(invited[[*keys, "invited"]], on=keys, how="left")
    told = [(one.school_year, ADVISOR, one.school, one.reports) for one in heard if one.reports is not None]
    reports = pd.DataFrame(told, columns=[*keys, "respondents"])
    both = pd.concat([people, reports], ignore_index=True) if told else people
    return both.assign(grade=ALL)


def protected(table: Table, bank: Bank, rule: Rule, known: Sequence[Earlier]) -> Result:
    """Return what may leave the working group.

    Raises
    ------
    UsageError
        The records of earlier reports contradict each other or the data.
    """
    try:
        return protect(table, relations_between(table, parts_of(bank, ITEMS)), rule, known)
    except ContradictionError as error:
        raise UsageError(
            f"the records of earlier reports and these files cannot all be true ({error})",
            do="Look whether 'earlier' in [disclosure] names records of this board, and no others",
        ) from error


def of_board(result: Result) -> Figures:
    """Return the figures of a report to a board: what disclosure control lets through."""
    cells = result.cells
    counted = cells[cells["kind"].isin(["respondents", "n", "concerns"])]
    closed = counted[~counted["mark"].isin(["value", "rounded", "band"])]
    return Figures(
        cells=_cells(cells),
        threshold=result.rule.threshold,
        method=result.rule.method,
        schools=_schools(cells),
        hidden=len(closed),
        revised=int(counted["revised"].sum()),
    )


def of_working_group(table: Table, rule: Rule) -> Figures:
    """Return the figures of a working group's report: every count as it is."""
    cells = table.cells
    open_ = cells.assign(mark="value", shown=cells["value"].astype(str), low=cells["value"])
    return Figures(_cells(open_), rule.threshold, rule.method, _schools(table.cells))


def _cells(cells: pd.DataFrame) -> dict[tuple[Key, str], Cell]:
    columns = ["school_year", "respondent_type", "school", "item", "kind", "mark", "shown", "low"]
    return {
        (Key(year, kind, school, item), of): Cell(mark, shown, float(low))
        for year, kind, school, item, of, mark, shown, low in cells[columns].itertuples(index=False)
        if of != "rest"
    }


def _schools(cells: pd.DataFrame) -> dict[str, frozenset[str]]:
    own = cells[(cells["school"] != ALL) & (cells["respondent_type"] != ADVISOR)]
    return {str(year): frozenset(rows["school"]) for year, rows in own.groupby("school_year")}
