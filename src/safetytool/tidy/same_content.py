"""The same answers given twice: as a copy, as xlsx and csv, as last year's file beside this year's."""

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from safetytool.errors import UsageError
from safetytool.tidy.respondents import UNIT, Part

SURE_FROM = 5
"""Two sheets of fewer respondents than this may be alike by chance, unless they have respondent numbers."""


def refuse_copies(parts: Sequence[Part]) -> list[Part]:
    """Make sure that nobody is counted twice over sheets and files.

    Returns
    -------
    The parts; without what a file of history says of a school and year that an export has too, and
    without respondents whose number and answers an earlier sheet already had. Both are noted.

    Raises
    ------
    UsageError
        Two sheets have the same answers of the same school, year and kind of respondents.
    """
    seen: dict[tuple[str, ...], Part] = {}
    for part in parts:
        for (school, year, kind), rows in _blocks(part):
            mark = (school, year, kind, _fingerprint(part, rows))
            numbered = bool((part.people["number"].iloc[rows] != "").all())
            other = seen.setdefault(mark, part)
            if (
                other is not part
                and (len(rows) >= SURE_FROM or numbered)
                and part.sheet.history == other.sheet.history
            ):
                raise UsageError(
                    f"{part.sheet.label} has the same answers of {school}, {year} as {other.sheet.label}",
                    do="Give them once",
                )
    return _without_known_respondents(_without_analysed_years(parts))


def _blocks(part: Part) -> Iterator[tuple[tuple[str, str, str], np.ndarray]]:
    """Yield every school, school year and kind of respondents of a part, with its rows."""
    for rows in part.people.groupby(UNIT, sort=False).indices.values():
        places = np.asarray(rows)
        first = part.people.iloc[int(places[0])]
        yield (str(first["school"]), str(first["school_year"]), str(first["respondent_type"])), places


def _fingerprint(part: Part, rows: np.ndarray) -> str:
    """Return a mark of the answers of some respondents that does not depend on their order."""
    people = part.people.iloc[rows][["grade", "class_name", "gender", "number"]].astype(str)
    values = part.values.iloc[rows].sort_index(axis=1)
    asked = values.loc[:, (values > -4).any()]
    both = pd.concat([people, asked], axis=1)
    hashed = np.sort(pd.util.hash_pandas_object(both, index=False).to_numpy())
    names = ",".join(map(str, asked.columns)).encode()
    return hashlib.sha256(names + hashed.tobytes()).hexdigest()


def _without_analysed_years(parts: Sequence[Part]) -> list[Part]:
    """Leave out of the history what an export says itself."""
    analysed = {key for part in parts if not part.sheet.history for key, _ in _blocks(part)}
    kept = []
    for part in parts:
        if part.sheet.history:
            keys = pd.MultiIndex.from_frame(part.people[UNIT])
            again = keys.isin(list(analysed)) if analysed else np.zeros(len(part.people), bool)
            if again.any():
                part.sheet.notes.append(
                    f"{part.sheet.label}: {int(again.sum())} respondents of a school and year that is "
                    "analysed itself were left out of the history."
                )
                part = part.take(~again)
        kept.append(part)
    return kept


def _without_known_respondents(parts: Sequence[Part]) -> list[Part]:
    """Count a respondent once who stands in two sheets with the same number and the same answers."""
    known: set[int] = set()
    kept = []
    for part in parts:
        keys = pd.concat(
            [part.people[[*UNIT, "grade", "class_name", "number"]].astype(str), part.values], axis=1
        )
        keys = keys[sorted(keys.columns)]
        marks = pd.util.hash_pandas_object(keys, index=False).to_numpy()
        numbered = (part.people["number"] != "").to_numpy()
        again = numbered & np.isin(marks, list(known)) if known else np.zeros(len(marks), bool)
        known.update(marks[numbered].tolist())
        if again.any():
            part.sheet.notes.append(
                f"{part.sheet.label}: {int(again.sum())} respondents stand in an earlier sheet with the same "
                "number and the same answers; they were counted once."
            )
        kept.append(part.take(~again) if again.any() else part)
    return kept
