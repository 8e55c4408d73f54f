"""Blind spot: what was never asked, of whom nothing is known.

Question
    What can these figures not show, because nobody asked?
Method
    A rule. Per school and year: does the pupil questionnaire ask about the conduct of staff, and about
    which conduct; are the law's three parts in it (perceived safety, impairment, wellbeing); does it
    ask whether pupils know and dare to tell; are there answers of staff; is there a monitor at all; is
    anything known of reports to the confidential advisor; were there questions whose answers could not
    be read. What holds for every school of the board is said once, about the board.
Limits
    Only what was recognised counts as asked: `safetytool check` shows what was not. Most monitors ask
    little or nothing about staff behaviour (Ramakers et al. 2020, p. 46).
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, cast

import pandas as pd

from safetytool.analysis.case import Case
from safetytool.analysis.model import Fact, Finding, Unit
from safetytool.bank.model import Bank, Domain, RespondentType

LAW: Final[tuple[Domain, ...]] = ("perceived_safety", "impairment", "wellbeing")
"""What the law asks a pupil monitor to cover."""

BOARD: Final = "board"

MANY: Final = 3
"""From this number on, schools without answers are counted and not told one by one."""


def detect(case: Case) -> list[Finding]:
    """Return the blind spots, those that all schools of a year share once."""
    found: list[Finding] = []
    for year, schools in _schools_by_year(case).items():
        spots = [spot for school in schools for spot in _of_school(case, school, year)]
        found += _shared(spots, schools)
    return found


def _schools_by_year(case: Case) -> dict[str, list[str]]:
    """Return the schools that should have answers, per analysed school year."""
    units = case.counts.units
    own = units[(units["unit_kind"] == "school") & case.analysed(units)]
    earlier = units.loc[units["unit_kind"] == "school", ["school", "school_year"]]
    years: dict[str, list[str]] = {}
    for year in sorted(set(own["school_year"])):
        answered = set(own.loc[own["school_year"] == year, "school"])
        before = set(earlier.loc[earlier["school_year"] < year, "school"])
        invited = case.counts.invited
        expected = set(invited.loc[invited["school_year"] == year, "school"]) if len(invited) else set()
        years[year] = sorted(answered | before | expected)
    return years


def _of_school(case: Case, school: str, year: str) -> Iterator[Finding]:
    """Tell the blind spots of one school in one year."""
    units = case.counts.units
    here = units[
        (units["school"] == school) & (units["school_year"] == year) & (units["unit_kind"] == "school")
    ]
    items = case.counts.items
    asked = items[
        (items["school"] == school) & (items["school_year"] == year) & (items["unit_kind"] == "school")
    ]
    asked = asked[~asked["composite"]]
    groups = set(here["respondent_type"])
    if "pupil" not in groups:
        before = units[
            (units["school"] == school)
            & (units["school_year"] < year)
            & (units["respondent_type"] == "pupil")
        ]
        earlier = max(before["school_year"]) if len(before) else None
        yield _spot(
            school,
            year,
            "no_monitor",
            "pupil",
            None,
            (),
            {"earlier": earlier},
            sources=("monitor", "schools"),
        )
    else:
        yield from _not_asked(case.bank, asked[asked["respondent_type"] == "pupil"], school, year)
    if "staff" not in groups:
        yield _spot(school, year, "staff_monitor", "staff", None, ())
    if not _heard_of_advisor(case, school, year):
        given = case.counts.reports is not None
        kind = "no_advisor" if given else "advisors_unknown"
        yield _spot(school, year, kind, None, "disclosure", (), sources=("advisor",))
    yield from _unread(case.bank, asked, school, year)


def _heard_of_advisor(case: Case, school: str, year: str) -> bool:
    """Tell whether an advisor says anything of this school and year, a stated zero included."""
    rows = case.counts.reports
    if rows is None:
        return False
    here = (rows["school"] == school) & (rows["school_year"] == year) & rows["reported"].astype(bool)
    return bool(here.any())


def _unread(bank: Bank, asked: pd.DataFrame, school: str, year: str) -> Iterator[Finding]:
    """Tell questions without a readable answer, and those where one unread answer could be an act."""
    alone = {item.id for item in bank.items.values() if item.n1_concern in ("act", "ask")}
    none = (asked["n"] == 0) & (asked["unread"] > 0)
    some = ~none & (asked["unread"] > 0) & asked["item"].isin(alone)
    for why, rows in (("answers", asked[none]), ("some", asked[some])):
        for (domain, kind), own in rows.groupby(["domain", "respondent_type"]):
            items = tuple(sorted(own["item"]))
            about = cast("Domain", domain), cast("RespondentType", kind)
            yield _spot(school, year, "unread", about[1], about[0], items, {"why": why})


def _not_asked(bank: Bank, asked: pd.DataFrame, school: str, year: str) -> Iterator[Finding]:
    """Tell what the pupil questionnaire leaves out."""
    domains = set(asked["domain"])
    about_staff = [
        i.id for i in bank.items.values() if i.domain == "staff_conduct" and i.respondent_type == "pupil"
    ]
    if "staff_conduct" not in domains:
        yield _spot(school, year, "staff_conduct", "pupil", "staff_conduct", ())
    elif left_out := tuple(sorted(set(about_staff) - set(asked["item"]))):
        yield _spot(school, year, "staff_items", "pupil", "staff_conduct", left_out)
    for domain in LAW:
        if domain not in domains:
            yield _spot(school, year, "law", "pupil", domain, ())
    if "disclosure" not in domains:
        yield _spot(school, year, "disclosure", "pupil", "disclosure", ())


def _spot(
    school: str,
    year: str,
    kind: str,
    respondent_type: RespondentType | None,
    domain: Domain | None,
    items: tuple[str, ...],
    facts: dict[str, Fact] | None = None,
    sources: tuple[str, ...] = ("monitor",),
) -> Finding:
    """Make one blind spot."""
    return Finding(
        detector="blind_spot",
        tier="watch",
        school=school,
        school_year=year,
        unit=Unit("school", school),
        respondent_type=respondent_type,
        domain=domain,
        actor="staff" if domain == "staff_conduct" else None,
        items=items,
        message=f"blind_spot.{kind}",
        facts=facts or {},
        evidence={"against": "what should be asked", "method": "rule"},
        sources=sources,
    )


def _shared(spots: list[Finding], schools: list[str]) -> list[Finding]:
    """Say once, about the board, what holds for every one of its schools."""
    if len(schools) < 2:
        return spots
    same: dict[tuple[str, str | None, tuple[str, ...]], list[Finding]] = {}
    for spot in spots:
        same.setdefault((spot.message, spot.domain, spot.items), []).append(spot)
    told: list[Finding] = []
    absent = [spot for spot in spots if spot.message == "blind_spot.no_monitor"]
    for group in same.values():
        if group[0] in absent and len(absent) >= MANY:
            continue
        if len(group) == len(schools):
            facts = {**group[0].facts, "schools": len(schools)}
            told.append(replace(group[0], school=None, unit=Unit("board", BOARD), facts=facts))
        else:
            told += group
    return told + _absent(absent, len(schools))


def _absent(spots: list[Finding], schools: int) -> list[Finding]:
    """Say once how many schools have no answers: a register often has more schools than the export."""
    if len(spots) < MANY:
        return []
    first = replace(
        spots[0], message="blind_spot.no_monitors", school=None, unit=Unit("board", BOARD), facts={}
    )
    return [replace(first, count=len(spots), n=schools)]
