"""Counts per school, year, respondent type, unit and item, from the one tidy table.

Consumes: `tidy.Evidence` and, where given, the register of schools. Returns: `Counts`, in which
advisors' reports and the remarks that point to something are counted too.
Leaves out: anything about what the counts mean.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from safetytool.bank.model import Bank
from safetytool.counting.frames import as_categories, mapped, stacked
from safetytool.counting.model import UNIT_KEYS, Counts
from safetytool.counting.remarks import count_remarks
from safetytool.counting.respondents import count_respondents
from safetytool.counting.tallies import count_tally
from safetytool.tidy.model import Evidence, Reports

if TYPE_CHECKING:
    from safetytool.schools import SchoolRegister

__all__ = ["Counts", "count", "count_portion", "join"]


def count(evidence: Evidence, register: "SchoolRegister | None" = None) -> Counts:
    """Count what `evidence` says."""
    return join([count_portion(evidence)], evidence.reports, register)


def count_portion(evidence: Evidence) -> Counts:
    """Count the respondents and remarks of some of the inputs; `join` adds what holds for all of them."""
    parts = [count_respondents(evidence.responses, evidence.bank), count_tally(evidence.tally)]
    # Counted answers to other questions are of the same respondents: they add no people.
    units = _together([units for units, _ in parts], [*UNIT_KEYS, "parent", "history"], "max")
    items = _together([items for _, items in parts], [*UNIT_KEYS, "parent", "history", "item"], "sum")
    cues, writers = count_remarks(evidence)
    return Counts(
        bank=evidence.bank,
        units=units,
        items=items.assign(**_meaning(items, evidence.bank)),
        invited=pd.DataFrame(),
        cues=cues,
        writers=writers,
        asked=evidence.asked,
        remarks=len(evidence.texts),
    )


def join(portions: Sequence[Counts], reports: Reports, register: "SchoolRegister | None" = None) -> Counts:
    """Put counts of different schools and years together, with the advisors' reports and the register.

    Parameters
    ----------
    portions : counts of which no two have the same school, year and kind of respondents; at least one.
    reports : what advisors reported.
    register : for who was invited, and of which sector a school is.
    """
    sectors = register.sectors() if register else {}
    units, items = stacked([p.units for p in portions]), stacked([p.items for p in portions])
    if len(units):
        units = units.assign(sector=mapped(units["school"], sectors))
        items = items.assign(sector=mapped(items["school"], sectors))
    first = portions[0]
    return replace(
        first,
        units=units,
        items=items,
        invited=_invited(register, units, reports),
        reports=reports.rows.drop(columns="remark") if reports.given else None,
        disagreements=reports.disagreements,
        cues=_cues(portions),
        writers=_stacked([p.writers for p in portions]),
        asked=_stacked([p.asked for p in portions]),
        remarks=sum(p.remarks for p in portions),
    )


def _cues(portions: Sequence[Counts]) -> pd.DataFrame:
    """Put the remarks together; writers are numbered on from one portion to the next."""
    if len(portions) == 1:
        return portions[0].cues
    found, before = [], 0
    for cues in (portion.cues for portion in portions if len(portion.cues)):
        person = cues["person"].where(cues["person"] < 0, cues["person"] + before)
        found.append(cues.assign(person=person))
        before = max(before, int(person.max()) + 1)
    return _stacked(found) if found else portions[0].cues


def _stacked(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if len(filled) > 1 else (filled or list(frames))[0]


def _meaning(items: pd.DataFrame, bank: Bank) -> dict[str, Any]:
    """Return the columns composite, domain and actor of `Counts.items`."""
    if items.empty:
        return {name: pd.Series(dtype=object) for name in ("composite", "domain", "actor")}
    names = [str(name) for name in items["item"].cat.categories]
    single = {name: bank.items[name] for name in names if not name.startswith("any.")}
    domain = {name: single[name].domain if name in single else name.removeprefix("any.") for name in names}
    actor = {name: single[name].actor or "" if name in single else "" for name in names}
    actor["any.staff_conduct"] = "staff"
    composite = ~items["item"].isin(list(single))
    return {
        "composite": composite,
        "domain": mapped(items["item"], domain),
        "actor": mapped(items["item"], actor),
    }


def _together(frames: list[pd.DataFrame], keys: list[str], how: Literal["max", "sum"]) -> pd.DataFrame:
    """Put counts of respondents and of aggregated exports in one frame, a unit (and item) once."""
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return pd.DataFrame(columns=keys)
    if len(filled) == 1 and filled[0] is frames[0]:
        return filled[0]  # a unit once, and in order
    texts = {key: object for key in keys if key != "history"}
    both = pd.concat([frame.astype(texts) for frame in filled], ignore_index=True)
    return as_categories(both.groupby(keys, as_index=False, sort=True).agg(how))


def _invited(register: "SchoolRegister | None", units: pd.DataFrame, reports: Reports) -> pd.DataFrame:
    """Return how many were invited, for the school years that the answers and the reports are of."""
    if register is None:
        return pd.DataFrame(
            columns=["school", "school_year", "respondent_type", "unit_kind", "unit_name", "invited"]
        )
    years = set(units["school_year"]) if len(units) else set()
    return register.invited(sorted({*years, *reports.rows["school_year"]}))
