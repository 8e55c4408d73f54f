"""The trend of the schools together, as far as it rests on figures that are published.

Consumes: the series of a trend. Returns: a `TrendOutcome` for the same writers. A point is shown only where
it is a published figure, or the sum of published figures; a finding only where every point of its series is.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from safetytool.analysis.model import Fact
from safetytool.report.figures import ALL, ITEMS, Key
from safetytool.report.material import Material
from safetytool.texts.board import has, word
from safetytool.texts.quantities import number
from safetytool.texts.trend import tell_series
from safetytool.texts.trend_telling import Telling
from safetytool.trend import STATED_ERROR
from safetytool.trend.model import Point, SaidFinding, Series, ToldSeries, TrendFinding, TrendOutcome

OF_OTHERS: Final[dict[str, Fact]] = {"whom": {}, "own": None, "meanwhile": None}
"""Facts of a rise or a fall that rest on groups of pupils, other schools or response: left out."""


def published_trend(material: Material) -> TrendOutcome:
    """Return what may be shown of the pupils of all schools together, in the order of reading."""
    told = [one for item in ITEMS["pupil"] for one in _of_item(material, item)]
    years = sorted({point.school_year for one in told for point in one.series.points})
    return TrendOutcome(
        language=material.language,
        years=tuple(years),
        schools={school: material.name(school) for school in material.schools},
        series=tuple(told),
        lead=(),
        judged=0,
        stated_error=STATED_ERROR,
        inputs=(),
        settings={},
    )


def _of_item(material: Material, item: str) -> Iterator[ToldSeries]:
    """Return the comparable schools in full where that may be, else the points of all schools that may."""
    own = [one for one in material.found.series if (one.respondent_type, one.item) == ("pupil", item)]
    scopes = {one.scope: one for one in own}
    alone = len(material.schools) == 1
    same, whole = scopes.get("board_same"), scopes.get("school" if alone else "board_all")
    in_full = [one for one in (same, whole) if one is not None and _rests(material, one)]
    if same in in_full or (alone and whole in in_full):
        yield from (_in_full(material, one) for one in in_full if one is not None)
    elif whole is not None:
        yield from _points_only(material, whole, same)


def _rests(material: Material, series: Series) -> bool:
    return all(_is_published(material, series, point) for point in series.points)


def _is_published(material: Material, series: Series, point: Point) -> bool:
    """Whether a point is a published figure, or the sum of those of its schools."""
    figures = material.figures

    def cell(school: str) -> tuple[int | None, int | None]:
        key = Key(point.school_year, series.respondent_type, school, series.item)
        return figures.exact(key, "concerns"), figures.exact(key, "n")

    if cell(ALL) == (point.count, point.n):
        return True
    there = figures.schools.get(point.school_year, frozenset())
    members = [school for school in series.members or (series.school,) if school in there]
    parts = [cell(school) for school in members if figures.cell(_row(series, point, school), "n")]
    if not parts or any(None in part for part in parts):
        return False
    sums = sum(count or 0 for count, _ in parts), sum(n or 0 for _, n in parts)
    return sums == (point.count, point.n)


def _row(series: Series, point: Point, school: str) -> Key:
    return Key(point.school_year, series.respondent_type, school, series.item)


def _in_full(material: Material, series: Series) -> ToldSeries:
    """Return a series with its findings; to a board without what rests on figures that are not published."""
    if not material.private:
        series = replace(series, findings=tuple(_without_others(one) for one in series.findings))
    told = tell_series(
        series,
        bank=material.counts.bank,
        language=material.language,
        school_names=material.outcome.school_names,
        sectors=material.outcome.sectors,
    )
    return told if material.private else replace(told, breaks=_breaks(material, told))


def _without_others(finding: TrendFinding) -> TrendFinding:
    kept = {key: value for key, value in OF_OTHERS.items() if key in finding.facts}
    return replace(finding, facts={**finding.facts, **kept})


def _breaks(material: Material, told: ToldSeries) -> tuple[str, ...]:
    """Return why years may not be compared, without classes and counts."""
    return tuple(
        word(f"break.{one.kind}", material.language, before=one.before, after=one.after)
        if has("break", one.kind)
        else text
        for one, text in zip(told.series.breaks, told.breaks, strict=True)
    )


def _points_only(material: Material, whole: Series, same: Series | None) -> Iterator[ToldSeries]:
    """Return the points that may be shown, in our own words, with the verdict on the comparable schools."""
    points = tuple(point for point in whole.points if _is_published(material, whole, point))
    if not points:
        return
    shown = replace(whole, points=points, estimate=None, limits=None, findings=())
    told = _in_full(material, shown)
    telling = Telling(
        shown,
        material.counts.bank,
        material.language,
        material.outcome.school_names,
        material.outcome.sectors,
    )
    text = _figures(material, telling, points)
    verdict = next((one.short for one in _in_full(material, same).said[:1]), "") if same else ""
    if verdict:
        text += " " + word("trend.verdict", material.language, short=verdict)
    said = SaidFinding("shown", text, (), verdict or word("trend.short", material.language))
    yield replace(told, said=(said,), message=text)


def _figures(material: Material, telling: Telling, points: tuple[Point, ...]) -> str:
    """Say how many answered so in the last and the first year that are shown."""
    language, first, last = material.language, points[0], points[-1]
    answer = telling.answer(last.count, last.n or 0)
    if len(points) == 1:
        return word("trend.one", language, answer=answer, last=last.school_year)
    return word(
        "trend.many",
        language,
        answer=answer,
        last=last.school_year,
        first=first.school_year,
        first_count=number(first.count, language),
        first_n=number(first.n or 0, language),
    )
