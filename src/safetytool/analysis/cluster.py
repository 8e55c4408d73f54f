"""Cluster: does a class, a grade, or girls or boys stand out within the school?

Question
    Do more respondents of this class (grade, gender) report a concern than the rest of the school
    and the rest of the board lead one to expect?
Method
    For classes and grades: the school's own rate, known from the other classes (discounted because
    pupils of one class are alike) and from the other schools, then spread by how much classes differ;
    beta-binomial upper mid-p under the alarm budget. For girls and boys: the same group at the other
    schools. Source: analysis/statistics/expectation.py.
Limits
    A school with a single class has no cluster. Older and younger pupils may differ everywhere; the
    rest of the school is what they are held against.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetytool.analysis.case import Case
from safetytool.analysis.comparisons import Alarm, Comparisons, finding_of, keep
from safetytool.analysis.model import Fact, Finding
from safetytool.analysis.reference import Reference, codes, peer_reference, related, vague
from safetytool.analysis.statistics.expectation import Beta, Floats, RhoPrior

BETWEEN_CLASSES: Final = RhoPrior(0.02)
"""Weak prior: classes of one school differ with an intraclass correlation of about 2 %."""

LEAST_REST: Final = 10
"""Fewer answers than this in the rest of the school say nothing about the school."""

LEAST_SCHOOLS: Final = 3
"""Girls and boys are only compared where at least this many other schools know them."""

SAME_SCHOOL: Final = ["school", "school_year", "respondent_type", "item"]


def detect(case: Case) -> list[Comparisons]:
    """Return the tests of classes, of grades, and of girls and boys."""
    return [_parts(case, "class"), _parts(case, "grade"), _genders(case)]


@dataclass(frozen=True)
class Parts:
    """Classes, or grades, and what the rest of their school leads one to expect of each."""

    frame: pd.DataFrame
    """Counts with k and n."""
    expected: Beta
    rho: Floats
    rest_k: Floats
    rest_n: Floats
    board: NDArray[np.bool_]
    """(rows,) whether other schools had a say in it."""


def parts_of_schools(case: Case, kind: str) -> Parts:
    """Return every class, or grade, with what the rest of its school and the other schools lead to expect."""
    frame = case.rows(kind)
    if kind == "grade":
        frame = _more_than_a_class(frame, case.rows("class"))
    prior, board = _school_prior(frame, case.schools)
    expected, rho, rest_k, rest_n = related(
        frame, prior, SAME_SCHOOL, ["school", "respondent_type", "unit_name"], BETWEEN_CLASSES
    )
    return Parts(frame, expected, rho, rest_k, rest_n, board)


def _parts(case: Case, kind: str) -> Comparisons:
    """Hold every class, or grade, against the rest of its school."""
    parts = parts_of_schools(case, kind)

    def tell(alarm: Alarm) -> Finding:
        at = alarm.position
        facts: dict[str, Fact] = {
            "reference": "school",
            "grade": alarm.row["parent"],
            "ref_count": int(parts.rest_k[at]),
            "ref_n": int(parts.rest_n[at]),
        }
        against = "rest of the school" + (
            " and other schools of the same year and sector" if parts.board[at] else ""
        )
        evidence: dict[str, Fact] = {"against": against, "rho": float(parts.rho[at])}
        return finding_of(alarm, case, "cluster", f"cluster.{kind}", facts, evidence)

    rows = (parts.rest_n >= LEAST_REST) & case.analysed(parts.frame)
    return keep(parts.frame, parts.expected, rows, tell)


def _genders(case: Case) -> Comparisons:
    """Hold girls, and boys, against those of other schools."""
    reference: Reference = peer_reference(case.rows("gender"), case.bank, by_unit=True)
    usable = reference.usable & (reference.peer_units >= LEAST_SCHOOLS)

    def tell(alarm: Alarm) -> Finding:
        at = alarm.position
        facts: dict[str, Fact] = {
            "reference": "peers",
            "ref_count": int(reference.peer_k[at]),
            "ref_n": int(reference.peer_n[at]),
        }
        against = "the same group at other schools of the same year and sector"
        evidence: dict[str, Fact] = {"against": against, "rho": float(reference.rho[at])}
        return finding_of(alarm, case, "cluster", "cluster.gender", facts, evidence)

    return keep(reference.frame, reference.expected, usable & case.analysed(reference.frame), tell)


def _school_prior(frame: pd.DataFrame, schools: Reference) -> tuple[Beta, np.ndarray]:
    """Return for every part of a school what other schools say of the school, and whether any do."""
    if frame.empty:
        return vague(0), np.zeros(0, bool)
    both = pd.concat([schools.frame[SAME_SCHOOL], frame[SAME_SCHOOL]], ignore_index=True)
    code = codes(both, SAME_SCHOOL)
    place = np.full(code.max() + 1, -1)
    place[code[: len(schools.frame)]] = np.arange(len(schools.frame))
    at = place[code[len(schools.frame) :]]
    known = (at >= 0) & np.append(schools.usable, False)[at]
    prior = vague(len(frame))
    return (
        Beta(
            np.where(known, np.append(schools.expected.a, 0)[at], prior.a),
            np.where(known, np.append(schools.expected.b, 0)[at], prior.b),
        ),
        known,
    )


def _more_than_a_class(grades: pd.DataFrame, classes: pd.DataFrame) -> pd.DataFrame:
    """Leave out grades that are one class: the same pupils would be asked about twice."""
    if grades.empty or classes.empty:
        return grades
    keys = ["school", "school_year", "respondent_type", "item", "history"]
    largest = classes.groupby([*keys, "parent"])["n"].max().rename("_class").reset_index()
    merged = grades.merge(largest, left_on=[*keys, "unit_name"], right_on=[*keys, "parent"], how="left")
    return grades[(merged["_class"].fillna(0) < merged["n"]).to_numpy()].reset_index(drop=True)
