"""Scales: the same height for what may be compared, and a place for every school year."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, log10
from typing import Final

from safetytool.write.charts.panels import Measure, Panel, interval, value

MOST_TICKS: Final = 5
LOWEST_TOP: Final[Mapping[Measure, float]] = {"share": 0.04, "count": 4.0}
"""No scale ends below 4 % or 4 reports: a difference of one pupil must not fill a picture."""
SMALLER: Final = 8
"""Counts that reach less than this part of a group's scale share one of their own, which is said."""
STEPS: Final = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True)
class Scale:
    """A vertical scale from 0 to `top`, with where its lines are."""

    top: float
    ticks: tuple[float, ...]
    measure: Measure
    group_top: float
    """Where the highest scale of its group ends."""


def scales(panels: Sequence[Panel]) -> dict[str, Scale]:
    """Panel id -> its scale: one for all shares of a group (see `grouped`), one or two for its counts."""
    found: dict[str, Scale] = {}
    for group in grouped(panels):
        highest = {panel.id: _highest(panel) for panel in group}
        top = max(highest.values())
        measure = group[0].measure
        small = {key for key, reached in highest.items() if measure == "count" and reached * SMALLER < top}
        whole = _scale(top, measure)
        lower = _scale(max((highest[key] for key in small), default=0.0), measure, whole.top)
        found |= {panel.id: lower if panel.id in small else whole for panel in group}
    return found


def grouped(panels: Sequence[Panel]) -> list[list[Panel]]:
    """Panels that share their scales: of one theme and one kind of respondents, drawn as the same measure.

    Several questions taken together stand apart from single ones, which they would press flat.
    """
    groups: dict[tuple[str, str, Measure, bool], list[Panel]] = {}
    for panel in panels:
        key = (panel.theme, panel.respondent_type, panel.measure, panel.composite)
        groups.setdefault(key, []).append(panel)
    return list(groups.values())


def years_of(panels: Sequence[Panel]) -> tuple[str, ...]:
    """The school years below panels side by side, those without a point included."""
    found = [point.school_year for panel in panels for told in panel.series for point in told.series.points]
    return tuple(school_year(first) for first in range(int(min(found)[:4]), int(max(found)[:4]) + 1))


def school_year(first: int) -> str:
    """2022 -> '2022-2023'."""
    return f"{first}-{first + 1}"


def short_year(name: str) -> str:
    """'2022-2023' -> '22-23'."""
    first, last = name.split("-")
    return f"{first[-2:]}-{last[-2:]}"


def _highest(panel: Panel) -> float:
    drawn: Iterable[float] = (
        value(point, panel.measure) for told in panel.series for point in told.series.points
    )
    main = panel.main.series.points if panel.main else ()
    bands = (interval(point, panel.measure) for point in main)
    return max([*drawn, *(band[1] for band in bands if band)])


def _scale(reached: float, measure: Measure, group_top: float | None = None) -> Scale:
    """The lowest scale with at most `MOST_TICKS` steps of 1, 2 or 5 that holds what is reached."""
    needed = max(reached, LOWEST_TOP[measure])
    size = 10.0 ** (ceil(log10(needed / MOST_TICKS)) - 1)
    step = next(factor * size for factor in STEPS if factor * size * MOST_TICKS >= needed * (1 - 1e-9))
    if measure == "share":
        step = max(step, 0.01)
    count = ceil(needed / step - 1e-9)
    ticks = tuple(round(place * step, 6) for place in range(count + 1))
    return Scale(ticks[-1], ticks, measure, group_top or ticks[-1])
