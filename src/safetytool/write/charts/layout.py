"""From a panel to a drawing: bands, lines, marks, breaks and words in their places."""

from itertools import groupby, pairwise
from typing import Final

from markupsafe import Markup

from safetytool.bank.model import Language
from safetytool.trend.model import Point, ToldSeries
from safetytool.write.charts.drawing import Drawing, Line, Shape, Stroke, Words
from safetytool.write.charts.frame import (
    BAND,
    BOTTOM,
    BRIDGE,
    HALO,
    HEIGHT,
    LEFT,
    MAIN,
    QUIET,
    RIGHT,
    TOP,
    WIDTH,
    Frame,
    apart,
    dot,
    polyline,
    runs,
    stretches,
    triangle,
)  # fmt: skip
from safetytool.write.charts.labels import SOFT, axis_words, end_words, first_words
from safetytool.write.charts.panels import Panel
from safetytool.write.plain import one_line

GRID: Final = Stroke("#e3e7eb", 0.8)
AXIS: Final = Stroke("#8a95a1", 1.0)
BREAK: Final = Stroke("#4d5866", 1.0, "3 3")
NOT_EQUAL: Final = "≠"
"""Above a break: the years on its two sides may not be compared."""
HIGHER, LOWER = "special_cause_higher", "special_cause_lower"


def lay_out(frame: Frame, language: Language) -> Drawing:
    """The drawing of a panel on its scales."""
    names, leads = end_words(frame, language)
    breaks, signs = _breaks(frame)
    return Drawing(
        id=frame.panel.id,
        title=one_line(frame.panel.label),
        message=message(frame.panel),
        width=WIDTH,
        height=HEIGHT,
        rules=(*_grid(frame), *breaks),
        bands=tuple(_bands(frame)),
        lines=(*_lines(frame), *leads),
        marks=tuple(_marks(frame)),
        words=(*axis_words(frame, language), *signs, *first_words(frame, language), *names),
    )


def message(panel: Panel) -> str:
    """What the picture says: of the emphasised line, or else of the schools that are named."""
    told = (panel.main,) if panel.main else panel.named or panel.series[:1]
    return " ".join(one_line(one.message) for one in told)


def _grid(frame: Frame) -> list[Line]:
    return [
        Line(polyline([(LEFT, frame.y(tick)), (RIGHT, frame.y(tick))]), GRID if tick else AXIS)
        for tick in frame.scale.ticks
    ]


def _breaks(frame: Frame) -> tuple[list[Line], list[Words]]:
    """A dashed line and a sign at every break of the emphasised line; of all lines where none is."""
    shown = (frame.panel.main,) if frame.panel.main else frame.panel.series
    at = sorted({frame.between(one) for told in shown for one in apart(told)})
    return (
        [Line(polyline([(x, TOP - 2), (x, BOTTOM)]), BREAK) for x in at],
        [Words(x, TOP - 5, NOT_EQUAL, 12, "middle", colour=SOFT) for x in at],
    )


def _bands(frame: Frame) -> list[Shape]:
    """The intervals of the emphasised line: a band over its years, a bar at a year on its own."""
    if frame.panel.main is None:
        return []
    found = []
    for run in _all_runs(frame.panel.main):
        for known, part in groupby(run, key=lambda point: frame.span(point) is not None):
            if known:
                found.append(Shape(_band(frame, list(part)), BAND))
    return found


def _all_runs(told: ToldSeries) -> list[list[Point]]:
    return [run for stretch in stretches(told) for run in runs(stretch)]


def _band(frame: Frame, run: list[Point]) -> Markup:
    upper, lower = [], []
    for point in run:
        x = frame.at(point)[0]
        top, end = frame.span(point) or (0.0, 0.0)
        # A year on its own gets a narrow bar: a band needs two.
        for side in (x - 3.5, x + 3.5) if len(run) == 1 else (x,):
            upper.append((side, top))
            lower.append((side, end))
    return polyline([*upper, *reversed(lower)], closed=True)


def _lines(frame: Frame) -> list[Line]:
    """The quiet schools as one path, then all schools, the named ones, and the emphasised line."""
    panel = frame.panel
    quiet = [path for told in panel.quiet for path in (*_paths(frame, told), *_bridges(frame, told))]
    found = [Line(Markup("").join(quiet), QUIET)] if quiet else []
    for told in (panel.whole, *panel.named):
        if told:
            found += _drawn(frame, told, frame.stroke(told))
    if panel.main:
        found += [Line(path, HALO) for path in _paths(frame, panel.main)]
        found += _drawn(frame, panel.main, MAIN)
    return found


def _drawn(frame: Frame, told: ToldSeries, stroke: Stroke) -> list[Line]:
    """A line, dotted over years without a figure."""
    bridge = Stroke(stroke.colour, stroke.width, BRIDGE)
    solid = [Line(path, stroke) for path in _paths(frame, told)]
    return solid + [Line(path, bridge) for path in _bridges(frame, told)]


def _paths(frame: Frame, told: ToldSeries) -> list[Markup]:
    return [polyline([frame.at(point) for point in run]) for run in _all_runs(told) if len(run) > 1]


def _bridges(frame: Frame, told: ToldSeries) -> list[Markup]:
    return [
        polyline([frame.at(before[-1]), frame.at(after[0])])
        for stretch in stretches(told)
        for before, after in pairwise(runs(stretch))
    ]


def _marks(frame: Frame) -> list[Shape]:
    """Points: dots on the emphasised line and on years alone, triangles where there is a special cause."""
    panel = frame.panel
    found = []
    for told in (*panel.quiet, *((panel.whole,) if panel.whole else ())):
        found += _points(frame, told, radius=1.6)
    for told in panel.named:
        found += _points(frame, told, radius=2.4)
    return found + (_points(frame, panel.main, radius=2.9) if panel.main else [])


def _points(frame: Frame, told: ToldSeries, radius: float) -> list[Shape]:
    colour, found = frame.stroke(told).colour, []
    for run in _all_runs(told):
        for point in run:
            x, y = frame.at(point)
            if point.point_type in (HIGHER, LOWER):
                found.append(Shape(triangle(x, y, radius + 2.2, up=point.point_type == HIGHER), colour))
            elif colour == MAIN.colour or len(run) == 1:
                found.append(Shape(dot(x, y, radius), colour))
    return found
