"""Several tables on one sheet, and rows that only look like a header, a total or a second table."""

from typing import Any

import pytest

from safetytool.read import read_source
from safetytool.read.model import Sheet
from tests.read.conftest import Rows, Workbook
from tests.read.tables import cells, headers, left_out, only_table

PUPILS = ["Nr", "Word je gepest?", "Ben je bang?"]
PARENTS = ["Nr", "Mijn kind is veilig", "Ik word gehoord"]
ANSWERS = ("Nooit", "Soms", "Vaak")


def answers(count: int, columns: int = 2, first: int = 1) -> list[list[Any]]:
    return [[first + i, *(ANSWERS[(i + j) % 3] for j in range(columns))] for i in range(count)]


def read(workbook: Workbook, rows: Rows) -> Sheet:
    (sheet,) = read_source(workbook(rows)).sheets
    return sheet


def test_a_second_table_that_shares_a_header_does_not_replace_the_first(workbook: Workbook) -> None:
    rows = [["Leerlingen"], PUPILS, *answers(5), [], ["Ouders"], PARENTS, *answers(5)]
    sheet = read(workbook, rows)
    assert sheet.table is not None
    assert (headers(sheet.table), sheet.table.rows.tolist()) == (PUPILS, [3, 4, 5, 6, 7])
    assert sheet.table.titles == ("Leerlingen",)
    assert left_out(sheet.table) == {"blank": (8,), "note": tuple(range(9, 16))}
    assert sheet.notes == ("Another table starts at row 10; it was not read. Put it on a sheet of its own.",)


def test_a_table_of_response_above_the_main_one_is_told(workbook: Workbook) -> None:
    response = [["Klas", "Uitgenodigd", "Ingevuld"], ["7A", 25, 20], ["7B", 24, 22]]
    header = ["Nr", "Word je gepest?", "Ben je bang?", "Is het leuk?", "Durf je het te vertellen?"]
    sheet = read(workbook, [["Respons"], *response, [], header, *answers(9, 4)])
    assert sheet.table is not None
    assert (sheet.table.header_row, len(sheet.table.rows)) == (6, 9)
    (note,) = sheet.notes
    assert note.startswith("Rows 2 to 4 look like another table above the main one")


def test_titles_side_by_side_are_no_table(workbook: Workbook) -> None:
    titles = [["Peilboog", "versie 2", "2024-2025"], [], ["School:", "De Ark", "Klas:", "7A"]]
    sheet = read(workbook, [*titles, [*PUPILS, "Is het leuk?"], *answers(6, 3)])
    assert sheet.table is not None
    assert (sheet.table.header_row, sheet.notes) == (4, ())


def test_the_same_table_for_each_class_is_one_table(workbook: Workbook) -> None:
    sheet = read(workbook, [PUPILS, *answers(4), [], PUPILS, *answers(4, first=5)])
    assert sheet.table is not None
    assert cells(sheet.table.columns[0]) == list(range(1, 9))
    assert left_out(sheet.table) == {"blank": (6,), "repeated_header": (7,)}


def test_a_pupil_after_a_blank_row_is_no_second_table(workbook: Workbook) -> None:
    header = ["Klas", "Word je gepest?", "Ben je bang?"]
    rows = [header, ["8A", None, None], ["7A", "Nooit", "Zelden"], ["Totaal", 85, 89]]
    sheet = read(workbook, rows)
    assert sheet.table is not None
    assert (sheet.table.rows.tolist(), left_out(sheet.table)) == ([2, 3], {"total": (4,)})
    numbers = [["Nr", "Q1", "Q2"], [1, 1, None], [2, None, 1], [], [3, 4, 5], [4, 2, None], [5, None, 3]]
    assert only_table(read_source(workbook(numbers))).rows.tolist() == [2, 3, 5, 6, 7]


@pytest.mark.parametrize(
    "first",
    [
        ["7A", 1, 2],
        ["7A", 3, 5],
        ["7A", "V1 vind ik niks", "Er wordt soms geschreeuwd"],
        ["r001", 3, "Soms"],
        [1, 2, 3],
    ],
)
@pytest.mark.parametrize("names", [("V1", "V2"), ("1. Word je gepest?", "2. Ben je bang?"), (1, 2)])
def test_the_first_respondent_is_no_header(
    workbook: Workbook, names: tuple[Any, Any], first: list[Any]
) -> None:
    second = [f"{cell}b" if isinstance(cell, str) else cell + 1 for cell in first]
    table = only_table(read_source(workbook([["Klas", *names], first, second])))
    assert (table.header_row, table.rows.tolist()) == (1, [2, 3])


def test_a_row_of_legends_under_the_header_names_the_scale(workbook: Workbook) -> None:
    legend = "1=nooit 2=soms"
    rows = [["Nr", "V1", "V2"], [None, *PUPILS[1:]], [None, legend, legend], *[[i, 1, 2] for i in range(6)]]
    table = only_table(read_source(workbook(rows)))
    assert table.header_row == 3
    assert headers(table) == ["Nr", f"V1 - Word je gepest? - {legend}", f"V2 - Ben je bang? - {legend}"]
    assert len(table.rows) == 6


@pytest.mark.parametrize("remark", ["Totaal niet leuk", "Gemiddeld wel oké", "n", "Total chaos"])
def test_remarks_that_begin_as_a_total_does_are_kept(workbook: Workbook, remark: str) -> None:
    rows = [
        ["Klas", "Word je gepest?", "Opmerking"],
        *[["7A", a, "fijn"] for a in ANSWERS],
        ["7A", None, remark],
    ]
    table = only_table(read_source(workbook(rows)))
    assert cells(table.columns[2]) == ["fijn", "fijn", "fijn", remark]


def test_a_note_under_a_narrow_table_is_no_respondent(workbook: Workbook) -> None:
    rows = [
        ["Word je gepest?", "Ben je bang?"],
        ["Nooit", "Soms"],
        ["Soms", None],
        [],
        ["Bron: eigen vragen"],
    ]
    table = only_table(read_source(workbook(rows)))
    assert (table.rows.tolist(), left_out(table)) == ([2, 3], {"blank": (4,), "note": (5,)})
