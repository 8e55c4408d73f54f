"""Deviation: is a school's count higher than that of its peers, small numbers handled?

Question
    Do more respondents of this school report a concern than its peers lead one to expect?
Method
    Beta-binomial prediction from the other schools of the same year, sector and respondent type, the
    school itself left out (`reference.peer_reference`); upper mid-p under the alarm budget. A school
    without peers is held against the published national figure, where there is one.
Limits
    With few or small other schools only large differences show. A national figure comes from
    another questionnaire, so it weighs as 50 respondents only.
"""

from safetytool.analysis.case import Case
from safetytool.analysis.comparisons import Alarm, Comparisons, keep
from safetytool.analysis.model import Fact, Finding, Unit
from safetytool.analysis.reference import base_rate


def detect(case: Case) -> Comparisons:
    """Return one test a school, year, respondent type and item that has a reference."""
    reference = case.schools

    def tell(alarm: Alarm) -> Finding:
        row, at = alarm.row, alarm.position
        national = bool(reference.national[at])
        facts: dict[str, Fact] = {
            "composite": bool(row["composite"]),
            "doubtful": int(row["doubtful_concerns"]),
            "without": alarm.without,
        }
        against: dict[str, Fact]
        if national:
            rate, _, source = base_rate(case.bank.items[row["item"]], row["sector"]) or (0.0, 0.0, "")
            facts |= {"national": rate, "source": source}
            against = {"against": "national figure", "national_rate": rate, "source": source}
        else:
            facts |= {
                "schools": int(reference.peer_units[at]),
                "peer_count": int(reference.peer_k[at]),
                "peer_n": int(reference.peer_n[at]),
            }
            against = {"against": "other schools of the same year and sector"}
        return Finding(
            detector="deviation",
            tier=alarm.tier,
            school=row["school"],
            school_year=row["school_year"],
            unit=Unit("school", row["school"]),
            respondent_type=row["respondent_type"],
            domain=row["domain"],
            actor=row["actor"] or None,
            items=case.items_of(row),
            message="deviation.national" if national else "deviation.peers",
            count=int(row["k"]),
            n=int(row["n"]),
            expected=alarm.expected,
            probability=alarm.probability,
            facts=facts,
            evidence={
                **against,
                "method": "beta-binomial prediction, upper mid-p",
                "rho": float(reference.rho[at]),
            },
        )

    return keep(reference.frame, reference.expected, reference.usable & case.analysed(reference.frame), tell)
