"""A trend on the terminal: the findings as sentences, then a compact table of sparklines, in 80 columns."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from safetytool.bank.model import Language
from safetytool.register.loop import by_year
from safetytool.texts import term
from safetytool.texts.quantities import capital, number
from safetytool.trend.model import Point, ToldSeries, TrendOutcome
from safetytool.write.charts.frame import stretches
from safetytool.write.charts.panels import Panel, panels, value
from safetytool.write.charts.scales import Scale, scales, years_of
from safetytool.write.loop import loop_words
from safetytool.write.plain import one_line
from safetytool.write.terminal import WIDTH
from safetytool.write.trend_words import how_sure, word

MOST_LEAD: Final = 7
"""More findings than these are counted, not told: trend.html has them."""
BLOCKS: Final = "▁▂▃▄▅▆▇█"
PLAIN: Final = "_.:-=+*#"
"""The same eight heights for terminals without block characters."""
BREAK, NOTHING = "|", " "


def print_trend(outcome: TrendOutcome, console: Console, *, out: str | None = None) -> None:
    """Print what matters: the findings that come first, and how every line ran.

    Parameters
    ----------
    outcome : in the language to print.
    console : where to; never wider than 80 columns, and readable without colour.
    out : the folder that the files are in; left out where nothing was written.
    """
    width = min(console.width, WIDTH)
    blocks = BLOCKS if console.encoding.lower().startswith("utf") else PLAIN
    for line in _all_lines(outcome, blocks, out):
        console.print(line, width=width)


def _all_lines(outcome: TrendOutcome, blocks: str, out: str | None) -> Iterator[Text | Table]:
    language = outcome.language
    yield Text(_headline(outcome), style="bold")
    shown = panels(outcome)
    if shown:
        if outcome.route:
            yield Text(word("page.route", language), style="bold")
            yield Text(f"  {one_line(outcome.route[0])} {one_line(outcome.route[1])}")
            yield Text(f"  {one_line(outcome.route[3])}")
        yield from _lead(outcome)
        yield from _tables(shown, blocks, language)
        yield Text(word("terminal.legend", language), style="dim")
    for year in by_year(outcome.loop):
        yield Text(f"{term('ui.register', language)}: {loop_words(year, language)}")
    yield Text(how_sure(outcome))
    if out is not None:
        yield Text(f"{word('page.files', language)} {one_line(out)}")


def _headline(outcome: TrendOutcome) -> str:
    """What this is about: the school or how many, and the school years."""
    if not outcome.series:
        return word("page.no_series", outcome.language)
    names = list(outcome.schools.values())
    place = one_line(names[0] if names else outcome.series[0].place)
    if len(names) > 1:
        place = word("page.schools", outcome.language).format(n=len(names))
    years = outcome.years
    return f"{place} · {' – '.join(dict.fromkeys((years[0], years[-1])))}" if years else place


def _lead(outcome: TrendOutcome) -> Iterator[Text | Table]:
    language = outcome.language
    if not outcome.lead:
        yield Text(word("page.nothing_first", language))
        return
    bullets = Table.grid(padding=(0, 1))
    bullets.add_column(no_wrap=True)
    bullets.add_column(ratio=1)
    for series, nth in outcome.lead[:MOST_LEAD]:
        told = outcome.series[series]
        said = told.said[nth]
        row = Text(one_line(said.text))
        # The first is the one that must not be missed: tell the board, or what more reports can mean.
        row.append("".join(f" {one_line(caveat)}" for caveat in said.caveats[:1]), style="dim")
        bullets.add_row("-", row)
    left = len(outcome.lead) - MOST_LEAD
    if left > 0:
        key = "terminal.more_one" if left == 1 else "terminal.more"
        bullets.add_row("", Text(word(key, language).format(n=left)))
    yield bullets


def _tables(shown: Sequence[Panel], blocks: str, language: Language) -> Iterator[Text | Table]:
    """Under the heading of each theme one row a panel: its course, first and last figures, in short."""
    # A scale for the lines that are shown: the schools are not.
    heights = scales([replace(panel, series=_drawn(panel), named=()) for panel in shown])
    drawn = {
        panel.id: [sparkline(told, panel, heights[panel.id], blocks) for told in _drawn(panel)]
        for panel in shown
    }
    headings = [word(f"terminal.{key}", language) for key in ("course", "first_last", "finding")]
    long = max(len(headings[0]), *(len(course) for courses in drawn.values() for course in courses))
    header = _grid(long)
    header.add_row("", "", *(Text(heading, style="bold") for heading in headings))
    yield header
    for theme, group in groupby(shown, key=lambda panel: panel.theme):
        yield Text(capital(one_line(theme)), style="bold")
        rows = _grid(long)
        for panel in group:
            for told, course in zip(_drawn(panel), drawn[panel.id], strict=True):
                label = _label(panel, told, language)
                rows.add_row(
                    "",
                    Text(label),
                    Text(course),
                    Text(_ends(told, language)),
                    Text(_short(told, panel, language)),
                )
        yield rows


def _label(panel: Panel, told: ToldSeries, language: Language) -> str:
    """What is counted, who answered if not the pupils, and whose line it is where none is the board's."""
    who = panel.respondent_type
    others = [term(f"respondents.{who}", language)] if who not in ("", "pupil") else []
    places = [] if panel.main else [told.place]
    more = ", ".join([*others, *places])
    return one_line(f"{panel.label} ({more})" if more else panel.label)


def _grid(course: int) -> Table:
    grid = Table.grid(padding=(0, 1, 0, 0), expand=True)
    grid.add_column(width=1)
    grid.add_column(ratio=10)
    grid.add_column(width=course, no_wrap=True)
    grid.add_column(ratio=9)
    grid.add_column(ratio=9)
    return grid


def _drawn(panel: Panel) -> tuple[ToldSeries, ...]:
    """The emphasised line; every one where none is."""
    return (panel.main,) if panel.main else panel.series


def sparkline(told: ToldSeries, panel: Panel, scale: Scale, blocks: str = BLOCKS) -> str:
    """One character a year, by height on the scale of its theme.

    Between two years that may not be compared stands '|'; a year without a figure is left open.
    """
    runs = stretches(told)
    starts = {id(run[0]) for run in runs[1:]}
    points = {point.school_year: point for point in told.series.points}
    drawn = ""
    for year in years_of([panel]):
        point = points.get(year)
        if point is None:
            drawn += NOTHING
            continue
        drawn += BREAK if id(point) in starts else ""
        share = value(point, panel.measure) / scale.top
        drawn += blocks[min(len(blocks) - 1, int(share * len(blocks)))]
    return drawn


def _ends(told: ToldSeries, language: Language) -> str:
    """'14/210 -> 9/198'; of a single year only that."""
    first, last = told.series.points[0], told.series.points[-1]
    ends = [_figure(point, language) for point in ([first] if first is last else [first, last])]
    return " -> ".join(ends)


def _figure(point: Point, language: Language) -> str:
    count = number(point.count, language)
    return count if point.n is None else f"{count}/{number(point.n, language)}"


def _short(told: ToldSeries, panel: Panel, language: Language) -> str:
    """What is said of the line, and at how many schools there is more to say."""
    parts = [one_line(said.short) for said in told.said]
    if panel.main and panel.named:
        key = "terminal.school" if len(panel.named) == 1 else "terminal.schools"
        parts.append(word(key, language).format(n=len(panel.named)))
    return "; ".join(dict.fromkeys(parts))
