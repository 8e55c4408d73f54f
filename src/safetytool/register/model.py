"""What the register keeps: signals as they were seen, entries about them, and the two together."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias, get_args

from safetytool.bank.model import Tier

Kind: TypeAlias = Literal[
    "seen", "assigned", "planned", "talked", "talked_with", "learnt", "changed", "evaluate_on", "evaluated",
    "closed", "reopened", "purged",
]  # fmt: skip
"""What an entry tells. `seen`: a run found the signal, for the first time or with other figures."""

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
DATES: Final[frozenset[Kind]] = frozenset({"planned", "talked", "evaluate_on", "evaluated"})
"""Kinds whose value is a date, as 2025-03-14."""
FREE_TEXT: Final[frozenset[Kind]] = frozenset({"talked_with", "learnt", "changed", "closed", "reopened"})
"""Kinds whose value people write: names in it are masked before it is kept."""
REMINDER: Final = "follow_up"
"""Detector of a signal that is about an earlier one only: that one is told and counted, and an answer to the
reminder counts for it."""
ANSWERS: Final[frozenset[Kind]] = frozenset({"learnt", "changed", "closed"})
"""Kinds that say what came of a signal. A date alone tells that people met, not what they know now."""


@dataclass(frozen=True)
class Sighting:
    """A signal as a run found it, as far as the register keeps it."""

    id: str
    school: str | None
    school_year: str
    unit_kind: str
    unit_name: str
    grades: tuple[int, ...]
    """Of a class or grade; several for a combined class; empty where it is not known."""
    parallel: int | None
    """How many classes its grade had in that school and year; None where it is not known."""
    detector: str
    tier: Tier
    domain: str | None
    actor: str | None
    sources: tuple[str, ...]
    items: tuple[str, ...]
    count: int | None
    n: int | None
    title: str
    about: tuple[str, ...] = ()
    """Ids of the earlier signals that it follows up."""

    @property
    def first_year(self) -> int:
        """The calendar year in which its school year starts."""
        return int(self.school_year[:4])

    @property
    def figures(self) -> tuple[object, ...]:
        """What makes a later sighting of the same id worth keeping: all but the words."""
        return (
            self.detector, self.tier, self.sources, self.items, self.count, self.n, self.grades,
            self.parallel, self.about,
        )  # fmt: skip


@dataclass(frozen=True)
class Note:
    """Something that a person says of a signal, before it is in the register."""

    signal: str
    kind: Kind
    value: str
    origin: str = ""
    """The question of an action list that it came with; '' by hand."""


@dataclass(frozen=True)
class Entry:
    """One line of the register; never changed, and only removed by a purge."""

    number: int
    """Order of the lines, whatever the clock said."""
    signal: str
    kind: Kind
    value: str
    origin: str
    at: str
    """UTC, as 2025-03-14T09:30:00Z."""
    author: str

    @property
    def day(self) -> date:
        """The day of a kind whose value is one.

        Raises
        ------
        ValueError
            The value is no date.
        """
        return date.fromisoformat(self.value)


@dataclass(frozen=True)
class Record:
    """A signal as it was last seen, with all that is known of it."""

    signal: Sighting
    entries: tuple[Entry, ...]
    """In order; the first is always that it was seen."""

    @property
    def id(self) -> str:
        """The signal's."""
        return self.signal.id

    @property
    def seen(self) -> Entry:
        """When it was first seen."""
        return self.entries[0]

    @property
    def seen_on(self) -> date:
        """The day (UTC) on which it was first seen."""
        return date.fromisoformat(self.seen.at[:10])

    def all(self, *kinds: Kind) -> Iterator[Entry]:
        """Return its entries of these kinds, in order."""
        return (entry for entry in self.entries if entry.kind in kinds)

    @property
    def current(self) -> tuple[Entry, ...]:
        """Its entries since it was last opened again, that one first; all of them where it never was.

        Only these say how far people got: what was learnt before did not end the matter.
        """
        starts = (at for at, entry in enumerate(self.entries) if entry.kind == "reopened")
        return self.entries[max(starts, default=0) :]

    @property
    def reopened(self) -> Entry | None:
        """The entry that last opened it again."""
        first = self.current[0]
        return first if first.kind == "reopened" else None

    def last(self, *kinds: Kind) -> Entry | None:
        """Return the last of its current entries of these kinds."""
        return next((entry for entry in reversed(self.current) if entry.kind in kinds), None)

    def value(self, kind: Kind) -> str:
        """Return what its current entries last say of this kind; '' if nothing."""
        entry = self.last(kind)
        return entry.value if entry else ""

    @property
    def owner(self) -> str:
        """Who last took it up, also before it was opened again; '' if nobody."""
        return next((entry.value for entry in reversed(self.entries) if entry.kind == "assigned"), "")

    @property
    def closed(self) -> Entry | None:
        """The entry that closed it, unless it was opened again."""
        entry = self.last("closed", "reopened")
        return entry if entry and entry.kind == "closed" else None

    @property
    def is_answered(self) -> bool:
        """Whether anybody recorded what came of it, since it was last opened."""
        return self.last(*ANSWERS) is not None

    @property
    def evaluate_on(self) -> date | None:
        """The day on which an evaluation is due that was not held since it was planned."""
        entry = self.last("evaluate_on", "evaluated")
        return entry.day if entry and entry.kind == "evaluate_on" else None

    @property
    def talked_on(self) -> date | None:
        """The first day on which it was talked about, also before it was opened again."""
        return min((entry.day for entry in self.all("talked")), default=None)

    @property
    def state(self) -> str:
        """closed, evaluated, answered, talked, planned or open: how far people got with it."""
        if self.closed:
            return "closed"
        for state, kinds in STATES.items():
            if self.last(*kinds):
                return state
        return "open"


STATES: Final[dict[str, tuple[Kind, ...]]] = {
    "evaluated": ("evaluated",),
    "answered": ("learnt", "changed"),
    "talked": ("talked",),
    "planned": ("planned", "assigned"),
}
"""State -> the kinds that tell it, the furthest first."""
