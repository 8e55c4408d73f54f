"""The frame of a panel: where a year and a value are, and which points hang together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from safetytool.trend.model import Break, Point, ToldSeries
from safetytool.write.charts.drawing import Stroke, fixed
from safetytool.write.charts.panels import Panel, interval, value
from safetytool.write.charts.scales import Scale

WIDTH, HEIGHT = 460.0, 218.0
LEFT, RIGHT, TOP, BOTTOM = 42.0, 300.0, 18.0, 188.0
"""Of the plot; right of it is room for names."""
INSET: Final = 9.0
"""Between the sides of the plot and the first and last year."""
MAIN: Final = Stroke("#0072b2", 2.6)
HALO: Final = Stroke("#ffffff", 4.8)
"""Under the emphasised line, so that it stands out from many quiet ones."""
WHOLE: Final = Stroke("#1b2430", 1.1, "5 3")
QUIET: Final = Stroke("#a7afb8", 0.7)
NAMED: Final = (
    Stroke("#d55e00", 1.5), Stroke("#009e73", 1.5, "7 2"), Stroke("#cc79a7", 1.6, "2 2"),
    Stroke("#e69f00", 1.6, "8 2 2 2"), Stroke("#000000", 1.3, "1 2"), Stroke("#56b4e9", 1.6, "4 2"),
)  # fmt: skip
"""Okabe and Ito (2008), Color universal design; each colour with a dash of its own."""
GAP: Final = "gap"
BRIDGE: Final = "1 3"
"""Dash of a line over years without a figure."""
BAND: Final = "#c5deee"


@dataclass(frozen=True)
class Frame:
    """A panel on its scales."""

    panel: Panel
    scale: Scale
    years: tuple[str, ...]

    def x(self, year: str) -> float:
        """Where a year stands; a single one in the middle."""
        if len(self.years) == 1:
            return (LEFT + RIGHT) / 2
        inner = RIGHT - LEFT - 2 * INSET
        return LEFT + INSET + inner * self.years.index(year) / (len(self.years) - 1)

    def y(self, height: float) -> float:
        """Where a value stands."""
        return BOTTOM - (BOTTOM - TOP) * height / self.scale.top

    def at(self, point: Point) -> tuple[float, float]:
        """Where a point stands."""
        return self.x(point.school_year), self.y(value(point, self.panel.measure))

    def span(self, point: Point) -> tuple[float, float] | None:
        """Where the interval of a point begins (its upper end) and ends, or None without one."""
        ends = interval(point, self.panel.measure)
        return (self.y(min(ends[1], self.scale.top)), self.y(max(ends[0], 0.0))) if ends else None

    def between(self, one: Break) -> float:
        """Where a break stands: halfway between its years."""
        return (self.x(one.before) + self.x(one.after)) / 2

    def stroke(self, told: ToldSeries) -> Stroke:
        """How the line of a series looks in this panel."""
        if told is self.panel.main:
            return MAIN
        if told is self.panel.whole:
            return WHOLE
        for place, named in enumerate(self.panel.named):
            if told is named:
                return NAMED[place % len(NAMED)]
        return QUIET


def apart(told: ToldSeries) -> list[Break]:
    """The breaks whose two sides may not be compared: a year without a figure keeps no years apart."""
    return [one for one in told.series.breaks if one.kind != GAP]


def stretches(told: ToldSeries) -> list[list[Point]]:
    """The points that may be compared with each other: a line is interrupted between stretches."""
    found: list[list[Point]] = []
    breaks = apart(told)
    for point in told.series.points:
        if not found or _broken(breaks, found[-1][-1], point):
            found.append([])
        found[-1].append(point)
    return found


def runs(stretch: Sequence[Point]) -> list[list[Point]]:
    """The points of a stretch in years that follow each other: between runs lie years without a figure."""
    found: list[list[Point]] = []
    for point in stretch:
        if not found or int(point.school_year[:4]) - int(found[-1][-1].school_year[:4]) > 1:
            found.append([])
        found[-1].append(point)
    return found


def _broken(breaks: Sequence[Break], before: Point, after: Point) -> bool:
    return any(one.before >= before.school_year and one.after <= after.school_year for one in breaks)


def polyline(places: Sequence[tuple[float, float]], *, closed: bool = False) -> Markup:
    """A path through places."""
    path = "L".join(f"{fixed(x)} {fixed(y)}" for x, y in places)
    return Markup(f"M{path}{'z' if closed else ''}")  # noqa: S704 - digits and letters of this module


def dot(x: float, y: float, radius: float) -> Markup:
    """A circle."""
    r, across = fixed(radius), fixed(2 * radius)
    arc = f"a{r} {r} 0 1 0"
    return Markup(f"M{fixed(x - radius)} {fixed(y)}{arc} {across} 0{arc} -{across} 0z")  # noqa: S704 - digits


def triangle(x: float, y: float, radius: float, *, up: bool) -> Markup:
    """A triangle that points up or down, around a place."""
    tip = -radius if up else radius
    return polyline(
        [(x, y + 1.2 * tip), (x + 1.1 * radius, y - 0.7 * tip), (x - 1.1 * radius, y - 0.7 * tip)],
        closed=True,
    )
