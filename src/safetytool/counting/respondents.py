"""Count the answers of respondents per unit and item, one bincount an item and unit kind."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetytool.bank.model import DOMAINS, RESPONDENT_TYPES, Bank
from safetytool.codes import MISSING, NOT_ASKED, NOT_UNDERSTOOD, WITHHELD
from safetytool.counting.frames import as_categories
from safetytool.counting.model import UNIT_KEYS
from safetytool.tidy.model import Responses

LOWEST: Final = NOT_ASKED
KINDS_OF_LEVEL: Final = 7
"""Levels run from NOT_ASKED (-4) to grave (2)."""
CELLS: Final = 2 * KINDS_OF_LEVEL
"""Cells a unit and item: every level, of respondents who are not doubtful and then of those who are."""

UNIT_COLUMNS: Final = {"class": "class_name", "gender": "gender", "grade": "grade", "school": "school"}
COMMON: Final = ["school", "school_year", "respondent_type", "history"]

Codes = NDArray[np.int64]
Levels = tuple[str, NDArray[np.int8], NDArray[np.bool_] | None]
"""The name of an item, the level of each respondent, and of a composite who withheld most of it."""


def count_respondents(responses: Responses, bank: Bank) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the frames `units` and `items` of `Counts`, without sector, sorted by their keys."""
    people = responses.people
    if people.empty:
        return pd.DataFrame(), pd.DataFrame()
    columns = list(_columns(responses.levels, people["respondent_type"].to_numpy(object), bank))
    doubtful = people["doubtful"].to_numpy(bool)
    coded = {name: pd.Categorical(people[name]) for name in [*COMMON, "grade", "class_name", "gender"]}
    parts = [_units(coded, doubtful, kind, column) for kind, column in UNIT_COLUMNS.items()]
    units = as_categories(pd.concat([frame for frame, _ in parts], ignore_index=True))
    order = np.lexsort([_rank(units[name]) for name in [*UNIT_KEYS, "parent", "history"]][::-1])
    tables = np.concatenate([count_levels(codes, len(u), doubtful, columns) for u, codes in parts])[order]
    most = np.concatenate([_withheld_most(codes, len(u), columns) for u, codes in parts])[order]
    units = units.take(order).reset_index(drop=True)
    return units, _items(units, tables, most, [name for name, _, _ in columns])


def count_levels(
    codes: Codes,
    units: int,
    doubtful: NDArray[np.bool_],
    columns: Sequence[Levels],
) -> NDArray[np.int32]:
    """Count the levels of every item per unit.

    Parameters
    ----------
    codes : (respondents,) the unit of each respondent, 0 to `units` - 1; `units` where it is in none.
    units : number of units.
    doubtful : (respondents,) whether the answers may not be meant.
    columns : name, levels (respondents,) as in `Responses.levels`, and who withheld most, of every item.

    Returns
    -------
    (units, items, 2, KINDS_OF_LEVEL) respondents, by whether they are doubtful and by level from LOWEST on.
    """
    first = codes * CELLS + (doubtful * KINDS_OF_LEVEL - LOWEST)
    cell = np.empty_like(first)
    table = np.empty((units, len(columns), 2, KINDS_OF_LEVEL), dtype=np.int32)
    for place, (_, level, _) in enumerate(columns):
        np.add(first, level, out=cell)
        counted = np.bincount(cell, minlength=(units + 1) * CELLS)[: units * CELLS]
        table[:, place] = counted.reshape(units, 2, KINDS_OF_LEVEL)
    return table


def _withheld_most(codes: Codes, units: int, columns: Sequence[Levels]) -> NDArray[np.int32]:
    """Count per unit and composite who withheld most of it; 0 for single items."""
    table = np.zeros((units, len(columns)), dtype=np.int32)
    for place, (_, _, withheld) in enumerate(columns):
        if withheld is not None:
            table[:, place] = np.bincount(codes[withheld], minlength=units + 1)[:units]
    return table


def _items(
    units: pd.DataFrame, tables: NDArray[np.int32], most: NDArray[np.int32], names: list[str]
) -> pd.DataFrame:
    """Spread the counted levels over the columns of `Counts.items`, a row a unit that was asked an item."""
    order = np.argsort(names, kind="stable")
    tables, most, names = tables[:, order], most[:, order], [names[i] for i in order]
    # Composites of pupils and of staff have one name; no unit has both.
    distinct, place = np.unique(names, return_inverse=True)
    not_asked = tables[:, :, 0, 0] + tables[:, :, 1, 0]
    unit, item = np.nonzero(not_asked < units["respondents"].to_numpy()[:, None])
    # A column a level; numpy adds up whole columns much faster than short rows.
    doubtful = tables[unit, item, 1].T
    both = tables[unit, item, 0].T + doubtful
    concerns, withheld = both[1 - LOWEST] + both[2 - LOWEST], both[WITHHELD - LOWEST]
    n = both[-LOWEST] + concerns
    doubtful_concerns = doubtful[1 - LOWEST] + doubtful[2 - LOWEST]
    single = np.array([not name.startswith("any.") for name in names])[item]
    frame = units[[*UNIT_KEYS, "parent", "history"]].take(unit).reset_index(drop=True)
    return frame.assign(
        item=pd.Categorical.from_codes(place[item], distinct.tolist(), ordered=True),
        n=n,
        concerns=concerns,
        grave=both[2 - LOWEST],
        withheld=withheld,
        reached=n + withheld,
        missing=both[MISSING - LOWEST],
        unread=both[NOT_UNDERSTOOD - LOWEST],
        doubtful_n=doubtful[-LOWEST] + doubtful_concerns,
        doubtful_concerns=doubtful_concerns,
        withheld_most=np.where(single, withheld, most[unit, item]),
    )


def _rank(column: pd.Series) -> NDArray[np.integer[Any]]:
    """Return numbers in the order of the values of a column; categories are in order already."""
    return column.cat.codes.to_numpy() if column.dtype == "category" else column.to_numpy(np.int8)


def _units(
    coded: dict[str, pd.Categorical], doubtful: NDArray[np.bool_], kind: str, column: str
) -> tuple[pd.DataFrame, Codes]:
    """Return the units of one kind, and the code of each respondent's unit (their number: in none)."""
    own = coded[column]
    keys = [coded[name] for name in COMMON] + [own]
    combined = np.zeros(len(own), dtype=np.int64)
    for key in keys:
        combined = combined * len(key.categories) + key.codes
    named = np.append(own.categories.to_numpy() != "", False)[own.codes]
    codes = np.asarray(pd.factorize(np.where(named, combined, -1))[0], dtype=np.int64)
    # The code of those without a unit is moved to the end, so that it can be cut off.
    codes, units = _last(codes, ~named)
    first = np.zeros(units, dtype=np.int64)
    rows = np.flatnonzero(named)
    first[codes[rows][::-1]] = rows[::-1]
    values = dict(zip([*COMMON, "unit_name"], (key[first] for key in keys), strict=True))
    respondents = np.bincount(codes, minlength=units + 1)[:units].astype(np.int32)
    frame = pd.DataFrame(values).assign(
        history=lambda keys: keys["history"].astype(bool),
        unit_kind=kind,
        # A class has one grade; a stray other value in a few rows must not split it.
        parent=coded["grade"][first] if kind == "class" else "",
        respondents=respondents,
        doubtful=np.bincount(codes[doubtful], minlength=units + 1)[:units].astype(np.int32),
    )
    return frame[[*UNIT_KEYS, "parent", "history", "respondents", "doubtful"]], codes


def _last(codes: Codes, without: NDArray[np.bool_]) -> tuple[Codes, int]:
    """Give rows without a unit the highest code; return the codes and the number of units."""
    count = int(codes.max(initial=-1)) + 1
    if not without.any():
        return codes, count
    own = int(codes[np.flatnonzero(without)[0]])
    moved = np.where(codes > own, codes - 1, codes)
    moved[without] = count - 1
    return moved, count - 1


def _columns(levels: pd.DataFrame, respondent_type: NDArray[np.object_], bank: Bank) -> Iterator[Levels]:
    """Yield the levels of every item and then of every composite, with who withheld most of that."""
    for item in levels.columns:
        yield str(item), levels[item].to_numpy(np.int8), None
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
                yield f"any.{domain}", level, withheld_most(parts) & (level != NOT_ASKED)


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
    withheld = np.zeros(len(levels), dtype=np.int16)
    reached = np.zeros(len(levels), dtype=np.int16)
    for column in levels.T:
        withheld += column == WITHHELD
        reached += (column >= 0) | (column == WITHHELD)
    return np.asarray((withheld > 0) & (2 * withheld >= reached))


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
    result = np.full(len(levels), NOT_ASKED, dtype=np.int8)
    asked = np.zeros(len(levels), dtype=np.int16)
    found = {code: np.zeros(len(levels), dtype=bool) for code in (MISSING, NOT_UNDERSTOOD, WITHHELD)}
    # Column by column: numpy is ten times as fast along a column as across a short row.
    for column in levels.T:
        np.maximum(result, column, out=result)
        asked += column != NOT_ASKED
        for code, there in found.items():
            there |= column == code
    unanswered = result < 0
    for code, there in found.items():
        result[unanswered & there] = code
    result[asked < 2] = NOT_ASKED
    return result
