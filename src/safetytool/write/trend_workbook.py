"""trend.xlsx: findings, figures, breaks, and how to read them, to filter and print."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from safetytool.texts import term
from safetytool.trend.model import Point, Series, ToldSeries, TrendOutcome
from safetytool.write.office import Value
from safetytool.write.sheets import CHANCE, NUMBER, PERCENT, Column, add_sheet, new_book, saved
from safetytool.write.trend_words import how_sure, word, words

if TYPE_CHECKING:
    from openpyxl import Workbook

FIGURE = "#,##0.0##"
"""A fitted figure: a share or a count."""
MOST_DETECTABLE = 9.0
"""Beyond ten times as many there is no change to speak of that would be seen: the cell stays empty."""
SUBJECT = (Column("theme", 24), Column("label", 40), Column("place", 28))
FINDINGS = (
    Column("order", 8, NUMBER), *SUBJECT, Column("finding", 22), Column("text", 70), Column("caveats", 50),
    Column("first_year", 12), Column("last_year", 12), Column("years", 8, NUMBER),
    Column("probability_rise", 11, CHANCE), Column("fitted_change", 12, FIGURE),
    Column("change_low", 11, FIGURE), Column("change_high", 11, FIGURE), Column("detectable", 11, FIGURE),
)  # fmt: skip
FIGURES = (
    *SUBJECT, Column("scope", 16), Column("respondents", 13), Column("school_year", 12),
    Column("count", 9, NUMBER), Column("n", 9, NUMBER), Column("rate", 10, PERCENT),
    Column("interval_low", 12, FIGURE), Column("interval_high", 12, FIGURE), Column("change", 12, NUMBER),
    Column("since_first", 13, NUMBER), Column("schools", 9, NUMBER), Column("comparable", 23),
    Column("point_type", 22), Column("rules", 24), Column("fitted", 11, FIGURE), Column("centre", 11, FIGURE),
    Column("lower", 11, FIGURE), Column("upper", 11, FIGURE), Column("source", 24),
)  # fmt: skip
BREAKS = (
    *SUBJECT, Column("before", 12), Column("after", 12), Column("break_kind", 22), Column("break_text", 80),
)  # fmt: skip
HOW = (Column("topic", 26), Column("explanation", 110))


def trend_workbook(outcome: TrendOutcome) -> bytes:
    """The workbook in the language of the outcome; the same outcome gives the same bytes."""
    book = new_book(word("page.title", outcome.language))
    _sheet(book, outcome, "findings", FINDINGS, _finding_rows(outcome))
    _sheet(book, outcome, "figures", FIGURES, _figure_rows(outcome))
    _sheet(book, outcome, "breaks", BREAKS, _break_rows(outcome))
    _sheet(book, outcome, "how", HOW, _how_rows(outcome))
    return saved(book)


def _sheet(
    book: "Workbook",
    outcome: TrendOutcome,
    key: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
) -> None:
    headings = [word(f"column.{column.key}", outcome.language) for column in columns]
    add_sheet(book, word(f"sheet.{key}", outcome.language), columns, headings, rows)


def _subject(told: ToldSeries) -> list[Value]:
    return [told.theme, told.label, told.place]


def _finding_rows(outcome: TrendOutcome) -> Iterable[list[Value]]:
    """What a reader with ten minutes needs comes first, then all others in the order of reading."""
    places = {place: order for order, place in enumerate(outcome.lead, start=1)}
    everything = [
        (number, nth) for number, told in enumerate(outcome.series) for nth in range(len(told.said))
    ]
    for number, nth in [*outcome.lead, *(place for place in everything if place not in places)]:
        told = outcome.series[number]
        said = told.said[nth]
        yield [
            places.get((number, nth)),
            *_subject(told),
            said.short,
            said.text,
            "\n".join(said.caveats),
            *_estimate(told.series),
        ]


def _estimate(series: Series) -> list[Value]:
    estimate = series.estimate
    if estimate is None:
        return [None] * 8
    return [
        estimate.first,
        estimate.last,
        estimate.years,
        estimate.probability_rise,
        estimate.change,
        *estimate.change_interval,
        estimate.detectable if estimate.detectable <= MOST_DETECTABLE else None,
    ]


def _figure_rows(outcome: TrendOutcome) -> Iterable[list[Value]]:
    language = outcome.language
    for told in outcome.series:
        series = told.series
        fitted = dict(series.estimate.line) if series.estimate else {}
        respondents = (
            term(f"respondents.{series.respondent_type}", language) if series.respondent_type else ""
        )
        start = [*_subject(told), word(f"scope.{series.scope}", language), respondents]
        for point in series.points:
            low, high = point.interval or (None, None)
            yield [
                *start,
                point.school_year,
                point.count,
                point.n,
                point.rate,
                low,
                high,
                point.change,
                point.since_first,
                point.schools,
                _stretch(series, point),
                word(f"point_type.{point.point_type}", language),
                ", ".join(point.rules),
                fitted.get(point.school_year),
                *_limits(series, point),
                series.source,
            ]


def _stretch(series: Series, point: Point) -> str:
    """The years that this one may be compared with, such as '2020-2021 – 2023-2024'."""
    for first, last in series.comparable:
        if first <= point.school_year <= last:
            return first if first == last else f"{first} – {last}"
    return ""


def _limits(series: Series, point: Point) -> list[Value]:
    limits = series.limits
    if limits is None or point.school_year not in limits.school_years:
        return [None] * 3
    at = limits.school_years.index(point.school_year)
    return [limits.centre, limits.lower[at], limits.upper[at]]


def _break_rows(outcome: TrendOutcome) -> Iterable[list[Value]]:
    for told in outcome.series:
        for one, text in zip(told.series.breaks, told.breaks, strict=True):
            kind = word(f"break_kind.{one.kind}", outcome.language)
            yield [*_subject(told), one.before, one.after, kind, text]


def _how_rows(outcome: TrendOutcome) -> Iterable[list[Value]]:
    language = outcome.language
    topics = words("reading", language)
    yield [topics["judged"], how_sure(outcome)]
    yield [topics["privacy"], word("page.privacy", language)]
    for key, text in words("reading_text", language).items():
        yield [topics[key], text]
    yield [topics["reports"], word("how.counts", language)]
    for source in outcome.inputs:
        yield [topics["input"], str(source["name"])]
    for note in outcome.notes:
        yield [topics["note"], note]
