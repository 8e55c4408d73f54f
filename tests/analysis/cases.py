"""Hand-made counts, so that a test of a detector reads as a table of what was answered."""

from dataclasses import asdict, dataclass, replace

import pandas as pd

from safetytool.analysis import Case
from safetytool.bank import load_bank
from safetytool.counting.model import CUES, UNIT_KEYS, Counts

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


@dataclass(frozen=True)
class Report:
    """What an advisor reports; count 0 is a stated zero."""

    category: str = "bullying"
    about: str = "pupil"
    count: int = 1
    school: str = "12AB"
    year: str = YEAR
    class_name: str = ""
    history: bool = False
    reported: bool = True
    side: bool = False


@dataclass(frozen=True)
class Remark:
    """A remark that points to something."""

    theme: str
    who: str
    person: int = -1
    counted: bool = False
    school: str = "12AB"
    class_name: str = ""
    respondent_type: str = "pupil"
    source_kind: str = "monitor"
    shown: str = "woorden"


def case(
    *rows: Row,
    invited: list[tuple[str, str, str, str, int]] | None = None,
    reports: list[Report] | None = None,
    remarks: list[Remark] | None = None,
    written: int = 20,
) -> Case:
    """Make a case of rows.

    `invited` has (school, respondent type, kind, unit, invited); `written` is how many respondents of each
    school wrote anything, where there are remarks.
    """
    frame = pd.DataFrame([_row(row) for row in rows])
    units = frame.groupby([*UNIT_KEYS, "parent", "sector", "history"], as_index=False).agg(
        respondents=("reached", "max")
    )
    asked = pd.DataFrame(
        [(s, YEAR, t, k, u or s, n) for s, t, k, u, n in invited or []], columns=[*UNIT_KEYS, "invited"]
    )
    counts = Counts(BANK, units.assign(doubtful=0), frame, asked, reports=_reports(reports))
    if remarks is None:
        return Case(counts)
    cues = pd.DataFrame([{**asdict(r), "school_year": YEAR, "grade": ""} for r in remarks])[CUES]
    schools = sorted(set(frame["school"]) | set(cues["school"]))
    writers = pd.DataFrame([(s, YEAR, "pupil", "school", s, written) for s in schools])
    return Case(replace(counts, cues=cues, writers=writers.set_axis([*UNIT_KEYS, "written"], axis=1)))


def _reports(reports: list[Report] | None) -> pd.DataFrame | None:
    """The frame of reports; None where no advisor was heard."""
    if reports is None:
        return None
    columns = {"school_year": "", "grade": "", "month": "", "reporter": "unknown", "category_text": ""}
    frame = pd.DataFrame([columns | asdict(report) for report in reports])
    return frame.assign(school_year=frame.pop("year"))


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
