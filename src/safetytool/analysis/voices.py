"""The independent sources on one school and year, each with what was to be expected of it.

Shared room of `convergence`: what pupils, parents and staff answered, what advisors heard, what was written.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal, TypeAlias

import numpy as np
import pandas as pd

from safetytool.analysis.case import Case
from safetytool.analysis.change import first_year
from safetytool.analysis.keys import as_texts, codes, records
from safetytool.analysis.reported import Reported
from safetytool.analysis.statistics.betabinomial import Floats, pmf_table, upper_mid_p
from safetytool.analysis.statistics.combination import Source
from safetytool.analysis.statistics.expectation import Beta
from safetytool.analysis.text import OF_ADULTS

Speaker: TypeAlias = Literal["pupil", "staff", "parent", "advisor", "advisor_before", "text"]
Key: TypeAlias = tuple[str, str]
"""School and school year."""

ABOVE: Final = 0.5
"""A source speaks where its mid-p value is below this: it shows more than is to be expected."""
LEAST: Final = 2
"""Fewer pupils of one unit are the sentinel's matter; of every other source one is enough."""
MOST_REPORTS: Final = 60
"""More reports a year than this are as unlikely as this."""
SPOKEN: Final = [
    "school", "school_year", "respondent_type", "unit_name", "item", "domain", "composite", "history",
]  # fmt: skip
REMARKS: Final = (1.0, 49.0)
"""Weak prior (an assumption): of 50 who write anything, 1 writes of an adult in a way that fires a cue."""


@dataclass(frozen=True)
class Voice:
    """One source: its count, and how it would be distributed if nothing were the matter."""

    who: Speaker
    count: int
    observed: float
    """Upper mid-p value of the count."""
    table: Callable[[], Floats]
    """Makes the chance of every count; only asked for where the sources are put together."""
    n: int | None
    items: tuple[str, ...] = ()
    by_rule: bool = False
    """Whether a rule makes an `ask` of it by itself."""

    @property
    def source(self) -> Source:
        """Return it as one of the sources that are put together."""
        return Source(self.count, self.table())

    @property
    def speaks(self) -> bool:
        """Whether it shows more than was to be expected."""
        least = LEAST if self.who == "pupil" else 1
        return self.count >= least and self.observed < ABOVE

    @property
    def kind(self) -> str:
        """The people who speak: two years of one advisor's reports are one kind."""
        return "advisor" if self.who == "advisor_before" else self.who


@dataclass(frozen=True)
class Answers:
    """Rows of counts of one domain, each respondent once, by unit."""

    frame: pd.DataFrame
    expected: Beta

    def voices(self, case: Case) -> Iterator[tuple[Key, str, Voice]]:
        """Yield school and year, unit name and voice of every analysed row."""
        k, n = self.frame["k"].to_numpy(np.int64), self.frame["n"].to_numpy(np.int64)
        mid_p = upper_mid_p(k, n, self.expected.a, self.expected.b)
        for at, row in enumerate(records(self.frame[SPOKEN])):
            if row["history"]:
                continue
            table = partial(_table, int(n[at]), float(self.expected.a[at]), float(self.expected.b[at]))
            items = case.items_of(row) if k[at] else ()
            voice = Voice(row["respondent_type"], int(k[at]), float(mid_p[at]), table, int(n[at]), items)
            yield (row["school"], row["school_year"]), row["unit_name"], voice


def _table(n: int, a: float, b: float) -> Floats:
    """Return the beta-binomial chance of 0, ..., n."""
    chances: Floats = pmf_table(np.array([n]), np.array([a]), np.array([b]))[0]
    return chances


def of_domain(frame: pd.DataFrame, expected: Beta, usable: np.ndarray, domain: str) -> Answers:
    """Return the rows in which each respondent counts once for a domain: its composite, or its only item."""
    unit = codes(frame, ["school", "school_year", "respondent_type", "unit_name"])
    mine = (frame["domain"] == domain).to_numpy(bool) & usable
    alone = np.bincount(unit, weights=mine) == 1
    rows = np.flatnonzero(mine & (frame["composite"].to_numpy(bool) | alone[unit]))
    return Answers(frame.iloc[rows].reset_index(drop=True), expected.take(rows))


def of_advisor(heard: Reported | None, year: Key, by_rule: bool) -> list[Voice]:
    """Return what advisors reported this year, and the year before, as far as it is known."""
    if heard is None:
        return []
    school, last = year
    found: list[Voice] = []
    speakers: tuple[tuple[Speaker, int], ...] = (("advisor", 0), ("advisor_before", 1))
    for who, back in speakers:
        known = heard.by_year.get((school, first_year(last) - back))
        if known is None:
            continue
        count, exposure = min(known[0], MOST_REPORTS), known[1]
        chance = heard.expected_of(school).pmf(exposure, MOST_REPORTS)
        source = Source(count, chance)
        found.append(
            Voice(who, count, source.observed, lambda chance=chance: chance, None, (), by_rule and not back)  # type: ignore[misc]
        )
    return found


def of_remarks(case: Case) -> dict[tuple[Key, str, str], Voice]:
    """Return the remarks about adults of respondents whose answers have no concern about staff.

    Keys are school and year, kind of unit (school or class) and its name.
    """
    writers = as_texts(case.counts.writers)
    if writers.empty:
        return {}
    own = _not_among_answers(as_texts(case.counts.cues))
    units = ["school", "school_year", "unit_kind", "unit_name"]
    written = writers.groupby(units, as_index=False)["written"].sum()
    by_school = own[own["unit_kind"] == "school"].groupby("school")["person"].size()
    of_school = written[written["unit_kind"] == "school"].groupby("school")["written"].sum()
    counted = own.groupby(units, as_index=False).agg(k=("person", "size"), ask=("ask", "any"))
    both = written.merge(counted, on=units, how="left")
    both["k"], both["ask"] = both["k"].fillna(0).astype(int), both["ask"].eq(True)
    school = both["school"]
    others_k = (by_school.sum() - school.map(by_school).fillna(0)).to_numpy(np.float64)
    others_n = (of_school.sum() - school.map(of_school).fillna(0)).to_numpy(np.float64)
    k = both["k"].to_numpy(np.int64)
    n = np.maximum(both["written"].to_numpy(np.int64), k)
    a, b = REMARKS[0] + others_k, REMARKS[1] + np.maximum(others_n - others_k, 0.0)
    mid_p = upper_mid_p(k, n, a, b)
    found: dict[tuple[Key, str, str], Voice] = {}
    for at, (name, year, kind, unit, ask) in enumerate(both[[*units, "ask"]].itertuples(index=False)):
        table = partial(_table, int(n[at]), float(a[at]), float(b[at]))
        voice = Voice("text", int(k[at]), float(mid_p[at]), table, int(n[at]), (), bool(ask))
        found[((str(name), str(year)), str(kind), str(unit))] = voice
    return found


def _not_among_answers(cues: pd.DataFrame) -> pd.DataFrame:
    """Return a row a writer and unit: who wrote of an adult, without a concern about staff in the answers."""
    own = cues[(cues["who"] == "adult") & (cues["source_kind"] == "monitor") & ~cues["counted"].astype(bool)]
    # Whoever is not known has no place among the respondents, and is somebody else each time.
    who = own["person"].where(own["person"] >= 0, -1 - pd.RangeIndex(len(own)))
    own = own.assign(person=who, ask=own["theme"].isin(list(OF_ADULTS)))
    keys = ["school", "school_year", "class_name", "person"]
    people = own.groupby(keys, as_index=False).agg(ask=("ask", "any"))
    whole = people.assign(unit_kind="school", unit_name=people["school"])
    classes = people[people["class_name"] != ""]
    return pd.concat([whole, classes.assign(unit_kind="class", unit_name=classes["class_name"])])
