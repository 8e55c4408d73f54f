"""The item bank's records: scales, items, and how an item reads an answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["nl", "en"]
Tier: TypeAlias = Literal["act", "ask", "watch"]
Domain: TypeAlias = Literal["wellbeing", "perceived_safety", "impairment", "staff_conduct", "disclosure"]
Actor: TypeAlias = Literal["staff", "pupil"]
RespondentType: TypeAlias = Literal["pupil", "staff", "parent"]
Text: TypeAlias = Mapping[Language, str]

LANGUAGES: tuple[Language, ...] = ("nl", "en")
TIERS: tuple[Tier, ...] = ("act", "ask", "watch")
DOMAINS: tuple[Domain, ...] = ("staff_conduct", "impairment", "perceived_safety", "wellbeing", "disclosure")
RESPONDENT_TYPES: tuple[RespondentType, ...] = ("pupil", "staff", "parent")


@dataclass(frozen=True)
class Scale:
    """An ordered set of answers, from the least to the most of what its name says."""

    id: str
    values: tuple[str, ...]
    labels: Mapping[str, Text]
    """The label of each value, for people."""
    variants: Mapping[str, str] = field(default_factory=dict)
    """Normalised wording of an answer -> value."""

    def mirror(self, value: str) -> str:
        """The value at the same distance from the other end."""
        return self.values[len(self.values) - 1 - self.values.index(value)]


@dataclass(frozen=True)
class Reading:
    """Which answers on one scale are a concern for an item, and which of those are grave."""

    scale: str
    concern: frozenset[str]
    grave: frozenset[str] = frozenset()


@dataclass(frozen=True)
class BaseRate:
    """A published national share of concerns: the prior for a school that has no peers."""

    rate: float
    sector: str
    """po, vo, ..., or '' for all."""
    source: str
    weight: float
    """How many respondents the figure counts for; small, because another questionnaire asked it."""


@dataclass(frozen=True)
class Item:
    """One question of the bank (or of a profile): what it asks, of whom, and what worries us."""

    id: str
    respondent_type: RespondentType
    domain: Domain
    actor: Actor | None
    scale: str
    """The scale that the bank words it on; `readings` has the others that it accepts."""
    readings: Mapping[str, Reading]
    n1_concern: Tier | None
    n1_grave: Tier | None
    gist: Text
    """A few words, for tables and titles."""
    says: Text
    """The verb phrase of the sentence '4 of 24 pupils ...': 'say that they are bullied'."""
    wordings: Mapping[Language, tuple[str, ...]]
    """The bank's own wording first, then variants from real questionnaires."""
    reversed_wordings: Mapping[Language, tuple[str, ...]] = field(default_factory=dict)
    """Wordings that ask the opposite, so that the scale runs the other way."""
    base_rates: tuple[BaseRate, ...] = ()


@dataclass(frozen=True)
class Bank:
    """All items and scales, by id; the order of `items` is the bank's own."""

    items: Mapping[str, Item]
    scales: Mapping[str, Scale]
