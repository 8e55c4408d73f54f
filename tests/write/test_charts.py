"""Pictures: what they emphasise, where lines stop, that words never overlap, and that nothing gets out."""

import re
import time
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Literal
from xml.etree import ElementTree

import pytest
import trends
from hypothesis import given
from hypothesis import strategies as st

from safetytool.bank.model import LANGUAGES, Language
from safetytool.texts.load import table
from safetytool.trend.model import Break, Point, TrendOutcome
from safetytool.write.charts import Picture, pictures
from safetytool.write.charts.declutter import spread
from safetytool.write.charts.drawing import Drawing
from safetytool.write.charts.frame import BAND, MAIN, NAMED, QUIET, RIGHT, WHOLE, stretches
from safetytool.write.charts.measure import shortened, width, wrapped
from safetytool.write.charts.panels import NAMED_FOR
from safetytool.write.charts.scales import short_year

SVG = "{http://www.w3.org/2000/svg}"
OKABE_ITO = {"#000000", "#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7"}
DEJAVU = {
    "0": 1303, "a": 1255, "M": 1767, "W": 2025, "i": 569, "m": 1995, "O": 1612, " ": 651, "%": 1946, "r": 842,
    "·": 651, "-": 739, "G": 1587, "w": 1675, "f": 721,
}  # fmt: skip
"""Advance widths of DejaVu Sans 2.37, in 1/2048 em."""


def drawn(outcome: TrendOutcome, place: int = 0) -> Picture:
    return pictures(outcome)[place]


def texts(drawing: Drawing) -> list[str]:
    return [words.text for words in drawing.words]


def lines(drawing: Drawing, colour: str) -> list[str]:
    return [str(line.d) for line in drawing.lines if line.stroke.colour == colour]


# -- what is shown ------------------------------------------------------------------------


def test_a_panel_for_every_item_and_category() -> None:
    panels = [picture.panel for picture in pictures(trends.full())]
    assert [panel.label for panel in panels] == [
        trends.AFRAID, trends.BULLIED, "alle meldingen samen", "alle dossiers",
        "seksueel misbruik door personeel",
    ]  # fmt: skip
    assert [panel.measure for panel in panels] == ["share", "share", "count", "count", "count"]
    assert len({panel.id for panel in panels}) == len(panels)


def test_the_board_is_emphasised_and_only_schools_with_a_finding_are_named() -> None:
    picture = drawn(trends.full())
    panel = picture.panel
    assert panel.main is not None
    assert panel.main.series.scope == "board_same"
    assert panel.whole is not None
    assert [told.place for told in panel.named] == [trends.MARKUP, trends.TYPST]
    said = " ".join(texts(picture.drawing))
    assert "dezelfde scholen" in said
    assert "alle scholen" in said
    assert trends.MARKUP in said
    assert "De Regenboog" not in said
    assert "HYPERLINK" not in said


def test_schools_without_a_board_all_get_a_name() -> None:
    outcome = trends.full()
    schools = tuple(t for t in outcome.series if t.series.scope == "school" and t.label == trends.BULLIED)
    picture = drawn(replace(outcome, series=schools))
    assert picture.panel.main is None
    said = " ".join(texts(picture.drawing))
    assert all(name[:8] in said for name in trends.SCHOOLS.values())
    assert all(told.message in picture.drawing.message for told in schools)
    assert picture.drawing.bands == ()


def test_a_single_school_is_emphasised_with_its_name() -> None:
    picture = drawn(trends.one_school())
    assert picture.panel.main is not None
    assert "De Regenboog" in texts(picture.drawing)
    assert len(lines(picture.drawing, MAIN.colour)) == 1 + 1  # the line, and the lead to its name
    assert len(picture.drawing.bands) == 1


def test_figures_at_both_ends_show_count_n_and_percentage() -> None:
    said = texts(drawn(trends.full()).drawing)
    assert "14 van de 210 · 7%" in said
    assert "9 van de 210 · 4%" in said
    english = texts(drawn(trends.full("en")).drawing)
    assert "14 of 210 · 7%" in english


def test_a_line_that_ends_early_says_so_and_leads_outside_the_plot() -> None:
    outcome = trends.one_school()
    low, high = outcome.series
    # The second panel keeps the third year on the axis of both.
    ended = replace(low, series=replace(low.series, points=low.series.points[:2]))
    drawing = drawn(replace(outcome, series=(ended, high))).drawing
    assert {"20-21: 4 van de 196", "2%"} <= set(texts(drawing))
    (lead,) = [line for line in drawing.lines if line.stroke.width == 0.8]
    assert float(str(lead.d)[1:].split()[0]) >= RIGHT


def test_reports_are_counts_with_their_share_beside_them() -> None:
    picture = drawn(trends.full(), 4)
    assert picture.scale.measure == "count"
    assert picture.scale.top >= 91
    assert {"67 van de 91 · 74%", "91 van de 151 · 60%"} <= set(texts(picture.drawing))


def test_years_without_a_point_keep_their_place() -> None:
    years = [text for text in texts(drawn(trends.full()).drawing) if re.fullmatch(r"\d\d-\d\d", text)]
    assert sorted(years) == [short_year(year) for year in trends.YEARS]


# -- breaks, special causes, single years -------------------------------------------------


def test_a_line_is_interrupted_and_marked_at_a_break() -> None:
    picture = drawn(trends.full())
    board = picture.panel.main
    assert board is not None
    assert [len(run) for run in stretches(board)] == [1, 4]
    (path,) = [line for line in picture.drawing.lines if line.stroke == MAIN]
    assert path.d.count("L") == 3
    sign = next(words for words in picture.drawing.words if words.text == "≠")
    marks = [line for line in picture.drawing.rules if line.stroke.dash]
    assert len(marks) == 1
    assert str(marks[0].d).startswith(f"M{sign.x:.1f}".removesuffix(".0"))
    whole = drawn(trends.full(), 1)
    assert "≠" not in texts(whole.drawing)


@pytest.mark.parametrize(("kind", "expected"), [("wording", [1, 2]), ("gap", [3])])
def test_a_year_without_a_figure_is_bridged_unless_there_is_a_break(
    kind: Literal["wording", "gap"], expected: list[int]
) -> None:
    gap = Break("2019-2020", "2022-2023", kind)
    told = trends.told(
        "school",
        "01AA00",
        trends.points((1, 2, 3), 50, (trends.YEARS[0], *trends.YEARS[3:])),
        breaks=((gap, ""),),
    )
    assert [len(run) for run in stretches(told)] == expected
    drawing = drawn(replace(trends.one_school(), series=(told,))).drawing
    dotted = [line for line in drawing.lines if line.stroke.colour == MAIN.colour and line.stroke.dash]
    assert len(dotted) == (kind == "gap")
    assert ("≠" in texts(drawing)) == (kind == "wording")


def test_a_special_cause_has_another_shape() -> None:
    drawing = drawn(trends.full()).drawing
    triangles = [shape for shape in drawing.marks if "a" not in shape.d]
    assert len(triangles) == 1
    assert triangles[0].d.count("L") == 2
    lower = trends.full()
    told = lower.series[4]
    points = tuple(replace(point, point_type="special_cause_lower") for point in told.series.points)
    changed = replace(told, series=replace(told.series, points=points))
    marks = drawn(replace(lower, series=(changed,))).drawing.marks
    assert {shape.d.count("L") for shape in marks} == {2}


def test_one_year_is_a_dot_with_its_interval() -> None:
    drawing = drawn(trends.one_school(years=trends.YEARS[:1])).drawing
    assert [line for line in drawing.lines if line.stroke == MAIN] == []
    assert [shape.colour for shape in drawing.marks] == [MAIN.colour]
    assert [shape.colour for shape in drawing.bands] == [BAND]
    assert "3 van de 196 · 2%" in texts(drawing)


# -- scales -------------------------------------------------------------------------------


def test_one_scale_within_a_theme() -> None:
    shown = pictures(trends.large(5, 6, 20))
    tops: dict[str, set[float]] = {}
    for picture in shown:
        tops.setdefault(picture.panel.theme, set()).add(picture.scale.top)
    assert len(tops) == 3
    assert all(len(found) == 1 for found in tops.values())
    assert len({next(iter(found)) for found in tops.values()}) > 1


def test_questions_together_and_other_respondents_have_their_own_scale() -> None:
    outcome = trends.one_school()
    single, other = outcome.series
    many = replace(
        other,
        series=replace(
            other.series, item="any.staff_conduct", points=trends.points((90, 95, 99), 196, trends.YEARS[:3])
        ),
    )
    staff = replace(many, series=replace(many.series, item="staff.bullied", respondent_type="staff"))
    tops = [p.scale.top for p in pictures(replace(outcome, series=(single, other, many, staff)))]
    assert tops[0] == tops[1] < 0.2
    assert tops[2] == tops[3] == 0.6


def test_every_finding_that_names_a_school_exists() -> None:
    assert set(table("trend")["finding"]) > NAMED_FOR


def test_small_counts_have_a_scale_of_their_own_that_says_so() -> None:
    total, part = pictures(trends.full())[3:]
    assert total.scale.top == 2500
    assert part.scale.top == 150
    assert part.scale.group_top == 2500
    assert all(tick == int(tick) for tick in part.scale.ticks)


@pytest.mark.parametrize(("count", "n"), [(0, 40), (1, 400), (3, 40), (40, 40)])
def test_every_value_and_interval_lies_within_the_scale(count: int, n: int) -> None:
    outcome = trends.one_school()
    points = tuple(trends.point(year, count, n) for year in trends.YEARS)
    told = replace(outcome.series[0], series=replace(outcome.series[0].series, points=points))
    scale = drawn(replace(outcome, series=(told,))).scale
    assert scale.top >= 0.04
    assert scale.top >= max(point.interval[1] for point in points if point.interval)
    assert scale.ticks[0] == 0
    assert 3 <= len(scale.ticks) <= 6


# -- words have room ----------------------------------------------------------------------

SIZES = {
    "full": trends.full(),
    "one school": trends.one_school(),
    "one year": trends.one_school(years=trends.YEARS[:1]),
    "many": trends.large(60, 10, 4),
    "fifteen years": trends.large(60, 15, 3),
    "two years": trends.large(3, 2, 3, "en"),
}


@pytest.mark.parametrize("name", SIZES)
def test_words_never_overlap_and_stay_inside(name: str) -> None:
    for picture in pictures(SIZES[name]):
        drawing = picture.drawing
        for one, other in combinations(drawing.words, 2):
            assert not one.box.overlaps(other.box), (one.text, other.text)
        for words in drawing.words:
            box = words.box
            assert box.left >= 0, words.text
            assert box.right <= drawing.width, words.text
            assert box.top >= 0, words.text
            assert box.bottom <= drawing.height, words.text


def test_more_names_than_fit_are_counted() -> None:
    outcome = trends.large(60, 5, 1)
    rise = trends.finding("rise", trends.RISE, "stijgt")
    moved = tuple(
        replace(told, said=(rise,)) if told.series.scope == "school" else told for told in outcome.series
    )
    picture = drawn(replace(outcome, series=moved))
    assert len(picture.panel.named) == 60
    said = texts(picture.drawing)
    more = next(text for text in said if text.startswith("en nog "))
    named = [words for words in picture.drawing.words if words.x > 300 and not words.bold]
    assert int(more.split()[-1]) >= 60 - len(named)


@given(
    labels=st.lists(st.tuples(st.floats(-50, 250), st.floats(1, 20)), max_size=10),
)
def test_spread_keeps_order_and_room(labels: list[tuple[float, float]]) -> None:
    wanted, heights = [at for at, _ in labels], [height for _, height in labels]
    middles = spread(wanted, heights, 0, 200)
    edges = [(m - h / 2, m + h / 2) for m, h in zip(middles, heights, strict=True)]
    assert all(after[0] >= before[1] - 1e-6 for before, after in pairwise(edges))
    assert all(top >= -1e-6 and end <= 200 + 1e-6 for top, end in edges)


def test_spread_moves_no_more_than_it_must() -> None:
    assert spread([20, 60, 100], [10, 10, 10], 0, 200) == [20, 60, 100]
    assert spread([50, 50], [10, 10], 0, 200) == [45, 55]
    assert spread([0, 0], [10, 10], 0, 200) == [5, 15]
    assert spread([], [], 0, 200) == []
    with pytest.raises(ValueError, match="no room"):
        spread([1, 2], [60, 60], 0, 100)


@pytest.mark.parametrize("letter", DEJAVU)
def test_estimates_are_as_wide_as_a_wide_font(letter: str) -> None:
    assert width(letter, 2048) >= DEJAVU[letter]


def test_names_are_wrapped_and_shortened() -> None:
    name = "Openbare Scholengemeenschap voor Voortgezet Onderwijs De Lange Naam"
    assert shortened("kort", 100, 11) == "kort"
    assert shortened(name, 100, 11).endswith("…")
    two = wrapped(name, 140, 11, most=2)
    assert len(two) == 2
    assert all(width(line, 11) <= 140 for line in two)
    assert wrapped("De Regenboog", 140, 11, most=2) == ("De Regenboog",)


# -- colours and black and white ----------------------------------------------------------


def test_lines_differ_by_more_than_colour() -> None:
    strokes = [MAIN, WHOLE, QUIET, *NAMED]
    assert {stroke.colour for stroke in (MAIN, *NAMED)} <= OKABE_ITO
    assert len({(stroke.width, stroke.dash) for stroke in strokes}) == len(strokes)
    assert max(strokes, key=lambda stroke: stroke.width) is MAIN
    assert min(strokes, key=lambda stroke: stroke.width) is QUIET


# -- the file -----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_svg_is_well_formed_and_speaks(language: Language) -> None:
    for picture in pictures(trends.full(language)):
        root = ElementTree.fromstring(picture.svg)  # noqa: S314 - our own
        assert root.tag == f"{SVG}svg"
        assert root.get("role") == "img"
        title, description = root[0], root[1]
        assert (title.tag, description.tag) == (f"{SVG}title", f"{SVG}desc")
        assert title.text == picture.panel.label
        assert picture.panel.main is not None
        assert description.text == picture.panel.main.message
        assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


def test_svg_refers_to_nothing_and_escapes_names() -> None:
    svg = drawn(trends.full()).svg
    assert "&lt;b&gt;&amp;#&#34;Vlinder&lt;/b&gt;" in svg
    assert not re.search(r"href|url\(|<style|<script|<image|<b>", svg)
    assert set(re.findall(r"https?://[^\"\s<]*", svg)) == {"http://www.w3.org/2000/svg"}


def test_the_same_outcome_gives_the_same_pictures() -> None:
    first = [picture.svg for picture in pictures(trends.full())]
    assert first == [picture.svg for picture in pictures(trends.full())]


def test_a_series_without_points_has_no_picture() -> None:
    outcome = trends.full()
    bare: tuple[Point, ...] = ()
    told = replace(
        outcome.series[0], series=replace(outcome.series[0].series, points=bare, breaks=()), breaks=()
    )
    assert pictures(replace(outcome, series=(told,))) == []
    assert pictures(trends.empty()) == []


def test_sixty_schools_ten_years_forty_items_are_quick() -> None:
    outcome = trends.large(60, 10, 40)
    start = time.perf_counter()
    size = sum(len(picture.svg) for picture in pictures(outcome))
    assert time.perf_counter() - start < 5
    assert size < 2_000_000
