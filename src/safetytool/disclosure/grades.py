"""Grades of a school that are too small to show anything of are put together.

Global recoding before anything is suppressed (Hundepool et al. 2012, Statistical Disclosure Control, section
3.4.1): of a grade of fewer than twice the threshold respondents only their number could be shown, and to hide
that, figures of larger grades would have to go.
"""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from safetytool.disclosure.model import CELL, OTHER_GRADES, UNIT

SCHOOL: Final = [name for name in UNIT if name != "grade"]


def pool_small_grades(
    cells: pd.DataFrame, threshold: int, earlier: Sequence[pd.DataFrame] = ()
) -> pd.DataFrame:
    """Return the cells with small grades put together, with the respondents in no grade.

    Parameters
    ----------
    cells : CELL and value, of schools and their grades, the latter adding up to the school.
    threshold : grades of fewer than twice as many respondents (of answers to the question that most answered,
        where respondents are not given) are put together; the next smallest grades too, while these together
        are fewer. Where no grade is left apart, the grades are left out.
    earlier : records of earlier reports: a school year of a school keeps the grades that it had there,
        because another division would give the difference.
    """
    own = cells["grade"] != ""
    grades = cells[own]
    if grades.empty:
        return cells
    kept = _kept(earlier)
    apart = pd.concat([kept, _large(grades, 2 * threshold, kept)])
    large = pd.MultiIndex.from_frame(grades[UNIT]).isin(pd.MultiIndex.from_frame(apart[UNIT]))
    shown = pd.MultiIndex.from_frame(grades[SCHOOL]).isin(pd.MultiIndex.from_frame(apart[SCHOOL]))
    pooled = grades.assign(grade=grades["grade"].where(large, OTHER_GRADES))[shown]
    together = pooled.groupby(CELL)["value"].sum().reset_index()
    return pd.concat([cells[~own], together], ignore_index=True)


def _kept(earlier: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the UNITs that earlier reports showed as grades."""
    frames = [pd.DataFrame(columns=UNIT, dtype=object), *(record[UNIT] for record in earlier)]
    units = pd.concat(frames)
    return units[~units["grade"].isin(["", OTHER_GRADES])].drop_duplicates()


def _large(grades: pd.DataFrame, least: int, kept: pd.DataFrame) -> pd.DataFrame:
    """Return the UNITs that stand on their own, of schools that an earlier report did not divide."""
    people = grades["kind"].map({"respondents": 1, "n": 0})
    counted = grades.assign(given=people)[people.notna()]
    most = counted.groupby([*UNIT, "given"])["value"].max().reset_index()
    sizes = most.drop_duplicates(UNIT, keep="last").rename(columns={"value": "size"})
    divided = pd.MultiIndex.from_frame(sizes[SCHOOL]).isin(pd.MultiIndex.from_frame(kept[SCHOOL]))
    sizes = sizes[~divided]
    sizes["large"] = (sizes["size"] >= least) & (sizes["grade"] != OTHER_GRADES)
    sizes = sizes.sort_values([*SCHOOL, "large", "size", "grade"])
    schools = sizes.groupby(SCHOOL)
    before = schools["size"].cumsum() - sizes["size"]
    # The smallest of the large ones joins where the small ones together are too few.
    needed = ~schools["large"].transform("all") & (before < least)
    return sizes.loc[sizes["large"] & ~needed]
