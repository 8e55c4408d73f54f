"""Which series share a panel, which of them is emphasised, and which schools get a name in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from safetytool.trend.model import Point, SaidFinding, ToldSeries, TrendOutcome

Measure: TypeAlias = Literal["share", "count"]

EMPHASIS: Final = ("board_same", "board_all", "outside")
"""Whose line is emphasised: the first of these that a panel has, else its only school."""
NAMED_FOR: Final = frozenset(
    {
        "rise", "fall", "count_rise", "count_fall", "special_cause_higher", "special_cause_lower",
        "count_special_cause_higher", "count_special_cause_lower", "one_is_enough", "first_reported",
        "gap_between_reports",
    }
)  # fmt: skip
"""Findings (keys of texts/trend.toml) for which a school gets a name in a picture and its own sentence."""
COMPOSITE: Final = "any."
"""How the ids of several questions taken together begin."""


@dataclass(frozen=True)
class Panel:
    """What one picture shows: one thing that is counted, at schools and over all of them."""

    id: str
    theme: str
    label: str
    measure: Measure
    """Reports are drawn as counts, answers to an item as shares."""
    series: tuple[ToldSeries, ...]
    main: ToldSeries | None
    """The emphasised series; None where several schools stand beside each other without a board."""
    named: tuple[ToldSeries, ...]
    """Schools with something to say, such as a rise, a fall or a special cause; never the emphasised one.
    Where none is emphasised, all of them."""

    @property
    def respondent_type(self) -> str:
        """Who answered: pupil, staff or parent; '' for reports."""
        return self.series[0].series.respondent_type

    @property
    def composite(self) -> bool:
        """Whether it is several questions taken together: more answer one of them than any single one."""
        return self.series[0].series.item.startswith(COMPOSITE)

    @property
    def quiet(self) -> tuple[ToldSeries, ...]:
        """The schools that stay quiet lines."""
        loud = {id(told) for told in (self.main, *self.named)}
        return tuple(t for t in self.series if t.series.scope == "school" and id(t) not in loud)

    @property
    def whole(self) -> ToldSeries | None:
        """All schools together, where the emphasised line is that of the comparable schools only."""
        if self.main is None or self.main.series.scope != "board_same":
            return None
        return next((told for told in self.series if told.series.scope == "board_all"), None)


def panels(outcome: TrendOutcome) -> list[Panel]:
    """The panels in the order of reading; series without a point are left out."""
    grouped: dict[tuple[str, ...], list[ToldSeries]] = {}
    for told in outcome.series:
        if told.series.points:
            grouped.setdefault(_key(told), []).append(told)
    return [_panel(f"p{place}", group) for place, group in enumerate(grouped.values(), start=1)]


def value(point: Point, measure: Measure) -> float:
    """How high a point is drawn: its share (0 to 1), or its count."""
    if measure == "count" or point.rate is None:
        return float(point.count)
    return point.rate


def interval(point: Point, measure: Measure) -> tuple[float, float] | None:
    """The interval of a point in the unit of its drawing.

    The interval of a share of reports is one of the share: drawn as a count it is that part of n.
    """
    if point.interval is None or measure == "share" or point.rate is None or point.n is None:
        return point.interval
    low, high = point.interval
    return low * point.n, high * point.n


def notable(told: ToldSeries) -> list[SaidFinding]:
    """What is said of a school that is worth its name, such as a rise, a fall or a special cause."""
    return [said for said in told.said if said.kind in NAMED_FOR]


def _key(told: ToldSeries) -> tuple[str, ...]:
    series = told.series
    return (
        told.theme, series.respondent_type, series.item, series.category, series.about, series.part_of,
        series.sector, series.unit, series.source, "outside" if series.scope == "outside" else "",
    )  # fmt: skip


def _panel(identity: str, group: Sequence[ToldSeries]) -> Panel:
    main = next((t for scope in EMPHASIS for t in group if t.series.scope == scope), None)
    if main is None and len(group) == 1:
        main = group[0]
    first = group[0]
    shares = not first.series.category and all(
        point.rate is not None for told in group for point in told.series.points
    )
    return Panel(
        id=identity,
        theme=first.theme,
        label=first.label,
        measure="share" if shares else "count",
        series=tuple(group),
        main=main,
        named=tuple(
            told
            for told in group
            if told.series.scope == "school" and told is not main and (main is None or notable(told))
        ),
    )
