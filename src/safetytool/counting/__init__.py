"""Counts per school, year, respondent type, unit and item, from the one tidy table.

Consumes: `tidy.Evidence` and, where given, the register of schools. Returns: `Counts`, in which
advisors' reports and the remarks that point to something are counted too.
Leaves out: anything about what the counts mean.
"""

from typing import TYPE_CHECKING, Literal

import pandas as pd

from safetytool.counting.model import UNIT_KEYS, Counts
from safetytool.counting.remarks import count_remarks
from safetytool.counting.respondents import count_respondents
from safetytool.counting.tallies import count_tally
from safetytool.tidy.model import Evidence, Reports

if TYPE_CHECKING:
    from safetytool.schools import SchoolRegister

__all__ = ["Counts", "count"]


def count(evidence: Evidence, register: "SchoolRegister | None" = None) -> Counts:
    """Count what `evidence` says."""
    parts = [count_respondents(evidence.responses, evidence.bank), count_tally(evidence.tally)]
    # Counted answers to other questions are of the same respondents: they add no people.
    units = _joined([units for units, _ in parts], [*UNIT_KEYS, "parent", "history"], "max")
    items = _joined([items for _, items in parts], [*UNIT_KEYS, "parent", "history", "item"], "sum")
    sectors = register.sectors() if register else {}
    for frame in (units, items):
        known = {school: sectors.get(school, "") for school in set(frame["school"])}
        frame["sector"] = frame["school"].map(known).astype(object)
    bank = evidence.bank.items
    names = sorted(set(items["item"]))
    composite = {name: name.startswith("any.") for name in names}
    domain = {name: name.removeprefix("any.") if composite[name] else bank[name].domain for name in names}
    actor = {name: "" if composite[name] else bank[name].actor or "" for name in names}
    actor["any.staff_conduct"] = "staff"
    for column, meaning in (("composite", composite), ("domain", domain), ("actor", actor)):
        items[column] = items["item"].map(meaning)
    items["composite"] = items["composite"].astype(bool)
    cues, writers = count_remarks(evidence)
    return Counts(
        bank=evidence.bank,
        units=units,
        items=items,
        invited=_invited(register, units, evidence.reports),
        reports=evidence.reports.rows.drop(columns="remark") if evidence.reports.given else None,
        disagreements=evidence.reports.disagreements,
        cues=cues,
        writers=writers,
        asked=evidence.asked,
    )


def _joined(frames: list[pd.DataFrame], keys: list[str], how: Literal["max", "sum"]) -> pd.DataFrame:
    """Put counts of respondents and of aggregated exports in one frame, a unit (and item) once."""
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return pd.DataFrame(columns=keys)
    return pd.concat(filled, ignore_index=True).groupby(keys, as_index=False, sort=True).agg(how)


def _invited(register: "SchoolRegister | None", units: pd.DataFrame, reports: Reports) -> pd.DataFrame:
    """Return how many were invited, for the school years that the answers and the reports are of."""
    if register is None:
        return pd.DataFrame(
            columns=["school", "school_year", "respondent_type", "unit_kind", "unit_name", "invited"]
        )
    return register.invited(sorted({*units["school_year"], *reports.rows["school_year"]}))
