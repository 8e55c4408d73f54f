"""Counts per unit and item: what the detectors see, and all that they see."""

from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from safetytool.bank.model import Bank
from safetytool.tidy.model import ASKED

UNIT_KEYS: Final = ["school", "school_year", "respondent_type", "unit_kind", "unit_name"]
"""The columns that name a unit in every frame of `Counts`."""


CUES: Final = [
    "school", "school_year", "respondent_type", "grade", "class_name", "person", "source_kind",
    "theme", "who", "shown", "counted",
]  # fmt: skip
"""The columns of `Counts.cues`."""


@dataclass(frozen=True)
class Counts:
    """One row a school, school year, respondent type, unit and item.

    `units`: UNIT_KEYS (unit_kind is school, grade, class or gender; the school's own name is its
    unit_name), parent (of a class its grade, '' unknown), sector ('' unknown), history,
    respondents, doubtful.
    `items`: UNIT_KEYS, parent, sector, history, item, domain, actor ('' none), composite (an item
    'any.DOMAIN': respondents with at least one concern in the domain), n (scale answers), concerns
    and grave (of n; a grave answer is a concern too), withheld, withheld_most (of a composite: respondents
    who withheld at least half of its items), reached (scale answer or withheld),
    missing, unread (answers that were not understood), doubtful_n, doubtful_concerns (of the
    respondents whose answers may not be meant).
    `invited`: school, school_year, respondent_type, unit_kind (school, grade, class), unit_name, invited.
    `reports`: what advisors reported, as `tidy.model.Reports.rows`, without the remarks; None where there
    was no advisor's report.
    `disagreements`: their totals that are not the sum of their parts.
    `cues`: remarks that point to something: school, school_year, respondent_type ('' an advisor), grade,
    class_name, person, source_kind, theme, who, shown (masked), counted (its writer has a concern about staff
    among the answers too).
    `asked`: how each question was asked, as `tidy.model.Evidence.asked`: school, school_year,
    respondent_type, item, wording, plain, scale, reversed.
    `writers`: UNIT_KEYS (unit_kind is school or class) and written: how many wrote anything.
    `remarks`: how many remarks were looked through.
    The texts in `units` and `items` are categories, in alphabetical order (see `counting.frames`).
    """

    bank: Bank
    units: pd.DataFrame
    items: pd.DataFrame
    invited: pd.DataFrame
    reports: pd.DataFrame | None = None
    disagreements: pd.DataFrame = field(default_factory=lambda: pd.DataFrame())
    cues: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=CUES))
    writers: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=[*UNIT_KEYS, "written"]))
    asked: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=ASKED))
    remarks: int = 0
