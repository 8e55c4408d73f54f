"""Each respondent once: rows with one respondent number are one respondent, whatever sheet they stand in.

A number says something within a class, because many lists number the pupils of each class from 1.
Where no class tells two sheets apart, their answers do: see `_are_the_same`.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetytool.codes import MISSING, NOT_ASKED, NOT_UNDERSTOOD, WITHHELD
from safetytool.tidy.respondents import UNIT, Part, stacked

NUMBERED: Final = ["grade", "class_name", "number"]
"""What tells respondents of one school, year and kind apart."""

MANY: Final = 0.5
"""Two sheets that share fewer of their numbers than this do not each number from 1."""

NEARLY_ALL: Final = 0.9
"""Sheets of which so many numbers have the same answers have the same respondents."""

SHIFTS: Final = 20
"""How many other pairs are made of the same rows, to see how often answers agree by chance."""

RANK: Final = {NOT_ASKED: 0, MISSING: 1, NOT_UNDERSTOOD: 2, WITHHELD: 3, 0: 4, 1: 5, 2: 6}
"""Of two answers of one respondent the higher counts: any answer before none, a concern before none."""


def count_once(
    parts: Sequence[Part],
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Put all respondents under each other, each once.

    Rows of one respondent are put together: what one of them leaves open comes from another, and of
    two different answers the more worrying counts, so that no concern is lost. It is noted.

    Returns
    -------
    People, values and levels, with one index; and, of every row of every part, which of these people it is
    (part, row, person).
    """
    people = pd.concat([part.people for part in parts], ignore_index=True)
    people["part"] = np.repeat(np.arange(len(parts)), [len(part.people) for part in parts])
    values, levels = stacked([p.values for p in parts]), stacked([p.levels for p in parts])
    people["list"] = _lists(people, values, parts)
    numbered = (people["number"] != "").to_numpy()
    keys = [*UNIT, "list", *NUMBERED]
    repeated = people.duplicated(keys, keep=False).to_numpy() & numbered
    again = people.duplicated(keys, keep="first").to_numpy() & numbered
    if again.any():
        _note(people["part"].to_numpy()[again], parts)
        _put_together(people, values, levels, np.flatnonzero(repeated), keys)
    owners = people[["part", "row"]].assign(person=_owners(people, again, numbered, keys))
    kept = [frame[~again].reset_index(drop=True) for frame in (people, values, levels)]
    return kept[0], kept[1], kept[2], owners


def _owners(
    people: pd.DataFrame, again: NDArray[np.bool_], numbered: NDArray[np.bool_], keys: list[str]
) -> NDArray[np.int64]:
    """Return the place among the people who are kept of every row, those that repeat one included."""
    place = (np.cumsum(~again) - 1).astype(np.int64)
    if again.any():
        first = pd.Series(place[numbered]).groupby(
            people[numbered].groupby(keys, sort=False).ngroup().to_numpy()
        )
        place[numbered] = first.transform("first").to_numpy()
    return place


def _lists(people: pd.DataFrame, values: pd.DataFrame, parts: Sequence[Part]) -> NDArray[np.intp]:
    """Give all rows within which a number means one respondent the same number of a list."""
    lists = people["part"].to_numpy().copy()
    answers = values.to_numpy(np.int8)
    for _, unit in people[people["number"] != ""].groupby(UNIT, sort=False):
        known: dict[int, pd.DataFrame] = {}
        for part in unit["part"].unique().tolist():
            ours = unit[unit["part"] == part]
            own = next(
                (n for n, theirs in known.items() if _are_one_list(ours, theirs, answers, parts)), part
            )
            known[own] = pd.concat([known[own], ours]) if own in known else ours
            lists[ours.index] = own
    return lists


def _are_one_list(
    ours: pd.DataFrame, theirs: pd.DataFrame, answers: NDArray[np.int8], parts: Sequence[Part]
) -> bool:
    """Whether the numbers of a sheet are those of the respondents of earlier sheets."""
    here, there = ours[NUMBERED].drop_duplicates(), theirs[NUMBERED].drop_duplicates()
    shared = here.reset_index().merge(there.reset_index(), on=NUMBERED)
    if shared.empty:
        return False
    few = len(shared) < MANY * min(len(here), len(there))
    in_class = bool((shared["class_name"] != "").all())
    if few or in_class or _are_the_same(answers[shared["index_x"]], answers[shared["index_y"]]):
        return True
    sheet, other = (parts[rows["part"].iloc[0]].sheet for rows in (ours, theirs))
    sheet.notes.append(
        f"{sheet.label}: its respondent numbers stand in {other.label} too, with other answers; they were "
        "taken for other respondents."
    )
    return False


def _are_the_same(ours: NDArray[np.int8], theirs: NDArray[np.int8]) -> bool:
    """Whether rows with the same numbers in two sheets are the same respondents, by their answers.

    They are if nearly all answers agree, or if they agree nearer to always than by chance alone: as
    often as those of different numbers do. Sheets that have no answered question in common are two
    parts of one questionnaire.
    """
    both = _is_answer(ours) & _is_answer(theirs)
    if not both.any():
        return True
    agreement = _agreement(ours, theirs)
    by_chance = [_agreement(ours, np.roll(theirs, n, axis=0)) for n in range(1, min(len(ours), SHIFTS))]
    chance = float(np.mean(by_chance)) if by_chance else 0.0
    return agreement >= NEARLY_ALL or agreement >= (1 + chance) / 2


def _agreement(ours: NDArray[np.int8], theirs: NDArray[np.int8]) -> float:
    """Which part of the rows has no answer that differs."""
    both = _is_answer(ours) & _is_answer(theirs)
    return float((~((ours != theirs) & both).any(axis=1)).mean())


def _is_answer(codes: NDArray[np.int8]) -> NDArray[np.bool_]:
    result: NDArray[np.bool_] = (codes >= 0) | (codes == WITHHELD)
    return result


def _put_together(
    people: pd.DataFrame, values: pd.DataFrame, levels: pd.DataFrame, rows: NDArray[np.intp], keys: list[str]
) -> None:
    """Give all `rows` of one respondent the same answers: of each item the one that counts."""
    groups = people.iloc[rows].groupby(keys, sort=False).ngroup().to_numpy()
    lowest = min(RANK)
    ranks = np.array([RANK[code] for code in range(lowest, max(RANK) + 1)], dtype=np.int32)
    codes = np.array(sorted(RANK, key=RANK.__getitem__), dtype=np.int8)
    size = 256
    joined = ranks[levels.to_numpy(np.int16)[rows] - lowest] * size + values.to_numpy(np.int32)[rows] - lowest
    best = pd.DataFrame(joined).groupby(groups).transform("max").to_numpy()
    for place, item in enumerate(levels.columns):
        for frame, answers in (
            (levels, codes[best[:, place] // size]),
            (values, best[:, place] % size + lowest),
        ):
            column = frame[item].to_numpy(np.int8, copy=True)
            column[rows] = answers
            frame[item] = column
    doubtful = people["doubtful"].to_numpy(bool).copy()
    doubtful[rows] = pd.Series(doubtful[rows]).groupby(groups).transform("any").to_numpy()
    people["doubtful"] = doubtful


def _note(again: NDArray[np.intp], parts: Sequence[Part]) -> None:
    """Say in each sheet's notes how many of its rows were no new respondents."""
    for part, count in zip(*np.unique(again, return_counts=True), strict=True):
        sheet = parts[part].sheet
        sheet.notes.append(
            f"{sheet.label}: {count} rows repeat a respondent number; each respondent was counted once, "
            "and of two different answers the more worrying."
        )
