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
from safetytool.analysis.comparisons import Alarm, Comparisons, finding_of
from safetytool.analysis.model import Fact, Finding
from safetytool.analysis.reference import base_rate


def detect(case: Case) -> Comparisons:
    """Return one test a school, year, respondent type and item that has a reference."""
    reference = case.schools

    def tell(alarm: Alarm) -> Finding:
        at = alarm.position
        rho = float(reference.rho[at])
        if reference.national[at]:
            known = base_rate(case.bank.items[alarm.row["item"]], alarm.row["sector"])
            rate, _, source = known or (0.0, 0.0, "")
            evidence: dict[str, Fact] = {
                "against": "national figure",
                "national_rate": rate,
                "source": source,
            }
            facts: dict[str, Fact] = {"national": rate, "source": source}
            return finding_of(alarm, case, "deviation", "deviation.national", facts, {**evidence, "rho": rho})
        peers: dict[str, Fact] = {
            "schools": int(reference.peer_units[at]),
            "peer_count": int(reference.peer_k[at]),
            "peer_n": int(reference.peer_n[at]),
        }
        against = "other schools of the same year and sector"
        return finding_of(
            alarm, case, "deviation", "deviation.peers", peers, {"against": against, "rho": rho}
        )

    return Comparisons(
        reference.frame, reference.expected, reference.usable & case.analysed(reference.frame), tell
    )
