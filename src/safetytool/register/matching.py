"""Recognising the same matter over the years, although classes move up and get other names.

Question
    Is this year's signal about the same thing as an earlier one?
Method
    Rules, on two sides that must both fit. *Where*: the same school; a class or grade is followed by its
    cohort (the school year less the grade: 7A of 2023-2024 is 8A of 2024-2025). Of parallel classes the
    letter tells which is which; where a grade has one class in either year, they were merged, split or
    renamed, and are the same pupils still. The same class name a year later has other pupils but perhaps the
    same room and teacher, and is another kind of match. *What*: the same actor and the same respondents, and
    an item in common, by the item bank's id, so that it does not matter which provider asked it. Signals
    without items go by domain. Where there is no item in common, several items of one domain together may
    stand for the domain, and so may an item that the item bank does not know: those pairs are shown, and
    nothing follows from them.
Limits
    Classes that were mixed anew, and parallel classes that were all renamed, cannot be told from their names:
    they are matched as perhaps the same pupils, which is shown and from which nothing follows. From groep 8
    to the first year of secondary school pupils change schools, and are not followed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, TypeAlias, get_args

from safetytool.bank import load_bank
from safetytool.register.model import REMINDER, Sighting

MatchKind: TypeAlias = Literal[
    "told", "same_place", "same_pupils", "same_name", "within_school", "part_of_school", "perhaps_same_pupils"
]
"""How the places of two signals are the same, the surest first.

told: the later signal said so itself. same_place: the whole school or board, or the same group of pupils in
it. same_pupils: a class or grade that moved up. same_name: the class or grade of that name a year later, with
other pupils. within_school: one is about a class and the other about its school, on conduct of staff, who are
bound to no class. part_of_school: the same on anything else. perhaps_same_pupils: their grade, which class
cannot be told.
"""

KINDS: Final[tuple[MatchKind, ...]] = get_args(MatchKind)
LOOSE: Final[frozenset[MatchKind]] = frozenset({"part_of_school", "perhaps_same_pupils"})
"""Kinds that are shown, and from which nothing follows."""

UNHEARD: Final = ("blind_spot", "silence", "response")
"""Detectors of what was not told; each is a subject of its own."""
DOMAIN_ONLY: Final = 0.05
"""Closeness of subjects that have the domain in common and no item: shown, and nothing follows from it."""
_GRADE = re.compile(r"(?:groep|klas|leerjaar|group|class|grade|year)?\s*(\d{1,2})(?!\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Match:
    """An earlier and a later signal that are about the same matter."""

    earlier: str
    later: str
    kind: MatchKind
    closeness: float
    """0 to 1: how much of what they are about they have in common."""

    @property
    def is_sure(self) -> bool:
        """Whether anything follows from it."""
        return self.kind not in LOOSE and self.closeness > DOMAIN_ONLY


def matches(earlier: Iterable[Sighting], later: Sighting) -> list[Match]:
    """Return the earlier signals that are about the same matter as a later one, the best first."""
    found = [(match, old.school_year) for old in earlier if (match := match_of(old, later))]
    found.sort(key=lambda pair: pair[1], reverse=True)
    found.sort(key=lambda pair: (not pair[0].is_sure, KINDS.index(pair[0].kind), -pair[0].closeness))
    return [match for match, _ in found]


def match_of(earlier: Sighting, later: Sighting) -> Match | None:
    """Tell whether, and how, two signals are about the same matter."""
    if earlier.school != later.school or earlier.school_year >= later.school_year:
        return None
    if earlier.id in later.about:
        return Match(earlier.id, later.id, "told", 1.0)
    closeness = _closeness(earlier, later)
    if not closeness:
        return None
    kind = _place(earlier, later)
    return Match(earlier.id, later.id, kind, closeness) if kind else None


def continuations(sightings: Sequence[Sighting]) -> dict[str, frozenset[str]]:
    """Return for every signal all later ones on the same matter, directly or by way of others."""
    by_school: dict[str | None, list[Sighting]] = {}
    for sighting in sightings:
        by_school.setdefault(sighting.school, []).append(sighting)
    reached: dict[str, frozenset[str]] = {}
    for own in by_school.values():
        by_subject: dict[tuple[str, str | None], list[Sighting]] = {}
        for one in sorted(own, key=lambda s: s.school_year, reverse=True):
            subjects = _subjects(one)
            near = {s.id: s for key in (*subjects, ("about", one.id)) for s in by_subject.get(key, ())}
            found: set[str] = set()
            for other in near.values():
                match = match_of(one, other)
                if match and match.is_sure:
                    found |= {other.id} | reached[other.id]
            reached[one.id] = frozenset(found)
            for key in (*subjects, *(("about", name) for name in one.about)):
                by_subject.setdefault(key, []).append(one)
    return reached


def _subjects(sighting: Sighting) -> list[tuple[str, str | None]]:
    """Return what a signal must share one of with another, to be surely about the same matter."""
    return [("item", item) for item in sighting.items] or [("domain", sighting.domain)]


# -- what ---------------------------------------------------------------------------------


def _closeness(earlier: Sighting, later: Sighting) -> float:
    """Return how much of their subject two signals have in common; 0 where it is another one."""
    if _family(earlier) != _family(later) or (earlier.actor and later.actor and earlier.actor != later.actor):
        return 0.0
    items, others = set(earlier.items), set(later.items)
    if not items and not others:
        return 1.0 if earlier.domain == later.domain else 0.0
    if not items or not others or _respondents(earlier) != _respondents(later):
        return 0.0
    if items & others:
        return len(items & others) / len(items | others)
    return DOMAIN_ONLY if earlier.domain == later.domain and _speaks_for_domain(earlier, later) else 0.0


def _family(sighting: Sighting) -> tuple[object, ...]:
    """Return what a signal must share with another before their subjects are compared."""
    if sighting.detector == REMINDER:
        return sighting.id, REMINDER  # about what it says itself, and nothing else
    if sighting.detector not in UNHEARD:
        return ("voice",)
    return sighting.detector, "advisor" in sighting.sources, "schools" in sighting.sources


def _respondents(sighting: Sighting) -> frozenset[str]:
    return frozenset(item.partition(".")[0] for item in sighting.items)


def _speaks_for_domain(earlier: Sighting, later: Sighting) -> bool:
    """Tell whether one of two signals without a common item stands for its whole domain."""
    if earlier.domain is None:
        return False
    several = len(earlier.items) > 1 or len(later.items) > 1
    return several or not {*earlier.items, *later.items} <= _known_items()


@cache
def _known_items() -> frozenset[str]:
    return frozenset(load_bank().items)


# -- where --------------------------------------------------------------------------------


def _place(earlier: Sighting, later: Sighting) -> MatchKind | None:
    """Tell how the places of two signals of one school are the same."""
    whole = ("school", "board")
    if earlier.unit_kind in whole and later.unit_kind in whole:
        return "same_place"
    if earlier.unit_kind in whole or later.unit_kind in whole:
        return "within_school" if later.domain == "staff_conduct" else "part_of_school"
    of_pupils = ("class", "grade")
    if earlier.unit_kind not in of_pupils or later.unit_kind not in of_pupils:
        same = (earlier.unit_kind, earlier.unit_name) == (later.unit_kind, later.unit_name)
        return "same_place" if same else None
    return _moved_up(earlier, later) or _same_name(earlier, later)


def _moved_up(earlier: Sighting, later: Sighting) -> MatchKind | None:
    """Tell whether a class or grade holds the pupils of an earlier one."""
    if not cohorts(earlier) & cohorts(later):
        return None
    if "grade" in (earlier.unit_kind, later.unit_kind) or 1 in (earlier.parallel, later.parallel):
        return "same_pupils"
    mark, other = _mark(earlier), _mark(later)
    if mark == other:
        return "same_pupils"
    lettered = len(mark) <= 1 and len(other) <= 1
    return None if lettered and mark and other else "perhaps_same_pupils"


def _same_name(earlier: Sighting, later: Sighting) -> MatchKind | None:
    """Tell whether a class or grade has the name of one of the year before."""
    same = (earlier.unit_kind, _name(earlier)) == (later.unit_kind, _name(later))
    return "same_name" if same and earlier.first_year + 1 == later.first_year else None


def cohorts(sighting: Sighting) -> frozenset[int]:
    """Return the school year less the grade of a class: it stays the same as pupils move up."""
    grades = sighting.grades or grades_in(sighting.unit_name)
    return frozenset(sighting.first_year - grade for grade in grades)


def grades_in(name: str) -> tuple[int, ...]:
    """Return the grades that the name of a class or grade begins with.

    >>> grades_in("7A"), grades_in("Groep 5/6"), grades_in("Zeester")
    ((7,), (5, 6), ())
    """
    parts = re.split(r"[/+&-]", name.strip())
    found: list[int] = []
    for part in parts:
        match = _GRADE.match(part.strip())
        if not match:
            break
        found.append(int(match[1]))
    return tuple(found)


def _name(sighting: Sighting) -> str:
    return "".join(sighting.unit_name.casefold().split())


def _mark(sighting: Sighting) -> str:
    """Return what tells a class from those beside it: 'a' of 7A, 'zeester' of 8 Zeester."""
    bare = re.sub(r"^(groep|klas|leerjaar|group|class|grade|year)", "", _name(sighting))
    return re.sub(r"^[\d/+&-]+", "", bare).strip("-_. ")
