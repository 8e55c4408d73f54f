"""trend.xlsx, read back: contents, layout, and no formula whatever the names say."""

import io
import zipfile

import openpyxl
import pytest
import trends

from safetytool.bank.model import LANGUAGES, Language
from safetytool.trend.model import TrendOutcome
from safetytool.write.trend_workbook import trend_workbook

SHEETS = {
    "nl": ["Bevindingen", "Cijfers", "Onderbrekingen", "Leeswijzer"],
    "en": ["Findings", "Figures", "Breaks", "How to read this"],
}


def opened(outcome: TrendOutcome) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(trend_workbook(outcome)))


def rows(book: openpyxl.Workbook, sheet: str) -> list[dict[str, object]]:
    head, *body = book[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in body]


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheets_and_layout(language: Language) -> None:
    book = opened(trends.full(language))
    assert book.sheetnames == SHEETS[language]
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.page_setup.orientation == "landscape"
        assert len({cell.value for cell in sheet[1]}) == sheet.max_column


def test_findings_start_with_what_comes_first() -> None:
    found = rows(opened(trends.full()), "Bevindingen")
    assert [row["Leesvolgorde"] for row in found[:4]] == [1, 2, 3, None]
    assert found[0]["Bevinding"] == trends.RISE
    assert found[0]["Bedenk daarbij"] == trends.CAVEAT
    assert len(found) == sum(len(told.said) for told in trends.full().series)
    board = found[2]
    assert board["Kans op stijging"] == pytest.approx(0.8123456789)
    assert (board["Eerste jaar"], board["Laatste jaar"], board["Aantal jaren"]) == (
        "2020-2021",
        "2023-2024",
        4,
    )


def test_figures_have_one_row_a_point_with_numerator_and_denominator() -> None:
    outcome = trends.full()
    found = rows(opened(outcome), "Cijfers")
    assert len(found) == sum(len(told.series.points) for told in outcome.series)
    first = found[0]
    assert (first["Aantal"], first["Van"]) == (14, 210)
    assert first["Aandeel"] == pytest.approx(14 / 210)
    assert first["Vergelijkbaar met"] == "2019-2020"
    assert found[1]["Vergelijkbaar met"] == "2020-2021 – 2023-2024"
    assert found[1]["Trendlijn"] == 0.07
    special = next(row for row in found if row["Regels"])
    assert special["Opvallend jaar"] == "▲ ongewoon hoog"
    assert special["Middellijn"] == 0.05
    total = next(row for row in found if row["Aantal"] == 2152)
    assert (total["Van"], total["Aandeel"], total["Bron"]) == (None, None, "cijfers.csv")
    assert (total["Verschil met vorig jaar"], total["Verschil met het eerste jaar"]) == (409, 856)


def test_breaks_and_how_to_read() -> None:
    book = opened(trends.full())
    found = rows(book, "Onderbrekingen")
    assert len(found) == sum(len(told.breaks) for told in trends.full().series)
    assert (found[0]["Jaar ervoor"], found[0]["Jaar erna"]) == ("2019-2020", "2020-2021")
    assert found[0]["Wat er anders was"] == "andere vraagtekst"
    assert found[0]["Uitleg"] == trends.WORDING
    text = " ".join(str(row["Uitleg"]) for row in rows(book, "Leeswijzer"))
    assert "412 lijnen" in text
    assert "ongeveer 8 daarvan" in text
    assert "monitor 2023-2024 <b>.xlsx" in text


def test_no_text_becomes_a_formula() -> None:
    book = opened(trends.full())
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    hostile = [cell for cell in cells if cell.value == trends.FORMULA]
    assert hostile
    assert all(cell.quotePrefix for cell in hostile)


def test_bytes_are_the_same_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")
    made = trend_workbook(trends.full())
    assert made == trend_workbook(trends.full())
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2025, 1, 1, 0, 0, 0)}


def test_nothing_to_follow_leaves_headings() -> None:
    book = opened(trends.empty("en"))
    assert [book[name].max_row for name in SHEETS["en"][:3]] == [1, 1, 1]
