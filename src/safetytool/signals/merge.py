"""Which findings are about one thing, and what they are worth together.

Consumes: findings of all detectors. Returns: groups of findings, each of which becomes one signal, its
first finding the one that speaks for it. Leaves out: words and numbers of the signal itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from safetytool.analysis.model import Finding, Unit
from safetytool.bank.model import TIERS

STATISTICAL: Final = frozenset({"deviation", "cluster", "change", "persistence", "response"})
"""Detectors that look at the same counts from several sides."""

RULE: Final = 0.01
"""The probability that a rule counts as when findings of one tier are put in order."""

RAISING: Final = frozenset({"persistence", "convergence"})
"""Detectors that raise what they join by one tier, at most to `ask`."""


VOICES: Final = STATISTICAL - {"response"} | {"sentinel", "text"}
"""Detectors of which a convergence takes up the findings."""


@dataclass(frozen=True)
class Group:
    """Findings about one thing, the most urgent and then strongest first."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The finding that speaks for the group."""
        return self.findings[0]


def urgency(finding: Finding) -> tuple[object, ...]:
    """Return the order in which findings matter: tier, staff conduct first, strength, then a fixed order.

    A rule (sentinel) counts as strong as `RULE`: a class that stands out more clearly than that speaks
    for a signal in which the rule fired too. A finding without a probability that is no sentinel (a blind
    spot, a low response) comes last.
    """
    if finding.detector == "sentinel":
        strength = RULE
    else:
        strength = 1.0 if finding.probability is None else finding.probability
    return (
        TIERS.index(finding.tier),
        finding.domain != "staff_conduct",
        strength,
        -(finding.count or 0),
        finding.school_year,
        finding.school or "",
        finding.unit.kind,
        finding.unit.name,
        finding.items,
        finding.message,
        finding.respondent_type or "",
        finding.detector,
    )


def merge(findings: Iterable[Finding]) -> list[Group]:
    """Put findings about one thing together, in the order in which they matter."""
    every = sorted(findings, key=urgency)
    alike = _alike([finding for finding in every if finding.detector != "convergence"])
    converged = _converged([finding for finding in every if finding.detector == "convergence"], alike)
    return sorted(map(_raised, converged), key=lambda group: urgency(group.first))


def _alike(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Put findings that look at the same answers together; they come in the order in which they matter."""
    groups: list[list[Finding]] = []
    near: dict[tuple[str | None, str], list[int]] = {}
    for finding in findings:
        candidates = near.setdefault((finding.school, finding.school_year), [])
        home = next((i for i in candidates if _belongs(finding, groups[i])), None)
        if home is None:
            candidates.append(len(groups))
            groups.append([finding])
        else:
            groups[home].append(finding)
    return groups


def _converged(findings: list[Finding], groups: list[list[Finding]]) -> list[list[Finding]]:
    """Make one group of each convergence and of what the sources that agree say by themselves."""
    near: dict[tuple[str | None, str], list[list[Finding]]] = {}
    for group in groups:
        near.setdefault((group[0].school, group[0].school_year), []).append(group)
    for finding in findings:
        here = near.setdefault((finding.school, finding.school_year), [])
        joined = [group for group in here if _is_voice(group[0], finding)]
        others = [group for group in here if not _is_voice(group[0], finding)]
        near[finding.school, finding.school_year] = [
            *others,
            [finding, *(one for group in joined for one in group)],
        ]
    return [group for here in near.values() for group in here]


def _is_voice(first: Finding, convergence: Finding) -> bool:
    """Tell whether a group is what one of the sources of a convergence says.

    An `act` stands alone, and so does an answer that is an `ask` by itself: each is a conversation of its
    own.
    """
    same = (first.school, first.school_year, first.domain) == (
        convergence.school, convergence.school_year, convergence.domain,
    )  # fmt: skip
    if not same or first.detector not in VOICES or first.tier == "act":
        return False
    reported = not first.items
    heard = set(first.sources) <= set(convergence.sources) and first.actor in (convergence.actor, None)
    return heard and (reported or first.tier == "watch") and _nested(first, convergence)


def _belongs(finding: Finding, group: list[Finding]) -> bool:
    """Tell whether a finding is about the same thing as a group."""
    return any(_same(finding, other) for other in group) or _overlaps(finding, group[0])


def _same(one: Finding, other: Finding) -> bool:
    """Tell whether two findings of one school and year have the same unit and items."""
    if not one.items or not other.items:
        return (one.message, one.domain, one.unit, one.respondent_type, one.items) == (
            other.message, other.domain, other.unit, other.respondent_type, other.items,
        )  # fmt: skip
    return one.unit == other.unit and set(one.items) == set(other.items)


def _overlaps(finding: Finding, first: Finding) -> bool:
    """Tell whether a finding looks at the same answers as a group's first, from another side."""
    if finding.respondent_type != first.respondent_type or finding.detector not in STATISTICAL:
        return False
    items, others = set(finding.items), set(first.items)
    if items and items == others:
        return _nested(finding, first)
    if first.detector not in STATISTICAL or not items or not others:
        return False
    part_of = items < others or others < items
    return part_of and finding.unit == first.unit and finding.domain == first.domain


def _nested(one: Finding, other: Finding) -> bool:
    """Tell whether one unit lies within the other: anything in its school, a class in its grade."""
    if one.unit == other.unit or "school" in (one.unit.kind, other.unit.kind):
        return True
    grades = {
        Unit("grade", str(finding.facts["grade"])) for finding in (one, other) if finding.facts.get("grade")
    }
    return bool(grades & {one.unit, other.unit})


def _raised(group: list[Finding]) -> Group:
    """Raise a `watch` to an `ask` where it is back again, or where independent sources agree.

    A rule's `watch` is at most schools in most years, so it is only raised by a finding that would be
    an `ask` by its own probability (facts['strong']); else the alarm budget would not hold.
    """
    joined = [f for f in group if f.detector not in RAISING]
    if not joined or any(f.tier == "act" for f in group):
        return Group(tuple(sorted(group, key=urgency)))
    statistical = any(f.detector in STATISTICAL for f in joined)
    findings = [replace(f, tier="ask") if _raises(f, group, statistical) else f for f in group]
    return Group(tuple(sorted(findings, key=urgency)))


def _raises(finding: Finding, group: list[Finding], statistical: bool) -> bool:
    """Tell whether a finding raises its group; a convergence speaks for a group that is an `ask` as well."""
    if finding.detector not in RAISING or not (statistical or finding.facts.get("strong")):
        return False
    return finding.detector == "convergence" or all(f.tier == "watch" for f in group)
