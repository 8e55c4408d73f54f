"""Response: who did not answer, and what was withheld?

Question
    Do the answers speak for the school? Did one class hardly take part? Do more respondents than
    elsewhere, or than before, rather not say?
Method
    Response against those invited: stated norms (`case.Norms`), a rule. Withheld answers: respondents
    who withheld at least half of the answers of a domain, of those who were reached, in the same
    beta-binomial prediction as deviation (other schools), change (own earlier years) and cluster
    (rest of the school), under the alarm budget; on staff conduct it can become an `ask`.
Limits
    Without the register of schools nobody knows who was invited. Withheld is not missing: a skipped
    question is not counted here.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from safetytool.analysis.case import Case
from safetytool.analysis.change import earlier_years, history, predict_from_own_years
from safetytool.analysis.comparisons import Alarm, Comparisons, finding_of
from safetytool.analysis.keys import as_texts, codes, first_rows, records
from safetytool.analysis.model import Fact, Finding, Unit
from safetytool.analysis.parts import BETWEEN_CLASSES, LEAST_REST, SAME_SCHOOL
from safetytool.analysis.reference import peer_reference, related, vague
from safetytool.counting.model import UNIT_KEYS

COLUMNS: Final = [
    *UNIT_KEYS, "parent", "sector", "history", "item", "domain", "actor", "composite",
    "withheld_most", "reached",
]  # fmt: skip
"""The columns of `Counts.items` that say who withheld what."""


def detect(case: Case) -> list[Comparisons | Finding]:
    """Return the tests of withheld answers and the findings about response."""
    return [_withheld_at_school(case), _withheld_in_class(case), *_low_response(case)]


def _withheld(case: Case, kind: str) -> pd.DataFrame:
    """Return, per unit and domain, how many of those reached withheld at least half of it."""
    items = case.counts.items
    own = items.loc[((items["unit_kind"] == kind) & (items["reached"] > 0)).to_numpy(bool), COLUMNS]
    # A domain with one question has no composite: then the question itself speaks for it.
    domain = codes(own, [*UNIT_KEYS, "domain", "history"])
    composite = own["composite"].to_numpy(bool)
    has_composite = np.bincount(domain, weights=composite) > 0
    item = codes(own, ["item"])
    several = np.bincount(domain, weights=item != item[first_rows(domain)][domain]) > 0
    frame = own[composite | ~(has_composite | several)[domain]].rename(
        columns={"withheld_most": "k", "reached": "n"}
    )
    return frame.assign(doubtful_n=0, doubtful_concerns=0).reset_index(drop=True)


def _withheld_at_school(case: Case) -> Comparisons:
    """Hold a school's withheld answers against other schools and its own earlier years."""
    reference = peer_reference(_withheld(case, "school"), case.bank, base_rates=False)
    past = history(reference)
    earlier = past.n.sum(axis=0) >= LEAST_REST
    own, own_rho = predict_from_own_years(reference, past)
    expected = type(own)(
        np.where(earlier, own.a, reference.expected.a), np.where(earlier, own.b, reference.expected.b)
    )

    def tell(alarm: Alarm) -> Finding:
        at = alarm.position
        facts: dict[str, Fact] = {"reference": "earlier" if earlier[at] else "peers"}
        if earlier[at]:
            facts["earlier"] = earlier_years(reference.frame, past, at)
        rho = own_rho[at] if earlier[at] else reference.rho[at]
        against = "own earlier years" if earlier[at] else "other schools of the same year and sector"
        return _withholding(case, alarm, facts, against, float(rho))

    usable = (reference.usable | earlier) & case.analysed(reference.frame)
    return Comparisons(reference.frame, expected, usable, tell)


def _withheld_in_class(case: Case) -> Comparisons:
    """Hold a class's withheld answers against the rest of the school."""
    frame = _withheld(case, "class")
    group = [*SAME_SCHOOL[:-1], "domain"]
    expected, rho, _, rest_n = related(
        frame, vague(len(frame)), group, ["school", "respondent_type", "unit_name"], BETWEEN_CLASSES
    )

    def tell(alarm: Alarm) -> Finding:
        return _withholding(
            case, alarm, {"reference": "school"}, "rest of the school", float(rho[alarm.position])
        )

    return Comparisons(frame, expected, (rest_n >= LEAST_REST) & case.analysed(frame), tell)


def _withholding(case: Case, alarm: Alarm, facts: dict[str, Fact], against: str, rho: float) -> Finding:
    """Tell that more was withheld than expected; it is an `ask` only on staff conduct."""
    domain = alarm.row["domain"]
    evidence: dict[str, Fact] = {
        "counted": "respondents who withheld at least half of the answers",
        "against": against,
        "rho": rho,
    }
    found = finding_of(alarm, case, "response", "response.withheld", {**facts, "domain": domain}, evidence)
    return replace(found, domain=None, tier=alarm.tier if domain == "staff_conduct" else "watch")


def _low_response(case: Case) -> Iterator[Finding]:
    """Tell schools and classes of which too few answered."""
    answered = as_texts(case.counts.units[[*UNIT_KEYS, "respondents", "history"]])
    invited = as_texts(case.counts.invited)
    if invited.empty or answered.empty:
        return
    both = invited.merge(answered, on=UNIT_KEYS, how="left")
    # Where a whole school or group has no answers at all, that is a blind spot, not a response.
    keys = ["school", "school_year", "respondent_type"]
    took_part = both.merge(answered.loc[~answered["history"].astype(bool), keys].drop_duplicates(), on=keys)
    took_part["respondents"] = took_part["respondents"].fillna(0).astype(int)
    share = took_part["respondents"] / took_part["invited"].where(took_part["invited"] > 0)
    school_norm = took_part["respondent_type"].map(case.norms.response)
    class_norm = pd.Series(case.norms.class_response, index=took_part.index)
    norm = school_norm.where(took_part["unit_kind"] == "school", class_norm)
    relevant = (took_part["unit_kind"] == "school") | (took_part["respondent_type"] == "pupil")
    low = took_part.assign(norm=norm)[(share < norm) & relevant]
    # Where an export does not tell classes (or grades) apart, none of them is missing.
    told_apart = set(zip(answered["school"], answered["unit_kind"], strict=True))
    for row in records(low):
        if (row["school"], row["unit_kind"]) not in told_apart:
            continue
        yield Finding(
            detector="response",
            tier="watch",
            school=row["school"],
            school_year=row["school_year"],
            unit=Unit(row["unit_kind"], row["unit_name"]),
            respondent_type=row["respondent_type"],
            domain=None,
            actor=None,
            items=(),
            message="response.school" if row["unit_kind"] == "school" else "response.class",
            count=int(row["respondents"]),
            n=int(row["invited"]),
            expected=float(row["norm"]),
            facts={"norm": float(row["norm"])},
            evidence={"against": "norm for response", "method": "stated norm"},
            sources=("monitor", "schools"),
        )
