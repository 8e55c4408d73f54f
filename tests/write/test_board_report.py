"""The board report as PDF, page and workbook: tagged, self-contained, and never read as markup."""

import io
import itertools
import re
from dataclasses import replace
from html.parser import HTMLParser

import openpyxl
import pytest
import reports
import trends
from PIL import Image
from test_trend_pdf import opened, strings

from safetytool.bank.model import LANGUAGES, Language
from safetytool.report.model import BoardReport
from safetytool.write.board_html import board_html
from safetytool.write.board_look import OWN_ACCENT, Look
from safetytool.write.board_pdf import board_pdf
from safetytool.write.board_view import view
from safetytool.write.board_workbook import board_workbook

LOOK = Look("Stichting De Ark", "1F3864")
MAKERS = [reports.full, reports.empty]


def logo() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 20), "navy").save(buffer, "PNG")
    return buffer.getvalue()


class Tags(HTMLParser):
    """Every element with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


# -- PDF -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", MAKERS)
def test_a_tagged_document_in_its_language(make: object, language: Language) -> None:
    contents = opened(board_pdf(make(language), LOOK))  # type: ignore[operator]
    assert "/StructTreeRoot" in contents
    assert "/Marked true" in contents
    assert "pdfuaid:part" in contents
    assert language in strings(contents, "Lang")


def test_pictures_and_the_logo_have_words_instead() -> None:
    report = reports.full()
    said = strings(opened(board_pdf(report, replace(LOOK, logo=logo()))), "Alt")
    alts = [card["alt"] for theme in view(report, LOOK)["trends"] for card in theme["cards"]]
    assert alts
    assert set(said) == {"Stichting De Ark", *alts}


def test_a_working_group_is_told_on_every_page() -> None:
    private = replace(reports.full(), version="working_group")
    assert view(private, LOOK)["mark"].startswith("Alleen voor de werkgroep")
    assert view(reports.full(), LOOK)["mark"] == ""
    assert len(board_pdf(private, LOOK)) != len(board_pdf(reports.full(), LOOK))


def test_a_character_that_no_font_has_is_said_and_stops_nothing() -> None:
    report = replace(reports.empty(), now=("学校",))
    assert board_pdf(report, LOOK).startswith(b"%PDF-")


# -- page ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", MAKERS)
def test_a_page_that_needs_nothing_else(make: object) -> None:
    text = board_html(make(), replace(LOOK, logo=logo())).decode()  # type: ignore[operator]
    tags = Tags(text).found
    assert not [tag for tag, _ in tags if tag in ("script", "link", "iframe")]
    assert all((attrs["src"] or "").startswith("data:image/png") for tag, attrs in tags if tag == "img")
    assert "default-src 'none'" in text
    identities = [attrs["id"] for _, attrs in tags if "id" in attrs]
    assert len(identities) == len(set(identities))
    references = {attrs["href"] for tag, attrs in tags if tag == "a"}
    assert {str(one).removeprefix("#") for one in references} <= set(identities)


def test_headings_go_down_one_level_at_a_time() -> None:
    text = board_html(reports.full(), LOOK).decode()
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", text)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_names_are_never_markup() -> None:
    text = board_html(reports.full(), LOOK).decode()
    assert "<b>" not in text
    assert "&lt;b&gt;" in text


# -- workbook ------------------------------------------------------------------------------------


def test_counts_are_numbers_where_they_are_shown_and_words_where_they_are_not() -> None:
    book = openpyxl.load_workbook(io.BytesIO(board_workbook(reports.full())))
    assert book.sheetnames == [
        "In het kort",
        "Gesprekken",
        "Cijfers",
        "Dekking",
        "Blinde vlekken",
        "Over dit rapport",
    ]
    whole, one = list(book["Cijfers"].iter_rows(min_row=2, values_only=True))
    assert whole[1:] == (
        "alle scholen samen",
        "leerlingen",
        "voelen zich onveilig",
        41,
        882,
        pytest.approx(41 / 882),
        "41",
    )
    assert one[4:] == (None, 138, None, "minder dan 5")


def test_nothing_in_the_workbook_is_a_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(board_workbook(reports.full())))
    kinds = {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert any(
        cell.value == trends.FORMULA for sheet in book.worksheets for row in sheet.iter_rows() for cell in row
    )


# -- all -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [board_pdf, board_html, lambda report, _: board_workbook(report)])
def test_same_report_same_bytes(write: object) -> None:
    assert write(reports.full(), LOOK) == write(reports.full(), LOOK)  # type: ignore[operator]


def test_the_date_is_the_one_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    fixed = board_pdf(reports.empty(), LOOK)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764000000")
    dated = board_pdf(reports.empty(), LOOK)
    assert b"D:20251124" in dated
    assert b"D:20251124" not in fixed


def test_the_accent_is_that_of_the_house_and_never_plain_black() -> None:
    assert LOOK.colour == "#1f3864"
    assert Look().colour == OWN_ACCENT
    assert "--blue: #1f3864" in board_html(reports.empty(), LOOK).decode()


def test_why_there_are_no_lines_is_said() -> None:
    report = reports.empty()
    assert "geen jaren die te vergelijken" in board_html(report, LOOK).decode()
    assert "afgerond of als bandbreedte" in board_html(replace(report, rounded=True), LOOK).decode()


@pytest.mark.parametrize(("report", "shown"), [(reports.full(), True), (reports.empty(), False)])
def test_what_is_not_there_has_no_heading(report: BoardReport, shown: bool) -> None:
    text = board_html(report, LOOK).decode()
    for heading in ("Dit rapport is niet volledig", "Gelezen bestanden", "Een streepje"):
        assert (heading in text) == (shown or heading == "Een streepje")
    followed = replace(report, followed=("Het gesprek op De Ark is gevoerd.",))
    assert "signalen van vorig jaar" not in text
    assert "signalen van vorig jaar" in board_html(followed, LOOK).decode()
