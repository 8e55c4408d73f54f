"""Filling columns of text, row by row of many sheets, as codes of their distinct texts."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from safetytool.convert.model import NewColumn
from safetytool.read.cells import smallest

Rows = NDArray[np.int64]


class Filling:
    """The columns of a table under their headers, filled bit by bit."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._codes: dict[str, NDArray[np.signedinteger[Any]]] = {}
        self._texts: dict[str, dict[str, int]] = {}

    def put(self, header: str, rows: Rows, texts: Sequence[str], codes: NDArray[Any]) -> Rows:
        """Write `texts[codes]` in those of `rows` that are empty.

        Returns
        -------
        The places in `rows` that already held another text.
        """
        own, known = self._column(header, len(texts))
        places = np.array([known.setdefault(text, len(known)) for text in texts], dtype=np.int32)
        given = places[codes]
        there = own[rows]
        empty = there < 0
        own[rows[empty]] = given[empty].astype(own.dtype)
        return np.flatnonzero(~empty & (there != given)).astype(np.int64)

    def is_filled(self, header: str) -> NDArray[np.bool_]:
        """Say of every row whether it has a text."""
        own, _ = self._column(header, 0)
        return np.asarray(own >= 0)

    def _column(self, header: str, more: int) -> tuple[NDArray[np.signedinteger[Any]], dict[str, int]]:
        known = self._texts.setdefault(header, {})
        own = self._codes.setdefault(header, np.full(self._rows, -1, dtype=np.int16))
        if own.dtype == np.int16 and len(known) + more > np.iinfo(np.int16).max:
            own = self._codes[header] = own.astype(np.int32)
        return own, known

    def columns(self, about: Mapping[str, Mapping[str, str]]) -> list[NewColumn]:
        """Return the columns that have anything, with their texts in order."""
        found = []
        for header, own in self._codes.items():
            used = np.unique(own[own >= 0])
            texts = list(self._texts[header])
            ordered = sorted(used.tolist(), key=lambda code: texts[code])
            places = np.full(len(texts) + 1, -1, dtype=np.int32)
            places[ordered] = np.arange(len(ordered))
            if ordered:
                values = tuple(texts[code] for code in ordered)
                found.append(
                    NewColumn(header, smallest(places[own], len(values)), values, about.get(header, {}))
                )
        return found
