"""What is known of reports to confidential advisors, per school and year: for the writers' overview."""

import pandas as pd

from safetytool.analysis.keys import as_texts
from safetytool.analysis.report import STAFF
from safetytool.counting.model import Counts
from safetytool.signals.model import Heard

KEYS = ["school", "school_year"]


def heard(counts: Counts) -> tuple[Heard, ...]:
    """Return a row a school and analysed year, in a fixed order; none at all without an advisor's report."""
    rows = counts.reports
    if rows is None:
        return ()
    rows = as_texts(rows)
    own = rows[~rows["history"].astype(bool)]
    known = own[own["reported"].astype(bool)]
    about_staff = known["count"].where(known["about"].isin(STAFF), 0)
    reports = known["count"].where(~known["side"].astype(bool), 0)
    sums = known.assign(count=reports, about_staff=about_staff).groupby(KEYS)[["count", "about_staff"]].sum()
    found = {
        (str(s), str(y)): (int(k), int(a)) for (s, y), (k, a) in zip(sums.index, sums.to_numpy(), strict=True)
    }
    keys = found.keys() | _keys(own) | _keys(counts.units[~counts.units["history"].astype(bool)])
    return tuple(
        Heard(school, year, *(found.get((school, year)) or (None, None))) for school, year in sorted(keys)
    )


def _keys(frame: pd.DataFrame) -> set[tuple[str, str]]:
    return {
        (str(school), str(year)) for school, year in frame[KEYS].drop_duplicates().itertuples(index=False)
    }
