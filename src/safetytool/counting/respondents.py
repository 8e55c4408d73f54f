"""Count the answers of respondents per unit and item, one bincount an item and unit kind."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetytool.bank.model import DOMAINS, RESPONDENT_TYPES, Bank
from safetytool.codes import MISSING, NOT_ASKED, NOT_UNDERSTOOD, WITHHELD
from safetytool.counting.model import UNIT_KEYS
from safetytool.tidy.model import Responses

LOWEST = NOT_ASKED
KINDS_OF_LEVEL = 7
"""Levels run from NOT_ASKED (-4) to grave (2)."""

UNIT_COLUMNS = {"school": "school", "grade": "grade", "class": "class_name", "gender": "gender"}


def count_respondents(responses: Responses, bank: Bank) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the frames `units` and `items` of `Counts`, without sector."""
    units: list[pd.DataFrame] = []
    items: list[pd.DataFrame] = []
    for kind, column in UNIT_COLUMNS.items():
        people = responses.people[responses.people[column] != ""]
        if people.empty:
            continue
        codes, keys = _units(people, kind, column)
        doubtful = people["doubtful"].to_numpy(bool)
        totals = np.bincount(codes, minlength=len(keys))
        units.append(
            keys.assign(respondents=totals, doubtful=np.bincount(codes[doubtful], minlength=len(keys)))
        )
        items.append(_items(people, responses.levels.loc[people.index], codes, keys, bank))
    if not units:
        return pd.DataFrame(), pd.DataFrame()
    return pd.concat(units, ignore_index=True), pd.concat(items, ignore_index=True)


def _items(
    people: pd.DataFrame, levels: pd.DataFrame, codes: NDArray[np.int64], keys: pd.DataFrame, bank: Bank
) -> pd.DataFrame:
    """Count every item and composite of every unit that was asked it."""
    doubtful = people["doubtful"].to_numpy(bool)
    names: list[str] = []
    asked: list[NDArray[np.int64]] = []
    columns: dict[str, list[NDArray[np.int64]]] = {}
    for item, level, withheld in _columns(levels, people["respondent_type"].to_numpy(), bank):
        counted = count_levels(codes, level, doubtful, len(keys))
        counted["withheld_most"] = np.bincount(codes[withheld], minlength=len(keys))
        rows = np.flatnonzero(counted.pop("asked"))
        names.append(item)
        asked.append(rows)
        for name, values in counted.items():
            columns.setdefault(name, []).append(values[rows])
    if not names:
        return pd.DataFrame()
    frame = keys.take(np.concatenate(asked)).reset_index(drop=True)
    frame["item"] = np.repeat(np.array(names, dtype=object), [len(rows) for rows in asked])
    return pd.concat([frame, pd.DataFrame({n: np.concatenate(v) for n, v in columns.items()})], axis=1)


def count_levels(
    codes: NDArray[np.int64], levels: NDArray[np.int8], doubtful: NDArray[np.bool_], units: int
) -> dict[str, NDArray[np.int64]]:
    """Count the levels of one item per unit.

    Parameters
    ----------
    codes : (respondents,) the unit of each respondent, 0 to `units` - 1.
    levels : (respondents,) as in `Responses.levels`.
    doubtful : (respondents,) whether the answers may not be meant.
    units : number of units.

    Returns
    -------
    The columns of `Counts.items`, each (units,), and `asked`.
    """
    cell = (codes * 2 + doubtful) * KINDS_OF_LEVEL + (levels.astype(np.int64) - LOWEST)
    table = np.bincount(cell, minlength=units * 2 * KINDS_OF_LEVEL).reshape(units, 2, KINDS_OF_LEVEL)
    both = table.sum(axis=1)
    scale = slice(-LOWEST, None)
    concern = slice(1 - LOWEST, None)
    return {
        "asked": both[:, 1:].sum(axis=1),
        "n": both[:, scale].sum(axis=1),
        "concerns": both[:, concern].sum(axis=1),
        "grave": both[:, 2 - LOWEST],
        "withheld": both[:, WITHHELD - LOWEST],
        "reached": both[:, scale].sum(axis=1) + both[:, WITHHELD - LOWEST],
        "missing": both[:, MISSING - LOWEST],
        "unread": both[:, NOT_UNDERSTOOD - LOWEST],
        "doubtful_n": table[:, 1, scale].sum(axis=1),
        "doubtful_concerns": table[:, 1, concern].sum(axis=1),
    }


def _units(people: pd.DataFrame, kind: str, column: str) -> tuple[NDArray[np.int64], pd.DataFrame]:
    """Give every respondent the code of its unit, and every code its keys."""
    keys = people[["school", "school_year", "respondent_type", column, "history"]].copy()
    keys.columns = pd.Index(["school", "school_year", "respondent_type", "unit_name", "history"])
    keys["parent"] = people["grade"] if kind == "class" else ""
    if kind == "class":
        # A class has one grade; a stray other value in a few rows must not split it.
        by_class = keys.groupby(
            ["school", "school_year", "respondent_type", "unit_name", "history"], sort=False
        )
        keys["parent"] = by_class["parent"].transform("first")
    groups = keys.groupby(list(keys.columns), sort=True, observed=True)
    codes = groups.ngroup().to_numpy().astype(np.int64)
    frame = keys.iloc[np.unique(codes, return_index=True)[1]].reset_index(drop=True)
    frame["unit_kind"] = kind
    return codes, frame[[*UNIT_KEYS, "parent", "history"]]


def _columns(
    levels: pd.DataFrame, respondent_type: NDArray[np.object_], bank: Bank
) -> Iterator[tuple[str, NDArray[np.int8], NDArray[np.bool_]]]:
    """Yield the levels and who withheld (most of it), of every item and then of every composite."""
    for item in levels.columns:
        level = levels[item].to_numpy(np.int8)
        yield str(item), level, level == WITHHELD
    for kind in RESPONDENT_TYPES:
        for domain in DOMAINS:
            names = [
                str(i)
                for i in levels.columns
                if bank.items[i].domain == domain and bank.items[i].respondent_type == kind
            ]
            if len(names) > 1:
                parts = levels[names].to_numpy(np.int8)
                level = composite_levels(parts)
                level[respondent_type != kind] = NOT_ASKED
                withheld = withheld_most(parts) & (level != NOT_ASKED)
                yield f"any.{domain}", level, withheld


def withheld_most(levels: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Tell who withheld at least half of the questions of a domain that reached them.

    One answer withheld among many questions is usual; to keep silent about a whole subject is not.

    Parameters
    ----------
    levels : (respondents, items).

    Returns
    -------
    (respondents,).
    """
    withheld = (levels == WITHHELD).sum(axis=1)
    reached = withheld + (levels >= 0).sum(axis=1)
    result: NDArray[np.bool_] = (withheld > 0) & (2 * withheld >= reached)
    return result


def composite_levels(levels: NDArray[np.int8]) -> NDArray[np.int8]:
    """Read several items of one domain as one: the most worrying answer of each respondent.

    Parameters
    ----------
    levels : (respondents, items).

    Returns
    -------
    (respondents,) the highest level where there is a scale answer; else WITHHELD where any was
    withheld, NOT_UNDERSTOOD, MISSING or NOT_ASKED. A respondent who was asked only one of the
    items has no composite (NOT_ASKED): it would say the same thing twice.
    """
    highest: NDArray[np.int8] = levels.max(axis=1)
    unanswered = highest < 0
    result = highest.copy()
    for code in (MISSING, NOT_UNDERSTOOD, WITHHELD):
        result[unanswered & (levels == code).any(axis=1)] = code
    result[(levels != NOT_ASKED).sum(axis=1) < 2] = NOT_ASKED
    return result
