"""A board report: all that its writers see, in words already, each figure as it may be shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from safetytool.bank.model import Language, Tier
from safetytool.report.config import Version
from safetytool.signals.model import Signal
from safetytool.trend.model import TrendOutcome

Asked: TypeAlias = Literal["yes", "no", "unknown"]


@dataclass(frozen=True)
class Count:
    """A count as it may be shown."""

    words: str
    """'24', 'fewer than 5', '10 to 14'; '' where nothing may be said."""
    exact: int | None = None
    """The number, where it may be shown as it is."""


@dataclass(frozen=True)
class FigureRow:
    """One thing that was asked, at one place: how many of how many answered with a concern."""

    label: str
    """'voelen zich onveilig op school'."""
    count: Count
    n: Count
    share: float | None
    """count / n, 0 to 1; None where that would say more than the counts do."""
    board: float | None
    """The same of all schools together."""


@dataclass(frozen=True)
class Topic:
    """What a school is going to talk about, or follows."""

    tier: Tier
    subject: str
    """Heading, such as 'hoe volwassenen met leerlingen omgaan'."""
    text: str
    """Counts first."""


@dataclass(frozen=True)
class Gathering:
    """A subject of page one: which schools talk about it, and how many pupils it is of."""

    subject: str
    schools: tuple[str, ...]
    text: str
    """What the answers of all schools together say of it; '' where nothing may be said."""


@dataclass(frozen=True)
class Spot:
    """What nobody asked, or nobody heard of, and at which schools."""

    text: str
    schools: tuple[str, ...]
    """Empty: all of them."""


@dataclass(frozen=True)
class CoverageRow:
    """Who took part at a school, and whether the monitor covers what the law asks."""

    school: str
    """'' for all schools together."""
    pupils: Count
    invited: Count
    response: float | None
    staff: Count
    parents: Count
    parts: Mapping[str, Asked]
    """perceived_safety, impairment, wellbeing, staff_conduct."""
    advisor: Asked
    """Whether anything is known of reports to the confidential advisor."""


@dataclass(frozen=True)
class SchoolPage:
    """Half a page on one school."""

    id: str
    name: str
    sector: str
    lead: str
    """Who took part."""
    rows: tuple[FigureRow, ...]
    topics: tuple[Topic, ...]
    spots: tuple[str, ...]
    signals: tuple[Signal, ...] = ()
    """In full, of a working group's report only."""


@dataclass(frozen=True)
class HeadFigure:
    """One of the few figures that open the report."""

    count: Count
    text: str


@dataclass(frozen=True)
class PublishedFigure:
    """A row of the workbook: one count, at one place, in one year."""

    school_year: str
    school: str
    """Name; '' for all schools together."""
    respondents: str
    label: str
    count: Count
    n: Count
    share: float | None


@dataclass(frozen=True)
class BoardReport:
    """All of it."""

    language: Language
    version: Version
    board: str
    school_year: str
    failures: tuple[str, ...]
    """What could not be read; the report is not complete."""
    matter: str
    """That there is a matter for the chair alone, or (for a working group) what to do today; '' without."""
    acts: tuple[str, ...]
    """What it is about, of a working group's report only."""
    route: tuple[str, ...]
    """The statutory route, of a working group's report only."""
    head: tuple[HeadFigure, ...]
    now: tuple[str, ...]
    talks: tuple[Gathering, ...]
    unseen: tuple[Spot, ...]
    schools: tuple[SchoolPage, ...]
    trend: TrendOutcome
    """Of the schools together, and resting on what is published alone."""
    coverage: tuple[CoverageRow, ...]
    spots: tuple[Spot, ...]
    method: tuple[str, ...]
    privacy: tuple[str, ...]
    files: tuple[str, ...]
    figures: tuple[PublishedFigure, ...]
    rounded: bool
    """Whether counts are rounded or stand as bands."""
    hidden: int
    """How many counts are not shown."""
    revised: int
    """How many stand as an earlier report had them, although the data say something else by now."""
    urgent: Tier | None
    """The most urgent tier of the signals of the year; for the exit status, and on no page."""
    followed: tuple[str, ...] = field(default=())
    """What became of last year's signals; empty where no register tells."""
