"""How well the same matter is recognised over the years, on simulated boards whose classes change.

    python benchmarks/matching.py

Schools have two or three parallel classes a grade, with real pupils in them. From one year to the next the
classes move up as they are, or are merged, split, renamed, mixed anew, or combined over two grades. Signals
are drawn on classes and on schools: what they are about goes on or is new, and a third speak of several
questions of a domain at once. Two signals are the same matter if what one is about is among the questions of
the other and, for classes, at least half of the pupils of the smaller class are the same. The rules only see
names, grades and items.

Precision: of the pairs that are taken for one matter, how many are. Recall: of those that are, how many are
found.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from safetytool.register import Sighting
from safetytool.register.matching import grades_in, match_of

SCENARIOS: Final = ("moved up", "merged", "split", "renamed", "names kept", "mixed anew", "combined")
BOARDS: Final = 40
GRADES: Final = (5, 6, 7, 8)
PUPILS: Final = 22
SAME_PUPILS: Final = 0.5
YEARS: Final = ("2023-2024", "2024-2025")
NAMES: Final = (
    "Zeester",
    "Dolfijn",
    "Krab",
    "Kwal",
    "Otter",
    "Zwaan",
    "Reiger",
    "Uil",
    "Vos",
    "Das",
    "Ree",
    "Lynx",
)
DOMAINS: Final = {
    ("staff_conduct", "staff"): ("pupil.staff_humiliates", "pupil.staff_bullies", "pupil.afraid_of_staff"),
    ("impairment", "pupil"): ("pupil.bullied", "pupil.hit", "pupil.excluded", "pupil.threatened"),
}


@dataclass(frozen=True)
class Group:
    """A class: what it is called, and who is in it."""

    name: str
    grades: tuple[int, ...]
    pupils: frozenset[int]


@dataclass(frozen=True)
class Drawn:
    """A signal, and what it is really about."""

    signal: Sighting
    concept: str
    """The item that it is about; one that speaks of several has it among them."""
    pupils: frozenset[int] | None
    """None: the whole school."""


def classes(chance: random.Random) -> list[Group]:
    """Return the classes of a school in its first year: 5A to 8B or 8C."""
    groups, first = [], 0
    for grade in GRADES:
        for letter in "ABC"[: chance.choice((2, 2, 3))]:
            groups.append(Group(f"{grade}{letter}", (grade,), frozenset(range(first, first + PUPILS))))
            first += PUPILS
    return groups


def named(groups: list[Group]) -> list[Group]:
    """Give every class the name of an animal."""
    return [Group(NAMES[at], group.grades, group.pupils) for at, group in enumerate(groups)]


def next_year(groups: list[Group], scenario: str, chance: random.Random) -> list[Group]:
    """Return the classes of the year after."""
    up: list[Group] = []
    for grade in GRADES[:-1]:
        old = [group for group in groups if group.grades == (grade,)]
        up += [Group(n, (grade + 1,), p) for n, p in _moved(old, grade + 1, scenario, chance)]
    fresh = [group for group in groups if group.grades == (GRADES[0],)]
    start = 10_000
    entered = [
        Group(g.name, g.grades, frozenset(range(start + at * PUPILS, start + (at + 1) * PUPILS)))
        for at, g in enumerate(fresh)
    ]
    return _combined([*entered, *up]) if scenario == "combined" else [*entered, *up]


def _moved(
    old: list[Group], grade: int, scenario: str, chance: random.Random
) -> Iterator[tuple[str, frozenset[int]]]:
    """Yield name and pupils of the classes that those of one grade become."""
    everyone = frozenset().union(*(group.pupils for group in old))
    if scenario == "merged":
        yield str(grade), everyone
    elif scenario == "split":
        shuffled = sorted(everyone)
        for at, letter in enumerate("ABCD"[: len(old) + 1]):
            yield f"{grade}{letter}", frozenset(shuffled[at :: len(old) + 1])
    elif scenario == "mixed anew":
        shuffled = chance.sample(sorted(everyone), len(everyone))
        for at, group in enumerate(old):
            yield f"{grade}{group.name[-1]}", frozenset(shuffled[at :: len(old)])
    elif scenario == "renamed":
        free = chance.sample(NAMES, len(old))
        yield from ((f"{grade} {name}", group.pupils) for name, group in zip(free, old, strict=True))
    elif scenario == "names kept":
        yield from ((group.name, group.pupils) for group in old)
    else:
        yield from ((f"{grade}{group.name[-1]}", group.pupils) for group in old)


def _combined(groups: list[Group]) -> list[Group]:
    """Put the A classes of two grades together."""
    six, seven = (next(g for g in groups if g.name == name) for name in ("6A", "7A"))
    both = Group("6/7", (6, 7), six.pupils | seven.pupils)
    return [both, *(group for group in groups if group not in (six, seven))]


def draw(groups: list[Group], year: str, goes_on: list[Drawn], chance: random.Random) -> list[Drawn]:
    """Draw the signals of a year: most of what was there goes on with the same pupils, and some is new."""
    drawn: list[Drawn] = []
    for earlier in goes_on:
        if chance.random() < 0.7:
            group = _home(groups, earlier)
            drawn.append(_signal(group, year, earlier.concept, chance, len(drawn), groups))
    for _ in range(6):
        domain = chance.choice(list(DOMAINS.values()))
        group = None if chance.random() < 0.3 else chance.choice(groups)
        drawn.append(_signal(group, year, chance.choice(domain), chance, len(drawn), groups))
    return drawn


def _home(groups: list[Group], earlier: Drawn) -> Group | None:
    if earlier.pupils is None:
        return None
    pupils = earlier.pupils
    return max(groups, key=lambda group: len(group.pupils & pupils))


def _signal(
    group: Group | None, year: str, concept: str, chance: random.Random, at: int, groups: list[Group]
) -> Drawn:
    """Make one signal; a third speaks of the question together with others of its domain."""
    (domain, actor), items = next((key, own) for key, own in DOMAINS.items() if concept in own)
    together = chance.random() < 0.33
    asked = tuple(sorted({concept, *chance.sample(items, 2)})) if together else (concept,)
    # Pupils' names are not seen, and the grade of a class that is called by a name comes from the export.
    grades = group.grades if group else ()
    beside = sum(1 for other in groups if set(other.grades) & set(grades)) if group else None
    signal = Sighting(
        id=f"{year}{at:04}", school="99XX00", school_year=year, unit_kind="class" if group else "school",
        unit_name=group.name if group else "99XX00", grades=grades or grades_in(""), parallel=beside,
        detector="cluster", tier="ask", domain=domain, actor=actor, sources=("monitor",), items=asked,
        count=4, n=24, title="",
    )  # fmt: skip
    return Drawn(signal, concept, group.pupils if group else None)


def is_same(earlier: Drawn, later: Drawn) -> bool:
    """Tell whether two signals really are one matter."""
    if earlier.concept not in later.signal.items and later.concept not in earlier.signal.items:
        return False
    if earlier.pupils is None or later.pupils is None:
        on_staff = earlier.signal.domain == "staff_conduct"
        return on_staff or earlier.pupils is later.pupils
    shared = len(earlier.pupils & later.pupils)
    return shared >= SAME_PUPILS * min(len(earlier.pupils), len(later.pupils))


def measure(scenario: str, boards: int = BOARDS, seed: int = 1) -> Counter[str]:
    """Count found, right, there, perhaps and same_name over simulated boards."""
    chance = random.Random(f"{scenario}{seed}")  # noqa: S311
    counts: Counter[str] = Counter()
    for _ in range(boards):
        then = classes(chance)
        then = named(then) if scenario == "names kept" else then
        now = next_year(then, scenario, chance)
        earlier = draw(then, YEARS[0], [], chance)
        later = draw(now, YEARS[1], [d for d in earlier if _stays(d, then)], chance)
        for one in earlier:
            for other in later:
                match, same = match_of(one.signal, other.signal), is_same(one, other)
                sure = match is not None and match.is_sure and match.kind != "same_name"
                counts["there"] += same
                counts["found"] += sure
                counts["right"] += sure and same
                counts["perhaps"] += same and not sure and match is not None
                counts["same_name"] += match is not None and match.kind == "same_name"
    return counts


def _stays(drawn: Drawn, groups: list[Group]) -> bool:
    """Whether its pupils are still at this school next year."""
    leaving = [group.pupils for group in groups if GRADES[-1] in group.grades]
    return drawn.pupils not in leaving


def rates(counts: Counter[str]) -> tuple[float, float]:
    """Return precision and recall."""
    return counts["right"] / max(1, counts["found"]), counts["right"] / max(1, counts["there"])


def main() -> None:
    """Print precision and recall, a line a scenario."""
    print(f"{'':12} {'pairs':>6} {'precision':>10} {'recall':>8} {'perhaps':>8} {'same name':>10}")
    for scenario in SCENARIOS:
        counts = measure(scenario)
        precision, recall = rates(counts)
        perhaps = counts["perhaps"] / max(1, counts["there"])
        print(
            f"{scenario:12} {counts['there']:6} {precision:10.1%} {recall:8.1%} {perhaps:8.1%} "
            f"{counts['same_name']:10}"
        )
    print(
        "perhaps: of the pairs that are one matter, those shown as perhaps the same, of which nothing follows"
    )
    print("same name: pairs of a class and next year's class of that name, told as other pupils")


if __name__ == "__main__":
    main()
