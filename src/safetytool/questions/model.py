"""What goes from signals to question lists: a signal as read, a question, a meeting with its questions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias, get_args

from safetytool.analysis.model import Detector, UnitKind
from safetytool.bank.model import Domain, Language, RespondentType, Text, Tier

Audience: TypeAlias = Literal[
    "pupils_lower", "pupils_upper", "pupils_vo", "pupils_so", "team", "school_leader", "board",
    "advisor", "parents", "pupil_council", "mr", "coordinator",
]  # fmt: skip
"""Who is asked. Pupils: groep 5 and 6, groep 7 and 8, secondary, special education."""

Phase: TypeAlias = Literal["understand", "weigh", "act", "look_back"]
"""What a question is for, in the order of a conversation."""

MeetingKind: TypeAlias = Literal[
    "board_today", "coordinator", "team", "school_leader", "board", "pupils", "advisor", "parents",
]  # fmt: skip
"""Where questions are asked; `board_today` is for `act` only, `coordinator` is the own overview."""

AUDIENCES: Final[tuple[Audience, ...]] = get_args(Audience)
PHASES: Final[tuple[Phase, ...]] = get_args(Phase)
MEETINGS: Final[tuple[MeetingKind, ...]] = get_args(MeetingKind)


@dataclass(frozen=True)
class AskedSignal:
    """A signal of signals.json, as far as questions depend on it."""

    id: str
    school_year: str
    school: str | None
    unit_kind: UnitKind
    unit_name: str
    detector: Detector
    tier: Tier
    domain: Domain | None
    actor: str | None
    sources: tuple[str, ...]
    items: tuple[str, ...]
    count: int | None
    n: int | None
    title: str
    explanation: str
    detectors: tuple[Detector, ...]
    """Of all its reasons, its own first."""
    respondent_type: RespondentType | None = None
    """Whose answers it is about, as far as its items or the coverage tell."""


@dataclass(frozen=True)
class Fit:
    """Which signals a question belongs to. What is empty does not narrow; 'none' stands for null."""

    detectors: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    actors: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    """Subjects of themes.toml, which are made of items, domain and detector."""
    items: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Question:
    """A question of the bank, in all languages; there is one object of each."""

    id: str
    """subject.phase.audience.word; stable."""
    fit: Fit
    audiences: tuple[Audience, ...]
    phase: Phase
    text: Text
    note: Text
    minutes: int
    weight: int
    """The higher, the earlier, among questions that fit equally well."""
    proposes: bool = False
    """Whether the wordings of the item bank are proposed with it."""
    pictograms: Mapping[Language, tuple[str, ...]] = field(default_factory=dict)
    """Names of pictograms that support it, for special education."""
    partner: str = ""
    """Id of the question that always follows it: the second of a dilemma."""


@dataclass(frozen=True)
class Asked:
    """One question in a meeting, in the language of the document."""

    id: str
    """Of the bank."""
    phase: Phase
    text: str
    note: str
    """What comes with it: a dilemma's case, pictograms, a proposed wording; '' if nothing."""
    minutes: int
    signals: tuple[str, ...]
    """Ids of the signals that it belongs to."""


@dataclass(frozen=True)
class Topic:
    """One subject of a meeting: in words that fit its audience, with its questions."""

    title: str
    about: str
    """A sentence or two that this audience may read; never a remark, a name or a small count."""
    tier: Tier
    signals: tuple[str, ...]
    questions: tuple[Asked, ...]


@dataclass(frozen=True)
class Meeting:
    """A conversation: who, why, in which order, what to write down, when to look back."""

    kind: MeetingKind
    audiences: tuple[Audience, ...]
    school: str | None
    """None: of the whole board."""
    school_year: str
    title: str
    purpose: str
    leads: str
    present: str
    minutes: int
    rules: tuple[str, ...]
    """Sentences of care that stand above the questions."""
    topics: tuple[Topic, ...]
    write_down: tuple[str, ...]
    look_back: str
    more: str
    """What did not fit and where it is; '' if all is here."""
    private: bool
    """Whether it may name a class and show small counts: for the coordinator and the board's own eyes."""
