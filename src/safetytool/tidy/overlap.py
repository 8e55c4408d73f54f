"""What two kinds of inputs say of the same thing: history beside exports, counts beside respondents."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetytool.codes import NOT_ASKED
from safetytool.tidy.respondents import UNIT, Part
from safetytool.tidy.sheet import InputSheet

Counted = tuple[InputSheet, pd.DataFrame]
"""An aggregated sheet and its tally."""


def without_analysed_years(
    parts: Sequence[Part], tallies: Sequence[Counted], others: pd.DataFrame | None = None
) -> tuple[list[Part], list[Counted]]:
    """Leave out of the history what an export says itself of a school, year and kind of respondents.

    `others` are the schools, years and kinds of exports that are not among `parts` and `tallies`.
    """
    exports = [part.people[UNIT] for part in parts if not part.sheet.history]
    exports += [tally[UNIT] for sheet, tally in tallies if not sheet.history]
    exports += [] if others is None else [others[UNIT]]
    if not exports:
        return list(parts), list(tallies)
    analysed = pd.MultiIndex.from_frame(pd.concat(exports).drop_duplicates())
    kept_parts = [part.take(_stays(part.sheet, part.people, analysed, "respondents")) for part in parts]
    kept_tallies = [(s, tally[_stays(s, tally, analysed, "counts of answers")]) for s, tally in tallies]
    return kept_parts, kept_tallies


def _stays(sheet: InputSheet, frame: pd.DataFrame, analysed: pd.MultiIndex, what: str) -> NDArray[np.bool_]:
    """Say of each row whether it stays, and note how many do not."""
    if not sheet.history:
        return np.ones(len(frame), dtype=bool)
    again = np.asarray(pd.MultiIndex.from_frame(frame[UNIT]).isin(analysed), dtype=bool)
    if again.any():
        sheet.notes.append(
            f"{sheet.label}: {int(again.sum())} {what} of a school and year that is analysed itself were "
            "left out of the history."
        )
    return ~again


def without_counted_respondents(
    tallies: Sequence[Counted], people: pd.DataFrame, levels: pd.DataFrame
) -> list[Counted]:
    """Leave out counts of answers of which the respondents themselves are there.

    Counts of a class of which there are no respondents stay, where all respondents have a class.
    """
    kept = []
    for sheet, tally in tallies:
        known = _known(tally, people, levels)
        if known.any():
            sheet.notes.append(
                f"{sheet.label}: {int(known.sum())} counts of answers were left out, because the respondents "
                "who gave them are in another sheet."
            )
        kept.append((sheet, tally[~known]))
    return kept


def _known(tally: pd.DataFrame, people: pd.DataFrame, levels: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which counts are of respondents who are there themselves."""
    known = np.zeros(len(tally), dtype=bool)
    units = pd.MultiIndex.from_frame(tally[UNIT])
    for item in set(tally["item"]) & set(levels.columns):
        asked = people.loc[levels[item].to_numpy() != NOT_ASKED, [*UNIT, "class_name"]].drop_duplicates()
        whole = asked[asked["class_name"] == ""][UNIT].drop_duplicates()
        in_class = pd.MultiIndex.from_frame(tally[[*UNIT, "class_name"]]).isin(
            pd.MultiIndex.from_frame(asked)
        )
        of_unit = units.isin(pd.MultiIndex.from_frame(asked[UNIT].drop_duplicates()))
        unclassed = units.isin(pd.MultiIndex.from_frame(whole))
        whole_school = (tally["class_name"] == "").to_numpy()
        known |= (tally["item"] == item).to_numpy() & (in_class | unclassed | (of_unit & whole_school))
    return known
