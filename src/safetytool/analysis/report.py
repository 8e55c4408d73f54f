"""Report: one report to a confidential advisor is enough.

Question
    Did anybody come to a confidential advisor with something that is worth a conversation by itself?
Method
    A rule, not a statistic, and so part of `sentinel`. Sexual intimidation or sexual abuse by somebody
    charged with duties (staff or management): `act`. Any other report about them: `ask`. A report about
    anybody else in a serious category (those of the confidential inspectors): `ask`. The rest: `watch`.
    One finding a school, year and rule. Outside the alarm budget, because rules are no tests.
Limits
    A number of reports says how many came to tell, not how much happens.
"""

from typing import Final

import pandas as pd

from safetytool.analysis.case import Case
from safetytool.analysis.keys import as_texts
from safetytool.analysis.model import Fact, Finding, Unit
from safetytool.bank.model import Domain, Tier

STAFF: Final = frozenset({"staff", "management"})
"""Whom a report is about that is about somebody charged with duties."""
SEXUAL: Final = frozenset({"sexual intimidation", "sexual abuse"})
SERIOUS: Final = SEXUAL | {"psychological violence", "physical violence", "discrimination", "radicalisation"}
"""The confidential inspectors' categories: all but bullying and what is called other."""

TIERS: Final[dict[str, Tier]] = {"act": "act", "staff": "ask", "serious": "ask", "rest": "watch"}
KEYS: Final = ["school", "school_year", "rule", "whom"]


def detect(case: Case) -> list[Finding]:
    """Return one finding a school, school year and rule that a report falls under."""
    if case.counts.reports is None:
        return []
    rows = as_texts(case.counts.reports)
    told = rows[(rows["count"] > 0) & ~rows["history"].astype(bool)]
    told = told.assign(rule=_rules(told), whom=_whom(told))
    return [_finding(group, str(key[2]), str(key[3])) for key, group in told.groupby(KEYS, sort=True)]


def _rules(rows: pd.DataFrame) -> pd.Series:
    """Return the rule that each report falls under."""
    staff, sexual = rows["about"].isin(STAFF), rows["category"].isin(SEXUAL)
    rule = pd.Series("rest", index=rows.index, dtype=object)
    rule[rows["category"].isin(SERIOUS)] = "serious"
    rule[staff] = "staff"
    rule[staff & sexual] = "act"
    return rule


def _whom(rows: pd.DataFrame) -> pd.Series:
    """Return the actor that each report is about: staff, pupil, other or unknown."""
    actors = {"pupil": "pupil", "parent": "other", "outsider": "other"} | dict.fromkeys(STAFF, "staff")
    return rows["about"].map(actors).fillna("unknown").astype(object)


def _finding(rows: pd.DataFrame, rule: str, whom: str) -> Finding:
    """Tell the reports of one school and year that fall under one rule."""
    first = rows.iloc[0]
    classes = set(rows["class_name"])
    in_one = len(classes) == 1 and "" not in classes
    by_kind = rows.groupby(["category", "about"], sort=True, as_index=False)["count"].sum()
    parts: list[Fact] = [
        {"category": str(category), "about": str(about), "count": int(count)}
        for category, about, count in by_kind.itertuples(index=False)
    ]
    domain: Domain = "staff_conduct" if whom == "staff" else "impairment"
    return Finding(
        detector="sentinel",
        tier=TIERS[rule],
        school=first["school"],
        school_year=first["school_year"],
        unit=Unit("class", str(first["class_name"])) if in_one else Unit("school", first["school"]),
        respondent_type=None,
        domain=domain,
        actor=whom,
        items=(),
        message=f"report.{rule}",
        count=int(rows["count"].sum()),
        facts={"parts": parts},
        evidence={"against": "rule: one report is enough", "method": "rule for reports"},
        sources=("advisor",),
    )
