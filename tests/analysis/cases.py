"""Hand-made counts, so that a test of a detector reads as a table of what was answered."""

from dataclasses import asdict, dataclass

import pandas as pd

from safetytool.analysis import Case
from safetytool.bank import load_bank
from safetytool.counting.model import UNIT_KEYS, Counts

YEAR = "2024-2025"
BANK = load_bank()


@dataclass(frozen=True)
class Row:
    """Answers of one unit to one item: `concerns` of `n`, of which `grave`."""

    item: str
    concerns: int
    n: int
    school: str = "12AB"
    unit: str = ""
    kind: str = "school"
    year: str = YEAR
    grave: int = 0
    withheld: int = 0
    unread: int = 0
    parent: str = ""
    sector: str = ""
    history: bool = False
    doubtful_n: int = 0
    doubtful_concerns: int = 0


def case(*rows: Row, invited: list[tuple[str, str, str, str, int]] | None = None) -> Case:
    """Make a case of rows; `invited` has (school, respondent type, kind, unit, invited)."""
    frame = pd.DataFrame([_row(row) for row in rows])
    units = frame.groupby([*UNIT_KEYS, "parent", "sector", "history"], as_index=False).agg(
        respondents=("reached", "max")
    )
    asked = pd.DataFrame(
        [(s, YEAR, t, k, u or s, n) for s, t, k, u, n in invited or []], columns=[*UNIT_KEYS, "invited"]
    )
    return Case(Counts(BANK, units.assign(doubtful=0), frame, asked))


def _row(row: Row) -> dict[str, object]:
    composite = row.item.startswith("any.")
    item = None if composite else BANK.items[row.item]
    given = asdict(row)
    return given | {
        "school_year": given.pop("year"),
        "unit_kind": given.pop("kind"),
        "unit_name": given.pop("unit") or row.school,
        "respondent_type": item.respondent_type if item else "pupil",
        "composite": composite,
        "domain": item.domain if item else row.item.removeprefix("any."),
        "actor": (item.actor if item else "") or "",
        "withheld_most": row.withheld,
        "reached": row.n + row.withheld,
        "missing": 0,
    }
