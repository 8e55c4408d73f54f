"""The records of disclosure control: what may leave, what is known of it, and what is shown.

A *protected value* is a count of fewer than `Rule.threshold`: of respondents, of answers, of concerns, or of
answers without a concern ("all but a few" tells as much as "a few").
"""

from dataclasses import dataclass, field
from typing import Final, Literal, get_args

import numpy as np
import pandas as pd

from safetytool.errors import UsageError

LEAST_THRESHOLD: Final = 3
"""Below this a count of two people would be shown, each of whom then knows the other."""

ROUNDING_BASE: Final = 5

Method = Literal["suppress", "round", "band"]
Kind = Literal["invited", "respondents", "n", "concerns", "rest"]
Status = Literal["published", "primary", "secondary"]
Mark = Literal["value", "few", "all_but_few", "hidden", "rounded", "band"]

UNIT: Final = ["school_year", "respondent_type", "school", "grade"]
"""The columns that name a unit: school '' is the board, grade '' the school (or board) itself."""

ROW: Final = [*UNIT, "item"]
CELL: Final = [*ROW, "kind"]
"""The columns that name a cell; item is '' for `invited` and `respondents`."""

RECORD: Final = [*CELL, "mark", "shown", "low", "high"]
"""The columns of what was published, which hold no true value that was not shown."""

OTHER_GRADES: Final = "(other)"
"""The grade of respondents of a school that stand in none of its grades: what subtraction would give."""


@dataclass(frozen=True)
class Rule:
    """How small counts are protected.

    `threshold`: counts below it are protected, at least 3. `method`: what happens to concerns that are not
    protected; 'suppress' shows them exactly, 'round' to the nearest multiple of 5, so that totals need not be
    the sum of their parts and the report must say that they are rounded, 'band' as "10-14". Numbers of
    respondents and answers are exact under each of them.

    Raises
    ------
    UsageError
        For a threshold under 3, or a method that is none.
    """

    threshold: int = 5
    method: Method = "suppress"

    def __post_init__(self) -> None:
        if self.threshold < LEAST_THRESHOLD:
            raise UsageError(
                f"the disclosure threshold is {self.threshold}", do=f"Use {LEAST_THRESHOLD} or more"
            )
        if self.method not in get_args(Method):
            raise UsageError(
                f"the disclosure method '{self.method}' does not exist",
                do=f"Use one of {', '.join(get_args(Method))}",
            )


@dataclass(frozen=True)
class Table:
    """The cells that a report is about, in long form.

    `cells`: CELL and value (whole, not negative), a cell once, sorted by CELL. Kinds: invited (numbers that
    are public anyway), respondents, n (scale answers), concerns (of n), rest (n - concerns).
    """

    cells: pd.DataFrame


@dataclass(frozen=True)
class Relations:
    """What everybody can know about the cells of a table, or of an earlier report.

    `terms`: relation, cell (row number in the cells), coefficient. `kinds`: kind of every relation, whose
    number is the position; the sum of coefficient * value is 0 for 'sum' (a total and its parts) and
    'complement' (n - concerns - rest), and at most 0 for 'at_most'.
    """

    terms: pd.DataFrame
    kinds: list[str]


@dataclass(frozen=True)
class Earlier:
    """An earlier report: what it showed, and how its cells hang together.

    `record`: RECORD, as `Result.record`. `relations`: over the rows of `record`.
    """

    record: pd.DataFrame
    relations: Relations


@dataclass(frozen=True)
class Loss:
    """What the protection of others cost: shares (0 to 1) of what need not be protected itself.

    `cells`: of the cells (kinds respondents, n and concerns). `respondents`: of the answers (n) behind the
    concerns.
    """

    cells: float
    respondents: float
    protected: int
    secondary: int
    published: int


@dataclass(frozen=True)
class Result:
    """What may be shown of every cell.

    `cells`: CELL, value (the truth, never to be written), status (published; primary: protected itself;
    secondary: hidden to protect another), mark (value; few: fewer than the threshold; all_but_few; hidden;
    rounded; band), shown (text: a number, "<5", ">15", "10-14", or "" where hidden), low and high (what the
    mark says of the value), earlier (stands as an earlier report showed it), revised (and the data have
    changed since: say so beside it).
    `exposed`: CELL, lowest, highest of the protected cells that earlier reports alone give away.
    """

    cells: pd.DataFrame
    rule: Rule
    exposed: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=[*CELL, "lowest", "highest"]))

    def record(self) -> pd.DataFrame:
        """Return RECORD: what is published, to be kept beside the report for the next one."""
        return self.cells[RECORD].reset_index(drop=True)

    def loss(self) -> Loss:
        """Return how much was hidden only to protect something else."""
        cells = self.cells[self.cells["kind"].isin(["respondents", "n", "concerns"])]
        counts = cells["status"].value_counts().reindex(list(get_args(Status)), fill_value=0)
        open_, lost = int(counts["published"]), int(counts["secondary"])
        n = self.cells.loc[self.cells["kind"] == "n"].set_index(ROW)["value"]
        answers = cells[cells["kind"] == "concerns"].set_index(ROW)["status"]
        weight = n.reindex(answers.index).to_numpy(np.float64)
        hidden = float(weight[(answers == "secondary").to_numpy()].sum())
        total = hidden + float(weight[(answers == "published").to_numpy()].sum())
        return Loss(
            cells=lost / (open_ + lost) if open_ + lost else 0.0,
            respondents=hidden / total if total else 0.0,
            protected=int(counts["primary"]),
            secondary=lost,
            published=open_,
        )
