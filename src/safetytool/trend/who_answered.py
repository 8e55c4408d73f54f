"""What changed in who answered between two years: grades, classes, response, number of respondents.

Consumes: respondents per unit and how many were invited. Returns: a frame of changes of a school and kind
of respondent, which hold for every question. Leaves out: the questions.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from safetytool.counting.model import Counts
from safetytool.trend.asked_otherwise import Facts
from safetytool.trend.points import PAIR

WHO: Final = ["school", "respondent_type"]
KEYS: Final = [*WHO, "school_year"]

GRADE_COUNT: Final = 5
GRADE_SHARE: Final = 0.05
"""A grade takes part with so many respondents, or so large a share of all: fewer are a stray tick."""
GRADES_KNOWN: Final = 0.8
"""Of fewer respondents with a grade the set of grades says nothing."""
CLASS_SHARE: Final = 0.5
"""A class of which fewer of the invited answered did not take part."""
RESPONSE_POINTS: Final = 0.15
"""A difference in response (0 to 1) that makes the answers those of another group. If a tenth of those who
answer has a concern, and a quarter of those who fell out, such a fall alone hides over two points of it."""
RESPONDENTS_CHANGE: Final = 3
"""Where nobody knows how many were invited: the numbers may differ by one in so many respondents."""


@dataclass(frozen=True)
class Answered:
    """Who answered, per KEYS.

    `whole`: respondents, invited (0 not known) and of_invited (respondents where invited is known).
    `grades`: grade and respondents. `classes`: class_name, respondents and invited; empty where the answers
    do not tell classes apart.
    """

    whole: pd.DataFrame
    grades: pd.DataFrame
    classes: pd.DataFrame

    def together(self) -> "Answered":
        """Return the same of all schools together, under school ''; without classes."""
        whole = self.whole.groupby(KEYS[1:], as_index=False).sum(numeric_only=True).assign(school="")
        grades = self.grades.groupby([*KEYS[1:], "grade"], as_index=False).sum(numeric_only=True)
        return Answered(whole, grades.assign(school=""), self.classes.iloc[:0])


def who_answered(counts: Counts) -> Answered:
    """Return who answered at each school."""
    units, invited = counts.units, counts.invited
    answered = {kind: units[units["unit_kind"] == kind] for kind in ("school", "grade", "class")}
    whole = answered["school"].groupby(KEYS)["respondents"].sum().to_frame()
    of_school = invited[invited["unit_kind"] == "school"].groupby(KEYS)["invited"].max()
    whole["invited"] = of_school.reindex(whole.index).fillna(0).astype(np.int64)
    whole["of_invited"] = whole["respondents"].where(whole["invited"] > 0, 0)
    grades = answered["grade"].rename(columns={"unit_name": "grade"})[[*KEYS, "grade", "respondents"]]
    return Answered(whole.reset_index(), grades, _classes(answered["class"], invited))


def _classes(answered: pd.DataFrame, invited: pd.DataFrame) -> pd.DataFrame:
    """Return the invited classes with how many answered, where the answers know any of these classes."""
    asked = invited[(invited["unit_kind"] == "class") & (invited["invited"] > 0)]
    unit = [*KEYS, "unit_name"]
    took_part = answered.groupby(unit)["respondents"].sum().rename("respondents")
    both = asked[[*unit, "invited"]].join(took_part, on=unit).fillna({"respondents": 0})
    known = both.groupby(KEYS)["respondents"].transform("sum") > 0
    return both[known].rename(columns={"unit_name": "class_name"})


def respondent_changes(answered: Answered, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return what changed in who answered.

    Parameters
    ----------
    pairs : columns WHO and PAIR, each once.

    Returns
    -------
    Columns WHO, PAIR, kind (grades, classes, response, respondents) and facts.
    """
    found = [
        _grades(answered, pairs), _classes_missing(answered, pairs), _response(answered, pairs),
        _respondents(answered, pairs),
    ]  # fmt: skip
    return pd.concat([frame for frame in found if len(frame)] or found[:1], ignore_index=True)


def _changes(pairs: pd.DataFrame, kind: str, facts: list[Facts]) -> pd.DataFrame:
    told = pd.Series(facts, index=pairs.index, dtype=object)
    return pairs[[*WHO, *PAIR]].assign(kind=kind, facts=told)


def _beside(pairs: pd.DataFrame, values: "pd.Series | pd.DataFrame") -> pd.DataFrame:
    """Return values of the earlier and the later year of each pair, as columns _before and _after.

    Parameters
    ----------
    values : one value or several, indexed by KEYS.
    """
    frame = values.to_frame() if isinstance(values, pd.Series) else values
    both = pairs.join(frame.add_suffix("_before"), on=[*WHO, "before"])
    return both.join(frame.add_suffix("_after"), on=[*WHO, "after"])


def _grades(answered: Answered, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs in which other grades took part; facts: before and after."""
    whole = answered.whole.set_index(KEYS)["respondents"]
    grades = answered.grades.join(whole.rename("whole"), on=KEYS)
    known = grades.groupby(KEYS)["respondents"].transform("sum") >= GRADES_KNOWN * grades["whole"]
    large = (grades["respondents"] >= GRADE_COUNT) | (grades["respondents"] >= GRADE_SHARE * grades["whole"])
    both = _beside(pairs, grades[known & large].groupby(KEYS)["grade"].agg(frozenset))
    differs = both["grade_before"].notna() & both["grade_after"].notna()
    differs &= both["grade_before"] != both["grade_after"]
    facts: list[Facts] = [
        {"before": _in_order(before), "after": _in_order(after)}
        for before, after in zip(
            both.loc[differs, "grade_before"], both.loc[differs, "grade_after"], strict=True
        )
    ]
    return _changes(pairs[differs], "grades", facts)


def _in_order(names: "frozenset[str]") -> tuple[str, ...]:
    """Return names in order, 9 before 10."""
    return tuple(sorted(names, key=lambda name: (len(name), name)))


def _known_names(names: pd.Series) -> "frozenset[str]":
    return frozenset(names.dropna())


def _classes_missing(answered: Answered, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of a year in which all invited classes took part and one in which some did not.

    Facts: missing (classes that took no part in the later year), returned (those that took none in the
    earlier one).
    """
    classes = answered.classes
    took_part = classes["respondents"] >= CLASS_SHARE * classes["invited"]
    groups = classes.assign(absent=classes["class_name"].where(~took_part), some=~took_part).groupby(KEYS)
    names = groups["absent"].agg(_known_names)
    both = _beside(pairs, groups["some"].any().to_frame().assign(absent=names))
    known = both["some_before"].notna() & both["some_after"].notna()
    differs = known & (both["some_before"] != both["some_after"])
    facts: list[Facts] = [
        {"missing": _in_order(after), "returned": _in_order(before)}
        for before, after in zip(
            both.loc[differs, "absent_before"], both.loc[differs, "absent_after"], strict=True
        )
    ]
    return _changes(pairs[differs], "classes", facts)


def _rates(frame: pd.DataFrame, answered: str = "respondents") -> pd.Series:
    """Return the response (0 to 1; a register that is behind gives no more than 1), NaN where not known."""
    return (frame[answered] / frame["invited"].where(frame["invited"] > 0)).clip(upper=1.0)


def _response(answered: Answered, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of another response.

    Facts: before and after (0 to 1); and where it fell and classes are known, class, class_before and
    class_after: where it fell most.
    """
    whole = answered.whole
    rates = whole[KEYS].assign(rate=_rates(whole, "of_invited")).set_index(KEYS)["rate"]
    both = _beside(pairs, rates)
    # Rounded, so that 0.95 and 0.80 are 15 points apart.
    apart = (both["rate_after"] - both["rate_before"]).abs().round(9)
    differs = apart >= RESPONSE_POINTS
    fallen = _class_that_fell_most(answered, both[differs & (both["rate_after"] < both["rate_before"])])
    facts: list[Facts] = [
        {"before": float(before), "after": float(after), **fallen.get(place, {})}
        for place, before, after in both.loc[differs, ["rate_before", "rate_after"]].itertuples()
    ]
    return _changes(pairs[differs], "response", facts)


def _class_that_fell_most(answered: Answered, pairs: pd.DataFrame) -> dict[int, Facts]:
    """Return by row of `pairs` the class of which the response fell most, where one did."""
    classes = answered.classes.assign(rate=_rates(answered.classes))[[*KEYS, "class_name", "rate"]]
    told = pairs[[*WHO, *PAIR]].assign(place=pairs.index)
    before = told.merge(classes, left_on=[*WHO, "before"], right_on=KEYS)
    both = before.merge(
        classes, left_on=[*WHO, "after", "class_name"], right_on=[*KEYS, "class_name"],
        suffixes=("_before", "_after"),
    )  # fmt: skip
    fallen = both.assign(change=both["rate_after"] - both["rate_before"])
    fallen = fallen[fallen["change"] < 0].sort_values(["change", "class_name"]).drop_duplicates("place")
    return {
        int(place): {"class": name, "class_before": float(was), "class_after": float(now)}
        for place, name, was, now in fallen[["place", "class_name", "rate_before", "rate_after"]].itertuples(
            index=False
        )
    }


def _respondents(answered: Answered, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs with far more or fewer respondents, where how many were invited is not known.

    Facts: before and after (respondents).
    """
    both = _beside(pairs, answered.whole.set_index(KEYS)[["respondents", "invited"]])
    unknown = (both["invited_before"] == 0) | (both["invited_after"] == 0)
    was, now = both["respondents_before"], both["respondents_after"]
    differs = unknown & (RESPONDENTS_CHANGE * (now - was).abs() > was)
    facts: list[Facts] = [
        {"before": int(before), "after": int(after)}
        for before, after in zip(was[differs], now[differs], strict=True)
    ]
    return _changes(pairs[differs], "respondents", facts)
