"""Cleaning cells, and encoding a column as its distinct values and an index per row."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetytool.read.model import Cell
from safetytool.read.words import words

Codes = NDArray[np.signedinteger[Any]]

_NOT_PRINTED = {
    code: None
    for code in (
        *range(0xA0),
        0xAD,
        0x200B,
        0x200C,
        0x200E,
        0x200F,
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2065),
        0xFEFF,
    )
    if not chr(code).isprintable() and not chr(code).isspace()
}
"""Control characters, soft hyphens, and zero-width and direction marks. U+200D stays: it joins emoji."""

_ESCAPED = re.compile(r"_x00(?:0[0-9A-F]|1[0-9A-F])_")
"""How a workbook writes a control character in XML (`_x000D_` for a carriage return)."""

_NUMBER = re.compile(r"[+-]?(\d+([.,]\d+)?|[.,]\d+)\s*%?")


def clean_text(text: str) -> str:
    """Text without what does not show: outer, repeated, no-break and zero-width spaces, controls."""
    if "_x00" in text:
        text = _ESCAPED.sub(" ", text)
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", text.translate(_NOT_PRINTED))
    # split() knows every kind of space.
    return " ".join(text.split())


def clean(value: Any) -> Cell | None:
    """One raw cell as a `Cell`, or None where it is empty or says that a formula failed."""
    if isinstance(value, str):
        text = clean_text(value)
        return None if not text or text.lower() in words("excel_errors") else text
    if isinstance(value, float):  # before the rest, as workbooks hold every number as a float
        if value != value:
            return None
        return int(value) if value.is_integer() else float(value)
    if isinstance(value, np.generic):
        return clean(value.item())
    if isinstance(value, int):
        return value
    if value is None or value is pd.NaT:
        return None
    if isinstance(value, date | datetime | time | timedelta):
        return value
    return clean_text(str(value)) or None


def is_number(cell: Cell | None) -> bool:
    """Whether a cell is a number, or text that is only a number."""
    if isinstance(cell, str):
        return bool(_NUMBER.fullmatch(cell))
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def is_words(cell: Cell | None) -> bool:
    """Whether a cell is text that says more than a number."""
    return isinstance(cell, str) and not _NUMBER.fullmatch(cell)


def encode(raw: NDArray[np.object_]) -> tuple[Codes, tuple[Cell, ...]]:
    """Dictionary-encode one column of raw cells; empty cells get code -1."""
    codes: NDArray[np.integer[Any]]
    distinct: Sequence[Any] | NDArray[np.object_]
    codes, distinct = pd.factorize(raw)
    if any(isinstance(value, bool | int | float) and value in (0, 1) for value in distinct):
        # True equals 1 and False equals 0: what looks the same to a hash table is told apart by type.
        kinds = set(map(type, raw.tolist()))
        if bool in kinds and kinds & {int, float}:
            codes, distinct = _factorize_apart(raw)
    return merge_equal(codes.astype(np.int32), distinct)


def _factorize_apart(raw: NDArray[np.object_]) -> tuple[Any, Sequence[Any]]:
    """`pd.factorize` with the booleans kept apart from the numbers."""
    is_bool = np.array([isinstance(value, bool) for value in raw.tolist()])
    plain, flags = raw.copy(), raw.copy()
    plain[is_bool], flags[~is_bool] = None, None
    codes, distinct = pd.factorize(plain)
    flag_codes, flag_values = pd.factorize(flags)
    return np.where(is_bool, flag_codes + len(distinct), codes), [*distinct, *flag_values]


def merge_equal(codes: NDArray[np.integer[Any]], distinct: Iterable[Any]) -> tuple[Codes, tuple[Cell, ...]]:
    """Clean distinct values and join those that become equal; what becomes empty gets code -1."""
    places: dict[tuple[bool, Cell], int] = {}
    mapping: list[int] = []
    for raw in distinct:
        cell = clean(raw)
        # The key says whether it is a boolean, as True would otherwise be found under 1.
        mapping.append(-1 if cell is None else places.setdefault((isinstance(cell, bool), cell), len(places)))
    # The extra last entry serves the code -1.
    return np.array([*mapping, -1], dtype=np.int32)[codes], tuple(cell for _, cell in places)


def smallest(codes: NDArray[np.integer[Any]], values: int) -> Codes:
    """The codes of so many values in the smallest type that holds them, and one more: -1 to `values`."""
    fitting = next(kind for kind in (np.int8, np.int16, np.int32) if values <= np.iinfo(kind).max)
    return codes.astype(fitting)


def subset(codes: Codes, values: tuple[Cell, ...], rows: NDArray[np.int64]) -> tuple[Codes, tuple[Cell, ...]]:
    """A column at some of its rows, with only the values that occur there, in their old order."""
    chosen = codes[rows]
    used = np.bincount(chosen.astype(np.int64) + 1, minlength=len(values) + 1)[1:] > 0
    # The extra last entry serves the code -1.
    mapping = np.append(np.where(used, np.cumsum(used) - 1, -1), -1).astype(np.int32)
    return mapping[chosen], tuple(values[code] for code in np.flatnonzero(used))
