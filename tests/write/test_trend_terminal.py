"""A trend on the terminal: sentences first, sparklines with their breaks, 80 columns, no colour needed."""

import io
from dataclasses import replace

import pytest
import trends
from rich.console import Console

from safetytool.bank.model import LANGUAGES, Language
from safetytool.trend.model import TrendOutcome
from safetytool.write.charts import panels
from safetytool.write.charts.scales import scales
from safetytool.write.trend_terminal import BLOCKS, PLAIN, print_trend, sparkline


def printed(
    outcome: TrendOutcome, *, width: int = 80, out: str | None = None, encoding: str = "utf-8"
) -> str:
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\n")
    print_trend(outcome, Console(file=file, width=width), out=out)
    file.flush()
    buffer = file.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode(encoding)


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [80, 200])
@pytest.mark.parametrize("make", [trends.full, trends.one_school, trends.empty])
def test_fits_and_has_no_colour_when_piped(make: object, width: int, language: Language) -> None:
    text = printed(make(language), width=width)  # type: ignore[operator]
    assert max(map(len, text.splitlines())) <= 80
    assert "\x1b" not in text


def test_what_it_says_in_order() -> None:
    text = flat(printed(trends.full(), out="uitvoer"))
    order = [
        "4 scholen · 2019-2020 – 2023-2024", "9 van de 58", "buiten de gewone schommeling",
        "verloop eerste -> laatste in het kort", "Gedrag van personeel", "14/210 -> 9/210",
        "Aantasting van de veiligheid", "40/210 -> 22/210 daalt", "4 -> 2", "1.351 -> 2.152",
        "67/91 -> 91/151", "ongeveer 8 daarvan", "Alles staat in uitvoer",
    ]  # fmt: skip
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert "zien; 2 scholen" in text


def test_sparklines_have_a_mark_at_a_break_and_a_gap_for_a_missing_year() -> None:
    shown = panels(trends.full())
    heights = scales(shown)
    staff = shown[0]
    assert staff.main is not None
    course = sparkline(staff.main, staff, heights[staff.id])
    assert len(course) == 6
    assert course[1] == "|"
    assert set(course) <= {*BLOCKS, "|"}
    gap = next(told for told in staff.series if told.series.school == "04DD00")
    alone = replace(staff, main=gap, series=(gap,))
    assert sparkline(gap, alone, heights[staff.id])[2:] == "  ▁"


def test_sparklines_share_the_scale_of_their_theme() -> None:
    outcome = trends.one_school()
    low, high = panels(outcome)
    heights = scales([low, high])
    assert low.main is not None
    assert high.main is not None
    assert sparkline(low.main, low, heights[low.id])[0] < sparkline(high.main, high, heights[high.id])[0]


def test_terminals_without_block_characters_get_plain_ones() -> None:
    text = printed(trends.one_school("en"), encoding="cp1252")
    assert not set(BLOCKS) & set(text)
    assert any(mark in text for mark in PLAIN)


def test_more_findings_than_fit_are_counted() -> None:
    outcome = trends.full()
    text = flat(printed(replace(outcome, lead=((2, 0),) * 9)))
    assert text.count("9 van de 58") == 7
    assert "en nog 2 bevindingen in trend.html" in text


def test_names_are_never_markup() -> None:
    outcome = trends.one_school()
    told = replace(outcome.series[0], label="[bold]x[/bold] \x1b[31m")
    text = printed(replace(outcome, series=(told,)))
    assert "[bold]x[/bold]" in text
    assert "\x1b" not in text


def test_nothing_to_follow() -> None:
    text = flat(printed(trends.empty("en"), out=None))
    assert text.startswith("Nothing was read that can be followed over the years.")
    assert "All of it is in" not in text
