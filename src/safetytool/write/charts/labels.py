"""Words in a picture instead of a legend: names and figures beside the lines, none over another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from safetytool.bank.model import Language
from safetytool.texts.quantities import number, percent, share
from safetytool.trend.model import Point, ToldSeries
from safetytool.write.charts.declutter import spread
from safetytool.write.charts.drawing import LINE, Line, Stroke, Words
from safetytool.write.charts.frame import (
    BOTTOM,
    INSET,
    LEFT,
    QUIET,
    RIGHT,
    TOP,
    WIDTH,
    Frame,
    polyline,
)  # fmt: skip
from safetytool.write.charts.measure import width, wrapped
from safetytool.write.charts.scales import short_year
from safetytool.write.plain import one_line
from safetytool.write.trend_words import word

SIZE: Final = 11.0
SOFT: Final = "#4d5866"
NAMES: Final = RIGHT + 14.0
"""Where names begin."""
ROOM: Final = WIDTH - NAMES - 2.0
GAP: Final = 6.0
"""Between two years along the bottom."""


@dataclass(frozen=True)
class Tag:
    """What stands at the end of a line: where that is, and the words."""

    x: float
    y: float
    lines: tuple[str, ...]
    stroke: Stroke
    bold: int = 0
    """How many of the lines are bold."""

    @property
    def height(self) -> float:
        """Of all its lines."""
        return len(self.lines) * SIZE * LINE


def figures(point: Point, language: Language) -> tuple[str, ...]:
    """'14 of 210' and '7%', or the count alone where there is nothing that it is a part of."""
    if point.n is None or point.rate is None:
        return (number(point.count, language),)
    return share(point.count, point.n, language), percent(point.rate, language)


def axis_words(frame: Frame, language: Language) -> list[Words]:
    """The values at the left, and as many years below as there is room for, the last one always."""
    texts = [
        percent(tick, language) if frame.scale.measure == "share" else number(round(tick), language)
        for tick in frame.scale.ticks
    ]
    found = [
        Words(LEFT - 6, frame.y(tick) + 3.5, text, 10.5, "end", colour=SOFT)
        for tick, text in zip(frame.scale.ticks, texts, strict=True)
    ]
    years = [short_year(year) for year in frame.years]
    step = _step(years)
    shown = range(len(years) - 1, -1, -step)
    return found + [
        Words(frame.x(frame.years[at]), BOTTOM + 16, years[at], 10.5, "middle", colour=SOFT) for at in shown
    ]


def _step(years: Sequence[str]) -> int:
    """Every how many years one is named; rather one more if that reaches the first year too."""
    if len(years) < 2:
        return 1
    apart = (RIGHT - LEFT - 2 * INSET) / (len(years) - 1)
    widest = max(width(year, 10.5) for year in years) + GAP
    step = max(1, -int(-widest // apart))
    return next((s for s in (step, step + 1) if (len(years) - 1) % s == 0), step)


def first_words(frame: Frame, language: Language) -> list[Words]:
    """The figures of the emphasised line at its first year, above it where there is room."""
    main = frame.panel.main
    if main is None or len(main.series.points) < 2:
        return []
    text = " · ".join(figures(main.series.points[0], language))
    x = frame.at(main.series.points[0])[0] - 4
    right = x + width(text, SIZE)
    under = [point for point in main.series.points if frame.at(point)[0] <= right + 10]
    middles = [frame.at(point)[1] for point in under]
    tops = [(frame.span(point) or frame.at(point)[::-1])[0] for point in under]
    # Above the band, or on it above the line, or below the line: the words have a light edge.
    above = (min(tops) - 6, min(middles) - 8)
    y = next((y for y in above if y >= TOP + 9), max(middles) + 16)
    return [Words(x, y, text, SIZE, colour=frame.stroke(main).colour)]


def end_words(frame: Frame, language: Language) -> tuple[list[Words], list[Line]]:
    """The names at the right, and the thin lines that lead to them."""
    tags = sorted(_fitting(frame, language), key=lambda tag: tag.y)
    heights = [tag.height for tag in tags]
    # The first line of a tag stands beside its point.
    wanted = [tag.y + tag.height / 2 - SIZE * LINE / 2 for tag in tags]
    middles = spread(wanted, heights, TOP - 12, BOTTOM + 10)
    found: list[Words] = []
    leads: list[Line] = []
    for tag, middle in zip(tags, middles, strict=True):
        y = middle - tag.height / 2 + 0.93 * SIZE
        for place, text in enumerate(tag.lines):
            bold = place < tag.bold
            colour = SOFT if tag.stroke is QUIET else "#1b2430"
            found.append(Words(NAMES, y + place * SIZE * LINE, text, SIZE, bold=bold, colour=colour))
        if tag.stroke is not QUIET:
            # Of a line that ends earlier the lead stays outside the plot, where it looks like no line.
            start = tag.x + 4 if tag.x > RIGHT - INSET - 1 else RIGHT + 2
            path = polyline([(start, tag.y), (NAMES - 3, y - 0.35 * SIZE)])
            leads.append(Line(path, Stroke(tag.stroke.colour, 0.8)))
    return found, leads


def _tags(frame: Frame, language: Language, most: int) -> list[Tag]:
    """The emphasised line first, then all schools, then the schools with something to say.

    A school's name takes at most `most` lines.
    """
    panel, found = frame.panel, []
    if panel.main:
        name = wrapped(_name(panel.main, frame, language), ROOM, SIZE, most=2, bold=True)
        parts = _last_figures(panel.main, frame, language)
        joined = " · ".join(parts)
        values = (joined,) if width(joined, SIZE) <= ROOM else parts
        found.append(_tag(panel.main, frame, name + values, bold=len(name)))
    if panel.whole:
        found.append(_tag(panel.whole, frame, (word("chart.all", language),)))
    names = [wrapped(name, ROOM, SIZE, most=most) for name in _apart([t.place for t in panel.named])]
    return found + [_tag(told, frame, lines) for told, lines in zip(panel.named, names, strict=True)]


def _last_figures(told: ToldSeries, frame: Frame, language: Language) -> tuple[str, ...]:
    """The figures of the last point, with its year where the line ends before the picture does."""
    last = told.series.points[-1]
    first, *rest = figures(last, language)
    if last.school_year == frame.years[-1] or told.series.scope == "outside":
        return (first, *rest)
    return (f"{short_year(last.school_year)}: {first}", *rest)


def _apart(places: Sequence[str]) -> list[str]:
    """The names of schools, without a first word that they share: it tells none from another."""
    names = [one_line(place) for place in places]
    first = {name.partition(" ")[0] for name in names}
    if len(names) < 2 or len(first) > 1 or not all(" " in name for name in names):
        return names
    return [name.partition(" ")[2] for name in names]


def _tag(told: ToldSeries, frame: Frame, lines: tuple[str, ...], bold: int = 0) -> Tag:
    x, y = frame.at(told.series.points[-1])
    return Tag(x, y, lines, frame.stroke(told), bold)


def _name(told: ToldSeries, frame: Frame, language: Language) -> str:
    """What the emphasised line is called; published figures have their name above the picture."""
    scope = told.series.scope
    if scope == "outside":
        return short_year(told.series.points[-1].school_year)
    if scope == "school":
        return one_line(told.place)
    if scope == "board_all":
        return word("chart.all", language)
    return word("chart.same" if frame.panel.whole else "chart.together", language)


def _fitting(frame: Frame, language: Language) -> list[Tag]:
    """Names over two lines where all fit so, else over one; and how many more there are."""
    room = BOTTOM + 10 - (TOP - 12)
    for most in (2, 1):
        tags = _tags(frame, language, most)
        if sum(tag.height for tag in tags) <= room:
            return tags
    kept = list(tags)
    while sum(tag.height for tag in kept) > room - SIZE * LINE:
        kept.pop()
    more = word("chart.more", language).format(n=len(tags) - len(kept))
    return [*kept, Tag(RIGHT, BOTTOM, (more,), QUIET)]
