"""Signals and all that is reported beside them: what the writers get, in words already."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from safetytool.analysis.model import Detector, Fact, Unit
from safetytool.bank.model import Domain, Language, RespondentType, Tier
from safetytool.register.loop import Loop
from safetytool.register.model import Sighting


@dataclass(frozen=True)
class Reason:
    """One finding behind a signal."""

    detector: Detector
    tier: Tier
    unit: Unit
    items: tuple[str, ...]
    count: int | None
    n: int | None
    rate: float | None
    expected: float | None
    probability: float | None
    text: str


@dataclass(frozen=True)
class Signal:
    """A reason for a conversation. Field for field what signals.json promises, in that order."""

    id: str
    school_year: str
    school: str | None
    unit: Unit
    detector: Detector
    tier: Tier
    domain: Domain | None
    actor: str | None
    sources: tuple[str, ...]
    items: tuple[str, ...]
    count: int | None
    n: int | None
    rate: float | None
    interval: tuple[float, float] | None
    expected: float | None
    evidence: Mapping[str, Fact]
    title: str
    explanation: str
    caveats: tuple[str, ...]
    route: str | None
    questions: tuple[str, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class ClassDoubt:
    """How many of a class answered in a way that may not be meant."""

    class_name: str
    respondents: int
    doubtful: int


@dataclass(frozen=True)
class Coverage:
    """Who was asked, who answered, and about what."""

    school: str
    school_year: str
    respondent_type: RespondentType
    respondents: int
    invited: int | None
    response_rate: float | None
    domains: tuple[Domain, ...]
    doubtful: int
    classes: tuple[ClassDoubt, ...]


@dataclass(frozen=True)
class Heard:
    """What confidential advisors reported of one school and year."""

    school: str
    school_year: str
    reports: int | None
    """0 is a stated zero; None is not known, which is something else."""
    about_staff: int | None


@dataclass(frozen=True)
class Outcome:
    """Everything that one run of `analyse` has to say, for the writers."""

    language: Language
    school_names: Mapping[str, str]
    """School id -> name for people, where the register of schools has one."""
    item_names: Mapping[str, str]
    """Item id -> gist in `language`."""
    inputs: tuple[Mapping[str, str | int], ...]
    settings: Mapping[str, Fact]
    coverage: tuple[Coverage, ...]
    signals: tuple[Signal, ...]
    notes: tuple[str, ...]
    not_recognised: pd.DataFrame
    """file, sheet, column, answer ('' for a whole column), respondents, why."""
    sectors: Mapping[str, str] = field(default_factory=dict)
    """School id -> po, vo, so, sbo or vso, as far as the register has it."""
    heard: tuple[Heard, ...] = ()
    """Empty where there was no advisor's report at all."""
    loop: tuple[Loop, ...] = ()
    """What was done with signals, per school and year; empty where no register is in use."""
    sightings: tuple[Sighting, ...] = ()
    """The signals as the register keeps them; empty where none is in use."""
