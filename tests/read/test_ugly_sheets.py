"""Finding the table in real-looking sheets: titles, header rows, totals, notes, blanks, codebooks."""

from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest

from safetytool.read import read_source
from safetytool.read.model import Sheet, Table

Rows = Sequence[Sequence[object]]
ANSWERS = ("Nooit", "Soms", "Vaak")


def data(rows: int = 6) -> list[list[object]]:
    return [[i + 1, "7A", ANSWERS[i % 3], ANSWERS[(i + 1) % 3]] for i in range(rows)]


HEADER = ["Nr", "Groep", "1. Ben je bang voor leraren?", "2. Word je gepest?"]


@pytest.fixture
def sheets(tmp_path: Path) -> Callable[..., tuple[Sheet, ...]]:
    def write(merges: Sequence[str] = (), **named: Rows) -> tuple[Sheet, ...]:
        book = openpyxl.Workbook()
        assert book.active is not None
        book.remove(book.active)
        for name, rows in named.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(list(row))
            for merge in merges:
                sheet.merge_cells(merge)
        book.save(tmp_path / "book.xlsx")
        return read_source(tmp_path / "book.xlsx").sheets

    return write


@pytest.fixture
def table(sheets: Callable[..., tuple[Sheet, ...]]) -> Callable[..., Table]:
    def read(rows: Rows, *merges: str) -> Table:
        (sheet,) = sheets(merges, Data=rows)
        assert sheet.table is not None, sheet.why
        return sheet.table

    return read


def headers(found: Table) -> list[str]:
    return [column.header for column in found.columns]


def cells(found: Table, position: int) -> list[object]:
    column = found.columns[position]
    return [column.values[code] if code >= 0 else None for code in column.codes]


def test_plain(table: Callable[..., Table]) -> None:
    found = table([HEADER, *data()])
    assert found.header_row == 1
    assert headers(found) == HEADER
    assert found.rows.tolist() == [2, 3, 4, 5, 6, 7]
    assert cells(found, 2) == ["Nooit", "Soms", "Vaak", "Nooit", "Soms", "Vaak"]


def test_titles_above_and_notes_below(table: Callable[..., Table]) -> None:
    rows = [
        ["Veiligheidsmonitor"],
        ["School:", "De Ark (12AB)"],
        [],
        HEADER,
        *data(),
        [],
        ["Bron: eigen onderzoek"],
    ]
    found = table(rows)
    assert (found.header_row, len(found.rows)) == (4, 6)
    assert "Veiligheidsmonitor" in found.titles
    assert any("12AB" in title and "School" in title for title in found.titles)
    assert {left.reason for left in found.left_out} >= {"note"}


@pytest.mark.parametrize("label", ["Totaal", "TOTAAL", "Total", "Gemiddelde", "Eindtotaal", "Aantal"])
def test_total_rows_are_left_out_with_their_row(table: Callable[..., Table], label: str) -> None:
    found = table([HEADER, *data(), [label, None, 3, 3]])
    assert len(found.rows) == 6
    assert [(left.reason, left.rows) for left in found.left_out] == [("total", (8,))]


def test_a_row_of_percentages_is_no_respondent(table: Callable[..., Table]) -> None:
    found = table([HEADER[1:], *[row[1:] for row in data()], ["% vaak", "17%", "33%"]])
    assert len(found.rows) == 6


def test_blank_rows_and_columns_are_passed_over(table: Callable[..., Table]) -> None:
    spread = [[None, *row[:2], None, *row[2:]] for row in [HEADER, *data()]]
    found = table([[], *spread[:4], [], *spread[4:]])
    assert found.header_row == 2
    assert [h for h in headers(found) if h] == HEADER
    assert found.rows.tolist() == [3, 4, 5, 7, 8, 9]


def test_a_matrix_question_is_joined_with_its_parts(table: Callable[..., Table]) -> None:
    upper = ["Groep", "Hoe vaak ben je bang voor ...", None, "Hoe vaak word je gepest door ...", None]
    lower = [None, "andere leerlingen", "leraren", "andere leerlingen", "leraren"]
    answers = [["7A", *[ANSWERS[(i + j) % 3] for j in range(4)]] for i in range(6)]
    found = table([upper, lower, *answers], "B1:C1", "D1:E1")
    assert found.header_row == 2
    assert headers(found)[2] == "Hoe vaak ben je bang voor ... - leraren"
    assert headers(found)[3] == "Hoe vaak word je gepest door ... - andere leerlingen"
    assert len(found.rows) == 6


def test_codes_above_texts_are_one_header(table: Callable[..., Table]) -> None:
    found = table([["nr", "grp", "V01", "V02"], HEADER, *data()])
    assert found.header_row == 2
    assert headers(found)[2] == "V01 - 1. Ben je bang voor leraren?"


def test_a_header_that_is_printed_again_is_no_data(table: Callable[..., Table]) -> None:
    found = table([HEADER, *data(4), HEADER, *data(4)])
    assert len(found.rows) == 8
    assert ("repeated_header", (6,)) in [(left.reason, left.rows) for left in found.left_out]


def test_a_merged_class_is_filled_down(table: Callable[..., Table]) -> None:
    rows = [["Klas", "Word je gepest?"]] + [
        ["7A" if i == 0 else "8B" if i == 3 else None, ANSWERS[i % 3]] for i in range(6)
    ]
    assert cells(table(rows, "A2:A4", "A5:A7"), 0) == ["7A"] * 3 + ["8B"] * 3
    assert cells(table(rows), 0) == ["7A", None, None, "8B", None, None]


@pytest.mark.parametrize("pupils", [1, 2, 3])
def test_a_handful_of_respondents_is_a_table(table: Callable[..., Table], pupils: int) -> None:
    assert len(table([HEADER, *data(pupils)]).rows) == pupils


def test_errors_and_odd_spaces_are_cleaned(table: Callable[..., Table]) -> None:
    rows = [HEADER, *data(3), [4, "7A\N{NO-BREAK SPACE}", "#N/B", "  Soms  "], [5, "7A", "#DEEL/0!", "Soms"]]
    found = table(rows)
    assert cells(found, 2)[3:] == [None, None]
    assert cells(found, 3)[3] == "Soms"
    assert set(cells(found, 1)) == {"7A"}


def test_hidden_chart_and_empty_sheets_say_why(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in [HEADER, *data()]:
        book.active.append(row)
    book.create_sheet("Leeg")
    secret = book.create_sheet("Geheim")
    for row in [HEADER, *data()]:
        secret.append(row)
    secret.sheet_state = "veryHidden"
    book.create_chartsheet("Grafiek")
    book.save(tmp_path / "book.xlsx")
    found = {
        sheet.name: (sheet.table is not None, sheet.why)
        for sheet in read_source(tmp_path / "book.xlsx").sheets
    }
    assert found["Sheet"] == (True, "")
    assert (found["Leeg"], found["Geheim"], found["Grafiek"]) == (
        (False, "empty"),
        (False, "hidden"),
        (False, "chart"),
    )


def test_a_codebook_explains_the_numbers_of_the_other_sheet(sheets: Callable[..., tuple[Sheet, ...]]) -> None:
    numbers = [["Klas", "V1", "V2"], *[["7A", i % 3 + 1, 3 - i % 3] for i in range(6)]]
    book = [["Vraag", "Tekst", "Waarde", "Label"]]
    for code, text in (("V1", "Ben je bang voor leraren?"), ("V2", "Word je gepest?")):
        book += [[code, text, value, label] for value, label in enumerate(ANSWERS, 1)]
    answers, codebook = sheets(Data=numbers, Codeboek=book)
    assert codebook.why == "codebook"
    assert answers.table is not None
    assert answers.table.columns[1].labels == {1: "Nooit", 2: "Soms", 3: "Vaak"}
    assert answers.table.columns[2].long_header == "Word je gepest?"


@pytest.mark.parametrize(
    "name", ["Ouders", "Antwoorden", "Labels 7A", "Legenda groep", "Waarden", "Codes 6B"]
)
@pytest.mark.parametrize("rows", [2, 6, 10])
def test_a_sheet_with_answers_is_never_taken_for_a_codebook(
    sheets: Callable[..., tuple[Sheet, ...]], name: str, rows: int
) -> None:
    school = [["School", *HEADER], *[["De Ark", *row] for row in data(rows)]]
    found = {sheet.name: sheet for sheet in sheets(**{"Leerlingen": [HEADER, *data(12)], name: school})}
    assert found[name].table is not None, found[name].why
    assert len(found[name].table.rows) == rows


def test_rows_that_are_dates_numbers_and_booleans_keep_their_kind(table: Callable[..., Table]) -> None:
    found = table([["Nr", "Cijfer", "Ja"], *[[i, i / 2, bool(i % 2)] for i in range(1, 7)]])
    assert cells(found, 0)[:2] == [1, 2]
    assert cells(found, 1)[:2] == [0.5, 1]
    assert cells(found, 2)[:2] == [True, False]
