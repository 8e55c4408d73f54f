"""A finding: what one detector says about one unit, in numbers and facts, before any wording."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from safetytool.bank.model import Domain, RespondentType, Tier

Detector: TypeAlias = Literal[
    "sentinel", "deviation", "cluster", "change", "persistence", "silence", "response",
    "contrast", "convergence", "text", "blind_spot", "follow_up",
]  # fmt: skip
UnitKind: TypeAlias = Literal["school", "class", "grade", "gender", "respondent_type", "board"]
Fact: TypeAlias = str | int | float | bool | Sequence["Fact"] | Mapping[str, "Fact"] | None


@dataclass(frozen=True, order=True)
class Unit:
    """The place that something is about."""

    kind: UnitKind
    name: str


@dataclass(frozen=True)
class Finding:
    """One detector's word about one unit. Texts are made from `message` and `facts` later."""

    detector: Detector
    tier: Tier
    school: str | None
    school_year: str
    unit: Unit
    respondent_type: RespondentType | None
    domain: Domain | None
    actor: str | None
    items: tuple[str, ...]
    message: str
    """Which text tells it: a key of texts/findings.toml, such as 'cluster.class'."""
    count: int | None = None
    n: int | None = None
    expected: float | None = None
    """Rate (0 to 1) that `count / n` was held against."""
    probability: float | None = None
    """Chance of a result at least this strong if nothing were the matter (mid-p)."""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    """What the text needs beside the fields above."""
    evidence: Mapping[str, Fact] = field(default_factory=dict)
    """Against what, by which method, with which figures: for signals.json."""
    sources: tuple[str, ...] = ("monitor",)
