"""Convergence: do independent sources point the same way?

Question
    Is there something that no source by itself makes much of, but that several sources say of one school,
    or of one class?
Method
    Up to six sources are held, each by itself, against what was to be expected of it: pupils, parents and
    staff (each respondent counts once, for the domain as a whole; beta-binomial), reports to the advisor
    (gamma-Poisson), the advisor's reports of the year before, and remarks about adults by respondents who
    have no concern about staff among their answers. Fisher's statistic of their mid-p values,
    whose distribution is worked out exactly (analysis/statistics/combination.py), takes every source
    that is there, also those that say nothing.
    It is told where at least two kinds of people speak, each above expectation, and either
    - a rule has made an `ask` of one of them already (a report about staff; a remark about an adult): then
      no new alarm is raised, and the others join it; or
    - taken together it is unlikely: expected false alarms a school and year are `SHARE` of the budget for
      `ask`.
    What it joins is raised by one tier, at most to `ask` (see signals/).
Why independent
    Nobody is in two sources: a remark counts only where its writer's answers do not, an advisor's own remarks
    not beside the reports that they explain, and pupils' earlier years not at all, because many of the
    same pupils answered then (persistence looks at those). If nothing is the matter, one pupil's answer does
    not depend on another person's report. That a school's climate makes all sources move together is what
    is looked for, not a reason against.
Limits
    A report seldom says which class it is about, so it stands beside every class.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Final

from safetytool.analysis.case import Case
from safetytool.analysis.model import Fact, Finding, Unit
from safetytool.analysis.parts import LEAST_REST
from safetytool.analysis.report import STAFF
from safetytool.analysis.reported import reported
from safetytool.analysis.statistics.combination import combined_mid_p
from safetytool.analysis.voices import Key, Voice, of_advisor, of_domain, of_remarks
from safetytool.bank.model import Domain

SHARE: Final = 0.1
"""Part of the budget for `ask` that may be spent here; it comes out of what the other tests keep back."""

STAFF_SHARE: Final = 1 / 3
"""Part of the reports to an advisor that are about staff: an assumption, only used where the board's own
reports say little."""

ABOUT: Final[dict[Domain, frozenset[str]]] = {"staff_conduct": STAFF, "impairment": frozenset({"pupil"})}
"""The domains that several sources speak of, and whom a report is then about."""


@dataclass(frozen=True)
class _Unit:
    """A school, or a class, with everything that is said of it in one domain."""

    unit: Unit
    voices: tuple[Voice, ...]

    @property
    def speaking(self) -> tuple[Voice, ...]:
        return tuple(voice for voice in self.voices if voice.speaks)

    @property
    def is_agreed(self) -> bool:
        """Whether at least two kinds of people speak."""
        return len({voice.kind for voice in self.speaking}) > 1

    @property
    def by_rule(self) -> bool:
        """Whether one of those who speak is an `ask` already."""
        return any(voice.by_rule for voice in self.speaking)

    @property
    def least_chance(self) -> float:
        """The chance of what was seen of all sources at once: taken together it cannot be less likely."""
        return prod(voice.observed for voice in self.voices)


def detect(case: Case) -> list[Finding]:
    """Return where independent sources agree: at most one finding a school, year and domain."""
    by_year: dict[Key, list[tuple[Domain, list[_Unit]]]] = defaultdict(list)
    for domain in ABOUT:
        for year, units in _units(case, domain):
            by_year[year].append((domain, units))
    found: list[Finding] = []
    for year, domains in sorted(by_year.items()):
        tests = sum(len(units) for _, units in domains)
        for domain, units in domains:
            found += _agreed(year, domain, units, SHARE * case.budget.ask / tests)
    return found


def _kinds_of_people(case: Case) -> int:
    """Return how many kinds of people there are at all; of one kind nothing can agree with anything."""
    written = not case.counts.cues.empty
    return case.counts.items["respondent_type"].nunique() + (case.counts.reports is not None) + written


def _units(case: Case, domain: Domain) -> Iterator[tuple[Key, list[_Unit]]]:
    """Yield every analysed school and year with its units that at least two kinds of people speak of."""
    if _kinds_of_people(case) < 2:
        return
    of_staff = domain == "staff_conduct"
    schools, classes = case.schools, case.classes
    whole = of_domain(schools.frame, schools.expected, schools.usable, domain)
    parts = of_domain(classes.frame, classes.expected, classes.rest_n >= LEAST_REST, domain)
    reports = case.counts.reports
    about = None if reports is None else reports["about"].isin(ABOUT[domain])
    heard = reported(case.counts, about, STAFF_SHARE if of_staff else 1 - STAFF_SHARE)
    remarks = of_remarks(case) if of_staff else {}
    at_school: dict[Key, list[Voice]] = defaultdict(list)
    in_class: dict[Key, list[tuple[str, Voice]]] = defaultdict(list)
    for year, _, voice in whole.voices(case):
        at_school[year].append(voice)
    for year, name, voice in parts.voices(case):
        if voice.who == "pupil":
            in_class[year].append((name, voice))
    for year in sorted(at_school.keys() | in_class.keys()):
        voices = at_school[year]
        advisor = of_advisor(heard, year, of_staff)
        units = [(Unit("school", year[0]), voices, remarks.get((year, "school", year[0])))]
        grown_up = [voice for voice in voices if voice.who != "pupil"]
        units += [
            (Unit("class", name), [voice, *grown_up], remarks.get((year, "class", name)))
            for name, voice in in_class[year]
        ]
        told = [_Unit(u, (*own, *advisor, *([remark] if remark else []))) for u, own, remark in units]
        several = [unit for unit in told if len({voice.kind for voice in unit.voices}) > 1]
        if several:
            yield year, several


def _agreed(year: Key, domain: Domain, units: list[_Unit], threshold: float) -> Iterator[Finding]:
    """Tell the unit of which the sources agree: the class where it is one, else the school."""
    # Rounding must not leave out what is just at the threshold.
    possible = [u for u in units if u.is_agreed and (u.by_rule or u.least_chance <= threshold * (1 + 1e-6))]
    chances = {unit.unit: combined_mid_p([v.source for v in unit.voices]) for unit in possible}
    told = [unit for unit in possible if unit.by_rule or chances[unit.unit] <= threshold]
    if not told:
        return
    classes = [unit for unit in told if unit.unit.kind == "class"]
    schools = [unit for unit in told if unit.unit.kind == "school"]
    best = classes[0] if len(classes) == 1 else min(schools or classes, key=lambda u: chances[u.unit])
    yield _finding(year, domain, best, chances[best.unit])


def _finding(year: Key, domain: Domain, unit: _Unit, chance: float) -> Finding:
    """Tell one agreement of sources."""
    pupils = next((voice for voice in unit.speaking if voice.who == "pupil"), None)
    said: list[Fact] = [
        {"who": v.who, "count": v.count, "n": v.n, "items": list(v.items)} for v in unit.speaking
    ]
    sources = ["monitor"] if any(v.n is not None and v.who != "text" for v in unit.speaking) else []
    sources += ["advisor"] if any(v.kind == "advisor" for v in unit.speaking) else []
    sources += ["text"] if any(v.who == "text" for v in unit.speaking) else []
    evidence: dict[str, Fact] = {
        "against": "what was to be expected of each source",
        "method": "Fisher's statistic of mid-p values, exact",
        "sources": [
            {"who": v.who, "count": v.count, "n": v.n, "probability": v.observed} for v in unit.voices
        ],
    }
    return Finding(
        detector="convergence",
        tier="watch",
        school=year[0],
        school_year=year[1],
        unit=unit.unit,
        respondent_type="pupil" if pupils else None,
        domain=domain,
        actor="staff" if domain == "staff_conduct" else "pupil",
        items=tuple(sorted({item for voice in unit.speaking for item in voice.items})),
        message="convergence",
        count=pupils.count if pupils else None,
        n=pupils.n if pupils else None,
        probability=chance,
        facts={"said": said, "strong": True},
        evidence=evidence,
        sources=tuple(sources),
    )
