"""Silence: nothing heard where something was to be expected.

Question
    Is it good news that the confidential advisor heard nothing, or is there a threshold?
Method
    Only where an advisor states that there were no reports; a school that says nothing is a blind spot. The
    expected number of reports comes from the board's other schools and the number of pupils and staff,
    with a weak national prior (gamma-Poisson: analysis/statistics/gamma_poisson.py); a school's own
    earlier years with reports count too. The consecutive silent years are taken together. It is a signal
    - where hearing nothing is itself unlikely: probability at most `UNLIKELY` (`watch`);
    - where pupils' own answers point the other way (`ask`): more of them than is to be expected are afraid
      of staff (or one gravely), do not know whom to go to, or do not dare to tell;
    - where pupils are afraid of staff, no more than elsewhere (`watch`): that nobody tells is what is
      worth knowing then.
Limits
    Whether advisors count every talk or only formal reports differs between schools.
"""

from typing import Final

import numpy as np
import pandas as pd

from safetytool.analysis.case import Case
from safetytool.analysis.change import first_year
from safetytool.analysis.keys import as_texts, records
from safetytool.analysis.model import Fact, Finding, Unit
from safetytool.analysis.reported import Reported, reported

UNLIKELY: Final = 0.05
LEAST_PUPILS: Final = 2
"""Fewer pupils are the sentinel's matter, not a pattern beside a silence."""

AFRAID: Final = "pupil.afraid_of_staff"
THRESHOLDS: Final = ("pupil.knows_whom_to_tell", "pupil.dares_to_tell")


def detect(case: Case) -> list[Finding]:
    """Return the silences of the analysed years."""
    heard = reported(case.counts)
    if heard is None:
        return []
    silent = heard.frame[(heard.frame["count"] == 0) & ~heard.frame["history"].astype(bool)]
    pupils = _pupils(case, silent)
    own = heard.frame[heard.frame["school"].isin(silent["school"])]
    years = {str(school): rows for school, rows in own.groupby("school")}
    found = [
        _finding(heard, school, year, years[school], *pupils.get((school, year), ([], False)))
        for school, year in silent[["school", "school_year"]].itertuples(index=False)
    ]
    return [finding for finding in found if finding is not None]


def _finding(
    heard: Reported, school: str, year: str, years: pd.DataFrame, pupils: list[Fact], more: bool
) -> Finding | None:
    """Tell the silence of one school and year, if it is a signal."""
    run, before = _silent_years(years, year)
    rate = heard.expected_of(school)
    if len(before):
        rate = rate.after(float(before["count"].sum()), float(before["exposure"].sum()))
    exposure = float(run["exposure"].sum())
    probability = rate.probability_of_none(exposure)
    if probability > UNLIKELY and not pupils:
        return None
    expected = float(rate.mean[0]) * exposure
    unlikely = probability <= UNLIKELY
    facts: dict[str, Fact] = {"silent_years": len(run)}
    facts |= {"pupils": pupils} if pupils else {}
    facts |= {"expected_reports": expected} if unlikely else {}
    return Finding(
        detector="silence",
        tier="ask" if more else "watch",
        school=school,
        school_year=year,
        unit=Unit("school", school),
        respondent_type=None,
        domain="disclosure",
        actor=None,
        items=(),
        message="silence.contradicted" if more else "silence.beside" if pupils else "silence.unlikely",
        count=0,
        probability=probability,
        facts=facts,
        evidence={
            "against": "the board's other schools, their size, and a weak national prior",
            "method": "gamma-Poisson prediction of no report at all",
            "years": [str(y) for y in run["school_year"]],
            "expected_reports": expected,
        },
        sources=("advisor", "monitor") if pupils else ("advisor",),
    )


def _silent_years(years: pd.DataFrame, last: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the consecutive silent years that end with `last`, and the years before them."""
    until = years[years["school_year"] <= last].sort_values("school_year", ascending=False)
    length = 0
    for back, (year, count) in enumerate(zip(until["school_year"], until["count"], strict=True)):
        if count or first_year(str(year)) != first_year(last) - back:
            break
        length = back + 1
    return until.iloc[:length][::-1], until.iloc[length:]


def _pupils(case: Case, schools: pd.DataFrame) -> dict[tuple[str, str], tuple[list[Fact], bool]]:
    """Return what pupils of some schools say that does not fit a silence, by school and year.

    The second value tells whether any of it is more than is to be expected, or grave.
    """
    reference = case.schools
    frame = reference.frame
    # Few schools are silent, and few of their questions matter.
    known = frame["item"].isin([AFRAID, *THRESHOLDS]) & frame["school"].isin(schools["school"].unique())
    rows = np.flatnonzero(known)
    own = as_texts(frame[["school", "school_year", "item", "k", "n", "grave"]].iloc[rows])
    above = (own["k"] > reference.expected.mean[rows] * own["n"]) | ~reference.usable[rows]
    several, grave = own["k"] >= LEAST_PUPILS, own["grave"] > 0
    is_afraid = own["item"] == AFRAID
    afraid, held = is_afraid & (several | grave), ~is_afraid & several & above
    told = own.assign(more=held | (afraid & (above | grave)))[afraid | held]
    order = {item: place for place, item in enumerate((AFRAID, *THRESHOLDS))}
    found: dict[tuple[str, str], tuple[list[Fact], bool]] = {}
    for row in records(told.sort_values("item", key=lambda items: items.map(order), kind="stable")):
        said, more = found.get((row["school"], row["school_year"]), ([], False))
        said.append({"item": row["item"], "count": row["k"], "n": row["n"]})
        found[row["school"], row["school_year"]] = said, more or row["more"]
    return found
