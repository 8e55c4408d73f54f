"""In which order series are read: staff behaviour first, the board before its schools."""

from collections.abc import Iterable
from typing import Final

from safetytool.bank.model import DOMAINS, RESPONDENT_TYPES, Bank
from safetytool.trend.model import Scope, Series, TrendFinding
from safetytool.trend.reported import ANY, TOTAL

SCOPES: Final[tuple[Scope, ...]] = ("board_same", "board_all", "school", "outside")
URGENT: Final = (
    "rise",
    "special_cause_higher",
    "count_rise",
    "count_special_cause_higher",
    "one_is_enough",
    "first_reported",
    "number_and_share",
    "gap_between_reports",
    "fall",
    "special_cause_lower",
    "count_fall",
    "count_special_cause_lower",
)
"""Kinds of finding that a reader with ten minutes needs, the most urgent first."""
MOST_TOLD: Final = 12
"""More is not read in ten minutes."""
ONE_IS_ENOUGH: Final = ("act", "act_report", "ask")
"""Caveats of questions of which a single answer is enough; what has them comes first."""
SEXUAL: Final = frozenset({"sexual abuse", "sexual intimidation"})
ABOUT_STAFF: Final = frozenset({"staff", "management"})


def about_staff(series: Series) -> bool:
    """Whether a series is about the behaviour of staff."""
    return series.domain == "staff_conduct" or series.about in ABOUT_STAFF


def in_order(series: Iterable[Series], bank: Bank) -> tuple[Series, ...]:
    """Return series in the order of reading: answers by domain and question, then reports, then figures."""
    place = {item: at for at, item in enumerate(bank.items)}

    def key(one: Series) -> tuple[object, ...]:
        outside = one.scope == "outside"
        domain = DOMAINS.index(one.domain) if one.domain in DOMAINS else len(DOMAINS)
        who = RESPONDENT_TYPES.index(one.respondent_type) if one.respondent_type in RESPONDENT_TYPES else 9
        return (
            outside,
            domain,
            who,
            place.get(one.item, -1),
            one.item,
            one.sector,
            one.category != TOTAL,
            one.category,
            one.about != ANY,
            one.about,
            one.part_of,
            SCOPES.index(one.scope),
            one.school,
        )

    return tuple(sorted(series, key=key))


def lead(series: Iterable[Series]) -> tuple[tuple[int, int], ...]:
    """Return where the findings stand that come first: (place of the series, place of its finding).

    First those of which one answer is enough; then, by kind as in URGENT, those about staff, and then all
    others. A finding of several schools together stands before one of a school, and a sum of questions after
    the questions themselves.
    """
    found: list[tuple[tuple[object, ...], tuple[int, int]]] = []
    for at, one in enumerate(series):
        for number, finding in enumerate(one.findings):
            if finding.kind in URGENT and not _told_elsewhere(one, finding):
                found.append((_urgency(one, finding), (at, number)))
    return tuple(place for _, place in sorted(found)[:MOST_TOLD])


def _told_elsewhere(one: Series, finding: TrendFinding) -> bool:
    """Whether a finding need not stand in front.

    A first report is told by its school, and by the reports of all categories; a year that stood out is news
    only if it is the last one.
    """
    if "special_cause" in finding.kind:
        return finding.facts["year"] != one.points[-1].school_year
    if finding.kind != "first_reported":
        return False
    whole = one.category == TOTAL and about_staff(one)
    return one.scope == "board_same" or not (whole or one.category in SEXUAL)


def _urgency(one: Series, finding: TrendFinding) -> tuple[object, ...]:
    first = next((at for at, key in enumerate(ONE_IS_ENOUGH) if key in finding.caveats), len(ONE_IS_ENOUGH))
    rises = URGENT.index(finding.kind) < URGENT.index("fall")
    return (
        first if rises else len(ONE_IS_ENOUGH),
        not (rises and about_staff(one)),
        not rises,
        one.scope == "outside",
        URGENT.index(finding.kind),
        SCOPES.index(one.scope),
        one.item.startswith("any."),
    )
