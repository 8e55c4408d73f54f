"""Which years of a series may be compared: the breaks of every school's questions, and of all schools'.

Question
    May a change between two neighbouring years be read as a change at the school?
Method
    Not where the question, its scale, the grades or classes that took part, or the response changed
    (`asked_otherwise` and `who_answered` have the rules and their limits); such a pair has a break. A series
    is compared within the stretches between its breaks.
Limits
    What a file does not tell (a code in place of the text, no register of schools) makes no break. Other
    pupils every year, and a class that moved up a grade, are the same group here.
Consumes: `Counts`. Returns: breaks by series, stretches, and the schools that can be compared throughout.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, get_args

import pandas as pd

from safetytool.counting.model import Counts
from safetytool.trend.asked_otherwise import Facts, changes, gaps, joined_and_left, question_changes
from safetytool.trend.model import Break, BreakKind
from safetytool.trend.points import CHANGES, PAIR, SERIES, board_points, pairs_of, school_points
from safetytool.trend.who_answered import WHO, Answered, respondent_changes, who_answered

SeriesKey: TypeAlias = tuple[str, str, str]
"""School ('' all schools together), respondent type and item."""
Breaks: TypeAlias = Mapping[SeriesKey, tuple[Break, ...]]

SHARED: Final = 0.25
"""A question that was asked otherwise at schools with so large a part of the respondents breaks the series of
all schools together."""
LEAST_SCHOOLS: Final = 2
LEAST_PUPILS: Final = 0.5
"""More years are only taken where the schools that have them keep so large a part of the respondents."""

ONLY_SHOWN: Final = frozenset({"gap"})
"""A year without a figure is shown, and the years around it are compared: a questionnaire that is held once
in two years would otherwise never be compared at all."""

_ORDER: Final = {kind: place for place, kind in enumerate(get_args(BreakKind))}


@dataclass(frozen=True)
class SameSchools:
    """The schools that are comparable in all of some years that follow each other."""

    schools: tuple[str, ...]
    school_years: tuple[str, ...]


def breaks(counts: Counts) -> dict[SeriesKey, tuple[Break, ...]]:
    """Return the breaks of every series of a school, and under school '' of all schools together.

    Two neighbouring years of a series (those with any scale answer) may have several breaks. Facts, beside
    those that `trend.model.Break` names:

    - scale: turned (whether the direction of asking differs).
    - wording and scale of a sum 'any.DOMAIN': item (whose facts they are) and items (all that changed).
    - items: joined, left (item ids).
    - classes: missing, returned. response: class, class_before, class_after where a class fell.
    - respondents: before, after (numbers). gap: years (without an answer).

    All schools together have breaks of the kinds schools, gap, grades, response and respondents, and those
    of wording, scale and items that hold for SHARED of the respondents (with the fact `schools`: at which).

    Returns
    -------
    Every series, with () where it has no break; within a series by year and then in the order of BreakKind.
    """
    points = school_points(counts)
    if points.empty:
        return {}
    pairs = pairs_of(points)
    answered = who_answered(counts)
    own = [question_changes(points, pairs), _who_changed(answered, pairs)]
    of_schools = _stacked(own)
    of_board = _of_board(points, pairs, of_schools, answered)
    series = points[SERIES].drop_duplicates().itertuples(index=False, name=None)
    board = points.assign(school="")[SERIES].drop_duplicates().itertuples(index=False, name=None)
    return _as_breaks(_stacked([of_schools, of_board]), [*series, *board])


def _stacked(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    filled = [frame[CHANGES] for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=CHANGES)


def _who_changed(answered: Answered, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return what changed in who answered, for every question of the pairs."""
    once = pairs[[*WHO, *PAIR]].drop_duplicates(ignore_index=True)
    return pairs[[*SERIES, *PAIR]].merge(respondent_changes(answered, once), on=[*WHO, *PAIR])


def _of_board(
    points: pd.DataFrame, pairs: pd.DataFrame, of_schools: pd.DataFrame, answered: Answered
) -> pd.DataFrame:
    """Return what changed for all schools together."""
    together = board_points(points)
    own = pairs_of(together)
    before = together["schools"].iloc[own["place"]].set_axis(own.index)
    differs = own["schools"] != before
    schools = changes(own[differs], "schools", joined_and_left(before[differs], own.loc[differs, "schools"]))
    shared = _shared(pairs, of_schools)
    return _stacked([schools, gaps(own), shared, _who_changed(answered.together(), own)])


def _shared(pairs: pd.DataFrame, of_schools: pd.DataFrame) -> pd.DataFrame:
    """Return the changes of questions that hold for SHARED of the respondents of the later year."""
    keys = ["respondent_type", "item", *PAIR]
    asked = of_schools[of_schools["kind"].isin(["wording", "scale", "items"])]
    if asked.empty:
        return pd.DataFrame(columns=CHANGES)
    sizes = pairs[["school", *keys, "n"]]
    told = asked.merge(sizes, on=["school", *keys]).sort_values(["n", "school"], ascending=[False, True])
    grouped = told.groupby([*keys, "kind"], as_index=False, sort=True)
    found = grouped.agg(n=("n", "sum"), schools=("school", tuple), facts=("facts", "first"))
    found = found.join(sizes.groupby(keys)["n"].sum().rename("all"), on=keys)
    found = found[(found["n"] > 0) & (found["n"] >= SHARED * found["all"])].assign(school="")
    facts: list[Facts] = [
        {**largest, "schools": tuple(sorted(schools))}
        for largest, schools in zip(found["facts"], found["schools"], strict=True)
    ]
    return found.assign(facts=pd.Series(facts, index=found.index, dtype=object))[CHANGES]


def _as_breaks(told: pd.DataFrame, series: Iterable[SeriesKey]) -> dict[SeriesKey, tuple[Break, ...]]:
    """Return changes as typed breaks, by series."""
    ordered = told.assign(order=told["kind"].map(_ORDER)).sort_values(["after", "order"], kind="stable")
    found: dict[SeriesKey, list[Break]] = defaultdict(list)
    for school, kind_of_respondent, item, before, after, kind, facts in ordered[CHANGES].itertuples(
        index=False
    ):
        found[(school, kind_of_respondent, item)].append(Break(before, after, kind, facts))
    return {key: tuple(found.get(key, ())) for key in series}


def stretches(school_years: Iterable[str], breaks: Iterable[Break]) -> tuple[tuple[str, str], ...]:
    """Return the first and last school year of every comparable stretch, in order.

    Examples
    --------
    >>> stretches(["2021-2022", "2022-2023", "2023-2024"], [Break("2021-2022", "2022-2023", "scale")])
    (('2021-2022', '2021-2022'), ('2022-2023', '2023-2024'))
    """
    years = sorted(set(school_years))
    begins = {found.after for found in breaks if found.kind not in ONLY_SHOWN}
    first = [i for i, year in enumerate(years) if i == 0 or year in begins]
    last = [*(i - 1 for i in first[1:]), len(years) - 1] if years else []
    return tuple((years[i], years[j]) for i, j in zip(first, last, strict=True))


def same_schools(counts: Counts, found: Breaks) -> dict[tuple[str, str], SameSchools]:
    """Return which schools, in which years, can be compared throughout, by respondent type and item.

    The years end with the last one in which the item was asked on the board. They begin with the last but
    one, and go back as long as at least LEAST_SCHOOLS schools are comparable through all of them that
    together keep at least LEAST_PUPILS of the respondents (of the last year) of the schools that are
    comparable through the last two. So one school with a long history does not push the others out, and
    one newcomer does not cost the others their years. An item of which no two schools are comparable
    through the last two years is left out.

    Parameters
    ----------
    found : as from `breaks`.
    """
    points = school_points(counts)
    result: dict[tuple[str, str], SameSchools] = {}
    for key, own in points.groupby(["respondent_type", "item"], sort=True):
        kind, item = str(key[0]), str(key[1])
        begins: dict[str, str] = {}
        last = own["school_year"].max()
        for school, years in own.groupby("school", sort=True)["school_year"]:
            first, end = stretches(years, found[(str(school), kind, item)])[-1]
            if end == last:
                begins[str(school)] = first
        sizes = own[own["school_year"] == last].set_index("school")["n"].to_dict()
        same = longest_run(begins, sorted(set(own["school_year"])), sizes)
        if same is not None:
            result[(kind, item)] = same
    return result


def longest_run(
    begins: Mapping[str, str], years: Sequence[str], sizes: Mapping[str, int]
) -> SameSchools | None:
    """Return the longest run of years that keeps enough schools and pupils.

    Parameters
    ----------
    begins : by school, the first year of the stretch that ends with the last of `years`.
    sizes : by school, its respondents of the last year.
    """
    chosen: SameSchools | None = None
    pupils = 0
    for place in range(len(years) - 2, -1, -1):
        schools = tuple(school for school, first in begins.items() if first <= years[place])
        here = sum(sizes[school] for school in schools)
        pupils = pupils or here
        if len(schools) < LEAST_SCHOOLS or here < LEAST_PUPILS * pupils:
            break
        chosen = SameSchools(schools, tuple(years[place:]))
    return chosen
