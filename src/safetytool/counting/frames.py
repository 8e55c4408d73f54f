"""Frames whose texts are categories: a code a row, and each text once.

A country has five million rows of counts a year; as texts their keys alone would take half a gigabyte.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

TEXTS: Final = (
    "school", "school_year", "respondent_type", "unit_kind", "unit_name", "parent", "item", "sector",
    "domain", "actor",
)  # fmt: skip
"""The columns of `Counts.units` and `Counts.items` that are texts."""


def as_categories(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with its texts as categories, ordered alphabetically so that years can be compared."""
    # As text, because categories of another type could not be put together with these.
    texts = {name: pd.Categorical(frame[name].astype("str"), ordered=True) for name in TEXTS if name in frame}
    return frame.assign(**texts)


def mapped(column: pd.Series, meaning: Mapping[str, str]) -> "pd.Categorical[str]":
    """Return what each text of a column of categories means, as categories; '' where nothing is known."""
    told = [meaning.get(str(text), "") for text in column.cat.categories]
    codes, texts = pd.factorize(np.array([*told, ""], dtype=object)[column.cat.codes.to_numpy()], sort=True)
    return pd.Categorical.from_codes(codes, pd.Index([str(text) for text in texts]), ordered=True)


def stacked(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put frames with the same columns under each other; texts stay categories, in alphabetical order."""
    filled = [frame for frame in frames if len(frame)]
    if len(filled) < 2:
        return filled[0] if filled else (frames[0] if frames else pd.DataFrame())
    columns = {name: _column([frame[name] for frame in filled]) for name in filled[0].columns}
    return pd.DataFrame(columns, copy=False)


def _column(parts: list["pd.Series[Any]"]) -> Any:
    if not isinstance(parts[0].dtype, pd.CategoricalDtype):
        return np.concatenate([part.to_numpy() for part in parts])
    return pd.api.types.union_categoricals(parts, sort_categories=True, ignore_order=True).as_ordered()
