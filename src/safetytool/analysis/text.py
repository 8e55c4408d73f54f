"""Text: what somebody wrote in their own words.

Question
    Does a remark point to something that is worth a conversation by itself?
Method
    A rule. Remarks are read for cues by theme, each tied to who is meant (see remarks/). Sexual conduct by an
    adult at school: `act`; private contact, physical force or fear of such an adult: `ask`; the rest:
    `watch`. `act` and `ask` are one finding a school, year and theme, the rest one a school, year and
    person meant. Outside the alarm budget, because rules are no tests.
Limits
    A cue is a word and its neighbours, not an understanding of what is meant: the remark itself is shown,
    masked, so that a person judges it.
"""

from typing import Final

import pandas as pd

from safetytool.analysis.case import Case
from safetytool.analysis.keys import as_texts
from safetytool.analysis.model import Fact, Finding, Unit
from safetytool.bank.model import Domain, RespondentType, Tier

OF_ADULTS: Final[dict[str, Tier]] = {
    "sexual": "act", "private_contact": "ask", "physical": "ask", "fear": "ask",
}  # fmt: skip
"""What a theme is worth where an adult at school is meant; any other is a `watch`."""

ACTORS: Final = {"adult": "staff", "pupil": "pupil", "home": "other", "unknown": "unknown"}
DOMAINS: Final[dict[str, Domain]] = {
    "adult": "staff_conduct", "pupil": "impairment", "home": "wellbeing", "unknown": "impairment",
}  # fmt: skip

QUOTED: Final = 3
"""So many remarks are shown; the rest is counted."""

KEYS: Final = ["school", "school_year", "respondent_type", "source_kind", "who", "told_as"]


def detect(case: Case) -> list[Finding]:
    """Return one finding a school, school year, kind of writer and theme, or person meant."""
    cues = as_texts(case.counts.cues)
    if cues.empty:
        return []
    own = (cues["who"] == "adult") & cues["theme"].isin(list(OF_ADULTS))
    told = cues.assign(told_as=cues["theme"].where(own, "rest"))
    return [_finding(rows) for _, rows in told.groupby(KEYS, sort=True)]


def _finding(rows: pd.DataFrame) -> Finding:
    """Tell the remarks about one theme, or about one kind of person."""
    first = rows.iloc[0]
    told_as, who = str(first["told_as"]), str(first["who"])
    classes = set(rows["class_name"])
    in_one = len(classes) == 1 and "" not in classes
    quotes: list[Fact] = list(dict.fromkeys(map(str, rows["shown"])))
    kind: RespondentType | None = first["respondent_type"] or None
    return Finding(
        detector="text",
        tier=OF_ADULTS.get(told_as, "watch"),
        school=first["school"],
        school_year=first["school_year"],
        unit=Unit("class", str(first["class_name"])) if in_one else Unit("school", first["school"]),
        respondent_type=kind,
        domain=DOMAINS[who],
        actor=ACTORS[who],
        items=(),
        message=f"text.{told_as}" if told_as in OF_ADULTS else f"text.{who}",
        count=writers(rows),
        facts={
            "quotes": quotes[:QUOTED],
            "more": max(0, len(quotes) - QUOTED),
            "writer": str(first["source_kind"]),
            **({} if told_as in OF_ADULTS else {"themes": sorted(set(map(str, rows["theme"])))}),
        },
        evidence={"against": "rule: one remark is enough", "method": "cues in free text"},
        sources=("advisor" if first["source_kind"] == "advisor" else "monitor", "text"),
    )


def writers(rows: pd.DataFrame) -> int:
    """Return how many people wrote these remarks; whoever is not known is somebody else each time."""
    known = rows.loc[rows["person"] >= 0, "person"]
    unknown = rows.loc[rows["person"] < 0, "shown"]
    return int(known.nunique() + unknown.nunique())
