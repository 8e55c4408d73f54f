"""Making a table in portions of whole schools, so that only its codes are in memory as a whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from safetytool.bank.model import Bank
from safetytool.convert.grouping import Together
from safetytool.convert.model import PLACES, ConvertedTable, NewColumn
from safetytool.convert.same import read_again, refuse_other_reading
from safetytool.profiles import Profile
from safetytool.read.cells import smallest
from safetytool.recognise.model import SheetMeaning
from safetytool.tidy.answers import level_codes
from safetytool.tidy.respondents import Part

PORTION_ROWS: Final = 100_000
"""A portion has so many respondents, or one school where that has more."""

NOT_USED: Final = frozenset({"unrecognised", "ignored", "id"})
"""Roles between which the number of rows may decide; with everybody counted once they make no difference."""

Reading = dict[tuple[str, str], tuple[str, str | None, dict[str, int]]]
"""(header, who was asked) -> role, item, and the level of every answer."""


def portions(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """Yield the sheets in portions of whole schools, the schools in order of their names."""
    schools = [part.people["school"].astype(str).to_numpy(object) for part in parts]
    names, sizes = np.unique(np.concatenate(schools), return_counts=True)
    # A portion begins where the respondents so far pass the next multiple.
    numbers = dict(zip(names, (np.cumsum(sizes) - 1) // PORTION_ROWS, strict=True))
    of_rows = [np.array([numbers[name] for name in own], dtype=np.int64) for own in schools]
    for number in sorted(set(numbers.values())):
        chosen = [
            (part, rows == number)
            for part, rows in zip(parts, of_rows, strict=True)
            if (rows == number).any()
        ]
        yield [part if rows.all() else part.take(rows) for part, rows in chosen]


def joined(
    pieces: Sequence[ConvertedTable], together: Together, bank: Bank, profile: Profile | None, stem: str
) -> ConvertedTable:
    """Put the portions of a table together, ordered by school year and then by school.

    Raises
    ------
    InputError
        A column would be read otherwise as a whole than in portions.
    """
    left_out = {header for piece in pieces for header in piece.left_out}
    years = np.concatenate([piece.years for piece in pieces])
    order = np.argsort(years.astype(str), kind="stable")
    headers = dict.fromkeys(c.header for piece in pieces for c in piece.columns if c.header not in left_out)
    rank = _ranks(together)
    last = len(rank)
    table = ConvertedTable(
        columns=tuple(
            _joined_column(header, pieces, order)
            for header in sorted(headers, key=lambda header: (rank.get(header, last), header))
        ),
        years=years[order],
        files=tuple(dict.fromkeys(name for piece in pieces for name in piece.files)),
        left_out=tuple(sorted(left_out)),
    )
    if len(pieces) == 1:
        return table
    whole = reading(read_again(table, bank, profile, stem), bank)
    wrong: dict[str, None] = {}
    for piece in pieces:
        wrong |= dict.fromkeys(_read_otherwise(reading(read_again(piece, bank, profile, stem), bank), whole))
    open_ones = _open_headers(together)
    if set(wrong) <= open_ones:
        kept = tuple(column for column in table.columns if column.header not in wrong)
        return replace(table, columns=kept, left_out=tuple(sorted({*left_out, *wrong})))
    refuse_other_reading(sorted(wrong), table.files)
    return table


def _ranks(together: Together) -> Mapping[str, int]:
    """Return the place of each header: places, then known questions, then the others, then remarks."""
    others = [header for own in together.by_kind.values() for header in own]
    return {
        header: i for i, header in enumerate(dict.fromkeys([*PLACES, *together.headers.values(), *others]))
    }


def _open_headers(together: Together) -> set[str]:
    """Return the headers that no kind of respondents has as a known question."""
    asked = [(header, item) for own in together.by_kind.values() for header, item in own.items()]
    return {header for header, item in asked if item is None} - {header for header, item in asked if item}


def _joined_column(header: str, pieces: Sequence[ConvertedTable], order: NDArray[np.int64]) -> NewColumn:
    """Return a column of all portions, with its texts in order."""
    own = [next((c for c in piece.columns if c.header == header), None) for piece in pieces]
    values = sorted({text for column in own if column for text in column.values})
    places = {text: place for place, text in enumerate(values)}
    codes: list[NDArray[np.signedinteger[Any]]] = []
    for piece, column in zip(pieces, own, strict=True):
        if column is None:
            codes.append(smallest(np.full(piece.rows, -1), len(values)))
        else:
            mapped = np.array([*(places[text] for text in column.values), -1])
            codes.append(smallest(mapped[column.codes], len(values)))
    about = next((column.about for column in own if column is not None), {})
    return NewColumn(header, np.concatenate(codes)[order], tuple(values), about)


def reading(meaning: SheetMeaning, bank: Bank) -> Reading:
    """Return how every column is read: its role, its item, and what each of its answers is worth."""
    found: Reading = {}
    for m in meaning.columns:
        role = "" if m.role in NOT_USED else m.role
        levels: dict[str, int] = {}
        if m.item and m.answers is not None:
            codes = level_codes(m.item, m.answers, bank).tolist()
            levels = {str(value): code for value, code in zip(m.column.values, codes, strict=True)}
        found[m.column.header, m.respondent_type or ""] = (role, m.item, levels)
    return found


def _read_otherwise(piece: Reading, whole: Reading) -> Iterator[str]:
    """Yield the headers that are read otherwise in a portion than in the whole."""
    for (header, kind), (role, item, levels) in piece.items():
        found = whole.get((header, kind), ("", None, {}))
        if found[:2] != (role, item) or any(found[2].get(text) != level for text, level in levels.items()):
            yield header
