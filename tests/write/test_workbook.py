"""signals.xlsx, read back: contents, layout, and no formula whatever the texts say."""

import io
import zipfile
from collections.abc import Iterator

import openpyxl
import pytest
from openpyxl.cell import Cell
from outcomes import HOSTILE, LONG, SCRIPT, empty, full

from safetytool.bank.model import LANGUAGES, Language
from safetytool.errors import UsageError
from safetytool.signals.model import Outcome
from safetytool.write.workbook import workbook_bytes

SHEETS = {
    "nl": ["Signalen", "Redenen", "Dekking", "Vertrouwenspersonen", "Niet herkend"],
    "en": ["Signals", "Reasons", "Coverage", "Advisors", "Not recognised"],
}


def opened(outcome: Outcome) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(outcome)))


def cells(book: openpyxl.Workbook) -> Iterator[Cell]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from row


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheets_and_layout(language: Language) -> None:
    book = opened(full(language))
    assert book.sheetnames == SHEETS[language]
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$1:$1"
        assert all(sheet.column_dimensions[cell.column_letter].width >= 8 for cell in sheet[1])
        assert sheet["A1"].alignment.wrap_text


def test_contents() -> None:
    book = opened(full("nl"))
    rows = list(book["Signalen"].iter_rows(values_only=True))
    head = rows[0]
    act = dict(zip(head, rows[1], strict=True))
    assert len(rows) == 1 + 7
    assert act["Urgentie"] == "vandaag melden"
    assert act["School"] == "Het Baken"
    assert (act["Aantal"], act["Van"]) == (1, 22)
    assert act["Aandeel"] == pytest.approx(1 / 22)
    assert act["Te verwachten"] is None
    assert act["Vragen"] == "ongewenst aangeraakt"
    assert "0900 111 3 111" in act["Wettelijke route"]
    coverage = [row[:7] for row in book["Dekking"].iter_rows(min_row=2, values_only=True)]
    assert coverage[0] == (
        "De Regenboog",
        "2024-2025",
        "leerlingen",
        None,
        220,
        248,
        pytest.approx(220 / 248),
    )
    assert coverage[1][3:5] == ("7A", 24)
    heard = list(book["Vertrouwenspersonen"].iter_rows(min_row=2, values_only=True))
    assert [row[2:4] for row in heard] == [(3, 1), (0, 0), (None, None)]
    missed = list(book["Niet herkend"].iter_rows(min_row=2, values_only=True))
    assert missed[0][3] == "hele kolom"
    assert missed[1][3:5] == ("weleens", 12)
    assert book["Redenen"].max_row == 1 + 8


def test_no_text_becomes_a_formula() -> None:
    book = opened(full("nl"))
    assert {cell.data_type for cell in cells(book)} <= {"s", "n"}
    hostile = [c for c in cells(book) if isinstance(c.value, str) and c.value[:1] in "=+-@"]
    assert {c.value for c in hostile} >= {HOSTILE, "=cmd.csv", "+1", "@SUM(A1)"}
    assert all(cell.quotePrefix for cell in hostile)
    with zipfile.ZipFile(io.BytesIO(workbook_bytes(full("nl")))) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                assert b"<f>" not in archive.read(name)


def test_odd_texts_survive() -> None:
    values = [cell.value for cell in cells(opened(full("en"))) if isinstance(cell.value, str)]
    assert LONG in values
    assert any(SCRIPT in value for value in values)
    assert any("😀" in value for value in values)
    assert not any("\x1b" in value for value in values)


def test_bytes_are_the_same_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    fixed = workbook_bytes(full("nl"))
    assert fixed == workbook_bytes(full("nl"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")
    dated = workbook_bytes(full("nl"))
    assert dated != fixed
    with zipfile.ZipFile(io.BytesIO(dated)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2025, 1, 1, 0, 0, 0)}
        assert archive.read("docProps/core.xml").count(b"2025-01-01T00:00:00Z") == 2


def test_a_broken_date_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
        workbook_bytes(empty("nl"))


def test_empty_sheets_have_headings_only() -> None:
    book = opened(empty("en"))
    assert [sheet.max_row for sheet in book.worksheets] == [1, 1, 1, 1]
    assert book["Coverage"]["A1"].value == "School"
