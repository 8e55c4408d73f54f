"""What the steps of a trend hand to each other, and what its writers see.

A series is one thing counted year after year: an item at a school, or reports of a category. It has points,
breaks (between two points that may not be compared), what the statistics say of its last comparable stretch,
and findings. A finding is typed facts; `texts.trend` puts it into words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from safetytool.analysis.model import Fact
from safetytool.bank.model import Language
from safetytool.register.loop import Loop

Scope: TypeAlias = Literal["school", "board_same", "board_all", "outside"]
"""A school; the schools that are comparable in all years; all schools together; published figures of no
school of the board."""
PointType: TypeAlias = Literal[
    "common_cause", "special_cause_higher", "special_cause_lower", "too_few_points"
]
"""What the control chart says of a point; too few points: it cannot tell yet."""
BreakKind: TypeAlias = Literal[
    "wording", "scale", "grades", "classes", "response", "respondents", "schools", "items", "counting_unit",
    "gap",
]  # fmt: skip
"""Why two years may not be compared. `items`: a sum of several questions that are not the same ones; `gap`: a
year without a figure lies between (which is shown, but does not keep the years around it apart)."""
Chart: TypeAlias = Literal["p_prime", "xmr"]


@dataclass(frozen=True)
class Point:
    """One school year of a series."""

    school_year: str
    count: int
    """Concerns, or reports."""
    n: int | None
    """Respondents with a scale answer, or of how many reports these are a part; None where there is none."""
    rate: float | None
    """count / n, 0 to 1; None where there is no n."""
    interval: tuple[float, float] | None
    """95 % interval, of the rate where there is one, else of the count."""
    point_type: PointType = "too_few_points"
    rules: tuple[str, ...] = ()
    """Names of the control-chart rules that this point breaks."""
    schools: int = 1
    """How many schools are in it."""
    change: int | None = None
    """Of the count, on the year before, where the two may be compared."""
    since_first: int | None = None
    """Of the count, on the first year of the comparable stretch."""


@dataclass(frozen=True)
class Break:
    """Two neighbouring points that may not be compared, and why."""

    before: str
    after: str
    kind: BreakKind
    facts: Mapping[str, Fact] = field(default_factory=dict)
    """What the kind needs; before and after are those of the two years.

    wording: before, after (texts). scale: before, after (ids), turned (whether asked the other way round).
    Of a sum of questions these two have item (whose facts they are) and items (all that changed); of all
    schools together, schools (at which). grades, respondents, counting_unit: before, after. response: before,
    after (shares), and class, class_before, class_after of the class that fell most. classes: missing,
    returned. schools, items: joined, left. gap: years (without a figure).
    """


@dataclass(frozen=True)
class Estimate:
    """What a comparable stretch says about rising or falling.

    Changes are of the fitted line over the whole stretch: in shares (0.03 is three percentage points), or
    of a count as a factor less one (0.23 is 23 % more).
    """

    first: str
    last: str
    years: int
    """Points in the stretch."""
    probability_rise: float
    """Posterior probability that the underlying figure rises."""
    change: float
    change_interval: tuple[float, float]
    """95 % interval."""
    line: tuple[tuple[str, float], ...]
    """School year and fitted rate, or fitted count."""
    detectable: float
    """The change over the stretch that would be stated in 8 of 10 such series, in the same unit."""
    others_change: float | None = None
    """Of the other schools, in the same unit; None where there are none."""
    probability_own_rise: float | None = None
    """That this school rises more (log odds) than the others do."""


@dataclass(frozen=True)
class ControlLimits:
    """A control chart of the last comparable stretch, one value a point."""

    chart: Chart
    centre: float
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    school_years: tuple[str, ...]


@dataclass(frozen=True)
class TrendFinding:
    """Something to say of a series: facts, not yet words."""

    kind: str
    """A key of texts/trend.toml: rise, fall, no_change, too_few_years, break, special_cause, ..."""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()
    """Keys of its caveats in texts/trend.toml."""


@dataclass(frozen=True)
class Series:
    """One thing, counted year after year."""

    scope: Scope
    school: str
    """'' for a board, and for figures of no school."""
    respondent_type: str
    """pupil, staff, parent; '' for reports."""
    item: str
    """Item id, or any.DOMAIN; '' for reports."""
    category: str
    """Of reports: total, bullying, ...; '' for items."""
    about: str
    """Of reports: any, staff, pupil, ...; '' for items."""
    domain: str
    sector: str
    """Of published figures: po, vo or '' for all."""
    points: tuple[Point, ...]
    breaks: tuple[Break, ...] = ()
    comparable: tuple[tuple[str, str], ...] = ()
    """First and last school year of every comparable stretch."""
    part_of: str = ""
    """Of a share of reports (those about staff): what its n counts, a category."""
    source: str = ""
    """File or publication that figures of no school come from."""
    unit: str = ""
    """What is counted of published figures: reports, files."""
    members: tuple[str, ...] = ()
    """The schools that it is of, where that are several."""
    estimate: Estimate | None = None
    limits: ControlLimits | None = None
    findings: tuple[TrendFinding, ...] = ()


@dataclass(frozen=True)
class SaidFinding:
    """A finding in words."""

    kind: str
    text: str
    caveats: tuple[str, ...]
    short: str
    """A few words for a table: 'stijgt', 'geen verandering te zien'."""


@dataclass(frozen=True)
class ToldSeries:
    """A series with its words, as writers see it."""

    series: Series
    label: str
    """What is counted, for people: 'bang voor een leraar of andere volwassene op school'."""
    place: str
    """The school's name; 'alle scholen samen'; the publication."""
    theme: str
    """Heading of the group that it belongs to: a domain, or advisors' reports."""
    said: tuple[SaidFinding, ...]
    breaks: tuple[str, ...]
    """One sentence a break, in the order of `series.breaks`."""
    message: str
    """One sentence: what a picture of it says; the alternative text of its chart."""


@dataclass(frozen=True)
class TrendOutcome:
    """All that the writers of a trend see."""

    language: Language
    years: tuple[str, ...]
    schools: Mapping[str, str]
    """School -> name for people, in the order of names."""
    series: tuple[ToldSeries, ...]
    """In the order of reading: staff behaviour first, the board before its schools."""
    lead: tuple[tuple[int, int], ...]
    """Places in `series`, and in its `said`, of the findings that a reader with ten minutes needs, the most
    urgent first."""
    judged: int
    """How many stretches could have been called a rise or a fall."""
    stated_error: float
    """The part of stretches without any change that is called a rise or a fall at most."""
    inputs: tuple[Mapping[str, str | int], ...]
    settings: Mapping[str, Fact]
    notes: tuple[str, ...] = ()
    loop: tuple[Loop, ...] = ()
    """What was done with the signals of each school and year, where a register knows."""
    route: tuple[str, ...] = ()
    """Steps of the statutory route, where something first in line may be a sexual offence; else nothing."""
