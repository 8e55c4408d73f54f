"""The same answers given twice: as a copy, as xlsx and csv, as all pupils beside class by class."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetytool.codes import NOT_ASKED, NOT_UNDERSTOOD, WITHHELD
from safetytool.errors import UsageError
from safetytool.tidy.respondents import UNIT, Part

SURE_FROM: Final = 5
"""Fewer respondents of two sheets than these may be alike by chance, unless the sheets have nobody else."""
TELLING: Final = 0.2
"""Of the rows of a part of a sheet at least so many must be like just one row of the whole: rows that
many respondents share say nothing."""

Key = tuple[str, str, str]


@dataclass(frozen=True)
class _Block:
    """The respondents of one school, school year and kind in one sheet, as marks of their rows."""

    part: Part
    asked: tuple[str, ...]
    numbered: bool
    classed: bool
    marks: NDArray[np.uint64]
    """Of the answers, gender and number; sorted."""
    marks_in_class: NDArray[np.uint64]
    """Of the same and the class; sorted."""
    classes: NDArray[np.object_]
    """The class of each of `marks_in_class`."""

    @property
    def is_whole_sheet(self) -> bool:
        return len(self.marks) == len(self.part.people)


def refuse_copies(parts: Sequence[Part]) -> None:
    """Make sure that no sheet has the respondents of another one.

    Respondents with numbers who stand in two sheets are left to `count_once`, unless the sheets are
    wholly alike.

    Raises
    ------
    UsageError
        All respondents of a sheet, of one school, year and kind, are in another sheet too.
    """
    for (school, year, _), shared in _shared_units(parts).items():
        own = [_block(part, rows) for part, rows in shared]
        for one, other in combinations(own, 2):
            small, large = sorted((one, other), key=lambda block: len(block.marks))
            if _are_alike(small, large) or _is_part(small, large):
                raise _twice(f"{small.part.sheet.label} has", large, school, year)
        for block in own:
            others = [other for other in own if other is not block]
            if len(others) > 1 and _is_sum(block, others):
                labels = [other.part.sheet.label for other in others]
                raise _twice(f"{', '.join(labels)} have", block, school, year)


def _twice(who: str, whole: _Block, school: str, year: str) -> UsageError:
    return UsageError(
        f"{who} the same answers of {school}, {year} as {whole.part.sheet.label}",
        do="Give them once: leave out one of the files, or hide or delete one of the sheets",
    )


def _shared_units(parts: Sequence[Part]) -> dict[Key, list[tuple[Part, NDArray[np.intp]]]]:
    """Return the schools, years and kinds of respondents that stand in several sheets, with their rows."""
    found: dict[Key, list[tuple[Part, NDArray[np.intp]]]] = {}
    for part in parts if len(parts) > 1 else ():
        for key, rows in _units(part):
            found.setdefault(key, []).append((part, rows))
    return {key: sheets for key, sheets in found.items() if len(sheets) > 1}


def _units(part: Part) -> Iterator[tuple[Key, NDArray[np.intp]]]:
    """Yield every school, school year and kind of respondents of a part, with its rows."""
    for rows in part.people.groupby(UNIT, sort=False).indices.values():
        places = np.asarray(rows, dtype=np.intp)
        school, year, kind = part.people[UNIT].iloc[int(places[0])]
        yield (str(school), str(year), str(kind)), places


def _block(part: Part, rows: NDArray[np.intp]) -> _Block:
    people, values = part.people.iloc[rows], part.values.iloc[rows]
    asked = values.loc[:, (values != NOT_ASKED).any()].sort_index(axis=1)
    own = pd.concat([people[["gender", "number"]].astype(str), asked], axis=1)
    in_class = _marks(own.assign(_grade=people["grade"], _class=people["class_name"]))
    order = np.argsort(in_class, kind="stable")
    return _Block(
        part=part,
        asked=tuple(map(str, asked.columns)),
        numbered=bool((people["number"] != "").all()),
        classed=bool(((people["class_name"] != "") | (people["grade"] != "")).all()),
        marks=np.sort(_marks(own)),
        marks_in_class=in_class[order],
        classes=(people["grade"] + "/" + people["class_name"]).to_numpy(object)[order],
    )


def _marks(rows: pd.DataFrame) -> NDArray[np.uint64]:
    """Return a mark of every row: equal rows have equal marks."""
    return np.asarray(pd.util.hash_pandas_object(rows, index=False), dtype=np.uint64)


def _are_alike(small: _Block, large: _Block) -> bool:
    """Tell whether two blocks have the same respondents, in any order."""
    sure = len(small.marks) >= SURE_FROM or small.numbered or (small.is_whole_sheet and large.is_whole_sheet)
    if not sure or small.asked != large.asked:
        return False
    if small.classed and large.classed:
        return np.array_equal(small.marks_in_class, large.marks_in_class)
    return np.array_equal(small.marks, large.marks)


def _is_part(small: _Block, large: _Block) -> bool:
    """Tell whether respondents without numbers are all in a larger block, such as one class of all."""
    if small.asked != large.asked or small.numbered or large.numbered:
        return False
    if small.classed and large.classed:
        same_classes = large.marks_in_class[np.isin(large.classes, small.classes)]
        return len(small.marks) >= SURE_FROM and np.array_equal(small.marks_in_class, np.sort(same_classes))
    kinds, times = np.unique(small.marks, return_counts=True)
    there, times_there = np.unique(large.marks, return_counts=True)
    places = np.searchsorted(there, kinds).clip(max=len(there) - 1)
    if not ((there[places] == kinds) & (times <= times_there[places])).all():
        return False
    return int((times_there[places] == 1).sum()) >= max(SURE_FROM, TELLING * len(small.marks))


def _is_sum(whole: _Block, others: Sequence[_Block]) -> bool:
    """Tell whether the respondents of several blocks together are those of another one."""
    marks = np.concatenate([other.marks for other in others])
    alike = {other.asked for other in others} == {whole.asked} and len(marks) >= SURE_FROM
    return alike and np.array_equal(np.sort(marks), np.sort(whole.marks))


def without_unread_twins(parts: Sequence[Part]) -> list[Part]:
    """Leave out respondents of whom no answer is understood, where another sheet of the same has answers.

    Many files have the answers twice: as labels and as numbers, which nothing explains.
    """
    out: dict[int, list[NDArray[np.intp]]] = {}
    for shared in _shared_units(parts).values():
        unread = [(part, rows) for part, rows in shared if _is_unread(part, rows)]
        for part, rows in unread if len(unread) < len(shared) else ():
            out.setdefault(id(part), []).append(rows)
    return [_without(part, np.concatenate(out[id(part)])) if id(part) in out else part for part in parts]


def _without(part: Part, rows: NDArray[np.intp]) -> Part:
    part.sheet.notes.append(
        f"{part.sheet.label}: {len(rows)} rows in which no answer is understood were not counted, beside a "
        "sheet with answers of the same school, year and kind of respondents."
    )
    return part.take(~np.isin(np.arange(len(part.people)), rows))


def _is_unread(part: Part, rows: NDArray[np.intp]) -> bool:
    """Whether there are answers, and none of them is understood."""
    codes = part.values.iloc[rows].to_numpy(np.int8)
    return bool((codes == NOT_UNDERSTOOD).any()) and not bool(((codes >= 0) | (codes == WITHHELD)).any())
