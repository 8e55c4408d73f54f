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

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias, cast

from safetytool.analysis.case import Case
from safetytool.analysis.keys import records, sets_of
from safetytool.analysis.model import Fact, Finding, Unit
from safetytool.bank.model import Bank, Domain, RespondentType

LAW: Final[tuple[Domain, ...]] = ("perceived_safety", "impairment", "wellbeing")
"""What the law asks a pupil monitor to cover."""

YEAR: Final = ["school", "school_year"]
Key: TypeAlias = tuple[str, ...]
"""School and school year."""

BOARD: Final = "board"

EVIDENCE: Final[Mapping[str, Fact]] = {"against": "what should be asked", "method": "rule"}

MANY: Final = 3
"""From this number on, schools without answers are counted and not told one by one."""


@dataclass(frozen=True)
class _Known:
    """What is known of every school and year."""

    bank: Bank
    respondents: Mapping[Key, frozenset[str]]
    """Who has answers of the school as a whole."""
    domains: Mapping[Key, frozenset[str]]
    items: Mapping[Key, frozenset[str]]
    """What pupils were asked about, and which questions."""
    pupils: Mapping[str, frozenset[str]]
    """School -> the years with answers of pupils."""
    advisors: frozenset[Key] | None
    """Schools and years that an advisor says anything of, a stated zero included; None without a report."""
    unread: Mapping[Key, list[Mapping[str, Any]]]
    """Rows with answers that could not be read."""


def detect(case: Case) -> list[Finding]:
    """Return the blind spots, those that all schools of a year share once."""
    known = _known(case)
    found: list[Finding] = []
    for year, schools in _schools_by_year(case).items():
        spots = [spot for school in schools for spot in _of_school(known, school, year)]
        found += _shared(spots, schools)
    return found


def _known(case: Case) -> _Known:
    """Gather what is known, once for all schools."""
    units, items, reports = case.counts.units, case.counts.items, case.counts.reports
    own = ((items["unit_kind"] == "school") & ~items["composite"]).to_numpy(bool)
    asked = items[[*YEAR, "respondent_type", "item", "domain", "n", "unread"]].loc[own]
    of_pupils = asked[(asked["respondent_type"] == "pupil").to_numpy(bool)]
    pupils = units[(units["respondent_type"] == "pupil").to_numpy(bool)]
    unread: dict[Key, list[Mapping[str, Any]]] = defaultdict(list)
    for row in records(asked[(asked["unread"] > 0).to_numpy(bool)]):
        unread[row["school"], row["school_year"]].append(row)
    heard = None if reports is None else reports.loc[reports["reported"].astype(bool), YEAR]
    return _Known(
        bank=case.bank,
        respondents=sets_of(units[(units["unit_kind"] == "school").to_numpy(bool)], YEAR, "respondent_type"),
        domains=sets_of(of_pupils, YEAR, "domain"),
        items=sets_of(of_pupils, YEAR, "item"),
        pupils={school: years for (school,), years in sets_of(pupils, ["school"], "school_year").items()},
        advisors=None
        if heard is None
        else frozenset(zip(heard["school"], heard["school_year"], strict=True)),
        unread=unread,
    )


def _schools_by_year(case: Case) -> dict[str, list[str]]:
    """Return the schools that should have answers, per analysed school year."""
    units, invited = case.counts.units, case.counts.invited
    whole = units[(units["unit_kind"] == "school").to_numpy(bool)]
    answered = sets_of(whole[case.analysed(whole)], ["school_year"], "school")
    ever = sets_of(whole, ["school_year"], "school")
    expected = sets_of(invited, ["school_year"], "school")
    years: dict[str, list[str]] = {}
    for (year,), own in sorted(answered.items()):
        before = frozenset[str]().union(*(schools for (other,), schools in ever.items() if other < year))
        years[year] = sorted(own | before | expected.get((year,), frozenset()))
    return years


def _of_school(known: _Known, school: str, year: str) -> Iterator[Finding]:
    """Tell the blind spots of one school in one year."""
    here = (school, year)
    groups = known.respondents.get(here, frozenset())
    if "pupil" not in groups:
        before = {other for other in known.pupils.get(school, frozenset()) if other < year}
        yield _spot(
            school,
            year,
            "no_monitor",
            "pupil",
            None,
            (),
            {"earlier": max(before, default=None)},
            sources=("monitor", "schools"),
        )
    else:
        yield from _not_asked(known, school, year)
    if "staff" not in groups:
        yield _spot(school, year, "staff_monitor", "staff", None, ())
    if known.advisors is None or here not in known.advisors:
        kind = "advisors_unknown" if known.advisors is None else "no_advisor"
        yield _spot(school, year, kind, None, "disclosure", (), sources=("advisor",))
    yield from _unread(known, school, year)


def _unread(known: _Known, school: str, year: str) -> Iterator[Finding]:
    """Tell questions without a readable answer, and those where one unread answer could be an act."""
    told: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in known.unread.get((school, year), ()):
        item = known.bank.items[row["item"]]
        # In the order in which they are told: those without any readable answer first.
        why = "answers" if row["n"] == 0 else "some" if item.n1_concern in ("act", "ask") else None
        if why:
            told[why, row["domain"], row["respondent_type"]].append(item.id)
    for (why, domain, kind), items in sorted(told.items()):
        about = cast("Domain", domain), cast("RespondentType", kind)
        yield _spot(school, year, "unread", about[1], about[0], tuple(sorted(items)), {"why": why})


def _not_asked(known: _Known, school: str, year: str) -> Iterator[Finding]:
    """Tell what the pupil questionnaire leaves out."""
    domains = known.domains.get((school, year), frozenset())
    about_staff = frozenset(
        i.id
        for i in known.bank.items.values()
        if i.domain == "staff_conduct" and i.respondent_type == "pupil"
    )
    if "staff_conduct" not in domains:
        yield _spot(school, year, "staff_conduct", "pupil", "staff_conduct", ())
    elif left_out := tuple(sorted(about_staff - known.items[school, year])):
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
        evidence=EVIDENCE,
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
        if group[0].message == "blind_spot.no_monitor" and len(absent) >= MANY:
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
