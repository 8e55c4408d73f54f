"""Bring aggregated exports into the same counts."""

import pandas as pd

from safetytool.codes import MISSING, NOT_UNDERSTOOD, WITHHELD
from safetytool.counting.model import UNIT_KEYS
from safetytool.tidy.model import Tally

KEYS = ["school", "school_year", "respondent_type", "item", "history"]


def count_tally(tally: Tally) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the frames `units` and `items` of `Counts`, without sector.

    Respondents of a unit: the most answers that any item has there. A school's own rows (no class,
    no grade) are its figure; where it has none, its figure is the sum of its classes or grades.
    """
    rows = tally.rows
    if rows.empty:
        return pd.DataFrame(), pd.DataFrame()
    parts = [_part(rows[rows["class_name"] != ""], "class", "class_name"), _grades(rows), _schools(rows)]
    items = pd.concat([p for p in parts if not p.empty], ignore_index=True)
    items["_all"] = items["reached"] + items["missing"] + items["unread"]
    units = items.groupby([*UNIT_KEYS, "parent", "history"], as_index=False).agg(respondents=("_all", "max"))
    units["doubtful"] = 0
    return units, items.drop(columns="_all")


def _grades(rows: pd.DataFrame) -> pd.DataFrame:
    """Count grades: their own rows, or the sum of their classes where they have none."""
    graded = rows[rows["grade"] != ""]
    own = graded["class_name"] == ""
    has_own = own.groupby([graded[k] for k in [*KEYS, "grade"]]).transform("any")
    return _part(graded[own | ~has_own], "grade", "grade")


def _schools(rows: pd.DataFrame) -> pd.DataFrame:
    """Count schools: their own rows; else their classes; else their grades."""
    depth = (rows["class_name"] != "").astype(int)
    depth = depth.where(depth == 1, (rows["grade"] != "").astype(int) * 2)
    coarsest = depth.groupby([rows[k] for k in KEYS]).transform(lambda d: min(d, key=(0, 2, 1).index))
    return _part(rows[depth == coarsest], "school", "school")


def _part(rows: pd.DataFrame, kind: str, column: str) -> pd.DataFrame:
    """Spread the levels of `rows` over the columns of `Counts.items`."""
    if rows.empty:
        return pd.DataFrame()
    level, count = rows["level"], rows["count"]
    wide = rows[KEYS].assign(
        unit_kind=kind,
        unit_name=rows[column],
        parent=rows["grade"] if kind == "class" else "",
        n=count.where(level >= 0, 0),
        concerns=count.where(level >= 1, 0),
        grave=count.where(level == 2, 0),
        withheld=count.where(level == WITHHELD, 0),
        reached=count.where((level >= 0) | (level == WITHHELD), 0),
        missing=count.where(level == MISSING, 0),
        unread=count.where(level == NOT_UNDERSTOOD, 0),
    )
    keys = [*UNIT_KEYS, "parent", "history", "item"]
    counted = wide.groupby(keys, as_index=False, sort=True).sum()
    return counted.assign(withheld_most=counted["withheld"], doubtful_n=0, doubtful_concerns=0)
