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

from typing import Final

from safetytool.analysis.case import Case
from safetytool.analysis.comparisons import Alarm, Comparisons, finding_of
from safetytool.analysis.model import Fact, Finding
from safetytool.analysis.parts import LEAST_REST
from safetytool.analysis.reference import Reference, peer_reference

LEAST_SCHOOLS: Final = 3
"""Girls and boys are only compared where at least this many other schools know them."""


def detect(case: Case) -> list[Comparisons]:
    """Return the tests of classes, of grades, and of girls and boys."""
    return [_parts(case, "class"), _parts(case, "grade"), _genders(case)]


def _parts(case: Case, kind: str) -> Comparisons:
    """Hold every class, or grade, against the rest of its school."""
    parts = case.classes if kind == "class" else case.grades

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
    return Comparisons(parts.frame, parts.expected, rows, tell)


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

    return Comparisons(reference.frame, reference.expected, usable & case.analysed(reference.frame), tell)
