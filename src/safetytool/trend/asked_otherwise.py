"""What changed in the questions between two years: wording, scale, which were asked, and years without.

Consumes: points and pairs of points. Returns: frames of changes. Leaves out: who answered.
"""

import numpy as np
import pandas as pd

from safetytool.analysis.model import Fact
from safetytool.trend.points import CHANGES, PAIR, SERIES, TURNED, first_calendar_year

HEADING, OTHERWISE = " - ", " / "
"""In a plain wording: between a heading and the question, and between two wordings of one year."""

Facts = dict[str, Fact]


def question_changes(points: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return what changed in every question and every sum of questions.

    A wording or scale that is not known (the file has a code only, or the answers were not read) says
    nothing; the next one that is known is held against the last one that was.

    Returns
    -------
    Columns CHANGES, of the kinds wording, scale, items and gap.
    """
    single = [_wordings(points, pairs), _scales(points, pairs)]
    own = pd.concat([frame for frame in single if len(frame)] or single[:1], ignore_index=True)
    found = [own, _of_sums(own, pairs, points), _other_items(points, pairs), gaps(pairs)]
    return pd.concat([frame for frame in found if len(frame)] or found[:1], ignore_index=True)


def changes(pairs: pd.DataFrame, kind: str, facts: list[Facts]) -> pd.DataFrame:
    """Return a frame of changes of one kind.

    Parameters
    ----------
    pairs : the pairs that changed; columns SERIES and PAIR.
    facts : one a pair.
    """
    told = pd.Series(facts, index=pairs.index, dtype=object)
    return pairs[[*SERIES, *PAIR]].assign(kind=kind, facts=told)


def gaps(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs with a school year in between of which there is no answer; facts: years."""
    first, last = first_calendar_year(pairs["before"]), first_calendar_year(pairs["after"])
    apart = pairs[last - first > 1]
    facts: list[Facts] = [
        {"years": tuple(f"{year}-{year + 1}" for year in range(int(before[:4]) + 1, int(after[:4])))}
        for before, after in zip(apart["before"], apart["after"], strict=True)
    ]
    return changes(apart, "gap", facts)


def _last_known(points: pd.DataFrame, column: str) -> pd.Series:
    """Return for each point the last value that is known up to it in its series; NaN where none is."""
    known = points[column].where(points[column] != "")
    filled: pd.Series = known.groupby([points[key] for key in SERIES], sort=False).ffill()
    return filled


def _wordings(points: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs that asked in other words; facts: before and after."""
    last = _last_known(points, "plain").iloc[pairs["place"]].set_axis(pairs.index)
    differs = last.notna() & (pairs["plain"] != "") & (last != pairs["plain"])
    other = [
        not _is_same_question(before, after)
        for before, after in zip(last[differs], pairs.loc[differs, "plain"], strict=True)
    ]
    changed = pairs[differs][np.array(other, dtype=bool)]
    shown = _last_known(points, "wording").iloc[changed["place"]]
    facts: list[Facts] = [
        {"before": before, "after": after} for before, after in zip(shown, changed["wording"], strict=True)
    ]
    return changes(changed, "wording", facts)


def _is_same_question(one: str, other: str) -> bool:
    """Tell whether two plain wordings differ only in a heading that one of them has in front."""
    if OTHERWISE in one or OTHERWISE in other:
        return False
    return one.endswith(HEADING + other) or other.endswith(HEADING + one)


def _scales(points: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs on other scales, or asked the other way round.

    Facts: before and after (scale ids), and turned: whether the direction of asking differs.
    """
    last = _last_known(points, "asked_on").iloc[pairs["place"]].set_axis(pairs.index)
    changed = pairs[last.notna() & (pairs["asked_on"] != "") & (last != pairs["asked_on"])]
    facts: list[Facts] = [
        {
            "before": before.removesuffix(TURNED),
            "after": after.removesuffix(TURNED),
            "turned": before.endswith(TURNED) != after.endswith(TURNED),
        }
        for before, after in zip(last[changed.index], changed["asked_on"], strict=True)
    ]
    return changes(changed, "scale", facts)


def _of_sums(own: pd.DataFrame, pairs: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """Return the changes of questions as changes of the sums that they are in.

    Facts: those of the first question, item (its id) and items (all questions that changed so).
    """
    keys = ["school", "respondent_type", "domain", *PAIR]
    sums = pairs.loc[pairs["composite"].astype(bool), [*SERIES, "domain", *PAIR]]
    if own.empty or sums.empty:
        return pd.DataFrame(columns=CHANGES)
    domains = points.drop_duplicates("item").set_index("item")["domain"]
    grouped = own.assign(domain=own["item"].map(domains)).groupby([*keys, "kind"], as_index=False)
    together = grouped.agg(items=("item", tuple), facts=("facts", "first"))
    told = sums.merge(together, on=keys)
    facts: list[Facts] = [
        {**first, "item": items[0], "items": items}
        for first, items in zip(told["facts"], told["items"], strict=True)
    ]
    return told.assign(facts=pd.Series(facts, index=told.index, dtype=object))[CHANGES]


def _other_items(points: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of sums of other questions; facts: joined and left (item ids)."""
    keys = ["school", "respondent_type", "domain"]
    single = points[~points["composite"].astype(bool)]
    asked = single.groupby([*keys, "school_year"])["item"].agg(frozenset).rename("asked")
    sums = pairs[pairs["composite"].astype(bool)]
    before = sums.join(asked, on=[*keys, "before"])["asked"]
    after = sums.join(asked, on=[*keys, "after"])["asked"]
    # A sum of which no question was answered at all has no set of questions.
    differs = before.notna() & after.notna() & (before != after)
    return changes(sums[differs], "items", joined_and_left(before[differs], after[differs]))


def joined_and_left(before: pd.Series, after: pd.Series) -> list[Facts]:
    """Return what is in the sets of the later year only (joined) and what no longer is (left)."""
    return [
        {"joined": tuple(sorted(new - old)), "left": tuple(sorted(old - new))}
        for old, new in zip(before, after, strict=True)
    ]
