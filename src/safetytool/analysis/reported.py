"""How many reports advisors got, per school and year, and how many were to be expected.

Shared by `silence` and `convergence`. A school and year are known where an advisor's report says anything
about them, a stated zero included; a school that is not in any report is not known, which is not zero.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from safetytool.analysis.change import first_year
from safetytool.analysis.keys import as_texts
from safetytool.analysis.statistics.gamma_poisson import Floats, Rates, rates
from safetytool.counting.model import Counts

NATIONAL: Final = 1.5
"""Reports a school a year: confidential advisors pass on one or two (Inspectorate of Education, theme report
on social safety, April 2025)."""
PRIOR_YEARS: Final = 2.0
"""The national figure weighs as two years of one school: weak, because schools and advisors differ."""


@dataclass(frozen=True)
class Reported:
    """Reports per known school and year; `frame` has school, school_year, history, count and exposure.

    Exposure is the pupils and staff of the school relative to the average school here: 1 for an average
    school, and for one of which the size is not known.
    """

    frame: pd.DataFrame
    schools: tuple[str, ...]
    rates: Rates

    @cached_property
    def _places(self) -> dict[str, int]:
        return {school: place for place, school in enumerate(self.schools)}

    @cached_property
    def by_year(self) -> dict[tuple[str, int], tuple[int, float]]:
        """Count and exposure by school and the first calendar year of its school year."""
        columns = ["school", "school_year", "count", "exposure"]
        return {
            (str(school), first_year(str(year))): (int(count), float(exposure))
            for school, year, count, exposure in self.frame[columns].itertuples(index=False)
        }

    def expected_of(self, school: str) -> Rates:
        """Return what the other schools lead one to expect of a school's rate."""
        return self.rates.of(self._places[school])


def reported(counts: Counts, which: "pd.Series[bool] | None" = None, share: float = 1.0) -> Reported | None:
    """Count the reports of every known school and year; None where there are no advisors' reports.

    Parameters
    ----------
    which : the rows of `counts.reports` to count; all of them if not given. What is known does not depend
        on it: no report about staff is a stated zero where there were reports about pupils.
    share : part of all reports that such reports usually are.
    """
    rows = counts.reports
    if rows is None:
        return None
    known = rows[rows["reported"].astype(bool)]
    if known.empty:
        return None
    counted = known["count"].where(~known["side"].astype(bool) if which is None else which[known.index], 0)
    frame = (
        known.assign(count=counted)
        .groupby(["school", "school_year"], as_index=False)
        .agg(history=("history", "first"), count=("count", "sum"))
    )
    frame = frame.assign(exposure=_exposure(counts, frame))
    own = frame.groupby("school", sort=True)[["count", "exposure"]].sum()
    y, e = own["count"].to_numpy(np.float64), own["exposure"].to_numpy(np.float64)
    return Reported(frame, tuple(map(str, own.index)), rates(y, e, NATIONAL * share, PRIOR_YEARS))


def _exposure(counts: Counts, frame: pd.DataFrame) -> Floats:
    """Return the size of every school and year relative to the average."""
    size = _people(counts)
    both = frame.merge(size, on=["school", "school_year"], how="left")["people"]
    # A school grows little in a year: another year's number is better than none.
    other = frame["school"].map(size.groupby("school")["people"].mean()).reset_index(drop=True)
    people = both.fillna(other)
    average = people.mean()
    relative = (people / average).fillna(1.0) if average > 0 else pd.Series(1.0, index=people.index)
    return np.asarray(relative.clip(lower=0.05), dtype=np.float64)


def _people(counts: Counts) -> pd.DataFrame:
    """Return the pupils and staff of every school and year: invited, else those who answered."""
    keys = ["school", "school_year", "respondent_type"]
    asked, units = as_texts(counts.invited), counts.units
    invited = asked[asked["unit_kind"] == "school"].set_index(keys)["invited"]
    whole = as_texts(units[(units["unit_kind"] == "school").to_numpy(bool)])
    answered = whole.groupby(keys)["respondents"].sum()
    both = pd.concat([invited, answered[~answered.index.isin(invited.index)]]).rename("people").reset_index()
    both = both[both["respondent_type"].isin(["pupil", "staff"])]
    # Staff is only known of some schools: pupils alone compare better than pupils here and both there.
    everywhere = both.groupby("respondent_type")["school"].nunique()
    pupils_only = everywhere.get("staff", 0) < everywhere.get("pupil", 0)
    counted = both[both["respondent_type"] == "pupil"] if pupils_only else both
    people: pd.DataFrame = counted.groupby(["school", "school_year"], as_index=False)["people"].sum()
    return people
