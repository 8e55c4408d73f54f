"""What the rest of a school, and other schools, lead one to expect of its classes and grades."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetytool.analysis.keys import codes, numbers_together
from safetytool.analysis.reference import Reference, related, vague
from safetytool.analysis.statistics.expectation import Beta, Floats, RhoPrior

BETWEEN_CLASSES: Final = RhoPrior(0.02)
"""Weak prior: classes of one school differ with an intraclass correlation of about 2 %."""

LEAST_REST: Final = 10
"""Fewer answers than this in the rest of the school say nothing about the school."""

SAME_SCHOOL: Final = ["school", "school_year", "respondent_type", "item"]


@dataclass(frozen=True)
class Parts:
    """Classes, or grades, and what the rest of their school leads one to expect of each."""

    frame: pd.DataFrame
    """Counts with k and n."""
    expected: Beta
    rho: Floats
    rest_k: NDArray[np.int32]
    rest_n: NDArray[np.int32]
    """(rows,) plain counts of the rest of the school."""
    board: NDArray[np.bool_]
    """(rows,) whether other schools had a say in it."""


def parts_of_schools(frame: pd.DataFrame, schools: Reference) -> Parts:
    """Hold every class, or grade, against the rest of its school and against other schools."""
    prior, board = _school_prior(frame, schools)
    expected, rho, rest_k, rest_n = related(
        frame, prior, SAME_SCHOOL, ["school", "respondent_type", "unit_name"], BETWEEN_CLASSES
    )
    return Parts(frame, expected, rho, rest_k.astype(np.int32), rest_n.astype(np.int32), board)


def more_than_a_class(grades: pd.DataFrame, classes: pd.DataFrame) -> pd.DataFrame:
    """Leave out grades that are one class: the same pupils would be asked about twice."""
    keys = [*SAME_SCHOOL, "history"]
    own, parent, names = numbers_together(grades["unit_name"], classes["parent"])
    code = codes(pd.concat([grades[keys], classes[keys]], ignore_index=True), keys) * names
    own, parent = code[: len(grades)] + own, code[len(grades) :] + parent
    size = pd.Series(classes["n"].to_numpy(), index=parent).groupby(level=0).max()
    largest = size.reindex(own, fill_value=0).to_numpy()
    return grades[largest < grades["n"].to_numpy()].reset_index(drop=True)


def _school_prior(frame: pd.DataFrame, schools: Reference) -> tuple[Beta, NDArray[np.bool_]]:
    """Return for every part of a school what other schools say of the school, and whether any do."""
    both = pd.concat([schools.frame[SAME_SCHOOL], frame[SAME_SCHOOL]], ignore_index=True)
    code, many = codes(both, SAME_SCHOOL), len(schools.frame)
    place = np.full(int(code.max(initial=-1)) + 1, -1)
    place[code[:many]] = np.arange(many)
    at = place[code[many:]]
    known = (at >= 0) & np.append(schools.usable, False)[at]
    prior = vague(len(frame))
    return (
        Beta(
            np.where(known, np.append(schools.expected.a, 0)[at], prior.a),
            np.where(known, np.append(schools.expected.b, 0)[at], prior.b),
        ),
        known,
    )
